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
	of     []T // the gradients, or what else has their layout
	sums   []T
	factor T
	sum    portion // of what is measured
	scale  portion // of the gradients
}

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

// scaled is frac·2^exp, with frac from ½ to below 1 or not finite: a number of any
// magnitude.
type scaled struct {
	frac float64
	exp  int
}

func scaledOf(x float64) scaled {
	frac, exp := math.Frexp(x)
	return scaled{frac, exp}
}

func (s scaled) value() float64 { return math.Ldexp(s.frac, s.exp) }

func (s scaled) over(t scaled) scaled { return scaled{s.frac / t.frac, s.exp - t.exp} }

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

// norm is √Σx² = s·√Σ(x/s)², with a power of two near max |x| for s, where squares
// overflow or vanish.
func norm[T kernels.Float](x []T) scaled {
	var most, sum float64
	for _, v := range x {
		most = max(most, math.Abs(float64(v))) // NaN if either is
	}
	if most == 0 || !finite(most) {
		return scaled{frac: most}
	}
	_, exp := math.Frexp(most)
	s := math.Ldexp(1, exp-1)
	for _, v := range x {
		v := float64(v) / s
		sum += v * v
	}
	root := scaledOf(math.Sqrt(sum))
	return scaled{root.frac, root.exp + exp - 1}
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
