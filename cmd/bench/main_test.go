package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"weft.example/bench"
	"weft.example/kernels"
	"weft.example/workers"
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
		{[]string{"-data", "iris"}, `no data set "iris", have breast-cancer and mnist`},
		{[]string{"-data", ""}, `no data set "", have`},
		{[]string{"extra"}, `unexpected argument "extra"`},
		{[]string{"-scaling", "-data", "mnist"}, "-scaling trains on no data set"},
		{[]string{"-mnist", "folder"}, "-mnist is for -data mnist"},
		{[]string{"-validate"}, "-validate is for -data mnist"},
		{[]string{"-data", "mnist", "-mnist", "no/such/folder"}, "no such file"},
	} {
		code, stdout, stderr := runWith(context.Background(), c.args...)
		if code != 2 || stdout != "" {
			t.Errorf("%q: status %d and output %q, want 2 and none", c.args, code, stdout)
		}
		if strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "bench: ") || !strings.Contains(stderr, c.want) {
			t.Errorf("%q: error %q, want one line with %q", c.args, stderr, c.want)
		}
	}
}

func TestRejectsFlags(t *testing.T) {
	for _, args := range [][]string{{"-fast"}, {"-quick=maybe"}, {"-data"}} {
		if code, stdout, stderr := runWith(context.Background(), args...); code != 2 || stdout != "" || stderr == "" {
			t.Errorf("%q: status %d, output %q, error %q", args, code, stdout, stderr)
		}
	}
	if code, _, stderr := runWith(context.Background(), "-h"); code != 0 || !strings.Contains(stderr, "-quick") {
		t.Errorf("-h: status %d, %q", code, stderr)
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
	for name, section := range map[string]func(context.Context) error{
		"gemm": s.gemm, "elementwise": s.elementwise, "passes": s.passes, "scaling": s.scaling, "train": s.train,
	} {
		if err := section(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want %v", name, err, context.Canceled)
		}
	}
}

// small is a session with little to do, that prints to out.
func small(out io.Writer, set *kernels.Set) *session {
	networks := []bench.NetworkCase{{Name: "small", Batch: 3, Inputs: 4, Layers: bench.Lecture(3, 2, 1)}}
	return &session{
		effort: effort{
			plan:     bench.Plan{Rounds: 1, Time: time.Microsecond},
			products: productsBetween(0, 1e6),
			sizes:    []bench.Size{{Name: "L1", Bytes: 8 << 10}},
			networks: networks,
			shared:   sharedCases{squares(96), networks},
			updates:  210,
		},
		out: out, terminal: terminal(out),
		set: set, pool: workers.New(2),
	}
}

// TestSections prints a whole report on every Set. The training checks itself.
func TestSections(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name, func(t *testing.T) {
			var out bytes.Buffer
			s := small(&out, set)
			if err := s.sections(context.Background(), s.machine, s.gemm, s.elementwise, s.passes, s.scaling, s.train); err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{
				`(?m)^CPU +\S`,
				`(?m)^instruction set +` + set.Name,
				`(?m)^FMA peak of one core +float32 [0-9.]+ GFLOP/s, float64 [0-9.]+ GFLOP/s`,
				`(?m)^odd-67 +67×67×67( +[0-9.]+){6}×$`,
				`(?m)^sigmoid +[0-9.]+ +[0-9.]+ +[0-9.]+×$`,
				`(?m)^small +forward( +[0-9.]+){7}×`,
				`(?m)^ +backward( +[0-9.]+){7}×`,
				`(?m)^FMA peak +([0-9.]+ +[0-9.]+ *){2}$`,
				`(?m)^square-96 +96×96×96 +([0-9.]+ +[0-9.]+ *){2}$`,
				`(?m)^small +forward +([0-9.]+ +[0-9.]+ *){2}$`,
				`(?m)^ +200 +0\.\d+ +0\.\d+$`,
				`(?m)^test accuracy +9[5-9]\.`,
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
