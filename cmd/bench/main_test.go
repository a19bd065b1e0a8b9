package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"weft.example/bench"
	"weft.example/kernels"
)

// runWith runs the program with the given arguments.
func runWith(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(ctx, args, &out, &errs)
	return code, out.String(), errs.String()
}

// TestRejects checks that what cannot be done is refused in one line, before
// anything is printed.
func TestRejects(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"train", "-data", "wine"}, `no data set "wine", have breast-cancer, digits`},
		{[]string{"train", "-data", ""}, `no data set "", have`},
		{[]string{"extra"}, `no command "extra", have gemm, blas, `},
		{[]string{"gemm", "extra"}, `unexpected argument "extra"`},
		{[]string{"train", "-mnist", "folder"}, "-mnist is for -data mnist"},
		{[]string{"predict", "model"}, "no CSV"},
		{[]string{"predict", "model", "csv", "more"}, `unexpected argument "more"`},
		{[]string{"train", "-data", "mnist", "-mnist", "no/such/folder"}, "no such file"},
		{[]string{"published", "-mnist", "no/such/folder"}, "no such file"},
		{[]string{"gemm", "-shape", "1x2"}, "three sizes"},
		{[]string{"gemm", "-shape", "1x2x0"}, `"0", want a number`},
		{[]string{"gemm", "-shape", "1x2x3:NX"}, `layout "NX"`},
		{[]string{"gemm", "-shape", "1x2x3,"}, `""`},
		{[]string{"gemm", "-shape", "9999999x9999999x3"}, "more than"},
		{[]string{"network", "-layers", "784"}, "want inputs and a layer"},
		{[]string{"network", "-layers", "3-2-1", "-batch", "x"}, `"x"`},
		{[]string{"network", "-layers", "1000000-1000000"}, "more than"},
		{[]string{"-dtype", "float16"}, `no element type "float16", have float32, float64`},
		{[]string{"-format", "xml"}, `no format "xml"`},
		{[]string{"-isa", "mmx"}, `"mmx"`},
		{[]string{"-workers", "0"}, "-workers"},
		{[]string{"-workers", "1,100000"}, "want a number from 1"},
		{[]string{"-time", "-1s"}, "-time"},
		{[]string{"-time", "fast"}, `"fast"`},
		{[]string{"-run", "("}, "-run"},
		{[]string{"blas", "-order", "-3"}, "-order"},
		{[]string{"gemm", "-peer", "openblas"}, `-peer: "openblas": want NAME=LIBRARY`},
		{[]string{"gemm", "-peer", "x="}, "want NAME=LIBRARY"},
		{[]string{"gemm", "-peer", "a/b=c"}, `"a/b", want a name`},
		{[]string{"gemm", "-peer", "gonum=c"}, `"gonum" is taken`},
		{[]string{"gemm", "-peer", "a=b", "-peer", "a=c"}, `"a" is taken`},
		{[]string{"gemm", "-peer", "a=no/such,library.so"}, "-peer: a: "},
		{[]string{"gemm", "-html", "a", "-o", "a"}, "-html and -o: both are a"},
		{[]string{"report", "-html", "a"}, "no FILE"},
		{[]string{"report", "no/such/file"}, "open no/such/file"},
		{[]string{"report", "main_test.go"}, "main_test.go: not a report"},
		{[]string{"gemm", "-compare", "no/such/file"}, "-compare: open no/such/file"},
		{[]string{"gemm", "-compare", "main_test.go"}, "-compare: main_test.go: not a report"},
		{[]string{"gemm", "-dtyp", "float32"}, "no flag -dtyp, did you mean -dtype?"},
		{[]string{"gemm", "-nosuch"}, "no flag -nosuch (see"},
	} {
		code, stdout, stderr := runWith(context.Background(), c.args...)
		if code != 2 || stdout != "" {
			t.Errorf("%q: status %d and output %q, want 2 and none", c.args, code, stdout)
		}
		if strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "bench: ") || !strings.Contains(stderr, c.want) {
			t.Errorf("%q: error %q, want one line with %q", c.args, stderr, c.want)
		}
		hint := "(see bench -h)\n"
		if slices.ContainsFunc(commands, func(other command) bool { return other.name == c.args[0] }) {
			hint = "(see bench " + c.args[0] + " -h)\n"
		}
		if !strings.HasSuffix(stderr, hint) {
			t.Errorf("%q: error %q, want %q in the end", c.args, stderr, hint)
		}
	}
}

func TestRejectsFlags(t *testing.T) {
	for _, args := range [][]string{{"-fast"}, {"-quick=maybe"}, {"-data"}} {
		if code, stdout, stderr := runWith(context.Background(), args...); code != 2 || stdout != "" || stderr == "" {
			t.Errorf("%q: status %d, output %q, error %q", args, code, stdout, stderr)
		}
	}
}

// TestHelp wants help of each command in 80 columns, with its examples, which can be parsed.
func TestHelp(t *testing.T) {
	for _, c := range append(commands, story) {
		args := []string{"-h"}
		if c.name != story.name {
			args = []string{c.name, "--help"}
		}
		code, stdout, stderr := runWith(context.Background(), args...)
		if code != 0 || stderr != "" {
			t.Errorf("%s: status %d, error %q", c.name, code, stderr)
		}
		fits(t, stdout)
		for _, example := range c.examples {
			if !strings.Contains(stdout, "\n  "+example+"\n") {
				t.Errorf("%s -h has no example %q", c.name, example)
			}
			line := strings.Split(strings.ReplaceAll(strings.TrimPrefix(before(example, " #"), "bench"), "'", ""), " ")
			line = slices.DeleteFunc(line, func(s string) bool { return s == "" })
			j, err := parse(context.Background(), line, io.Discard)
			var count *strconv.NumError
			if err != nil && !strings.Contains(err.Error(), "-workers") && !errors.As(err, &count) || err == nil && j.sections == nil {
				t.Errorf("%s: %v", example, err)
			}
		}
	}
}

// TestHelpDefaults wants the default of each flag of train behind what it does, which begins in one column.
func TestHelpDefaults(t *testing.T) {
	_, help, _ := runWith(context.Background(), "train", "-h")
	words := strings.Join(strings.Fields(help), " ")
	for _, f := range planFlags {
		if want := strings.ReplaceAll(f.usage, "`", "") + " (" + f.usual + ")"; f.usual != "" && !strings.Contains(words, want) {
			t.Errorf("no %q in the help of train", want)
		}
	}
	_, flags, _ := strings.Cut(help, "default:\n")
	flags, _, _ = strings.Cut(flags, "\n\n")
	const column = 21
	for line := range strings.Lines(flags) {
		if line[column-1] != ' ' || line[column] == ' ' {
			t.Errorf("%q has nothing that begins in column %d", line, column)
		}
	}
}

// TestHelpAnywhere wants -h to be heard on any line, and -- to end that.
func TestHelpAnywhere(t *testing.T) {
	for line, title := range map[string]string{
		"-quick -h":                       "bench: ",
		"gemm -shape 1x2 -h":              "bench gemm: ",
		"gemm -no-such-flag --help":       "bench gemm: ",
		"-h gemm":                         "bench gemm: ",
		"gemm extra -help":                "bench gemm: ",
		"help":                            "bench: ",
		"help network":                    "bench network: ",
		"nothing of the kind -h":          "bench: ",
		"gemm -peer x -compare nofile -h": "bench gemm: ",
	} {
		code, stdout, stderr := runWith(context.Background(), strings.Split(line, " ")...)
		if code != 0 || stderr != "" || !strings.HasPrefix(stdout, title) {
			t.Errorf("%s: status %d, output %q, error %q, want help of %q", line, code, stdout, stderr, title)
		}
	}
	if code, stdout, _ := runWith(context.Background(), "gemm", "--", "-h"); code != 2 || stdout != "" {
		t.Errorf("-- -h: status %d, output %q", code, stdout)
	}
}

// fits wants no line of more than 80 characters, and none that ends in a space.
func fits(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if utf8.RuneCountInString(line) > usualWidth || strings.HasSuffix(line, " ") {
			t.Errorf("%d characters: %q", utf8.RuneCountInString(line), line)
		}
	}
}

func TestRejectsISA(t *testing.T) {
	t.Setenv(kernels.ISAEnv, "mmx")
	code, stdout, stderr := runWith(context.Background(), "-quick")
	if code != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, `"mmx"`) {
		t.Errorf("status %d, output %q, error %q, want 2, none and one line", code, stdout, stderr)
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if code, _, stderr := runWith(ctx, "-quick"); code != 130 || stderr != "bench: interrupted\n" {
		t.Errorf("status %d, error %q", code, stderr)
	}
	s := small(io.Discard, kernels.Best())
	for name, section := range map[string]section{
		"gemm": s.gemm, "blas": s.blas, "lapack": s.lapack, "elementwise": s.elementwise, "network": s.network, "peak": s.peak, "train": s.train,
	} {
		if err := section(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want %v", name, err, context.Canceled)
		}
	}
}

// small is a session with little to do, that prints to out.
func small(out io.Writer, set *kernels.Set) *session {
	j := job{options: defaults()}
	if err := j.check(); err != nil {
		panic(err)
	}
	j.isa, j.time = set.Name, time.Microsecond
	s, err := j.newSession(out, io.Discard, nil)
	if err != nil {
		panic(err)
	}
	s.style = style{width: usualWidth}
	s.plan.Rounds = 7
	s.products = slices.DeleteFunc(s.products, func(c bench.GemmCase) bool { return c.Flops() > 1e6 })
	s.sizes = []bench.Size{{Name: "L1", Bytes: 8 << 10}}
	s.nets = []bench.NetworkCase{{Name: "small", Batch: 3, Inputs: 4, Layers: bench.Lecture(3, 2, 1)}}
	s.effort.orders = []int{20}
	s.updates = 210
	return s
}

// TestSections prints a whole report on every Set. The training checks itself.
func TestSections(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name, func(t *testing.T) {
			var out bytes.Buffer
			s := small(&out, set)
			if err := s.run(context.Background(), []section{s.printMachine, s.gemm, s.blas, s.lapack, s.elementwise, s.network, s.trainCancer, s.info}); err != nil {
				t.Fatal(err)
			}
			fits(t, before(out.String(), "\nversions"))
			const number = `( +[0-9.]+)`
			for _, want := range []string{
				`(?m)^CPU +\S`,
				`(?m)^instruction set +` + set.Name,
				`(?m)^peak of one core +[0-9]+ GFLOP/s in float32, [0-9]+ in float64`,
				`(?m)^odd-67 +67x67x67` + number + `{3} +\S+ +[0-9]+%.* +≈?[0-9.]+×$`,
				`(?m)^level2-gemv-N +20` + number + `{2}`,
				`(?m)^svd +20` + number + `{2}`,
				`(?m)^sigmoid +L1` + number + `{2} +\S+ +≈?[0-9.]+×$`,
				`(?m)^small +4-3-2-1` + number + `{2} +\S+ +[0-9]+.* +≈?[0-9.]+×$`,
				`(?m)^Backward passes`,
				`(?m)^ +200 +0\.\d+ +0\.\d+$`,
				`(?m)^test accuracy +9[5-9]\.`,
				`(?m)^weft +weft.example `,
			} {
				if !regexp.MustCompile(want).MatchString(out.String()) {
					t.Errorf("nothing matches %s", want)
				}
			}
			if strings.ContainsAny(out.String(), "\r\x1b") {
				t.Error("control characters where no terminal is")
			}
			if t.Failed() {
				t.Log(out.String())
			}
		})
	}
}

// TestJudge checks that a wrong result fails.
func TestJudge(t *testing.T) {
	s := small(io.Discard, kernels.Best())
	good := outcome{bench.Run{Costs: make([]float64, 201)}, 0.96}
	for i := range good.Costs {
		good.Costs[i] = 1
	}
	if err := s.judge(good, good); err != nil {
		t.Error(err)
	}
	bad := good
	bad.accuracy = 0.9
	if err := s.judge(good, bad); err == nil {
		t.Error("a test accuracy of 0.9 passes")
	}
	bad = outcome{bench.Run{Costs: append([]float64{1 + 1e-9}, good.Costs[1:]...)}, 0.96}
	if err := s.judge(good, bad); err == nil {
		t.Error("costs 1e-9 apart pass")
	}
}

// before is the text in front of a word, which Go's names of modules follow that no table folds.
func before(text, word string) string {
	text, _, _ = strings.Cut(text, word)
	return text
}
