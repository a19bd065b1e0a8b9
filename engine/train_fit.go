package engine

import (
	"context"
	"fmt"
	"math"

	"weft.example/kernels"
)

// Fit trains net, from the parameters it has, on mini-batches of data in
// random order, and returns the history of the epochs it has completed. The same
// arguments train to the same bits with any number of workers. net must not have
// all its weights zero beside hidden layers, which would stay alike: see [Network.Init].
//
// It ends when all epochs are done or Patience is at its end, or with an error:
//
//   - ctx.Err(), if ctx was done before a step
//   - that of OnStep or OnEpoch
//   - one that names the step, where its rate is not finite in T, or its cost is not
//     finite: the step is not taken then
//   - one that names the epoch, where its validation cost or the number of Monitor is not finite
//   - one that names epoch, step and parameter, where one is not finite after the last
//     step of an epoch, or at the end by another error, which it wraps; and the same of
//     the state of an [Optimizer]
//   - one for a configuration or data that do not fit, before the first step
//
// The network then has the parameters that the last step left or, with Patience,
// those of the best epoch, and Fit may be called again.
//
// A run that stopped after an epoch goes on to the bits it would have had: from a
// checkpoint of network and optimiser as they were then, with the same configuration
// but for From, the number of the next. Patience begins anew. A Plateau goes on from the State that
// it had then.
func Fit[T kernels.Float](ctx context.Context, net *Network[T], data Data[T], cfg FitConfig[T]) (History, error) {
	if data.N < 1 {
		return History{Best: -1}, fmt.Errorf("engine: Fit on %d examples, want at least 1", data.N)
	}
	if err := cfg.dataMismatch(net, &data); err != nil {
		return History{Best: -1}, err
	}
	if err := cfg.mismatch(net); err != nil {
		return History{Best: -1}, err
	}
	size := min(cfg.Batch, data.N)
	if net.wantsBatch() && (size == 1 || data.N%size == 1) {
		return History{Best: -1}, fmt.Errorf("engine: Fit in batches of %d from %d examples, the last of 1, want at least 2 for BatchNorm", cfg.Batch, data.N)
	}
	return run(ctx, net, data.source(net, size, cfg.Seed), size, cfg)
}

// run trains on mini-batches of up to the given size.
func run[T kernels.Float](ctx context.Context, net *Network[T], source Source[T], size int, cfg FitConfig[T]) (History, error) {
	f, err := newFit(net, source, size, cfg)
	if err != nil {
		return History{Best: -1}, err
	}
	defer f.restore()
	for number := cfg.From; number < cfg.Epochs; number++ {
		if err := f.epoch(ctx, number); err != nil {
			return f.history, err
		}
		if cfg.Patience > 0 && number-f.watch.since >= cfg.Patience {
			break
		}
	}
	return f.history, nil
}

// fit is a training run.
type fit[T kernels.Float] struct {
	cfg     FitConfig[T]
	net     *Network[T]
	source  Source[T]
	pass    *Pass[T]
	step    int
	history History
	best    []T // the parameters and running means of the best epoch
	watch   watch
}

func newFit[T kernels.Float](net *Network[T], source Source[T], size int, cfg FitConfig[T]) (*fit[T], error) {
	pass, err := net.NewPass(size, Config{Workers: cfg.Workers, HuberDelta: cfg.HuberDelta, InputDropout: cfg.InputDropout})
	if err != nil {
		return nil, err
	}
	if cfg.LossFunc != nil {
		pass.SetLossFunc(cfg.LossFunc)
	}
	if !cfg.NonFinite {
		if err := pass.notFinite(); err != nil {
			return nil, fmt.Errorf("engine: Fit of a network whose %w", err)
		}
		if o, ok := cfg.Stepper.(*Optimizer[T]); ok {
			if err := o.notFinite(pass); err != nil {
				return nil, fmt.Errorf("engine: Fit with an optimizer whose %w", err)
			}
		}
	}
	if last := math.MaxInt / 2 / max(source.Steps, 1); cfg.From > last {
		return nil, fmt.Errorf("engine: Fit from epoch %d of %d steps each, want 0 to %d", cfg.From, source.Steps, last)
	}
	f := &fit[T]{
		cfg: cfg, net: net, source: source, pass: pass, step: cfg.From * source.Steps,
		history: History{Best: -1, Series: make(map[string][]float64, len(cfg.Series))}, watch: newWatch(cfg.Monitor, cfg.From),
	}
	f.tryMetrics()
	return f, nil
}

// epoch goes over the data once.
func (f *fit[T]) epoch(ctx context.Context, number int) error {
	e := Epoch{Number: number}
	err := f.steps(ctx, &e)
	if err := f.finite(number, err); err != nil {
		return err
	}
	f.validate(&e)
	f.history.Epochs = append(f.history.Epochs, e)
	f.extend()
	if !f.accepts(e.ValidationCost) {
		return fmt.Errorf("engine: epoch %d: a validation cost of %v, want a finite one", number, e.ValidationCost)
	}
	if !f.accepts(e.Monitored) {
		return fmt.Errorf("engine: epoch %d: the monitor's number is %v, want a finite one", number, e.Monitored)
	}
	f.cfg.Monitor.show(f.cfg.Plateau, e.Monitored)
	if f.cfg.OnEpoch != nil {
		return f.cfg.OnEpoch(e)
	}
	return nil
}

// accepts reports whether training goes on with a cost or a monitor's number.
func (f *fit[T]) accepts(x float64) bool { return finite(x) || f.cfg.NonFinite }

// steps takes the steps of an epoch.
func (f *fit[T]) steps(ctx context.Context, e *Epoch) error {
	n := 0
	for d, err := range f.source.Epoch(e.Number) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err != nil {
			return fmt.Errorf("engine: epoch %d, step %d: %w", e.Number, f.step, inner{err})
		}
		s, err := f.descend(e.Number, d)
		if err != nil {
			return err
		}
		e.Cost, n = e.Cost+s.Cost*float64(d.N), n+d.N
		if f.cfg.OnStep != nil {
			if err := f.cfg.OnStep(s); err != nil {
				return err
			}
		}
	}
	if n == 0 {
		return fmt.Errorf("engine: epoch %d of 0 examples, want at least 1", e.Number)
	}
	e.Cost /= float64(n)
	return f.costError(e.Number, e.Cost)
}

// costError tells that a cost of the epoch is not finite, or is nil.
func (f *fit[T]) costError(epoch int, cost float64) error {
	if f.accepts(cost) {
		return nil
	}
	return fmt.Errorf("engine: epoch %d, step %d: a cost of %v, want a finite one", epoch, f.step, cost)
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

// descend takes a step by the given examples.
func (f *fit[T]) descend(epoch int, d Data[T]) (Step, error) {
	rate := f.cfg.Rate(f.step)
	if f.cfg.Plateau != nil {
		rate *= f.cfg.Plateau.Scale()
	}
	if !finite(T(rate)) {
		return Step{}, fmt.Errorf("engine: the rate of step %d is %v, want a finite one in %T", f.step, rate, T(0))
	}
	f.pass.Train(f.cfg.Seed, f.step)
	f.forward(d)
	s := Step{f.step, rate, f.pass.Loss(f.cfg.Loss, d.Labels)}
	if err := f.costError(epoch, s.Cost); err != nil {
		return Step{}, err
	}
	if o, ok := f.cfg.Stepper.(*Optimizer[T]); ok {
		if _, err := o.next(rate, f.pass); err != nil {
			return Step{}, fmt.Errorf("engine: step %d: %w", f.step, inner{err})
		}
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

// tryMetrics adds an example to the metrics, so that one of other sizes panics before there is
// training to lose.
func (f *fit[T]) tryMetrics() {
	one := f.cfg.Validation
	one.N = min(one.N, 1)
	f.pass.Measure(f.cfg.Loss, one, f.cfg.Metrics...)
}

// validate evaluates the parameters, and keeps the best.
func (f *fit[T]) validate(e *Epoch) {
	if f.cfg.Validation.N == 0 {
		return
	}
	for _, m := range f.cfg.Metrics {
		m.Reset()
	}
	e.ValidationCost, e.ValidationAccuracy = f.pass.evaluate(f.cfg.Loss, f.cfg.Validation, f.cfg.Metrics)
	e.Monitored = e.ValidationCost
	if value := f.cfg.Monitor.Value; value != nil {
		e.Monitored = value()
	}
	if f.accepts(e.Monitored) && f.watch.see(e.Monitored, e.Number) {
		f.history.Best = len(f.history.Epochs)
		if f.cfg.Patience > 0 {
			f.best = append(append(f.best[:0], f.net.params...), f.net.running...)
		}
	}
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

// FitSource is [Fit] on the mini-batches of a source. Each is checked as Fit checks its data, when its
// turn comes: what is wrong with it ends the training with an error that names epoch and step, and
// the step is not taken. An epoch without examples is an error too. Seed is of dropout alone.
func FitSource[T kernels.Float](ctx context.Context, net *Network[T], source Source[T], cfg FitConfig[T]) (History, error) {
	if err := cfg.sourceMismatch(net, source); err != nil {
		return History{Best: -1}, err
	}
	return run(ctx, net, source.checked(net, &cfg), cfg.Batch, cfg)
}
