package orthogonal

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/reflect"
)

// panel is K rows while they are factorized to L·Q, and the whole block of their reflectors. A row of V is one of the matrix until it
// becomes a vector. Its part up to the diagonal goes to l, K rows ldl apart.
type panel struct {
	reflect.Block
	l    []float64
	ldl  int
	tau  []float64
	work []float64 // K·K elements
}

// newPanel is the panel of k rows of n elements at v, which are ldv apart. t and l have nb elements a row.
func newPanel(n, k int, v []float64, ldv int, t, l []float64, nb int, tau, work []float64) panel {
	return panel{reflect.Block{Store: reflect.Rows, Whole: true, N: n, K: k, V: v, LDV: ldv, T: t, LDT: nb}, l, nb, tau, work}
}

// columns factorizes the columns of A to Q·R, as rows. T is wanted where there are columns on the right.
func (p *panel) columns(bl gonumblas.Implementation, a []float64, lda int, right bool) {
	if isTall(p.N, p.K) {
		p.tall(bl, a, lda, right)
	} else {
		bl.Dtranspose(checked.Operands{}, p.N, p.K, p.V, p.LDV, a, lda)
		p.factor(bl, 0, p.K)
		bl.Dtranspose(checked.Operands{}, p.K, p.N, a, lda, p.V, p.LDV)
		if right {
			p.triangle(bl, 0, p.K)
		}
	}
	for r := range p.K { // R
		for i := range r + 1 {
			a[i*lda+r] = p.l[r*p.ldl+i]
		}
	}
}

// leafRows is the rows of a panel that are factorized one reflector at a time.
const leafRows = 8

// factor factorizes rows first to last-1. Those before them have been applied to them.
func (p *panel) factor(bl gonumblas.Implementation, first, last int) {
	if last-first <= leafRows {
		p.reflect(bl, first, last)
		return
	}
	at := cut(first, last)
	p.factor(bl, first, at)
	p.triangle(bl, first, at)
	p.Part(first, at).Right(bl, blas.NoTrans, last-at, p.V[at*p.LDV+first:], p.LDV, p.work)
	p.factor(bl, at, last)
}

// triangle computes the T of rows first to last-1. Where they are more than a leaf, that of the first half is there.
func (p *panel) triangle(bl gonumblas.Implementation, first, last int) {
	h := p.Part(first, last)
	if h.K <= leafRows {
		h.Triangle(bl, p.tau[first:])
		return
	}
	at := cut(first, last)
	p.triangle(bl, at, last)
	h.Join(bl, at-first)
}

// cut is the row where the second half of rows first to last-1 begins: the first half has whole leaves.
func cut(first, last int) int { return first + ((last-first)/2+leafRows-1)/leafRows*leafRows }

// reflect makes a reflector of each of some rows, and applies it to those below.
func (p *panel) reflect(bl gonumblas.Implementation, first, last int) {
	for i := first; i < last; i++ {
		row, l := p.V[i*p.LDV:][:p.N], p.l[i*p.ldl:][:i+1]
		v := row[i:]
		beta, factor := reflect.Generate(bl, len(v), v[0], v[1:], 1)
		v[0], p.tau[i] = 1, factor
		if below := last - 1 - i; below > 0 && factor != 0 {
			rest := p.V[(i+1)*p.LDV+i:]
			bl.Dgemv(blas.NoTrans, below, len(v), 1, rest, p.LDV, v, 1, 0, p.work, 1)
			bl.Dger(below, len(v), -factor, p.work, 1, v, 1, rest, p.LDV)
		}
		copy(l, row[:i])
		l[i] = beta
		clear(row[:i])
	}
}
