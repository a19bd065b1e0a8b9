package engine

import "weft.example/kernels"

// Resumable is an optimiser as a checkpoint and the ranks of a [Cluster] know it: what it remembers from
// one step to the next.
type Resumable[T kernels.Float] interface {
	// State returns the optimiser's own memory, not a copy: names that differ from
	// each other, each with as many elements as Network.Params.
	State() []Slab[T]

	// Steps is the number of steps taken, which SetSteps replaces.
	Steps() int
	SetSteps(n int)
}

// resumable is a stepper as one, or nil if it is none.
func resumable[T kernels.Float](s Stepper[T]) Resumable[T] {
	if o, ok := s.(*Optimizer[T]); ok && o == nil {
		return nil
	}
	r, _ := s.(Resumable[T])
	return r
}
