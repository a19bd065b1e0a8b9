package engine

import (
	"context"
	"errors"
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
	c := newCourse(&cfg, data.N)
	if err := c.team.agree(cfg.wholeMismatch(net, &data)); err != nil {
		return History{Best: -1}, err
	}
	if c.team != nil {
		if err := c.join(net, &cfg, data.lines(net, "data")); err != nil {
			return History{Best: -1}, err
		}
	}
	c.source = data.source(net, c.size, cfg.Seed, c.team)
	return c.run(ctx, net, cfg)
}

// FitRows is [Fit] on examples that are read when their turn comes, in the same order: a rank of [FitConfig].Cluster reads
// those of its share of each mini-batch. Each is checked as Fit checks its data: what is wrong with it ends the training with an
// error that names epoch and step, and the step is not taken.
func FitRows[T kernels.Float](ctx context.Context, net *Network[T], rows Rows[T], cfg FitConfig[T]) (History, error) {
	c := newCourse(&cfg, rows.N)
	if err := c.team.agree(cfg.rowsMismatch(net, &rows)); err != nil {
		return History{Best: -1}, err
	}
	if err := c.join(net, &cfg, []string{fmt.Sprintf("%d Rows", rows.N)}); err != nil {
		return History{Best: -1}, err
	}
	c.source = rows.source(net, c.size, cfg, c.team)
	return c.run(ctx, net, cfg)
}

// FitSource is [Fit] on the mini-batches of a source. Each is checked as Fit checks its data, when its
// turn comes: what is wrong with it ends the training with an error that names epoch and step, and
// the step is not taken. An epoch without examples is an error too. Seed is of dropout alone.
//
// With [FitConfig].Cluster each rank has a source and data for validation of its own, parts of the whole. A mini-batch has up
// to the rank's [Share] of Batch, maybe no examples. An epoch ends when no rank's source has more: the others go along without.
func FitSource[T kernels.Float](ctx context.Context, net *Network[T], source Source[T], cfg FitConfig[T]) (History, error) {
	c := course[T]{team: newTeam(cfg.Cluster), size: cfg.Batch}
	var err error
	if c.validations, err = c.team.total(cfg.Validation.N); err != nil {
		return History{Best: -1}, err
	}
	if err := c.team.agree(cfg.sourceMismatch(net, source, c.validations)); err != nil {
		return History{Best: -1}, err
	}
	if err := join(c.team, net, &cfg, nil); err != nil {
		return History{Best: -1}, err
	}
	c.source = source.checked(net, &cfg, c.team)
	if c.team != nil {
		steps, err := c.team.mostSteps(source.Steps)
		if err == nil && steps == 0 && cfg.From > 0 {
			err = fmt.Errorf("engine: Fit from epoch %d of Sources whose Steps are not known on all ranks, want 0", cfg.From)
		}
		if err != nil {
			return History{Best: -1}, err
		}
		c.source = c.source.padded(steps)
	}
	return c.run(ctx, net, cfg)
}

// newCourse is that of examples which the ranks share in one order.
func newCourse[T kernels.Float](cfg *FitConfig[T], examples int) course[T] {
	return course[T]{team: newTeam(cfg.Cluster), size: min(cfg.Batch, examples), examples: examples, validations: cfg.Validation.N}
}

// join joins the other ranks, of which each has Validation whole, and takes a share of that.
func (c *course[T]) join(net *Network[T], cfg *FitConfig[T], lines []string) error {
	if c.team == nil {
		return nil
	}
	if err := join(c.team, net, cfg, append(lines, cfg.Validation.lines(net, "Validation")...)); err != nil {
		return err
	}
	from, to := Share(c.validations, c.team.Rank(), c.team.Size())
	if c.validations > 0 {
		cfg.Validation = cfg.Validation.rows(net, from, to)
	}
	return nil
}

func (c course[T]) run(ctx context.Context, net *Network[T], cfg FitConfig[T]) (History, error) {
	f, err := newFit(c, net, cfg)
	if err := c.team.agree(err); err != nil {
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

func newFit[T kernels.Float](c course[T], net *Network[T], cfg FitConfig[T]) (*fit[T], error) {
	if net.blank() {
		return nil, errors.New("engine: Fit of a network of hidden layers whose weights are all zero, want those of Init or others")
	}
	_, ranks := c.team.place()
	_, most := Share(c.size, 0, ranks)
	pass, err := net.NewPass(most, Config{Workers: cfg.Workers, HuberDelta: cfg.HuberDelta, InputDropout: cfg.InputDropout})
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
	if last := math.MaxInt / 2 / max(c.source.Steps, 1); cfg.From > last {
		return nil, fmt.Errorf("engine: Fit from epoch %d of %d steps each, want 0 to %d", cfg.From, c.source.Steps, last)
	}
	f := &fit[T]{
		course: c, cfg: cfg, net: net, pass: pass, step: cfg.From * c.source.Steps,
		history: History{Best: -1, Series: make(map[string][]float64, len(cfg.Series))}, watch: newWatch(cfg.Monitor, cfg.From),
	}
	if c.team != nil {
		f.others = newOthers(c.team, pass)
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
	n := 0
	for d, err := range f.source.Epoch(e.Number) {
		if stop := ctx.Err(); stop != nil {
			err = stop
		} else if err != nil {
			err = fmt.Errorf("engine: epoch %d, step %d: %w", e.Number, f.step, inner{err})
		}
		s, m, err := f.turn(e.Number, d, err)
		if err != nil {
			return err
		}
		if m == 0 {
			break
		}
		e.Cost, n = e.Cost+s.Cost*float64(m), n+m
		if f.cfg.OnStep != nil {
			if err := f.cfg.OnStep(s); err != nil && f.others == nil {
				return err
			} else if err != nil {
				f.others.failed = err // which the next step tells them
			}
		}
	}
	if n == 0 {
		return fmt.Errorf("engine: epoch %d of 0 examples, want at least 1", e.Number)
	}
	e.Cost /= float64(n)
	return f.costError(e.Number, e.Cost)
}

// turn takes a step by the given examples, or by none because of err. It returns the number of examples of all ranks, 0 where
// none has any left.
func (f *fit[T]) turn(epoch int, d Data[T], err error) (s Step, m int, _ error) {
	if f.others != nil {
		return f.descendTogether(epoch, d, err)
	}
	if err == nil {
		s, err = f.descend(epoch, d)
	}
	return s, d.N, err
}

// trained returns the error that the steps of an epoch ended with, or what is wrong behind them, on any rank.
func (f *fit[T]) trained(epoch int, err error) error {
	own := f.finite(epoch, err)
	if err != nil || f.others == nil {
		return own
	}
	return f.alike(epoch, own)
}
