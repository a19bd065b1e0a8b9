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
//   - one of [FitConfig].Cluster, or one of these that another rank has, which it names
//
// The network then has the parameters that the last step left or, with Patience,
// those of the best epoch, and Fit may be called again.
//
// A run that stopped after an epoch goes on to the bits it would have had: from a
// checkpoint of network and optimiser as they were then, with the same configuration
// but for From, the number of the next. Patience begins anew. A Plateau goes on from the State that
// it had then.
func Fit[T kernels.Float](ctx context.Context, net *Network[T], data Data[T], cfg FitConfig[T]) (History, error) {
	t, c := newCourse(&cfg, data.N)
	if err := t.agree(cfg.wholeMismatch(net, &data)); err != nil {
		return History{Best: -1}, err
	}
	if t != nil {
		if err := c.join(t, net, &cfg, data.lines(net, "data")); err != nil {
			return History{Best: -1}, err
		}
	}
	c.source = data.source(net, c.size, cfg.Seed, t)
	return c.run(ctx, t, net, cfg)
}

// FitRows is [Fit] on examples that are read when their turn comes, in the same order: a rank of [FitConfig].Cluster reads
// those of its share of each mini-batch. Each is checked as Fit checks its data: what is wrong with it ends the training with an
// error that names epoch and step, and the step is not taken.
func FitRows[T kernels.Float](ctx context.Context, net *Network[T], rows Rows[T], cfg FitConfig[T]) (History, error) {
	t, c := newCourse(&cfg, rows.N)
	if err := t.agree(cfg.rowsMismatch(net, &rows)); err != nil {
		return History{Best: -1}, err
	}
	if err := c.join(t, net, &cfg, []string{fmt.Sprintf("%d Rows", rows.N)}); err != nil {
		return History{Best: -1}, err
	}
	c.source = rows.source(net, c.size, cfg, t)
	return c.run(ctx, t, net, cfg)
}

// FitSource is [Fit] on the mini-batches of a source. Each is checked as Fit checks its data, when its
// turn comes: what is wrong with it ends the training with an error that names epoch and step, and
// the step is not taken. An epoch without examples is an error too. Seed is of dropout alone.
//
// With [FitConfig].Cluster each rank has a source and data for validation of its own, parts of the whole. A mini-batch has up
// to the rank's [Share] of Batch, maybe no examples. An epoch ends when no rank's source has more: the others go along without.
func FitSource[T kernels.Float](ctx context.Context, net *Network[T], source Source[T], cfg FitConfig[T]) (History, error) {
	t, c := newTeam(cfg.Cluster), course[T]{size: cfg.Batch}
	var err error
	if c.validations, err = t.total(cfg.Validation.N); err != nil {
		return History{Best: -1}, err
	}
	if err := t.agree(cfg.sourceMismatch(net, source, c.validations)); err != nil {
		return History{Best: -1}, err
	}
	if err := join(t, net, &cfg, nil); err != nil {
		return History{Best: -1}, err
	}
	c.source = source.checked(net, &cfg, t)
	if t != nil {
		steps, err := t.mostSteps(source.Steps)
		if err == nil && steps == 0 && cfg.From > 0 {
			err = fmt.Errorf("engine: Fit from epoch %d of Sources whose Steps are not known on all ranks, want 0", cfg.From)
		}
		if err != nil {
			return History{Best: -1}, err
		}
		c.source = c.source.padded(steps)
	}
	return c.run(ctx, t, net, cfg)
}

// newCourse is that of examples which the ranks share in one order.
func newCourse[T kernels.Float](cfg *FitConfig[T], examples int) (*team, course[T]) {
	return newTeam(cfg.Cluster), course[T]{size: min(cfg.Batch, examples), examples: examples, validations: cfg.Validation.N}
}

// join joins the other ranks, of which each has Validation whole, and takes a share of that.
func (c *course[T]) join(t *team, net *Network[T], cfg *FitConfig[T], lines []string) error {
	if t == nil {
		return nil
	}
	if err := join(t, net, cfg, append(lines, cfg.Validation.lines(net, "Validation")...)); err != nil {
		return err
	}
	from, to := Share(c.validations, t.Rank(), t.Size())
	if c.validations > 0 {
		cfg.Validation = cfg.Validation.rows(net, from, to)
	}
	return nil
}

func (c course[T]) run(ctx context.Context, t *team, net *Network[T], cfg FitConfig[T]) (History, error) {
	f, err := newFit(c, t, net, cfg)
	if err := t.agree(err); err != nil {
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

func newFit[T kernels.Float](c course[T], t *team, net *Network[T], cfg FitConfig[T]) (*fit[T], error) {
	d, err := newDescent(t, net, cfg, c.size)
	if err != nil {
		return nil, err
	}
	if last := math.MaxInt / 2 / max(c.source.Steps, 1); cfg.From > last {
		return nil, fmt.Errorf("engine: Fit from epoch %d of %d steps each, want 0 to %d", cfg.From, c.source.Steps, last)
	}
	d.step = cfg.From * c.source.Steps
	f := &fit[T]{
		course: c, Descent: d,
		history: History{Best: -1, Series: make(map[string][]float64, len(cfg.Series))}, watch: newWatch(cfg.Monitor, cfg.From),
	}
	f.tryMetrics()
	return f, nil
}

// epoch goes over the data once.
func (f *fit[T]) epoch(ctx context.Context, number int) error {
	e := Epoch{Number: number}
	if err := f.trained(number, f.steps(ctx, &e)); err != nil {
		return err
	}
	if err := f.validate(&e); err != nil {
		return err
	}
	f.history.Epochs = append(f.history.Epochs, e)
	f.extend()
	if !f.accepts(e.ValidationCost) {
		return fmt.Errorf("engine: epoch %d: a validation cost of %v, want a finite one", number, e.ValidationCost)
	}
	if !f.accepts(e.Monitored) {
		return fmt.Errorf("engine: epoch %d: the monitor's number is %v, want a finite one", number, e.Monitored)
	}
	f.cfg.Monitor.show(f.cfg.Plateau, e.Monitored)
	var err error
	if f.cfg.OnEpoch != nil {
		err = f.cfg.OnEpoch(e)
	}
	return f.team.agree(err) // also where this rank alone has no OnEpoch
}

// steps takes the steps of an epoch.
func (f *fit[T]) steps(ctx context.Context, e *Epoch) error {
	f.epochs = e.Number + 1
	n := 0
	for d, err := range f.source.Epoch(e.Number) {
		if stop := ctx.Err(); stop != nil {
			f.Fail(stop)
		} else if err != nil {
			f.Fail(fmt.Errorf("engine: %s: %w", f.place(), inner{err}))
		}
		s, err := f.turn(d)
		if err != nil {
			return err
		}
		if s.Examples == 0 && f.source.Steps > 0 {
			return fmt.Errorf("engine: %s of 0 examples, want 1 on any rank", f.place())
		}
		if s.Examples == 0 {
			break
		}
		e.Cost, n = e.Cost+s.Cost*float64(s.Examples), n+s.Examples
		if f.cfg.OnStep != nil {
			f.Fail(f.cfg.OnStep(s))
		}
		if f.failed != nil && f.team == nil {
			return f.failed
		}
	}
	if n == 0 {
		return fmt.Errorf("engine: epoch %d of 0 examples, want at least 1", e.Number)
	}
	e.Cost /= float64(n)
	return f.costError(e.Cost)
}

// turn takes a step by this rank's part of a mini-batch, where any rank has any.
func (f *fit[T]) turn(part Data[T]) (Step, error) {
	if f.examples == 0 {
		return f.StepByParts(part)
	}
	return f.Step(part, min(f.size, f.examples-f.step%f.source.Steps*f.size))
}

// trained returns the error that the steps of an epoch ended with, or what is wrong behind them, on any rank.
func (f *fit[T]) trained(epoch int, err error) error {
	own := f.finite(epoch, err)
	if err != nil || f.team == nil {
		return own
	}
	return f.alike(epoch, own)
}

// alike returns, behind the steps of an epoch, an error of any rank, or that parameters are not those of rank 0.
func (f *fit[T]) alike(epoch int, own error) error {
	different, broken := sameNumbers(f.team, fmt.Sprintf("engine: epoch %d: the parameters", epoch), f.net.params)
	if broken != nil {
		return broken
	}
	return f.team.agree(firstError(f.failure(), own, different))
}
