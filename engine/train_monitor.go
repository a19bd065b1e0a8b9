package engine

import (
	"errors"
	"fmt"
	"math"
)

// Monitor is a number that [Fit] watches after each epoch, and which of two is better.
type Monitor struct {
	// Value returns the number, as a method of one of [FitConfig].Metrics does. With nil it is the
	// validation cost.
	Value func() float64

	// Maximize says that the largest is the best, as of F1, areas and R². Otherwise the least is.
	Maximize bool

	// MinDelta is what a number has to be better by for Patience to begin anew: better than the
	// one that it last began at, so that many small steps count together.
	MinDelta float64
}

// better reports whether x is better than y by more than delta.
func (m *Monitor) better(x, y, delta float64) bool {
	if m.Maximize {
		return x > y+delta
	}
	return x < y-delta
}

// mismatch tells what is wrong with it, or is nil.
func (m *Monitor) mismatch() error {
	switch {
	case !(m.MinDelta >= 0) || !finite(m.MinDelta):
		return fmt.Errorf("engine: Fit with a MinDelta of %v, want a finite number of at least 0", m.MinDelta)
	case m.Maximize && m.Value == nil:
		return errors.New("engine: Fit to maximize a Monitor without a Value, which is the validation cost")
	}
	return nil
}

// watch follows the number of a monitor from epoch to epoch.
type watch struct {
	Monitor
	best  float64 // number
	mark  float64 // the number that patience last began at
	since int     // and its epoch
}

// newWatch returns one that has seen nothing, before the given epoch.
func newWatch(m Monitor, epoch int) watch {
	worst := math.Inf(1)
	if m.Maximize {
		worst = math.Inf(-1)
	}
	return watch{m, worst, worst, epoch - 1}
}

// see takes the number of an epoch, and reports whether it is the best.
func (w *watch) see(x float64, epoch int) bool {
	if w.better(x, w.mark, w.MinDelta) {
		w.mark, w.since = x, epoch
	}
	if !w.better(x, w.best, 0) { // as of NaN
		return false
	}
	w.best = x
	return true
}
