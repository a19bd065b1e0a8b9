package blas

import "weft/kernels"

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

// scratch reports whether the plan needs packing space.
func (p plan) scratch() bool { return p.packA || p.packB || p.form == turned }

// What an element costs, in multiply-adds of vectors; BenchmarkPlans has the
// grounds (Zen 5).
const (
	packCost   = 0.4  // of A or B, to be packed
	turnCost   = 1.0  // of C, to be turned over
	gatherCost = 3.0  // of C, to add up the lanes of a dot product
	loneCost   = 1.15 // of a tile's only vector, which as many loads go with
	readCost   = 0.02
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
		if f == 0 || p.cost(m, n, k, bs.lanes) < best.cost(m, n, k, bs.lanes) {
			best = p
		}
	}
	return best
}

// strips decides what to pack for strips. Packing pays where an operand is read
// often and lies badly: A at a stride whose lines crowd a few sets of the
// caches, B spread over more than L2 keeps. Elsewhere both are as fast from
// where they lie: float32 512 cubed runs at 256 GFLOP/s unpacked and at 246
// packed (Zen 5), 2048 cubed at 209 and 238.
func (bs *blocking) strips(m, n, k, ars, acs, brs, bcs int) plan {
	const page = 4096
	crowded := max(ars, acs)*bs.size%page == 0
	return plan{
		form:  strips,
		packA: crowded && n > 32*bs.NR,
		packB: bcs != 1 || m >= 16*bs.MR && min(k, bs.KC)*brs*bs.size > 2*blockBytes,
	}
}
