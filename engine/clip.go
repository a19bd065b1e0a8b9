package engine

import (
	"fmt"
	"math"

	"weft/blas"
	"weft/kernels"
)

// gradNorm is what a pass needs to measure and scale its gradients: a sum of
// squares for each block of MaxElements, so that neither the blocks nor the
// order in which their sums are added depend on who computes them.
type gradNorm[T kernels.Float] struct {
	sums   []T
	factor T
	sum    portion // of the gradients
	scale  portion
}

func newGradNorm[T kernels.Float](p *Pass[T]) gradNorm[T] {
	blocks := (len(p.grads) + kernels.MaxElements - 1) / kernels.MaxElements
	return gradNorm[T]{sums: blas.Make[T](blocks), sum: p.sumSquares, scale: p.scaleGrads}
}

// ClipGrads scales all gradients of the pass by max/norm where their norm
// √Σg², over all parameters, is above max, and returns the norm from before. A
// norm that is infinite or NaN is returned and nothing scaled, since no factor
// would make those gradients good. With max infinite it only measures.
func (p *Pass[T]) ClipGrads(max float64) (norm float64) {
	if !(max > 0) {
		panic(fmt.Sprintf("engine: ClipGrads to a norm of %v, want above 0", max))
	}
	norm = p.gradNorm()
	if norm > max && !math.IsInf(norm, 0) {
		p.norm.factor = T(max / norm)
		p.spread(len(p.grads), kernels.MaxElements, p.norm.scale)
	}
	return norm
}

// leastSquares is a sum of squares so small that squares left out of it, below
// the least float32, may have mattered.
const leastSquares = 0x1p-60

func (p *Pass[T]) gradNorm() float64 {
	p.spread(len(p.grads), kernels.MaxElements, p.norm.sum)
	var sum float64
	for _, s := range p.norm.sums {
		sum += float64(s)
	}
	if sum >= leastSquares && !math.IsInf(sum, 0) {
		return math.Sqrt(sum)
	}
	return scaledNorm(p.grads)
}

// scaledNorm is √Σx² = s·√Σ(x/s)² with s = max |x|, where squares overflow or vanish.
func scaledNorm[T kernels.Float](x []T) float64 {
	var most, sum float64
	for _, v := range x {
		most = max(most, math.Abs(float64(v))) // NaN if either is
	}
	if most == 0 || !finite(most) {
		return most
	}
	for _, v := range x {
		v := float64(v) / most
		sum += v * v
	}
	return most * math.Sqrt(sum)
}

// sumSquares is the product of a row with itself, read at the speed of memory: a
// block takes it less than a microsecond.
func (p *Pass[T]) sumSquares(from, to int) {
	const ahead = 512 // elements: to the next block, which comes next
	g := &p.grads[from]
	p.k.MatVec(1, to-from, 1, g, 0, g, 0, &p.norm.sums[from/kernels.MaxElements], 1, ahead)
}

func (p *Pass[T]) scaleGrads(from, to int) {
	p.k.Scale(to-from, p.norm.factor, &p.grads[from])
}
