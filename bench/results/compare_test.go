package results

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
)

// timed is a row of seven rounds about some seconds.
func timed(name, impl string, seconds float64) Row {
	r := Row{Group: "gemm", Type: "float32", Case: name, Impl: impl, Workers: 1, Peak: 100e9}
	for i := range 7 {
		r.Seconds = append(r.Seconds, seconds*(1+0.01*float64(i-3)))
	}
	slices.Reverse(r.Seconds)
	return r
}

func TestCompare(t *testing.T) {
	old := &Report{Rows: []Row{timed("a", "weft", 1), timed("b", "weft", 1), timed("c", "weft", 1), timed("gone", "weft", 1), timed("a", "gonum", 4)}}
	now := &Report{Rows: []Row{timed("a", "weft", 0.5), timed("b", "weft", 1.001), timed("c", "weft", 2), timed("new", "weft", 1), timed("a", "gonum", 2), timed("a", "weft", 9)}}
	c := Compare(old, now, "file")
	if len(c.Changes) != 4 || c.File != "file" || len(c.OnlyOld) != 1 || len(c.OnlyNew) != 1 || !strings.Contains(c.OnlyOld[0], "gone") || !strings.Contains(c.OnlyNew[0], "new") {
		t.Fatalf("%+v", c)
	}
	for i, want := range []struct {
		old, now, change float64
		shown            bool
	}{{1, 0.5, -0.5, true}, {1, 1.001, 0.001, false}, {1, 2, 1, true}, {4, 2, -0.5, true}} {
		got := c.Changes[i]
		if got.Old != want.old || got.New != want.now || math.Abs(got.Change-want.change) > 1e-9 || got.Shown() != want.shown || !(got.P > 0 && got.P <= 1) {
			t.Errorf("%d: %+v, want %+v", i, got, want)
		}
	}
	if old.Rows[0].Seconds[0] < old.Rows[0].Seconds[6] {
		t.Error("the order of rounds has changed")
	}
	tallies := c.Tallies()
	if len(tallies) != 2 || tallies[0].Impl != "weft" || tallies[0].Rows != 3 || tallies[0].Faster != 1 || tallies[0].Slower != 1 || tallies[0].Alike != 1 ||
		math.Abs(tallies[0].Change-(math.Cbrt(1.001)-1)) > 1e-9 || tallies[1].Faster != 1 || math.Abs(tallies[1].Change+0.5) > 1e-9 {
		t.Errorf("%+v", tallies)
	}
	late := Compare(&Report{Rows: []Row{{Seconds: []float64{1, 1, 1, 1, 2, 2, 2}}}}, &Report{Rows: []Row{{Seconds: []float64{0.5, 0.5, 0.5, 1, 1, 1, 1}}}}, "")
	if c := late.Changes[0]; c.P > alpha || c.Shown() {
		t.Errorf("medians that are alike: %+v", c)
	}
	none := &Report{Rows: []Row{{Case: "no times"}}}
	if c := Compare(none, none, ""); len(c.Changes)+len(c.OnlyOld)+len(c.OnlyNew) > 0 {
		t.Errorf("rows without times: %+v", c)
	}
	one := &Report{Rows: []Row{{Seconds: []float64{1}}}}
	if c := Compare(one, one, ""); c.Changes[0].Shown() {
		t.Error("one round shows a change")
	}
	if c := Compare(&Report{Rows: []Row{{Seconds: []float64{1}}}}, &Report{Rows: []Row{{Seconds: []float64{9}}}}, ""); c.Changes[0].Shown() {
		t.Error("one round shows a change")
	}
}

// TestComparedForms wants what changed in each form.
func TestComparedForms(t *testing.T) {
	old, now := &Report{Rows: []Row{timed("a", "weft", 1)}}, &Report{Rows: []Row{timed("new", "weft", 1), timed("a", "weft", 0.5)}}
	now.Compare = Compare(old, now, "file")
	var b bytes.Buffer
	if err := now.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(lines) != 3 || strings.Join(lines[0][22:], " ") != "old change p" || strings.Join(lines[1][22:], "") != "" || lines[2][22] != "1" || lines[2][23] != "-0.5" {
		t.Errorf("CSV %q, error %v", lines, err)
	}
	b.Reset()
	if err := now.WriteBenchstat(&b); err != nil || !strings.Contains(b.String(), "\n# BenchmarkGemm/isa=/type=float32/case=a/impl=weft/workers=1 -50.0% p=0.001\n") {
		t.Errorf("benchstat %s, error %v", b.String(), err)
	}
	b.Reset()
	if err := now.WriteJSON(&b); err != nil || !json.Valid(b.Bytes()) || !strings.Contains(b.String(), `"change": -0.5`) {
		t.Errorf("JSON %s, error %v", b.String(), err)
	}
}

// TestDifferences changes one thing after another, and wants one sentence of it.
func TestDifferences(t *testing.T) {
	report := func() *Report {
		return &Report{
			Schema:  Schema,
			Machine: Machine{CPU: "this", Cores: 2, OS: "linux", Arch: "amd64", ISA: "avx2", Workers: 2, Go: "go1.26", Versions: map[string]string{"vcs.revision": "abc"}},
			Peers:   []Peer{{Name: "openblas", About: "0.3"}},
			Rows:    []Row{timed("a", "weft", 1)},
		}
	}
	if got := Differences(report(), report()); len(got) != 0 {
		t.Errorf("alike: %q", got)
	}
	for want, change := range map[string]func(r *Report){
		"the form of the file was weft-bench/1 and is weft-bench/2":                                   func(r *Report) { r.Schema = "weft-bench/2" },
		"the CPU was this and is that":                                                                func(r *Report) { r.Machine.CPU = "that" },
		"the number of cores was 2 and is 3":                                                          func(r *Report) { r.Machine.Cores = 3 },
		"the operating system was linux/amd64 and is darwin/amd64":                                    func(r *Report) { r.Machine.OS = "darwin" },
		"the instruction set was avx2 and is avx512":                                                  func(r *Report) { r.Machine.ISA = "avx512" },
		"GOMAXPROCS was 2 and is 1":                                                                   func(r *Report) { r.Machine.Workers = 1 },
		"Go was go1.26 and is go1.27":                                                                 func(r *Report) { r.Machine.Go = "go1.27" },
		"the tuning was nothing and is WEFT_MC=1 WEFT_NC=2":                                           func(r *Report) { r.Machine.Tuning = map[string]string{"WEFT_NC": "2", "WEFT_MC": "1"} },
		"the environment was nothing and is GOGC=1":                                                   func(r *Report) { r.Machine.Env = map[string]string{"GOGC": "1"} },
		"the commit was abc and is abc with changes":                                                  func(r *Report) { r.Machine.Versions["vcs.modified"] = "true" },
		"the library openblas was 0.3 and is 0.4":                                                     func(r *Report) { r.Peers[0].About = "0.4" },
		"one core's float32 peak was 100 GFLOP/s and is 90, so all else may have changed by 10 % too": func(r *Report) { r.Rows[0].Peak = 90e9 },
	} {
		r := report()
		change(r)
		if got := Differences(report(), r); len(got) != 1 || got[0] != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
