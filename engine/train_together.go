package engine

import (
	"cmp"
	"fmt"
	"math"

	"weft.example/kernels"
)

// The numbers of a step that are summed beside the gradients, after a flag of each rank.
const (
	sumOfCosts = iota
	sumOfRates
	rateOf0

	stepNumbers
)

func newOthers[T kernels.Float](t *team, p *Pass[T]) *others[T] {
	s := newSender(t, p)
	p.part = &part{sum: s.sum, complete: s.complete, progress: s.progress}
	return &others[T]{team: t, sender: s, part: p.part, numbers: make([]float64, t.Size()+max(t.Size(), stepNumbers))}
}

// descendTogether is descend with other ranks. A rank that fails goes on until the others know of it: they wait for its part of
// their sums. Nothing is changed before all know that nobody fails.
func (f *fit[T]) descendTogether(epoch int, d Data[T], err error) (Step, int, error) {
	o := f.others
	o.failed = firstError(o.failed, err)
	of, err := f.locate(d.N)
	if err == nil && of == 0 && f.source.Steps > 0 {
		err = fmt.Errorf("engine: epoch %d, step %d of 0 examples, want 1 on any rank", epoch, f.step)
	}
	if err != nil || of == 0 {
		return Step{}, 0, err
	}
	rate, err := f.rate()
	o.failed = firstError(o.failed, err)
	f.pass.Train(f.cfg.Seed, f.step)
	f.forward(d)
	cost := f.pass.Loss(f.cfg.Loss, d.Labels) * float64(d.N)
	o.failed = firstError(o.failed, f.costError(epoch, cost), f.stepperError(rate))
	o.tell(cost, rate)
	f.pass.BackwardLoss(f.cfg.Loss, d.Labels)
	s, err := o.hear(f.step, rate)
	if err != nil {
		return Step{}, 0, err
	}
	s.Cost /= float64(of)
	if err := f.costError(epoch, s.Cost); err != nil {
		return Step{}, 0, err
	}
	f.track()
	if f.cfg.Stepper == nil {
		f.net.Update(T(s.Rate), f.pass)
	} else {
		f.cfg.Stepper.Step(s.Rate, f.pass)
	}
	if f.team.unlike {
		if err := adoptSlabs(o.team, f.net.params, f.net.running); err != nil {
			return Step{}, 0, err
		}
	}
	f.step++
	return s, of, nil
}

// tell begins to sum a step's numbers.
func (o *others[T]) tell(cost, rate float64) {
	n := o.team.Size()
	o.team.flag(o.numbers[:n], o.failed)
	x := o.numbers[n : n+stepNumbers]
	x[sumOfCosts], x[sumOfRates], x[rateOf0] = cost, rate, 0
	if o.team.Rank() == 0 {
		x[rateOf0] = rate
	}
	o.sender.send(o.numbers[:n+stepNumbers])
}

// hear waits for a step's sums, and returns the step with the sum of the costs and the rate of rank 0, or the first rank's error.
func (o *others[T]) hear(step int, rate float64) (Step, error) {
	if err := o.sender.wait(); err != nil {
		return Step{}, o.team.broken(err)
	}
	n := o.team.Size()
	if err := o.team.explain(o.numbers[:n], o.failed); err != nil {
		return Step{}, err
	}
	x := o.numbers[n:]
	if off(x[sumOfRates]/float64(n), x[rateOf0]) {
		var err error
		if off(rate, x[rateOf0]) {
			err = fmt.Errorf("engine: the rate of step %d is %v, and rank 0's %v, want the same Schedule", step, rate, x[rateOf0])
		}
		if err := o.team.agree(err); err != nil {
			return Step{}, err
		}
	}
	return Step{step, x[rateOf0], x[sumOfCosts]}, nil
}

// off reports whether a rate differs from another by more than functions do between CPUs.
func off(rate, other float64) bool { return math.Abs(rate-other) > 1e-9*math.Abs(other) }

// locate says where this rank's m examples are in the batch of all, and returns the examples of that.
func (f *fit[T]) locate(m int) (of int, err error) {
	o := f.others
	if f.examples == 0 {
		return f.located(m)
	}
	rank, ranks := f.team.place()
	of = min(f.size, f.examples-f.step%f.source.Steps*f.size)
	o.part.of = of
	o.part.first, _ = Share(of, rank, ranks)
	return of, nil
}

// located is locate where each rank brings its own examples: all tell how many, and whether they fail.
func (f *fit[T]) located(m int) (of int, err error) {
	o, n := f.others, f.team.Size()
	flags, counts := o.numbers[:n], o.numbers[n:2*n]
	f.team.flag(flags, o.failed)
	clear(counts)
	counts[f.team.Rank()] = float64(m)
	if err := f.team.Sum(o.numbers[:2*n]); err != nil {
		return 0, f.team.broken(err)
	}
	if err := f.team.explain(flags, o.failed); err != nil {
		return 0, err
	}
	for rank, count := range counts {
		if rank == f.team.Rank() {
			o.part.first = of
		}
		of += int(count)
	}
	o.part.of = of
	if of == 1 && f.net.wantsBatch() {
		return 0, fmt.Errorf("engine: step %d of %d example, want at least 2 for BatchNorm", f.step, of)
	}
	return of, nil
}

// alike returns, behind the steps of an epoch, an error of any rank, or that parameters are not those of rank 0.
func (f *fit[T]) alike(epoch int, own error) error {
	different, broken := sameNumbers(f.team, fmt.Sprintf("engine: epoch %d: the parameters", epoch), f.net.params)
	if broken != nil {
		return broken
	}
	return f.team.agree(firstError(f.others.failed, own, different))
}

func firstError(errs ...error) error { return cmp.Or(errs...) }
