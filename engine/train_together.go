package engine

import (
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

// A rank that updated its own part of the parameters alone, and got the rest from the others in place of gradients, would spare half of an update: 0.1 ms of 4.8, of
// 784-512-256-10 on two ranks by 512 examples. No rank would have whole gradients, nor an optimizer's whole state.

// descendTogether is descend with other ranks. A rank that fails, with err or later, goes on until the others know of it: they wait for
// its part of their sums. Nothing is changed before all know that nobody fails.
func (d *Descent[T]) descendTogether(own Data[T], first, examples int, err error) (Step, error) {
	o := d.others
	o.part.first, o.part.of = first, examples
	rate, unrated := d.rate()
	d.pass.Train(d.cfg.Seed, d.step)
	d.forward(own)
	cost := d.pass.Loss(d.cfg.Loss, own.Labels) * float64(own.N)
	err = firstError(err, unrated, d.costError(cost), d.stepperError(rate))
	o.tell(cost, rate, err)
	d.pass.BackwardLoss(d.cfg.Loss, own.Labels)
	s, err := o.hear(d.step, rate, err)
	if err != nil {
		return Step{}, err
	}
	s.Cost, s.Examples = s.Cost/float64(examples), examples
	if err := d.costError(s.Cost); err != nil {
		return Step{}, err
	}
	d.track()
	if d.cfg.Stepper == nil {
		d.net.Update(T(s.Rate), d.pass)
	} else {
		d.cfg.Stepper.Step(s.Rate, d.pass)
	}
	if o.team.unlike {
		if err := adoptSlabs(o.team, d.net.params, d.net.running); err != nil {
			return Step{}, err
		}
	}
	d.step++
	return s, nil
}

// tell begins to sum a step's numbers, and says whether this rank fails.
func (o *others[T]) tell(cost, rate float64, err error) {
	n := o.team.Size()
	o.team.flag(o.numbers[:n], err)
	x := o.numbers[n : n+stepNumbers]
	x[sumOfCosts], x[sumOfRates], x[rateOf0] = cost, rate, 0
	if o.team.Rank() == 0 {
		x[rateOf0] = rate
	}
	o.sender.send(o.numbers[:n+stepNumbers])
}

// hear waits for a step's sums, and returns the step with the sum of the costs and the rate of rank 0, or the first rank's error. err is
// this rank's.
func (o *others[T]) hear(step int, rate float64, err error) (Step, error) {
	if err := o.sender.wait(); err != nil {
		return Step{}, o.team.broken(err)
	}
	n := o.team.Size()
	if err := o.team.explain(o.numbers[:n], err); err != nil {
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
	return Step{Number: step, Rate: x[rateOf0], Cost: x[sumOfCosts]}, nil
}

// off reports whether a rate differs from another by more than functions do between CPUs.
func off(rate, other float64) bool { return math.Abs(rate-other) > 1e-9*math.Abs(other) }

// locate returns where this rank's m examples are among those of all ranks, and how many these are, or the error of the first that
// fails: all tell both.
func (o *others[T]) locate(m int, err error) (first, examples int, _ error) {
	n := o.team.Size()
	flags, counts := o.numbers[:n], o.numbers[n:2*n]
	o.team.flag(flags, err)
	clear(counts)
	counts[o.team.Rank()] = float64(m)
	if err := o.team.Sum(o.numbers[:2*n]); err != nil {
		return 0, 0, o.team.broken(err)
	}
	if err := o.team.explain(flags, err); err != nil {
		return 0, 0, err
	}
	for rank, count := range counts {
		if rank == o.team.Rank() {
			first = examples
		}
		examples += int(count)
	}
	return first, examples, nil
}
