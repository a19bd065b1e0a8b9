package engine

import (
	"math"
	"runtime"

	"weft.example/kernels"
)

// join begins a run on all ranks: lines and those of the configuration have to be alike, and what may differ becomes rank 0's.
func join[T kernels.Float](t *team, net *Network[T], c *FitConfig[T], lines []string) error {
	if t == nil {
		return nil
	}
	if err := t.sameLines(append(described(net, c), lines...)); err != nil {
		return err
	}
	if err := adopt(t, c); err != nil {
		return err
	}
	slabs := [][]T{net.params, net.running}
	if r := resumable(c.Stepper); r != nil {
		for _, s := range r.State() {
			slabs = append(slabs, s.Data)
		}
	}
	if err := adoptSlabs(t, slabs...); err != nil {
		return err
	}
	return t.compareKernels(net.set)
}

// adopt takes what a checkpoint may have told rank 0 alone: where to go on, and with which order of the examples.
func adopt[T kernels.Float](t *team, c *FitConfig[T]) error {
	r := resumable(c.Stepper)
	var steps int
	if r != nil {
		steps = r.Steps()
	}
	var s PlateauState
	if c.Plateau != nil {
		s = c.Plateau.State
	}
	x := []uint64{
		uint64(c.From), c.Seed, uint64(steps),
		uint64(s.Seen), math.Float64bits(s.Best), uint64(flagOf(s.Found)), uint64(s.Bad), uint64(s.Rest), uint64(s.Lowers),
	}
	if err := t.numbers(x); err != nil {
		return err
	}
	c.From, c.Seed = int(x[0]), x[1]
	if r != nil && steps != int(x[2]) {
		r.SetSteps(int(x[2]))
	}
	if c.Plateau != nil {
		c.Plateau.State = PlateauState{int(x[3]), math.Float64frombits(x[4]), x[5] != 0, int(x[6]), int(x[7]), int(x[8])}
	}
	return nil
}

func flagOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// adoptSlabs makes numbers rank 0's.
func adoptSlabs[T kernels.Float](t *team, slabs ...[]T) error {
	for _, s := range slabs {
		if len(s) == 0 {
			continue
		}
		if err := t.Broadcast(bytesOf(s)); err != nil {
			return t.broken(err)
		}
	}
	return nil
}

// compareKernels finds out whether the team is unlike.
func (t *team) compareKernels(set *kernels.Set) error {
	own := crcOf([]byte(set.Name + " " + runtime.GOARCH))
	x := []uint64{uint64(own)}
	if err := t.numbers(x); err != nil {
		return err
	}
	others, err := t.total(flagOf(x[0] != uint64(own)))
	t.unlike = others > 0
	return err
}
