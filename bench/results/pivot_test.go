package results

import (
	"fmt"
	"math"
	"testing"
)

// TestPivot wants lines and ways of one kind in the order of rows, yardsticks first.
func TestPivot(t *testing.T) {
	row := func(name, impl string, workers int) Row { return Row{Case: name, Impl: impl, Workers: workers} }
	lines, ways := Pivot([]Row{
		row("b", "frozen", 1), row("b", "weft", 2), row("a", "mkl", 2), row("a", "weft", 1), row("b", "blis", 1), row("b", "gonum", 2), row("a", "naive", 1), row("b", "naive", 1),
	})
	if got := fmt.Sprint(ways); got != "[naive gonum mkl ×2 blis frozen weft ×2 weft]" {
		t.Errorf("ways %s", got)
	}
	if len(lines) != 2 || lines[0].Case != "b" || lines[1].Case != "a" || len(lines[0].By) != 5 || len(lines[1].By) != 3 {
		t.Fatalf("lines %+v", lines)
	}
	if r := lines[1].By[Way{"mkl", 2}]; r.Impl != "mkl" || r.Case != "a" {
		t.Errorf("%+v is not mkl's", r)
	}
	if lines, ways := Pivot(nil); len(lines)+len(ways) != 0 {
		t.Errorf("of nothing %v and %v", lines, ways)
	}
}

// TestSpeedup wants weft's best beside a yardstick, and that of as many workers beside a peer.
func TestSpeedup(t *testing.T) {
	l := Line{By: map[Way]Row{}}
	for w, seconds := range map[Way]float64{
		{"naive", 1}: 80, {"gonum", 1}: 8, {"mkl", 1}: 3, {"mkl", 2}: 3, {"mkl", 8}: 3, {"weft", 1}: 2, {"frozen", 1}: 1, {"weft", 2}: 0.5,
	} {
		l.By[w] = Row{Seconds: []float64{seconds}}
	}
	for w, want := range map[Way]float64{{"naive", 1}: 160, {"gonum", 1}: 16, {"mkl", 1}: 3, {"mkl", 2}: 6, {"mkl", 8}: math.NaN(), {"blis", 1}: math.NaN()} {
		if got, unsure := l.Speedup(w); unsure || got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("over %s: %g, want %g", w, got, want)
		}
	}
	noisy, calm := Row{Seconds: []float64{1, 1, 1, 1, 1, 1, 2}}, Row{Seconds: []float64{1, 1, 1, 1, 1, 1, 1.2}}
	for _, c := range []struct {
		theirs, ours Row
		unsure       bool
	}{{noisy, calm, true}, {calm, noisy, true}, {calm, calm, false}} {
		l := Line{By: map[Way]Row{{"gonum", 1}: c.theirs, {"weft", 1}: c.ours}}
		if _, unsure := l.Speedup(Way{"gonum", 1}); unsure != c.unsure {
			t.Errorf("unsure is %v of %v and %v", unsure, c.theirs.Seconds, c.ours.Seconds)
		}
	}
}

func TestFigures(t *testing.T) {
	for x, want := range map[float64]string{0: "0.000", 0.5: "0.500", 0.0123: "0.0123", 0.0037: "0.00370", 1e-12: "0.000000000", 1e6: "1000000", 1: "1.00", 12.34: "12.3", 123.4: "123"} {
		if got := Figure(x); got != want {
			t.Errorf("%g: %s, want %s", x, got, want)
		}
	}
	for x, want := range map[float64]string{90: "90.0 s", 1: "1.00 s", 0.5: "500 ms", 2e-5: "20.0 µs", 3e-9: "3.00 ns", 1e-10: "0.100 ns"} {
		if got := Duration(x); got != want {
			t.Errorf("%g: %s, want %s", x, got, want)
		}
	}
}
