package engine

import (
	"errors"
	"fmt"

	"weft.example/kernels"
)

// NewDescent returns the steps of a training of net. cfg has what a step takes: Loss, LossFunc, HuberDelta, InputDropout, Batch, Rate, Plateau,
// Stepper, Seed (of dropout alone), Workers, Cluster and NonFinite. All else is the loop's business. Steps are numbered from 0, or from
// the Steps of a Stepper that is [Resumable].
//
// All ranks of a Cluster call it with the same arguments. Parameters, the Stepper's state and steps, Seed and the Plateau's State
// become rank 0's, as in Fit. An error is that of one rank, which it names, on all.
func NewDescent[T kernels.Float](net *Network[T], cfg FitConfig[T]) (*Descent[T], error) {
	t := newTeam(cfg.Cluster)
	if err := t.agree(cfg.stepMismatch(net)); err != nil {
		return nil, err
	}
	if err := join(t, net, &cfg, nil); err != nil {
		return nil, err
	}
	d, err := newDescent(t, net, cfg, cfg.Batch)
	if err := t.agree(err); err != nil {
		return nil, err
	}
	if r := resumable(cfg.Stepper); r != nil {
		d.step = r.Steps()
	}
	return d, nil
}

// newDescent is NewDescent of ranks that have joined, for mini-batches of up to size examples.
func newDescent[T kernels.Float](t *team, net *Network[T], cfg FitConfig[T], size int) (*Descent[T], error) {
	if net.blank() {
		return nil, errors.New("engine: Fit of a network of hidden layers whose weights are all zero, want those of Init or others")
	}
	_, ranks := t.place()
	_, most := Share(size, 0, ranks)
	pass, err := net.NewPass(most, Config{Workers: cfg.Workers, HuberDelta: cfg.HuberDelta, InputDropout: cfg.InputDropout})
	if err != nil {
		return nil, err
	}
	if cfg.LossFunc != nil {
		pass.SetLossFunc(cfg.LossFunc)
	}
	d := &Descent[T]{cfg: cfg, net: net, pass: pass, team: t}
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
	if t != nil {
		d.others = newOthers(t, pass)
	}
	return d, nil
}

// Pass is that of the steps, for this rank's share of mini-batches. After a step it has what the parameters before that made of the
// examples, as for [Pass.Accuracy], and the gradients of all ranks.
func (d *Descent[T]) Pass() *Pass[T] { return d.pass }

// Step takes a step by a mini-batch of the given examples, 1 to Batch, all ranks' together. share has those that are this rank's
// [Share] of them. Any rank's error is one on all of them, and the step is not taken: that of [Descent.Fail], or of a rate or a cost that is not
// finite. One of the Cluster itself may be this rank's alone.
//
// It panics where [Pass.Forward] and [Pass.Loss] do, and unless share is as large as it has to be.
func (d *Descent[T]) Step(share Data[T], examples int) (Step, error) {
	if examples < 1 || examples > d.cfg.Batch {
		panic(fmt.Sprintf("engine: a step by %d examples, want 1 to Batch = %d", examples, d.cfg.Batch))
	}
	rank, ranks := d.team.place()
	first, end := Share(examples, rank, ranks)
	if share.N != end-first && d.failed == nil {
		panic(fmt.Sprintf("engine: %d examples on rank %d of %d, want its Share of %d, %d", share.N, rank, ranks, examples, end-first))
	}
	return d.take(share, first, examples)
}

// StepByParts is Step by examples that each rank brings, as many as there is room for in its Share of Batch, or none. The ranks tell each
// other how many, at the price of a small sum. Where none has any there is no step, and no error: Examples of the result are 0.
func (d *Descent[T]) StepByParts(own Data[T]) (Step, error) {
	if d.others == nil && own.N == 0 {
		return Step{}, d.failure()
	}
	first, examples := 0, own.N
	if d.others != nil {
		var err error
		if first, examples, err = d.others.locate(own.N, d.failure()); err != nil || examples == 0 {
			return Step{}, err
		}
	}
	return d.take(own, first, examples)
}

// Fail has the next step end with err on all ranks, with this rank's number, and not be taken: of a loop that cannot go on, for
// want of examples, or since its context is done. This rank's share of that step may be empty. A nil err is none.
func (d *Descent[T]) Fail(err error) { d.failed = firstError(d.failed, err) }

// failure is the error of Fail, once.
func (d *Descent[T]) failure() error {
	err := d.failed
	d.failed = nil
	return err
}

// take takes a step by this rank's examples, which begin at a place in those of all.
func (d *Descent[T]) take(own Data[T], first, examples int) (Step, error) {
	err := d.failure()
	switch {
	case examples == 1 && d.net.wantsBatch():
		return Step{}, firstError(err, fmt.Errorf("engine: step %d of %d example, want at least 2 for BatchNorm", d.step, examples))
	case d.others != nil:
		return d.descendTogether(own, first, examples, err)
	case err != nil:
		return Step{}, err
	}
	return d.descend(own)
}
