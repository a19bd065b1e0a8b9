package engine

import "fmt"

// accepts reports whether training goes on with a cost or a monitor's number.
func (f *fit[T]) accepts(x float64) bool { return finite(x) || f.cfg.NonFinite }

// rate is that of the step.
func (f *fit[T]) rate() (float64, error) {
	rate := f.cfg.Rate(f.step)
	if f.cfg.Plateau != nil {
		rate *= f.cfg.Plateau.Scale()
	}
	if !finite(T(rate)) {
		return 0, fmt.Errorf("engine: the rate of step %d is %v, want a finite one in %T", f.step, rate, T(0))
	}
	return rate, nil
}

// costError tells that a cost of the epoch is not finite, or is nil.
func (f *fit[T]) costError(epoch int, cost float64) error {
	if f.accepts(cost) {
		return nil
	}
	return fmt.Errorf("engine: epoch %d, step %d: a cost of %v, want a finite one", epoch, f.step, cost)
}

// stepperError tells why an Optimizer cannot take the step, or is nil.
func (f *fit[T]) stepperError(rate float64) error {
	if o, ok := f.cfg.Stepper.(*Optimizer[T]); ok {
		if _, err := o.next(rate, f.pass); err != nil {
			return fmt.Errorf("engine: step %d: %w", f.step, inner{err})
		}
	}
	return nil
}

// forward is [Pass.Forward] that leaves the running means as they are, until track.
func (f *fit[T]) forward(d Data[T]) {
	f.pass.enter()
	defer f.pass.leave()
	f.pass.forward(d.X, d.N)
}

// track moves the running means by a step that is taken.
func (f *fit[T]) track() {
	f.pass.enter()
	defer f.pass.leave()
	f.pass.track()
}

// finite returns err, or that a parameter or the optimizer's state is not finite, which
// wraps it.
func (f *fit[T]) finite(epoch int, err error) error {
	if f.cfg.NonFinite {
		return err
	}
	bad := f.pass.notFinite()
	if o, ok := f.cfg.Stepper.(*Optimizer[T]); ok && bad == nil {
		bad = o.notFinite(f.pass)
	}
	switch {
	case bad == nil:
		return err
	case err == nil:
		return fmt.Errorf("engine: epoch %d, after step %d: %w", epoch, f.step-1, bad)
	default:
		return fmt.Errorf("%w; epoch %d, after step %d: %w", err, epoch, f.step-1, bad)
	}
}
