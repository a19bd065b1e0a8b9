package gonumblas

import (
	"unsafe"

	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Triangular solves and products of some size are weft's. Small ones are gonum's, whose loops are then as fast.

// The sizes below which gonum's own loop is faster (Zen 3, AVX2).
const (
	leastLeft      = 5  // rows of B, with A on the left
	leastWideLeft  = 4  // the same, where rows have leastWide bytes
	leastWide      = 32 // bytes
	leastRight     = 3  // rows of B, with A on the right
	leastRightArea = 12 // elements of B, with A on the right
)

// Strsm solves op(A) * X = alpha * B, or X * op(A) = alpha * B on the right, for a triangular A. X overwrites B, of m by n.
func (i Implementation) Strsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int) {
	if gonumTriangular[float32](s, m, n, lda, ldb) || !triangular(i.own, true, s, ul, tA, d, m, n, alpha, a, lda, b, ldb) {
		i.Implementation.Strsm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
	}
}

// Dtrsm solves op(A) * X = alpha * B, or X * op(A) = alpha * B on the right, for a triangular A. X overwrites B, of m by n.
func (i Implementation) Dtrsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	if gonumTriangular[float64](s, m, n, lda, ldb) || !triangular(i.own, true, s, ul, tA, d, m, n, alpha, a, lda, b, ldb) {
		i.Implementation.Dtrsm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
	}
}

// Strmm computes B = alpha * op(A) * B, or B = alpha * B * op(A) on the right, for a triangular A and B of m by n.
func (i Implementation) Strmm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int) {
	if gonumTriangular[float32](s, m, n, lda, ldb) || !triangular(i.own, false, s, ul, tA, d, m, n, alpha, a, lda, b, ldb) {
		i.Implementation.Strmm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
	}
}

// Dtrmm computes B = alpha * op(A) * B, or B = alpha * B * op(A) on the right, for a triangular A and B of m by n.
func (i Implementation) Dtrmm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	if gonumTriangular[float64](s, m, n, lda, ldb) || !triangular(i.own, false, s, ul, tA, d, m, n, alpha, a, lda, b, ldb) {
		i.Implementation.Dtrmm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
	}
}

// gonumTriangular tells whether to go to gonum's loop at once. Its own checks suffice where no size wraps.
func gonumTriangular[T kernels.Float](s blas.Side, m, n, lda, ldb int) bool {
	return narrow(m|n|lda|ldb) && !triangularPays[T](s, m, n)
}

// triangular solves or else multiplies, unless gonum's own loop is faster or there is no assembly. Then it returns false.
func triangular[T kernels.Float](own *doors, solve bool, s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int) bool {
	pays := triangularPays[T](s, m, n)
	checkTriangular(s, ul, tA, d, m, n, len(a), lda, len(b), ldb)
	if m == 0 || n == 0 || !pays {
		return m == 0 || n == 0
	}
	spaces := spacesOf[T](own)
	if spaces == nil {
		return false
	}
	computeTriangular(spaces, solve, s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
	return true
}

// computeTriangular solves or multiplies in weft's way.
func computeTriangular[T kernels.Float](spaces *weft.Spaces[T], solve bool, s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int) {
	ars, aks, half, right := lda, 1, weft.Triangle(ul == blas.Upper), s == blas.Right
	if right {
		m, n = n, m
	}
	if right != (tA != blas.NoTrans) {
		ars, aks, half = aks, ars, !half
	}
	if spaces.Few(checked.Operands{}, solve, d == blas.Unit, half, m, n, alpha, a, ars, aks, right, b, ldb) {
		return
	}
	x, y := weft.Triangular[T]{Matrix: weft.Matrix[T]{Data: a, RS: ars, CS: aks}, Half: half, Unit: d == blas.Unit}, weft.Rows(b, ldb)
	if right {
		y = y.T()
	}
	w := spaces.Get()
	if solve {
		w.Trsm(m, n, alpha, x, y)
	} else {
		w.Trmm(m, n, alpha, x, y)
	}
	spaces.Put(w)
}

// triangularPays tells whether weft's way is faster than gonum's.
func triangularPays[T kernels.Float](s blas.Side, m, n int) bool {
	if s == blas.Left {
		return m >= leastLeft || m >= leastWideLeft && n*int(unsafe.Sizeof(T(0))) >= leastWide
	}
	return min(m, n) >= leastRight && m*n >= leastRightArea
}

// checkTriangular panics as gonum does, in its order.
func checkTriangular(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n, lenA, lda, lenB, ldb int) {
	k := n
	if s == blas.Left {
		k = m
	}
	switch {
	case s != blas.Left && s != blas.Right:
		panic(badSide)
	case ul != blas.Lower && ul != blas.Upper:
		panic(badUplo)
	case tA != blas.NoTrans && tA != blas.Trans && tA != blas.ConjTrans:
		panic(badTranspose)
	case d != blas.NonUnit && d != blas.Unit:
		panic(badDiag)
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case lda < max(1, k):
		panic(badLdA)
	case ldb < max(1, n):
		panic(badLdB)
	case m == 0 || n == 0:
	case tooShort(lenA, k, k, lda):
		panic(shortA)
	case tooShort(lenB, m, n, ldb):
		panic(shortB)
	}
}
