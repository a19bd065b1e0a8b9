package engine

import "fmt"

// accepts reports whether training goes on with a cost or a monitor's number.
func (d *Descent[T]) accepts(x float64) bool { return finite(x) || d.cfg.NonFinite }

// rate is that of the step.
func (d *Descent[T]) rate() (float64, error) {
	rate := d.cfg.Rate(d.step)
	if d.cfg.Plateau != nil {
		rate *= d.cfg.Plateau.Scale()
	}
	if !finite(T(rate)) {
		return 0, fmt.Errorf("engine: the rate of step %d is %v, want a finite one in %T", d.step, rate, T(0))
	}
	return rate, nil
}

// place names the step, for errors.
func (d *Descent[T]) place() string {
	if d.epochs == 0 {
		return fmt.Sprintf("step %d", d.step)
	}
	return fmt.Sprintf("epoch %d, step %d", d.epochs-1, d.step)
}

// costError tells that a cost is not finite, or is nil.
func (d *Descent[T]) costError(cost float64) error {
	if d.accepts(cost) {
		return nil
	}
	return fmt.Errorf("engine: %s: a cost of %v, want a finite one", d.place(), cost)
}

// stepperError tells why an Optimizer cannot take the step, or is nil.
func (d *Descent[T]) stepperError(rate float64) error {
	if o, ok := d.cfg.Stepper.(*Optimizer[T]); ok {
		if _, err := o.next(rate, d.pass); err != nil {
			return fmt.Errorf("engine: step %d: %w", d.step, inner{err})
		}
	}
	return nil
}

// forward is [Pass.Forward] that leaves the running means as they are, until track.
func (d *Descent[T]) forward(own Data[T]) {
	d.pass.enter()
	defer d.pass.leave()
	d.pass.forward(own.X, own.N)
}

// track moves the running means by a step that is taken.
func (d *Descent[T]) track() {
	d.pass.enter()
	defer d.pass.leave()
	d.pass.track()
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
