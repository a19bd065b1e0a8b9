package engine

// descend takes a step by the given examples.
func (f *fit[T]) descend(epoch int, d Data[T]) (Step, error) {
	rate, err := f.rate()
	if err != nil {
		return Step{}, err
	}
	f.pass.Train(f.cfg.Seed, f.step)
	f.forward(d)
	s := Step{f.step, rate, f.pass.Loss(f.cfg.Loss, d.Labels)}
	if err := f.costError(epoch, s.Cost); err != nil {
		return Step{}, err
	}
	if err := f.stepperError(rate); err != nil {
		return Step{}, err
	}
	f.track()
	if f.cfg.Stepper == nil {
		f.pass.BackwardUpdate(f.cfg.Loss, d.Labels, T(s.Rate))
	} else {
		f.pass.BackwardLoss(f.cfg.Loss, d.Labels)
		f.cfg.Stepper.Step(s.Rate, f.pass)
	}
	f.step++
	return s, nil
}
