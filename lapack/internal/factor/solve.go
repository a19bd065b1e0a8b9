package factor

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
)

// SolveLU solves op(A)·X = B with A's LU. X overwrites B, of n by nrhs.
func SolveLU(bl gonumblas.Implementation, trans blas.Transpose, n, nrhs int, a []float64, lda int, pivots []int, b []float64, ldb int) {
	if trans == blas.NoTrans {
		Swap(bl, nrhs, b, ldb, 0, pivots)
		bl.Dtrsm(blas.Left, blas.Lower, blas.NoTrans, blas.Unit, n, nrhs, 1, a, lda, b, ldb)
		bl.Dtrsm(blas.Left, blas.Upper, blas.NoTrans, blas.NonUnit, n, nrhs, 1, a, lda, b, ldb)
		return
	}
	bl.Dtrsm(blas.Left, blas.Upper, blas.Trans, blas.NonUnit, n, nrhs, 1, a, lda, b, ldb)
	bl.Dtrsm(blas.Left, blas.Lower, blas.Trans, blas.Unit, n, nrhs, 1, a, lda, b, ldb)
	SwapBack(bl, nrhs, b, ldb, 0, pivots)
}

// SolveCholesky solves A·X = B with A's Cholesky factor. X overwrites B, of n by nrhs.
func SolveCholesky(bl gonumblas.Implementation, half blas.Uplo, n, nrhs int, a []float64, lda int, b []float64, ldb int) {
	first, second := blas.Trans, blas.NoTrans
	if half == blas.Lower {
		first, second = second, first
	}
	bl.Dtrsm(blas.Left, half, first, blas.NonUnit, n, nrhs, 1, a, lda, b, ldb)
	bl.Dtrsm(blas.Left, half, second, blas.NonUnit, n, nrhs, 1, a, lda, b, ldb)
}

// inverseColumns is the columns of an inverse that are computed together.
const inverseColumns = 64

// InvertLU overwrites A's LU with A's inverse, unless U has a zero on the diagonal. Then it reports false. X = A⁻¹ solves X·L = U⁻¹,
// but for the order of its columns: with X₂ and L₂ the columns and rows behind block j of them, X[j] = (U⁻¹[j] - X₂·L₂[j])·L[j,j]⁻¹.
func InvertLU(bl gonumblas.Implementation, n int, a []float64, lda int, pivots []int) (ok bool) {
	if Singular(n, a, lda) {
		return false
	}
	if n >= leastByRows && n <= mostByRows {
		invertByRows(bl, n, a, lda, pivots)
		return true
	}
	InvertTriangle(bl, blas.Upper, blas.NonUnit, n, a, lda)
	nb := min(inverseColumns, n)
	room := scratch.Get(bl, n*nb)
	l := room.Take(n * nb)
	for j := (n - 1) / nb * nb; j >= 0; j -= nb {
		jb := min(nb, n-j)
		for i := j; i < n; i++ {
			from, below := a[i*lda+j:][:jb], min(i-j, jb)
			copy(l[(i-j)*nb:], from[:below])
			clear(from[:below])
		}
		if behind := n - j - jb; behind > 0 {
			bl.Dgemm(blas.NoTrans, blas.NoTrans, n, jb, behind, -1, a[j+jb:], lda, l[jb*nb:], nb, 1, a[j:], lda)
		}
		bl.Dtrsm(blas.Right, blas.Lower, blas.NoTrans, blas.Unit, n, jb, 1, l, nb, a[j:], lda)
	}
	room.Put()
	swapColumnsBack(n, a, lda, pivots)
	return true
}

// Singular tells whether a triangle has a zero on its diagonal.
func Singular(n int, a []float64, lda int) bool {
	for i := range n {
		if a[i*lda+i] == 0 {
			return true
		}
	}
	return false
}
