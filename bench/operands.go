package bench

import (
	"fmt"
	"math"
	"math/rand/v2"

	"weft.example/kernels"
)

// operands are the memory of one call of a routine: matrices of n by n, and vectors with increments of 1 or 2.
type operands[T kernels.Float] struct {
	a, b, c, x, y []T
	small         []T // off the diagonal of a triangle
	result        []T // a number that a routine returns
}

func newOperands[T kernels.Float](n int) *operands[T] {
	rng := rand.New(rand.NewPCG(uint64(n), 6))
	numbers := func(n int) []T { return random[T](rng, n) }
	o := &operands[T]{numbers(n * n), numbers(n * n), numbers(n * n), numbers(2 * n), numbers(2 * n), numbers(n * n), make([]T, 1)}
	for i := range o.small {
		o.small[i] *= tiny
	}
	return o
}

// agrees compares two rooms after the same call on them. Sums of n products of numbers up to 1
// differ by at most γ_n·n, whatever their order. Of y it takes n elements, since gonum's float32
// Gemv clears all behind those of a transposed product too.
func (o *operands[T]) agrees(want *operands[T], n int) error {
	bound := 4 * float64(n) * float64(n+8) * epsilon[T]()
	rooms := []struct {
		name      string
		got, want []T
	}{{"a", o.a, want.a}, {"b", o.b, want.b}, {"c", o.c, want.c}, {"x", o.x, want.x}, {"y", o.y[:n], want.y[:n]}, {"result", o.result, want.result}}
	for _, r := range rooms {
		for i, w := range r.want {
			if !(math.Abs(float64(r.got[i]-w)) <= bound) { // NaN fails
				return fmt.Errorf("%s[%d] is %v, want %v", r.name, i, r.got[i], w)
			}
		}
	}
	return nil
}
