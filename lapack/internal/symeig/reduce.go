package symeig

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/reflect"
	"weft.example/lapack/internal/scratch"
)

// panel is how many rows are reduced before the rest of A is updated. 24 and 32 take up to a tenth longer
// at 128 … 512 rows, and no less at 1024 (Emerald Rapids, AVX-512).
const panel = 16

// aloneRows is the rows up to which the rest of A is reduced without other workers: it would go to another one's L2 and back.
const aloneRows = 256

// ReduceWork returns how many elements of workspace Reduce needs for n rows.
func ReduceWork(n int) int { return panel * (2*scratch.Stride(n) + 2) }

// Reduce computes T = Qᵀ·A·Q, with T tridiagonal, of a symmetric A whose upper triangle is given. d is T's diagonal, e
// the n-1 elements beside it. Q is H₀·H₁·…·Hₙ₋₂, Hᵢ = I - τᵢ·v·vᵀ, with v zero up to element i, 1 in
// element i+1, and its other elements in row i of A from column i+2 on. The diagonal of A and the one above are T's.
func Reduce(impl gonumblas.Implementation, n int, a []float64, lda int, d, e, tau, work []float64) {
	ldp := scratch.Stride(n)
	room := scratch.Get(impl, 2*panel*ldp)
	u := scratch.Job[update](room)
	p := vw{impl, work[:2*panel*ldp], room.Take(2 * panel * ldp), ldp, work[2*panel*ldp:][:2*panel]}
	for k := 0; k < n; k += panel {
		nb := min(panel, n-k)
		if n-k <= aloneRows {
			p.Implementation = impl.Alone(checked.Operands{})
		}
		rest := n - k - nb
		at := a[k*lda+k:]
		for i := range nb {
			p.reduceRow(n-k, i, at, lda, d[k:], e[k:], tau[k:])
		}
		if rest > 0 {
			*u = update{bl: impl.Alone(checked.Operands{}), n: rest, k: nb, p: p.rows[nb:], q: p.turned[nb:], ld: ldp, a: at[nb*lda+nb:], lda: lda}
			u.run(p.Implementation)
		}
	}
	*u = update{}
	room.Put()
}

// vw are the vectors of a panel: Vᵀ and Wᵀ, with which A - V·Wᵀ - W·Vᵀ is the reduced matrix. Row 2l has vector l of
// V, row 2l+1 that of W, so that one product with a vector serves both.
type vw struct {
	gonumblas.Implementation
	rows   []float64
	turned []float64 // rows with each v and w exchanged
	ld     int
	x      []float64
}

// reduceRow brings row i of the panel up to date, makes it zero beyond the off-diagonal by a reflector, and adds
// vectors v and w to the panel. a is what was not reduced before this panel, of n rows.
func (p *vw) reduceRow(n, i int, a []float64, lda int, d, e, tau []float64) {
	row := a[i*lda+i:][:n-i]
	if i > 0 {
		x := p.x[:2*i]
		for l := range i {
			x[2*l], x[2*l+1] = p.rows[(2*l+1)*p.ld+i], p.rows[2*l*p.ld+i]
		}
		p.Dgemv(blas.Trans, 2*i, n-i, -1, p.rows[i:], p.ld, x, 1, 1, row, 1)
	}
	d[i] = row[0]
	if len(row) == 1 {
		return
	}
	e[i], tau[i] = reflect.Generate(p.Implementation, len(row)-1, row[1], row[2:], 1)
	row[1] = e[i]

	v, w := p.rows[2*i*p.ld:][:n], p.rows[(2*i+1)*p.ld:][:n]
	clear(v[:i+1])
	v[i+1] = 1
	copy(v[i+2:], row[2:])
	from := (i + 1) &^ (scratch.Line - 1)
	p.applyA(i, from, a[from*lda+from:], lda, tau[i], v[from:], w[from:])
	copy(p.turned[2*i*p.ld:][:n], w)
	copy(p.turned[(2*i+1)*p.ld:][:n], v)
}

// applyA sets w to τ·A·v - ½·τ²·(vᵀ·A·v)·v, with A what is reduced so far: a less i earlier pairs of vectors, from the given element on.
func (p *vw) applyA(i, from int, a []float64, lda int, tau float64, v, w []float64) {
	n := len(v)
	p.Dsymv(blas.Upper, n, tau, a, lda, v, 1, 0, w, 1)
	if i > 0 {
		x, rows := p.x[:2*i], p.rows[from:]
		p.Dgemv(blas.NoTrans, 2*i, n, 1, rows, p.ld, v, 1, 0, x, 1)
		for l := range i {
			x[2*l], x[2*l+1] = x[2*l+1], x[2*l]
		}
		p.Dgemv(blas.Trans, 2*i, n, -tau, rows, p.ld, x, 1, 1, w, 1)
	}
	p.Daxpy(n, -tau/2*p.Ddot(n, w, 1, v, 1), v, 1, w, 1)
}
