// Package scratch lends memory to algorithms that have no workspace of their caller's, or more use for it than the caller has
// room. It is the memory of the BLAS that they compute with.
package scratch

import (
	"sync"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
)

// Space is memory that one caller has until it is put back.
type Space struct {
	data, free []float64
	jobs       []any
	pool       *sync.Pool
}

// Get returns a space of n elements, whatever is in them. Only one that is larger than those there have been is allocated.
func Get(bl gonumblas.Implementation, n int) *Space {
	pool := bl.Scratch(checked.Operands{})
	s, ok := pool.Get().(*Space)
	if !ok {
		s = &Space{pool: pool}
	}
	if cap(s.data) < n {
		s.data = make([]float64, n+n/4)
	}
	s.free = s.data[:cap(s.data)]
	return s
}

// Take returns the next n elements of a space.
func (s *Space) Take(n int) []float64 {
	x := s.free[:n:n]
	s.free = s.free[n:]
	return x
}

// Put takes a space back.
func (s *Space) Put() { s.pool.Put(s) }

// Job returns a T that a space keeps, one of each type, for a task of workers: one of the caller's would be allocated. Who has filled
// it clears it before the space is put back.
func Job[T any](s *Space) *T {
	for _, job := range s.jobs {
		if job, ok := job.(*T); ok {
			return job
		}
	}
	job := new(T)
	s.jobs = append(s.jobs, job)
	return job
}
