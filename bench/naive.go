package bench

import (
	"fmt"
	"math"

	"weft.example/engine"
	"weft.example/kernels"
)

// Naive is a dense network in plain Go, each method one equation of the
// lecture: what one would write first, without tricks and without waste. It is
// the yardstick for speed and for results.
//
// Like weft's, its batches hold one example per row, so the lecture's A[l] is
// stored column by column.
type Naive[T kernels.Float] struct {
	Units []int         // n_0 … n_L
	Act   []kernels.Act // g of layer l at l; 0 is unused, here and below
	W     [][]T         // n_l × n_{l-1}, one row per unit
	B     [][]T         // n_l
}

// Cache is what a forward pass keeps for the backward pass.
type Cache[T kernels.Float] struct {
	M int   // examples
	A [][]T // M × n_l; A[0] is X
	Z [][]T // M × n_l
}

// Grads are the gradients of a network's parameters.
type Grads[T kernels.Float] struct {
	W, B [][]T
}

// NaiveOf returns the network with the shape and a copy of the parameters of n.
func NaiveOf[T kernels.Float](n *engine.Network[T]) *Naive[T] {
	v := &Naive[T]{
		Units: []int{n.Units(0)},
		Act:   make([]kernels.Act, 1),
		W:     make([][]T, 1),
		B:     make([][]T, 1),
	}
	for l := 1; l <= n.Depth(); l++ {
		v.Units = append(v.Units, n.Units(l))
		v.Act = append(v.Act, n.Act(l))
		v.W = append(v.W, append([]T(nil), n.W(l)...))
		v.B = append(v.B, append([]T(nil), n.B(l)...))
	}
	return v
}

// Forward computes Z[l] = W[l]·A[l-1] + b[l] and A[l] = g(Z[l]) for every layer,
// from A[0] = X, m examples.
func (v *Naive[T]) Forward(x []T, m int) *Cache[T] {
	c := &Cache[T]{M: m, A: [][]T{x}, Z: make([][]T, 1)}
	for l := 1; l < len(v.Units); l++ {
		z := linear(c.A[l-1], v.W[l], v.B[l], m, v.Units[l-1], v.Units[l])
		c.Z = append(c.Z, z)
		c.A = append(c.A, activate(v.Act[l], z))
	}
	return c
}

// Output is Ŷ = A[L].
func (c *Cache[T]) Output() []T { return c.A[len(c.A)-1] }

// Cost is J = -(1/m) Σ Y·ln Ŷ + (1-Y)·ln(1-Ŷ), summed over the outputs.
func (c *Cache[T]) Cost(y []T) float64 {
	var sum float64
	for i, a := range c.Output() {
		sum += float64(y[i])*math.Log(float64(a)) + (1-float64(y[i]))*math.Log(1-float64(a))
	}
	return -sum / float64(c.M)
}

// Backward computes the gradients of the cost, starting from the literal
// dA[L] = -Y/Ŷ + (1-Y)/(1-Ŷ). Layer 1 leaves out dA[0].
func (v *Naive[T]) Backward(c *Cache[T], y []T) *Grads[T] {
	return v.BackwardFrom(c, costGradient(c.Output(), y))
}

// BackwardFrom computes the gradients from dA[L].
func (v *Naive[T]) BackwardFrom(c *Cache[T], da []T) *Grads[T] {
	g := &Grads[T]{W: make([][]T, len(v.Units)), B: make([][]T, len(v.Units))}
	for l := len(v.Units) - 1; l >= 1; l-- {
		dz := activateBackward(v.Act[l], da, c.Z[l], c.A[l])
		g.W[l], g.B[l] = linearGradients(dz, c.A[l-1], c.M, v.Units[l-1], v.Units[l])
		if l > 1 {
			da = linearBackward(dz, v.W[l], c.M, v.Units[l-1], v.Units[l])
		}
	}
	return g
}

// Update takes a step of gradient descent: W = W - rate·dW, b = b - rate·db.
func (v *Naive[T]) Update(rate T, g *Grads[T]) {
	for l := 1; l < len(v.Units); l++ {
		for i, d := range g.W[l] {
			v.W[l][i] -= rate * d
		}
		for i, d := range g.B[l] {
			v.B[l][i] -= rate * d
		}
	}
}

// linear is Z = W·A_prev + b: a dot product for each example and unit.
func linear[T kernels.Float](aPrev, w, b []T, m, in, out int) []T {
	z := make([]T, m*out)
	for i := range m {
		a := aPrev[i*in : (i+1)*in]
		for u := range out {
			var sum T
			for j, wj := range w[u*in : (u+1)*in] {
				sum += wj * a[j]
			}
			z[i*out+u] = sum + b[u]
		}
	}
	return z
}

// linearGradients is dW = (1/m) dZ·A_prevᵀ and db = (1/m) Σ dZ over the examples.
func linearGradients[T kernels.Float](dz, aPrev []T, m, in, out int) (dw, db []T) {
	dw, db = make([]T, out*in), make([]T, out)
	for i := range m {
		a := aPrev[i*in : (i+1)*in]
		for u := range out {
			d := dz[i*out+u] / T(m)
			row := dw[u*in : (u+1)*in]
			for j, aj := range a {
				row[j] += d * aj
			}
			db[u] += d
		}
	}
	return dw, db
}

// linearBackward is dA_prev = Wᵀ·dZ.
func linearBackward[T kernels.Float](dz, w []T, m, in, out int) []T {
	da := make([]T, m*in)
	for i := range m {
		row := da[i*in : (i+1)*in]
		for u := range out {
			d := dz[i*out+u]
			for j, wj := range w[u*in : (u+1)*in] {
				row[j] += d * wj
			}
		}
	}
	return da
}

// activate is A = g(Z).
func activate[T kernels.Float](act kernels.Act, z []T) []T {
	a := make([]T, len(z))
	switch act {
	case kernels.ReLU:
		naiveReLU(a, z, nil)
	case kernels.Sigmoid:
		naiveSigmoid(a, z, nil)
	case kernels.Identity:
		copy(a, z)
	default:
		panic(fmt.Sprintf("bench: no naive %v", act))
	}
	return a
}

// activateBackward is dZ = dA ⊙ g′(Z): ReLU's g′ is 1 where Z > 0, sigmoid's is
// A·(1-A).
func activateBackward[T kernels.Float](act kernels.Act, da, z, a []T) []T {
	dz := make([]T, len(da))
	switch act {
	case kernels.ReLU:
		naiveReLUBackward(dz, da, z)
	case kernels.Sigmoid:
		naiveSigmoidBackward(dz, da, a)
	case kernels.Identity:
		copy(dz, da)
	default:
		panic(fmt.Sprintf("bench: no naive %v", act))
	}
	return dz
}

// costGradient is dA[L] = -Y/Ŷ + (1-Y)/(1-Ŷ).
func costGradient[T kernels.Float](a, y []T) []T {
	da := make([]T, len(a))
	for i := range da {
		da[i] = -y[i]/a[i] + (1-y[i])/(1-a[i])
	}
	return da
}
