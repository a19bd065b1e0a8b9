package symeig

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
)

// updateRows is how many rows of the triangle are updated at a time. Strips are cut between them, so that results do not depend on the
// workers.
const updateRows = 32

// update is the task of A -= V·Wᵀ + W·Vᵀ for the upper triangle of what a panel leaves of A. Its parts are strips of rows, of as many
// elements each: so a worker has about the rows that it multiplies by vectors, and they stay in its L2.
type update struct {
	bl      gonumblas.Implementation
	workers int
	n, k    int       // rows of A, columns of V
	p, q    []float64 // vectors of V and W in turn, and of W and V
	ld      int
	a       []float64
	lda     int
}

// cut is the row at which strip i begins.
func (u *update) cut(i int) int {
	if i == u.workers {
		return u.n
	}
	blocks := float64(u.n) / updateRows * (1 - math.Sqrt(1-float64(i)/float64(u.workers)))
	return min(int(math.Round(blocks))*updateRows, u.n)
}

// Do updates strip i.
func (u *update) Do(_, i int) {
	for r, end := u.cut(i), u.cut(i+1); r < end; r += updateRows {
		m := min(updateRows, end-r)
		p, a := u.p[r:], u.a[r*u.lda+r:]
		u.bl.Dsyr2k(blas.Upper, blas.Trans, m, u.k, -1, p, 2*u.ld, u.q[r:], 2*u.ld, 1, a, u.lda)
		if right := u.n - r - m; right > 0 {
			u.bl.Dgemm(blas.Trans, blas.NoTrans, m, right, 2*u.k, -1, p, u.ld, u.q[r+m:], u.ld, 1, a[m:], u.lda)
		}
	}
}

// run has the workers update A.
func (u *update) run(bl gonumblas.Implementation) {
	u.workers = bl.Workers(checked.Operands{})
	bl.Run(checked.Operands{}, u.workers, u)
}
