package bench

import (
	"math/rand/v2"

	"weft.example/kernels"
)

// operands are the memory of one call of a routine: matrices of n by n, and vectors with increments of 1 or 2.
type operands[T kernels.Float] struct {
	a, b, c, x, y []T
	small         []T // off the diagonal of a triangle
}

func newOperands[T kernels.Float](n int) *operands[T] {
	rng := rand.New(rand.NewPCG(uint64(n), 6))
	numbers := func(n int) []T { return random[T](rng, n) }
	o := &operands[T]{numbers(n * n), numbers(n * n), numbers(n * n), numbers(2 * n), numbers(2 * n), numbers(n * n)}
	for i := range o.small {
		o.small[i] *= tiny
	}
	return o
}
