package gonumblas

import (
	"sync"

	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/workers"
)

// What weft's LAPACK needs besides BLAS. Nobody outside of this module can call it.

// Dtranspose makes dst, of n by m, the transpose of src, of m by n. They must not overlap.
func (i Implementation) Dtranspose(_ checked.Operands, m, n int, dst []float64, ldd int, src []float64, lds int) {
	if spaces := spacesOf[float64](i.own); spaces != nil {
		weft.Transpose(checked.Operands{}, spaces.Kernels, m, n, dst, ldd, src, lds)
		return
	}
	for r := range m {
		for j, v := range src[r*lds:][:n] {
			dst[j*ldd+r] = v
		}
	}
}

// DgemmColumns computes columns from … to-1 of C = alpha · op(A) · B + beta · C, whose sizes are not zero, nor is alpha. All of the product
// tells how it sums, so that an element has the same bits whatever columns are computed with it.
func (i Implementation) DgemmColumns(_ checked.Operands, from, to int, tA blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	x := Columns{From: from, To: to, A: a, LDA: lda, B: b[from:], LDB: ldb, C: c[from:], LDC: ldc}
	i.DgemmCopies(checked.Operands{}, x, tA, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Columns are columns From … To-1 of a product: A, and of B and C those columns alone.
type Columns struct {
	From, To      int
	A, B, C       []float64
	LDA, LDB, LDC int
}

// DgemmCopies is DgemmColumns for copies of what is in a, b and c, which are not read or written. Bits are those of the product in place.
func (i Implementation) DgemmCopies(_ checked.Operands, x Columns, tA blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if spaces := spacesOf[float64](i.own); spaces != nil {
		y := weft.Columns[float64]{From: x.From, To: x.To, A: view(tA, x.A, x.LDA), B: weft.Rows(x.B, x.LDB), C: x.C, LDC: x.LDC}
		spaces.GemmColumns(checked.Operands{}, &y, m, n, k, alpha, view(tA, a, lda), weft.Rows(b, ldb), beta, c, ldc)
		return
	}
	gonumGemm(tA, blas.NoTrans, m, x.To-x.From, k, alpha, x.A, x.LDA, x.B, x.LDB, beta, x.C, x.LDC)
}

// Scratch is a pool for what lapack puts there. It lasts as long as the Implementation, and all zero values have the same one.
func (i Implementation) Scratch(_ checked.Operands) *sync.Pool {
	return &i.doors().scratch
}

// Run has the workers do parts 0 … parts-1 of a task. Its products should be those of Alone.
func (i Implementation) Run(_ checked.Operands, parts int, task workers.Task) {
	if pool := i.doors().pool; pool != nil {
		pool.Run(parts, task)
		return
	}
	for part := range parts {
		task.Do(0, part)
	}
}

// Workers is how many workers would do parts of a task now.
func (i Implementation) Workers(_ checked.Operands) int {
	if pool := i.doors().pool; pool != nil {
		return min(pool.Limit(), pool.Shares()) // after a stall more shares are wanted than there are workers
	}
	return 1
}

// Rouse keeps the workers awake for a task that comes soon, or wakes them.
func (i Implementation) Rouse(_ checked.Operands) {
	if pool := i.doors().pool; pool != nil {
		pool.Run(pool.Limit(), nothing{})
	}
}

// nothing is a task.
type nothing struct{}

func (nothing) Do(_, _ int) {}

// Alone is an Implementation with the same kernels and no workers: its results have the same bits. A part of a task computes with it,
// since other parts keep the workers busy.
func (i Implementation) Alone(_ checked.Operands) Implementation {
	if alone := i.doors().alone; alone != nil {
		i.own = alone
	}
	return i
}

func (i Implementation) doors() *doors {
	if i.own == nil {
		return shared.get()
	}
	return i.own
}
