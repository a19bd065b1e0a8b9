package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/perf/benchfmt"

	"weft.example/bench/results"
	"weft.example/kernels"
)

// tiny asks for one case of two implementations or more.
var tiny = []string{"gemm", "-shape", "8x9x7:NT", "-dtype", "float64", "-time", "1ms", "-workers", "1"}

// TestFormats reads what is written in each format, and wants the same rows in all.
func TestFormats(t *testing.T) {
	in := func(format string) string {
		code, stdout, stderr := runWith(context.Background(), append(tiny, "-format", format)...)
		if code != 0 {
			t.Fatalf("%s: status %d, error %q", format, code, stderr)
		}
		return stdout
	}
	report, err := results.ReadJSON(strings.NewReader(in("json")))
	if err != nil {
		t.Fatal(err)
	}
	var impls []string
	for _, r := range report.Rows {
		impls = append(impls, r.Impl)
		if r.Group != "gemm" || r.Type != "float64" || r.Shape != "8x9x7:NT" || r.Work != 2*8*9*7 || r.Unit != "FLOP" || len(r.Seconds) != 7 && len(r.Seconds) != 1 || !(r.Peak > 0 && r.PeakBest >= r.Peak) {
			t.Errorf("row %+v", r)
		}
	}
	if got := strings.Join(impls, " "); got != "naive gonum weft" {
		t.Errorf("implementations %s", got)
	}
	if m := report.Machine; m.ISA == "" || m.Workers < 1 || m.Go == "" || len(m.Caches) != 3 {
		t.Errorf("machine %+v", m)
	}
	lines, err := csv.NewReader(strings.NewReader(in("csv"))).ReadAll()
	if err != nil || len(lines) != 4 || lines[0][0] != "group" || lines[3][6] != "weft" {
		t.Errorf("CSV %v, error %v", lines, err)
	}
	units := map[string]int{}
	bench := benchfmt.NewReader(strings.NewReader(in("benchstat")), "report")
	for bench.Scan() {
		if r, ok := bench.Result().(*benchfmt.Result); ok {
			base, parts := r.Name.Parts()
			if string(base) != "Gemm" || len(parts) != 6 || string(parts[3]) != "/shape=8x9x7:NT" {
				t.Errorf("name %s: %q", base, parts)
			}
			for _, v := range r.Values {
				units[v.Unit]++
			}
		} else if e, ok := bench.Result().(*benchfmt.SyntaxError); ok {
			t.Error(e)
		}
	}
	// A call that is interrupted may be taken for one that is too long for more rounds.
	if n := units["sec/op"]; n < 3 || n > 21 || units["GFLOPS"] != n {
		t.Errorf("units %v, want times and rates of three implementations in seven rounds", units)
	}
}

// TestFile wants -o's file whole or as it was, and nothing beside it.
func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report")
	write(t, path, []byte("old"))
	want := func(what string) {
		t.Helper()
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 {
			t.Errorf("the folder has %v, error %v", entries, err)
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Contains(got, []byte(what)) {
			t.Errorf("the file has %q, error %v, want %q", got, err, what)
		}
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if code, stdout, _ := runWith(stopped, append(tiny, "-o", path)...); code != 130 || stdout != "" {
		t.Errorf("status %d, output %q after an interrupt", code, stdout)
	}
	want("old")
	for format, what := range map[string]string{"table": "Matrix products", "json": `"schema"`, "csv": "group,", "benchstat": "BenchmarkGemm"} {
		if code, stdout, stderr := runWith(context.Background(), append(tiny, "-format", format, "-o", path)...); code != 0 || stdout != "" {
			t.Errorf("%s: status %d, output %q, error %q", format, code, stdout, stderr)
		}
		want(what)
	}
	none := filepath.Join(dir, "none", "report")
	if code, _, stderr := runWith(context.Background(), append(tiny, "-o", none)...); code != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, none+": ") {
		t.Errorf("no folder: status %d, error %q, want one that names %s", code, stderr, none)
	}
	if code, _, stderr := runWith(context.Background(), append(tiny, "-o", dir)...); code != 1 || !strings.HasPrefix(stderr, "bench: "+dir+": it is a directory") {
		t.Errorf("a folder: status %d, error %q, want one that names %s", code, stderr, dir)
	}
}

// TestFold wants columns that do not fit below, behind the first again.
func TestFold(t *testing.T) {
	columns := []column{
		{head: "case", left: true, cells: []string{"ä", "b"}},
		{head: "one", cells: []string{"1.00", "22.0"}},
		{head: "two", cells: []string{"3", ""}},
	}
	for width, want := range map[int]string{
		80: "case   one  two\nä     1.00    3\nb     22.0",
		15: "case   one  two\nä     1.00    3\nb     22.0",
		14: "case   one\nä     1.00\nb     22.0\n\ncase  two\nä       3\nb",
		1:  "case   one\nä     1.00\nb     22.0\n\ncase  two\nä       3\nb",
	} {
		if got := (style{width: width}).fold(columns, 1); got != want {
			t.Errorf("in %d columns:\n%q, want\n%q", width, got, want)
		}
	}
	if got := (style{width: 80, colour: true}).fold(columns[:2], 1); !strings.HasPrefix(got, "\x1b[1mcase\x1b[0m  ") {
		t.Errorf("in colour: %q", got)
	}
}

// TestColour wants none where no terminal is.
func TestColour(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if s := styleOf(f); s.colour || s.width != usualWidth {
		t.Errorf("a file has style %+v", s)
	}
}

// TestRun wants only the cases that -run matches.
func TestRun(t *testing.T) {
	code, stdout, stderr := runWith(context.Background(), "gemm", "-run", "float32.*small-8$|nothing", "-time", "1us")
	if code != 2 || !strings.Contains(stderr, "-run: no case has a name") {
		t.Errorf("status %d, error %q", code, stderr)
	}
	if strings.Contains(stdout, "square") || strings.Count(stdout, "small-8 ") != 0 || strings.Count(stdout, "No case of") != 2 {
		t.Errorf("output %q", stdout)
	}
	code, stdout, _ = runWith(context.Background(), "gemm", "-run", "float32.*small-8/", "-time", "1us")
	if code != 0 || strings.Contains(stdout, "square") || strings.Count(stdout, "small-8 ") != 1 || strings.Count(stdout, "No case of") != 1 {
		t.Errorf("output %q", stdout)
	}
}

// TestWrongResult wants an error of a check to end a run.
func TestWrongResult(t *testing.T) {
	wrong := errors.New("wrong")
	s := small(&bytes.Buffer{}, kernels.Best())
	err := compete[float32](context.Background(), s, s.plan, results.Row{}, contender{impl: "x", run: func() {}, check: func() error { return wrong }})
	if !errors.Is(err, wrong) || len(s.results.Rows) != 0 {
		t.Errorf("error %v, rows %v", err, s.results.Rows)
	}
}
