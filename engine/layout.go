package engine

import (
	"fmt"
	"math"
	"unsafe"

	"weft/blas"
	"weft/kernels"
)

// layout places the weights and biases of layers 1 … L in one slab. A slab of
// gradients has the same layout as that of the parameters, so that an update,
// or a sum over several machines, is one loop.
type layout[T kernels.Float] struct {
	weights, biases []extent[T]
	size            int
}

// extent is a piece of a slab of T.
type extent[T kernels.Float] struct{ from, to int }

func (e extent[T]) of(slab []T) []T { return slab[e.from:e.to:e.to] }

func layoutOf[T kernels.Float](units []int) layout[T] {
	var l layout[T]
	for i, n := range units[1:] {
		l.weights = append(l.weights, l.next(n*units[i]))
		l.biases = append(l.biases, l.next(n))
	}
	return l
}

// next places n elements behind the others, on a cache line.
func (l *layout[T]) next(n int) extent[T] {
	e := extent[T]{l.size, l.size + n}
	l.size += roundUp[T](n)
	return e
}

// roundUp is n elements rounded up to whole cache lines.
func roundUp[T kernels.Float](n int) int {
	perLine := 64 / int(unsafe.Sizeof(T(0)))
	return (n + perLine - 1) / perLine * perLine
}

// slab hands out zeroed memory that starts on cache lines.
type slab[T kernels.Float] struct{ free []T }

func newSlab[T kernels.Float](sizes []int) *slab[T] {
	total := 0
	for _, n := range sizes {
		total += roundUp[T](n)
	}
	return &slab[T]{blas.Make[T](total)}
}

func (s *slab[T]) take(n int) []T {
	piece := s.free[:n:n]
	s.free = s.free[roundUp[T](n):]
	return piece
}

// mostBytes is more than a piece of memory can have: 2⁴⁷ bytes are the address space
// of a process.
const mostBytes = min(1<<47, math.MaxInt)

// most is that in elements. Sums and products of sizes are held against it before they
// are computed, so that none wraps. What is below and there is no memory for, Go's
// runtime ends the process over.
func most[T kernels.Float]() int { return mostBytes / int(unsafe.Sizeof(T(0))) }

// checkBatch returns an error unless memory can hold a batch of so many examples, of
// width elements each.
func checkBatch[T kernels.Float](batch, width int) error {
	if batch < 1 {
		return fmt.Errorf("engine: a batch of %d, want at least 1", batch)
	}
	if limit := most[T]() / width; batch > limit {
		return fmt.Errorf("engine: a batch of %d, want at most %d of %d elements each", batch, limit, width)
	}
	return nil
}
