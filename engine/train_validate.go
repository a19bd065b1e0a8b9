package engine

import "math"

// tryMetrics adds an example to the metrics, so that one of other sizes panics before there is
// training to lose.
func (f *fit[T]) tryMetrics() {
	one := f.cfg.Validation
	one.N = min(one.N, 1)
	f.pass.Measure(f.cfg.Loss, one, f.cfg.Metrics...)
}

// validate evaluates the parameters, and keeps the best.
func (f *fit[T]) validate(e *Epoch) error {
	if f.validations == 0 {
		return nil
	}
	var err error
	e.ValidationCost, e.ValidationAccuracy, err = f.pass.EvaluateTogether(f.cfg.Cluster, f.cfg.Loss, f.cfg.Validation, f.cfg.Metrics...)
	if err != nil {
		return err
	}
	e.Monitored = e.ValidationCost
	if value := f.cfg.Monitor.Value; value != nil {
		e.Monitored = value()
	}
	if f.team != nil {
		x := []uint64{math.Float64bits(e.Monitored)} // a caller's function may be off by a bit elsewhere
		if err := f.team.numbers(x); err != nil {
			return err
		}
		e.Monitored = math.Float64frombits(x[0])
	}
	if f.accepts(e.Monitored) && f.watch.see(e.Monitored, e.Number) {
		f.history.Best = len(f.history.Epochs)
		if f.cfg.Patience > 0 {
			f.best = append(append(f.best[:0], f.net.params...), f.net.running...)
		}
	}
	return nil
}

// extend adds the epoch's numbers to the series.
func (f *fit[T]) extend() {
	for name, value := range f.cfg.Series {
		f.history.Series[name] = append(f.history.Series[name], value())
	}
}

// restore returns to the parameters of the best epoch, if they were kept.
func (f *fit[T]) restore() {
	if len(f.best) > 0 {
		copy(f.net.running, f.best[copy(f.net.params, f.best):])
	}
}
