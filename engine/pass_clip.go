package engine

import (
	"fmt"
	"math"

	"weft.example/blas"
	"weft.example/kernels"
)

func newGradNorm[T kernels.Float](p *Pass[T]) gradNorm[T] {
	blocks := (len(p.grads) + kernels.MaxElements - 1) / kernels.MaxElements
	return gradNorm[T]{sums: blas.Make[T](blocks), sum: p.sumSquares, scale: p.scaleGrads}
}

// ClipGrads scales all gradients of the pass by max/norm where their norm
// √Σg², over all parameters, is above max, and returns the norm from before. A
// norm beyond float64 is returned as infinite; gradients that have one and are
// finite are scaled all the same. Where a gradient is infinite or NaN, so is the
// norm, and nothing is scaled, since no factor would make those gradients good.
// With max infinite it only measures.
func (p *Pass[T]) ClipGrads(max float64) (norm float64) {
	p.enter()
	defer p.leave()
	if !(max > 0) {
		panic(fmt.Sprintf("engine: ClipGrads to a norm of %v, want above 0", max))
	}
	n := p.gradNorm()
	if norm = n.value(); norm > max && finite(n.frac) {
		p.scaleBy(scaledOf(max).over(n))
	}
	return norm
}

// scaleBy multiplies the gradients by a factor of at most 1, in steps where it is less
// than a T is to full precision.
func (p *Pass[T]) scaleBy(factor scaled) {
	least := -125 // exp of the least normal float32
	if _, ok := any(p.norm.factor).(float64); ok {
		least = -1021
	}
	for ; factor.exp < least; factor.exp -= least {
		p.scaleOnce(math.Ldexp(1, least))
	}
	p.scaleOnce(factor.value())
}

func (p *Pass[T]) scaleOnce(factor float64) {
	p.norm.factor = T(factor)
	p.spread(len(p.grads), kernels.MaxElements, p.norm.scale)
}

// leastSquares is a sum of squares so small that squares left out of it, below
// the least float32, may have mattered.
const leastSquares = 0x1p-60

func (p *Pass[T]) gradNorm() scaled {
	if sum := p.squares(p.grads); sum >= leastSquares && finite(sum) {
		return scaledOf(math.Sqrt(sum))
	}
	return norm(p.grads)
}

// squares is the sum of the squares of a slab, the parameters', the gradients' or an
// optimizer's, with each block's in T.
func (p *Pass[T]) squares(slab []T) (sum float64) {
	p.norm.of = slab
	p.spread(len(slab), kernels.MaxElements, p.norm.sum)
	for _, s := range p.norm.sums {
		sum += float64(s)
	}
	return sum
}

// sumSquares is the product of a row with itself, read at the speed of memory: a
// block takes it less than a microsecond.
func (p *Pass[T]) sumSquares(from, to int) {
	const ahead = 512 // elements: to the next block, which comes next
	g := &p.norm.of[from]
	p.net.kn.MatVec(1, to-from, 1, g, 0, 0, g, 0, &p.norm.sums[from/kernels.MaxElements], 1, ahead)
}

func (p *Pass[T]) scaleGrads(from, to int) {
	p.net.kn.Scale(to-from, p.norm.factor, &p.grads[from])
}
