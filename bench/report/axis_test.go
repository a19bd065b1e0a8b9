package report

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// TestTicks wants few, in range, in order, of labels that differ.
func TestTicks(t *testing.T) {
	check := func(what string, ticks []plot.Tick, least, greatest float64) {
		t.Helper()
		if len(ticks) < 2 || len(ticks) > most+1 {
			t.Errorf("%s from %g to %g: %d ticks", what, least, greatest, len(ticks))
		}
		for i, tick := range ticks {
			if tick.Value < least || tick.Value > greatest || i > 0 && (tick.Value <= ticks[i-1].Value || tick.Label == ticks[i-1].Label) || strings.ContainsAny(tick.Label, "e") || len(tick.Label) > 9 {
				t.Errorf("%s from %g to %g: tick %d of %v", what, least, greatest, i, ticks)
			}
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		least := math.Pow(10, -4+6*rng.Float64())
		greatest := least * math.Pow(10, 1+4*rng.Float64())
		check("logarithmic", logTicks(least, greatest), least, greatest)
		check("linear", linearTicks(least, greatest), least, greatest)
	}
	for _, c := range []struct{ least, greatest float64 }{{0, 1}, {0, 0.3}, {0, 165}, {0, 7}, {1, 1000}} {
		check("linear", linearTicks(c.least, c.greatest), c.least, c.greatest)
	}
	if got := logTicks(1, 10); len(got) != 4 || got[1].Label != "2" || got[2].Label != "5" {
		t.Errorf("ticks of a decade are %v", got)
	}
}

// TestLabels wants as many of one point as fit around it.
func TestLabels(t *testing.T) {
	f := &Figure{Y: axis{zero: true}}
	c := &curve{ink: weftInk, line: true, points: plotter.XYs{{X: 0, Y: 0}, {X: 10, Y: 10}}}
	f.curves = []*curve{c}
	for range 9 {
		f.labels = append(f.labels, label{7, 3, "crowd", mutedInk})
	}
	if n := strings.Count(f.SVG(wide), ">crowd<"); n != 4 {
		t.Errorf("%d labels of one point, want right, left, above and below", n)
	}
}

func TestFree(t *testing.T) {
	canvas, taken := box(0, 0, 100, 100), []vg.Rectangle{box(40, 40, 20, 20)}
	for _, c := range []struct {
		place vg.Rectangle
		want  bool
	}{
		{box(0, 0, 10, 10), true}, {box(-1, 0, 10, 10), false}, {box(95, 0, 10, 10), false}, {box(0, 95, 10, 10), false}, {box(0, -1, 10, 10), false},
		{box(45, 45, 1, 1), false}, {box(30, 30, 50, 50), false}, {box(60, 40, 5, 5), true}, {box(30, 45, 11, 5), false},
	} {
		if got := free(c.place, canvas, taken); got != c.want {
			t.Errorf("%v is free: %v", c.place, got)
		}
	}
}
