package engine

// descend takes a step by the given examples.
func (d *Descent[T]) descend(data Data[T]) (Step, error) {
	rate, err := d.rate()
	if err != nil {
		return Step{}, err
	}
	d.pass.Train(d.cfg.Seed, d.step)
	d.forward(data)
	s := Step{d.step, rate, d.pass.Loss(d.cfg.Loss, data.Labels), data.N}
	if err := d.costError(s.Cost); err != nil {
		return Step{}, err
	}
	if err := d.stepperError(rate); err != nil {
		return Step{}, err
	}
	d.track()
	if d.cfg.Stepper == nil {
		d.pass.BackwardUpdate(d.cfg.Loss, data.Labels, T(s.Rate))
	} else {
		d.pass.BackwardLoss(d.cfg.Loss, data.Labels)
		d.cfg.Stepper.Step(s.Rate, d.pass)
	}
	d.step++
	return s, nil
}
