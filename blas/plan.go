package blas

import (
	"math"

	"weft/kernels"
)

// form is a way to go about a product.
type form int

const (
	// strips computes rows of C in strips along the rows of B, whose elements
	// fill vectors; those of A are repeated.
	strips form = iota
	// turned computes strips of Cᵀ = Bᵀ·Aᵀ and turns them over.
	turned
	// dots computes each element as the dot product of a row of A and a column of
	// B, vectors along the depth.
	dots

	forms
)

// plan is how a product is computed. It depends on shape and strides alone, so
// that the bits of a result do.
type plan struct {
	form         form
	packA, packB bool
}

// String names the form and what is packed, "strips+A+B" for one.
func (p plan) String() string {
	s := [forms]string{"strips", "turned", "dots"}[p.form]
	if p.packA {
		s += "+A"
	}
	if p.packB {
		s += "+B"
	}
	return s
}

// What an element costs, in multiply-adds of vectors; BenchmarkPlans has the
// grounds (Zen 5).
const (
	packCost   = 0.4  // of A or B, to be packed
	turnCost   = 1.0  // of C, to be turned over
	gatherCost = 2.0  // of C, to add up the lanes of a dot product
	loneCost   = 1.15 // of a tile's only vector, which as many loads go with
	readCost   = 0.02
	crowdCost  = 1.06 // times that of a form that goes along columns of B that crowd
)

// cost estimates a plan for an m by n product of depth k.
func (p plan) cost(m, n, k, lanes int) float64 {
	vectors := func(x int) float64 {
		if x <= lanes {
			return loneCost
		}
		return float64(cut(x, lanes))
	}
	a, b, c := float64(m)*float64(k), float64(k)*float64(n), float64(m)*float64(n)
	cost := readCost * (a + b)
	if p.packA {
		cost += packCost * a
	}
	if p.packB {
		cost += packCost * b
	}
	switch p.form {
	case turned:
		return cost + b*vectors(m) + turnCost*c
	case dots:
		return cost + c*(float64(cut(k, lanes))+gatherCost)
	}
	return cost + a*vectors(n)
}

// planFor returns the plan that costs least.
func planFor[T kernels.Float](bs *blocking, m, n, k int, a, b Matrix[T]) plan {
	if b.CS == 1 && n%bs.lanes == 0 && n > bs.lanes {
		return bs.strips(m, n, k, a.RS, a.CS, b.RS, b.CS)
	}
	var best plan
	least := math.Inf(1)
	for f := range forms {
		var p plan
		switch f {
		case strips:
			p = bs.strips(m, n, k, a.RS, a.CS, b.RS, b.CS)
		case turned:
			p = plan{form: turned, packA: a.RS != 1}
		case dots:
			p = plan{form: dots, packA: a.CS != 1, packB: b.RS != 1}
		}
		cost := p.cost(m, n, k, bs.lanes)
		if f != strips && bs.crowd(b.CS) {
			cost *= crowdCost
		}
		if cost < least {
			best, least = p, cost
		}
	}
	return best
}

// narrow returns how many of the last columns to compute apart from the others,
// by a form of their own: 0, or those that would fill but part of a vector.
func narrow[T kernels.Float](bs *blocking, m, n, k int, a, b Matrix[T]) int {
	r := n % bs.lanes
	if b.CS != 1 || n < bs.lanes || r == 0 {
		return 0
	}
	const again = 1000 // what a second product costs to set up
	apart := bs.strips(m, n-r, k, a.RS, a.CS, b.RS, b.CS).cost(m, n-r, k, bs.lanes) + planFor(bs, m, r, k, a, b).cost(m, r, k, bs.lanes) + again
	if apart < bs.strips(m, n, k, a.RS, a.CS, b.RS, b.CS).cost(m, n, k, bs.lanes) {
		return r
	}
	return 0
}

const (
	page = 4096
	ways = 6 // of a set of L1 that one operand may have, beside the others
)

// crowd tells whether rows of that stride, as many as a tile has, fall on so few
// sets of L1 that they drive each other out.
func (bs *blocking) crowd(stride int) bool {
	return stride*bs.size%page == 0 && bs.MR > ways
}

// strips decides what to pack for strips: B where its rows are not contiguous,
// and either where it is read often and its lines crowd a few sets of the
// caches. Elsewhere both are faster from where they lie, since tiles fetch
// ahead: float32 1536 cubed runs at 241 GFLOP/s unpacked and at 231 with B packed,
// while 2048 cubed goes from 223 to 238 by packing both (Zen 5).
func (bs *blocking) strips(m, n, k, ars, acs, brs, bcs int) plan {
	b := brs * bs.size
	// By how much a column of lines of B overflows the sets that it falls on, in
	// an L2 of 2·blockBytes. It is read once for every MR rows of C.
	overflow := float64(min(k, bs.KC)) * float64(b&-b) / (2 * blockBytes)
	return plan{
		form:  strips,
		packA: (bs.crowd(ars) || acs*bs.size%page == 0 && k > ways) && n > 16*bs.NR,
		packB: bcs != 1 || m >= 16*bs.MR && 7*overflow >= float64(bs.MR),
	}
}
