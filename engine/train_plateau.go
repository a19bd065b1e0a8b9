package engine

import (
	"errors"
	"fmt"
	"math"
)

// Plateau lowers a training's rate when a number has stopped falling: the rate of a step is that of
// a [Schedule] times [Plateau.Scale]. [Fit] shows it the number of its Monitor after each epoch
// ([FitConfig].Plateau). A loop of one's own calls [Plateau.See]. It is PyTorch's and Keras'
// ReduceLROnPlateau:
//
//	              PyTorch                     Keras
//	Factor        factor                      factor
//	Patience      patience + 1                patience
//	MinDelta      threshold, of mode abs      min_delta
//	Cooldown      cooldown                    cooldown
//	LeastScale    min_lr / rate               min_lr / rate
//
// It belongs to one goroutine at a time.
type Plateau struct {
	Factor     float64 // of the scale each time it is lowered, above 0 and below 1
	Patience   int     // lower it when so many numbers on end have not been better, at least 1
	MinDelta   float64 // what a number has to be better by than the best, at least 0
	Cooldown   int     // so many numbers after lowering it do not count against Patience
	LeastScale float64 // the scale falls no lower, 0 to 1

	// State is what has been seen: that of the zero value is the start. Training goes on with the
	// same rates from a Plateau with the State of a checkpoint, or from one that has
	// seen the numbers of [History] again. It can be kept as JSON,
	// as in [About].Keys.
	State PlateauState
}

// PlateauState is what a [Plateau] remembers.
type PlateauState struct {
	Seen   int     // numbers so far
	Best   float64 // the one that the next has to be better than, if any has been better than +Inf
	Found  bool    // whether there is a Best
	Bad    int     // numbers that count against Patience
	Rest   int     // numbers of Cooldown that are left
	Lowers int     // how often the scale has been lowered
}

// Scale is what rates are multiplied by, 1 at first: Factor to the power of how often it has
// been lowered, or LeastScale.
func (p *Plateau) Scale() float64 {
	return max(math.Pow(p.Factor, float64(p.State.Lowers)), p.LeastScale)
}

// See takes a number that should fall, such as a cost after each epoch, and reports whether it
// lowers the scale. Of one that should rise, such as F1, it takes the negative. NaN is never
// better. It panics if a field is none that Plateau has.
func (p *Plateau) See(x float64) (lowers bool) {
	if err := p.mismatch(); err != nil {
		panic(err.Error())
	}
	s := &p.State
	s.Seen++
	switch {
	case !s.Found && x < math.Inf(1), s.Found && x < s.Best-p.MinDelta:
		s.Best, s.Found, s.Bad = x, true, 0
	default:
		s.Bad++
	}
	if s.Rest > 0 {
		s.Rest, s.Bad = s.Rest-1, 0
	}
	if s.Bad < p.Patience {
		return false
	}
	before := p.Scale()
	s.Bad, s.Rest = 0, p.Cooldown
	if before > p.LeastScale {
		s.Lowers++
	}
	return p.Scale() < before
}

// mismatch tells what is wrong with it, or is nil.
func (p *Plateau) mismatch() error {
	switch {
	case !(p.Factor > 0 && p.Factor < 1):
		return fmt.Errorf("engine: a Plateau with Factor = %v, want above 0 and below 1", p.Factor)
	case p.Patience < 1:
		return fmt.Errorf("engine: a Plateau with Patience = %d, want at least 1", p.Patience)
	case !(p.MinDelta >= 0) || !finite(p.MinDelta):
		return fmt.Errorf("engine: a Plateau with MinDelta = %v, want a finite number of at least 0", p.MinDelta)
	case p.Cooldown < 0:
		return fmt.Errorf("engine: a Plateau with Cooldown = %d, want at least 0", p.Cooldown)
	case !(p.LeastScale >= 0 && p.LeastScale <= 1):
		return fmt.Errorf("engine: a Plateau with LeastScale = %v, want 0 to 1", p.LeastScale)
	case p.State.Lowers < 0 || p.State.Bad < 0 || p.State.Rest < 0:
		return errors.New("engine: a Plateau whose State has a count below 0")
	}
	return nil
}

// show shows the plateau, if there is one, a number of the monitor.
func (m *Monitor) show(p *Plateau, x float64) {
	if p == nil {
		return
	}
	if m.Maximize {
		x = -x
	}
	p.See(x)
}
