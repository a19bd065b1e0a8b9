package engine

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestSeries wants the numbers of each epoch by name, as they were behind its evaluation, and as many of them as epochs, whatever
// they are and however Fit ends.
func TestSeries(t *testing.T) {
	net, data, cfg := finiteRun[float64](t, kernels.Best())
	stop := errors.New("stop")
	var examples, epochs, seen int
	cfg.Metrics = []Metric[float64]{counter64{&examples}}
	cfg.Validation = data
	cfg.Monitor.Value = func() float64 { return float64(examples) }
	cfg.OnEpoch = func(e Epoch) error {
		if seen++; seen != epochs {
			t.Errorf("epoch %d: %d calls before OnEpoch, want %d", e.Number, epochs, seen)
		}
		if e.Number == 1 {
			return stop
		}
		return nil
	}
	cfg.Series = map[string]func() float64{
		"examples": func() float64 { return float64(examples) },
		"epochs":   func() float64 { epochs++; return float64(epochs) },
		"nothing":  math.NaN,
	}
	h, err := Fit(context.Background(), net, data, cfg)
	if !errors.Is(err, stop) || len(h.Epochs) != 2 {
		t.Fatalf("%v, %+v", err, h)
	}
	if got := slices.Sorted(maps.Keys(h.Series)); !slices.Equal(got, []string{"epochs", "examples", "nothing"}) {
		t.Errorf("series %q", got)
	}
	if !slices.Equal(h.Series["examples"], []float64{5, 5}) || !slices.Equal(h.Series["epochs"], []float64{1, 2}) || len(h.Series["nothing"]) != 2 {
		t.Errorf("%v", h.Series)
	}

	cfg.Series, cfg.OnEpoch = map[string]func() float64{"x": nil}, nil
	_, err = Fit(context.Background(), net, data, cfg)
	wantError(t, "Fit", err, `series "x" of a nil function`)
	cfg.Series, cfg.Metrics, cfg.Monitor, cfg.Validation = map[string]func() float64{"x": math.NaN}, nil, Monitor{}, Data[float64]{}
	_, err = Fit(context.Background(), net, data, cfg)
	wantError(t, "Fit", err, "a metric, a series or a monitor and 0 examples for validation")
	cfg.Series = nil
	if h, err = Fit(context.Background(), net, data, cfg); err != nil || len(h.Series) != 0 {
		t.Errorf("%v, %v, want no series", err, h.Series)
	}
}

// counter64 counts the examples that it is shown.
type counter64 struct{ n *int }

func (c counter64) Reset()                             { *c.n = 0 }
func (c counter64) Add(_ []float64, y Labels[float64]) { *c.n += len(y.Classes) }
