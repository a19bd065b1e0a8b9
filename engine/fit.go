package engine

import (
	"context"
	"errors"
	"fmt"
	"math"

	"weft/kernels"
	"weft/workers"
)

// Stepper changes the parameters of a pass's network by the gradients that the
// last backward pass left, as an [Optimizer] does.
type Stepper[T kernels.Float] interface {
	Step(rate float64, p *Pass[T])
}

// FitConfig is how [Fit] trains.
type FitConfig[T kernels.Float] struct {
	Loss    Loss
	Epochs  int           // how often to go over the data
	From    int           // the epoch to go on from, when those before it have been trained
	Batch   int           // examples in a mini-batch; the last one of an epoch holds what is left
	Rate    Schedule      // of each step
	Stepper Stepper[T]    // with nil, gradient descent by [Pass.BackwardUpdate]
	Seed    uint64        // of the order of the examples and of dropout
	Workers *workers.Pool // share the work; with nil, the caller's goroutine works alone

	// AnyLabels lets any finite labels pass. Without it Fit returns an error that names the
	// first which is none that Loss has a least cost for, as [Labels] says.
	AnyLabels bool

	// Validation is evaluated after each epoch, if it has examples.
	Validation Data[T]

	// Patience ends the training when so many epochs on end have not lowered the
	// least validation cost. However Fit ends then, by an error too, the network has
	// the parameters of the best epoch so far, if there is one. With 0 nothing is
	// ended and nothing restored.
	Patience int

	// NonFinite goes on with data, costs, parameters and an optimizer's state that are
	// infinite or NaN, which otherwise end the training.
	NonFinite bool

	// OnStep and OnEpoch, if not nil, are called after each step and each epoch, on
	// the caller's goroutine. An error ends the training, and Fit returns it.
	OnStep  func(Step) error
	OnEpoch func(Epoch) error
}

// Step is what a step of a training run comes to.
type Step struct {
	Number int     // from 0, over all epochs
	Rate   float64 // that the step took
	Cost   float64 // of the mini-batch, before the step
}

// Epoch is what an epoch of a training run comes to.
type Epoch struct {
	Number int     // from 0
	Cost   float64 // the mean over the examples, of each before the step that it was part of

	// After the epoch, or 0 without examples to validate by. The accuracy is
	// [Pass.Accuracy]'s, NaN of amounts.
	ValidationCost, ValidationAccuracy float64
}

// History is a training run.
type History struct {
	Epochs []Epoch
	Best   int // index of the epoch of least validation cost, or -1 if none has one below infinity
}

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
//   - one that names the epoch, where its validation cost is not finite
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
// but for From, the number of the next. Patience begins anew.
func Fit[T kernels.Float](ctx context.Context, net *Network[T], data Data[T], cfg FitConfig[T]) (History, error) {
	if err := cfg.mismatch(net, data); err != nil {
		return History{Best: -1}, err
	}
	f, err := newFit(net, data, cfg)
	if err != nil {
		return History{Best: -1}, err
	}
	defer f.restore()
	for number := cfg.From; number < cfg.Epochs; number++ {
		if err := f.epoch(ctx, number); err != nil {
			return f.history, err
		}
		best := cfg.From - 1
		if i := f.history.Best; i >= 0 {
			best = f.history.Epochs[i].Number
		}
		if since := number - best; cfg.Patience > 0 && since >= cfg.Patience {
			break
		}
	}
	return f.history, nil
}

// mismatch tells what is wrong with the configuration, or is nil.
func (c *FitConfig[T]) mismatch(net *Network[T], data Data[T]) error {
	switch {
	case data.N < 1:
		return fmt.Errorf("engine: Fit on %d examples, want at least 1", data.N)
	case c.Epochs < 1:
		return fmt.Errorf("engine: Fit for %d epochs, want at least 1", c.Epochs)
	case c.From < 0 || c.From >= c.Epochs:
		return fmt.Errorf("engine: Fit from epoch %d of %d, want 0 to %d", c.From, c.Epochs, c.Epochs-1)
	case c.Batch < 1:
		return fmt.Errorf("engine: Fit in batches of %d, want at least 1", c.Batch)
	case c.Rate == nil:
		return errors.New("engine: Fit without a Rate")
	case c.Patience < 0:
		return fmt.Errorf("engine: Fit with a patience of %d epochs, want at least 0", c.Patience)
	case c.Patience > 0 && c.Validation.N == 0:
		return fmt.Errorf("engine: Fit with a patience of %d epochs and 0 examples for validation, want at least 1", c.Patience)
	}
	if err := data.check(c.Loss, net, c.AnyLabels); err != nil {
		return err
	}
	if err := c.Validation.check(c.Loss, net, c.AnyLabels); err != nil {
		return fmt.Errorf("engine: Fit's data for validation: %w", inner{err})
	}
	if net.blank() {
		return errors.New("engine: Fit of a network of hidden layers whose weights are all zero, want those of Init or others")
	}
	if c.NonFinite {
		return nil
	}
	if err := data.notFinite(net.units[0]); err != nil {
		return err
	}
	if err := c.Validation.notFinite(net.units[0]); err != nil {
		return fmt.Errorf("engine: Fit's data for validation: %w", inner{err})
	}
	return nil
}

// fit is a training run.
type fit[T kernels.Float] struct {
	cfg     FitConfig[T]
	net     *Network[T]
	data    Data[T]
	pass    *Pass[T]
	batches *Batches
	batch   *Batch[T]
	step    int
	history History
	least   float64 // validation cost
	best    []T     // the parameters of the best epoch
}

func newFit[T kernels.Float](net *Network[T], data Data[T], cfg FitConfig[T]) (*fit[T], error) {
	size := min(cfg.Batch, data.N)
	pass, err := net.NewPass(size, Config{Workers: cfg.Workers})
	if err != nil {
		return nil, err
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
	batches := NewBatches(data.N, size, cfg.Seed)
	if last := math.MaxInt / 2 / batches.Steps(); cfg.From > last {
		return nil, fmt.Errorf("engine: Fit from epoch %d of %d steps each, want 0 to %d", cfg.From, batches.Steps(), last)
	}
	return &fit[T]{
		cfg: cfg, net: net, data: data, pass: pass,
		batches: batches, batch: net.NewBatch(size), step: cfg.From * batches.Steps(),
		history: History{Best: -1}, least: math.Inf(1),
	}, nil
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
	if !finite(e.ValidationCost) && !f.cfg.NonFinite {
		return fmt.Errorf("engine: epoch %d: a validation cost of %v, want a finite one", number, e.ValidationCost)
	}
	if f.cfg.OnEpoch != nil {
		return f.cfg.OnEpoch(e)
	}
	return nil
}

// steps takes the steps of an epoch.
func (f *fit[T]) steps(ctx context.Context, e *Epoch) error {
	for rows := range f.batches.Epoch(e.Number) {
		if err := ctx.Err(); err != nil {
			return err
		}
		s, err := f.descend(e.Number, rows)
		if err != nil {
			return err
		}
		e.Cost += s.Cost * float64(len(rows))
		if f.cfg.OnStep != nil {
			if err := f.cfg.OnStep(s); err != nil {
				return err
			}
		}
	}
	e.Cost /= float64(f.data.N)
	return f.costError(e.Number, e.Cost)
}

// costError tells that a cost of the epoch is not finite, or is nil.
func (f *fit[T]) costError(epoch int, cost float64) error {
	if finite(cost) || f.cfg.NonFinite {
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
func (f *fit[T]) descend(epoch int, rows []int) (Step, error) {
	rate := f.cfg.Rate(f.step)
	if !finite(T(rate)) {
		return Step{}, fmt.Errorf("engine: the rate of step %d is %v, want a finite one in %T", f.step, rate, T(0))
	}
	x, y := f.batch.Gather(f.data, rows)
	f.pass.Train(f.cfg.Seed, f.step)
	f.pass.Forward(x, len(rows))
	s := Step{f.step, rate, f.pass.Loss(f.cfg.Loss, y)}
	if err := f.costError(epoch, s.Cost); err != nil {
		return Step{}, err
	}
	if o, ok := f.cfg.Stepper.(*Optimizer[T]); ok {
		if _, err := o.next(rate, f.pass); err != nil {
			return Step{}, fmt.Errorf("engine: step %d: %w", f.step, inner{err})
		}
	}
	if f.cfg.Stepper == nil {
		f.pass.BackwardUpdate(f.cfg.Loss, y, T(s.Rate))
	} else {
		f.pass.BackwardLoss(f.cfg.Loss, y)
		f.cfg.Stepper.Step(s.Rate, f.pass)
	}
	f.step++
	return s, nil
}

// validate evaluates the parameters, and keeps the best.
func (f *fit[T]) validate(e *Epoch) {
	if f.cfg.Validation.N == 0 {
		return
	}
	e.ValidationCost, e.ValidationAccuracy = f.pass.Evaluate(f.cfg.Loss, f.cfg.Validation)
	if e.ValidationCost < f.least { // never NaN
		f.least, f.history.Best = e.ValidationCost, len(f.history.Epochs)
		if f.cfg.Patience > 0 {
			f.best = append(f.best[:0], f.net.params...)
		}
	}
}

// restore returns to the parameters of the best epoch, if they were kept.
func (f *fit[T]) restore() { copy(f.net.params, f.best) }
