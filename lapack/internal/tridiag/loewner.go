package tridiag

import (
	"math"
	"sync/atomic"

	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
)

// rankOne is what workers share of the eigenproblem D + ρ·w·wᵀ, of k rows that are not deflated. Row i of p becomes eigenvector i, in
// three tasks: roots leaves dⱼ - λᵢ there, squares has the ŵⱼ² of Löwner's formula, and vectors follow.
type rankOne struct {
	c      Conqueror
	p      piece
	k      int
	eq     secular
	spare  []float64 // a row for each part
	failed atomic.Bool
}

const (
	partRows    = 32 // of a part of roots and vectors
	partColumns = 64 // of a part of squares, a multiple of 4
)

// vectors sets the first k eigenvalues of p to the roots of the secular equation, and its first k rows to the eigenvectors, of norm 1, in
// the order of the pool's rows.
func (c *Conqueror) vectors(p *piece, k int, rho float64, spare []float64) bool {
	r := scratch.Job[rankOne](c.tasks)
	r.c, r.p, r.k, r.spare = *c, *p, k, spare
	r.eq = secular{poles: c.poles[:k+1], weight: c.weight[:k], inverse: 1 / rho}
	r.eq.bound(rho)
	r.failed.Store(false)
	run, rows := c.BLAS.Run, (k+partRows-1)/partRows
	run(checked.Operands{}, rows, (*roots)(r))
	ok := !r.failed.Load()
	if ok {
		run(checked.Operands{}, (k+partColumns-1)/partColumns, (*squares)(r))
		weight := c.weight[:k]
		for j, v := range c.u[:k] {
			weight[j] = math.Copysign(math.Sqrt(math.Abs(v)), weight[j])
		}
		run(checked.Operands{}, rows, (*vectors)(r))
	}
	r.c, r.p, r.eq, r.spare = Conqueror{}, piece{}, secular{}, nil
	return ok
}

// roots is the task to find eigenvalues.
type roots rankOne

func (r *roots) Do(_, part int) {
	for i := part * partRows; i < min(r.k, (part+1)*partRows); i++ {
		root, ok := r.eq.root(i, r.p.row(i)[:r.k])
		if !ok {
			r.failed.Store(true)
		}
		r.p.d[i] = root
	}
}

// squares is the task to compute some of the ŵⱼ².
//
// The λ are the exact eigenvalues of a matrix with the same poles and a slightly different w, by Löwner's formula
//
//	ŵⱼ² = Π (λᵢ - dⱼ) / Π (dᵢ - dⱼ), i of the second product not j.
//
// Eigenvectors ŵⱼ/(dⱼ - λᵢ) of that matrix are orthogonal however close the λ are (Gu and Eisenstat).
type squares rankOne

func (r *squares) Do(_, part int) {
	lo, k := part*partColumns, r.k
	hi := min(k, lo+partColumns)
	poles, square := r.c.poles[:k], r.c.u[:k]
	for j := lo; j < hi; j++ {
		square[j] = 1
	}
	i := 0
	for ; i+4 <= k; i += 4 {
		fourFactors(poles, square, &r.p, i, lo, hi)
	}
	for ; i < k; i++ {
		row := r.p.row(i)[:k]
		factors(poles, square, row, poles[i], lo, min(i, hi))
		if lo <= i && i < hi {
			square[i] *= row[i]
		}
		factors(poles, square, row, poles[i], max(i+1, lo), hi)
	}
}

// vectors is the task to make eigenvectors.
type vectors rankOne

func (r *vectors) Do(_, part int) {
	for i := part * partRows; i < min(r.k, (part+1)*partRows); i++ {
		r.c.vector(r.c.weight[:r.k], r.p.row(i)[:r.k], r.spare[part*r.k:][:r.k])
	}
}

// factors multiplies squares lo … hi-1 by what root i puts into Löwner's formula; at is pole i.
func factors(poles, square, row []float64, at float64, lo, hi int) {
	for j := lo; j < hi; j++ {
		square[j] *= row[j] / (poles[j] - at)
	}
}

// fourFactors multiplies squares lo … hi-1 by what roots i … i+3 put into Löwner's formula, with one division instead of
// four. No pole that is not deflated is so near to another or to a root that four of their distances underflow.
func fourFactors(poles, square []float64, p *piece, i, lo, hi int) {
	four(poles, square, p, i, lo, min(i, hi))
	if lo <= i && i < hi {
		for at := i; at < i+4; at++ {
			row := p.row(at)[:len(poles)]
			factors(poles, square, row, poles[at], i, at)
			square[at] *= row[at]
			factors(poles, square, row, poles[at], at+1, i+4)
		}
	}
	four(poles, square, p, i, max(i+4, lo), hi)
}

// four is fourFactors for squares that are not those of the roots.
func four(poles, square []float64, p *piece, i, lo, hi int) {
	if lo >= hi {
		return
	}
	d0, d1, d2, d3 := poles[i], poles[i+1], poles[i+2], poles[i+3]
	poles = poles[lo:hi]
	k := len(poles)
	square = square[lo:][:k]
	r0, r1, r2, r3 := p.row(i)[lo:][:k], p.row(i + 1)[lo:][:k], p.row(i + 2)[lo:][:k], p.row(i + 3)[lo:][:k]
	for j, d := range poles {
		square[j] *= (r0[j] * r1[j]) * (r2[j] * r3[j]) / (((d - d0) * (d - d1)) * ((d - d2) * (d - d3)))
	}
}

// vector replaces row, of dⱼ - λ, by the eigenvector of λ. Two quotients come of one division.
func (c *Conqueror) vector(weight, row, vector []float64) {
	vector = vector[:len(row)]
	weight = weight[:len(row)]
	sum, j := 0.0, 0
	for ; j+2 <= len(row); j += 2 {
		g, h := row[j], row[j+1]
		inverse := 1 / (g * h)
		v, w := weight[j]*h*inverse, weight[j+1]*g*inverse
		vector[j], vector[j+1] = v, w
		sum += v*v + w*w
	}
	if j < len(row) {
		vector[j] = weight[j] / row[j]
		sum += vector[j] * vector[j]
	}
	inverse := 1 / math.Sqrt(sum)
	slot := c.slot[:len(row)]
	for j, v := range vector {
		row[int(slot[j])] = v * inverse
	}
}
