package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Ssyrk computes C = alpha * A * Aᵀ + beta * C for an A of n by k, or C = alpha * Aᵀ * A + beta * C for an A of k by n. Of C
// one triangle is stored. C must not overlap A.
func (i Implementation) Ssyrk(ul blas.Uplo, tA blas.Transpose, n, k int, alpha float32, a []float32, lda int, beta float32, c []float32, ldc int) {
	if narrow(n|k|lda|ldc) && gonumSyrk(tA, n, k) && !keepsNaN(ul, tA, beta == 0) || !syrk(i.own, ul, tA, n, k, alpha, a, lda, beta, c, ldc) {
		i.Implementation.Ssyrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc)
	}
}

// Dsyrk computes C = alpha * A * Aᵀ + beta * C for an A of n by k, or C = alpha * Aᵀ * A + beta * C for an A of k by n. Of C
// one triangle is stored. C must not overlap A.
func (i Implementation) Dsyrk(ul blas.Uplo, tA blas.Transpose, n, k int, alpha float64, a []float64, lda int, beta float64, c []float64, ldc int) {
	if narrow(n|k|lda|ldc) && gonumSyrk(tA, n, k) && !keepsNaN(ul, tA, beta == 0) || !syrk(i.own, ul, tA, n, k, alpha, a, lda, beta, c, ldc) {
		i.Implementation.Dsyrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc)
	}
}

// Ssyr2k computes C = alpha * A * Bᵀ + alpha * B * Aᵀ + beta * C for A and B of n by k, or C = alpha * Aᵀ * B + alpha * Bᵀ *
// A + beta * C for A and B of k by n. Of C one triangle is stored. C must not overlap A or B.
func (i Implementation) Ssyr2k(ul blas.Uplo, tA blas.Transpose, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if narrow(n|k|lda|ldb|ldc) && gonumSyr2k(tA, n, k) || !syr2k(i.own, ul, tA, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		i.Implementation.Ssyr2k(ul, tA, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Dsyr2k computes C = alpha * A * Bᵀ + alpha * B * Aᵀ + beta * C for A and B of n by k, or C = alpha * Aᵀ * B + alpha * Bᵀ *
// A + beta * C for A and B of k by n. Of C one triangle is stored. C must not overlap A or B.
func (i Implementation) Dsyr2k(ul blas.Uplo, tA blas.Transpose, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if narrow(n|k|lda|ldb|ldc) && gonumSyr2k(tA, n, k) || !syr2k(i.own, ul, tA, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		i.Implementation.Dsyr2k(ul, tA, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// syrk checks as gonum's Dsyrk does. It reports false for a product that gonum is to compute.
func syrk[T kernels.Float](own *doors, ul blas.Uplo, tA blas.Transpose, n, k int, alpha T, a []T, lda int, beta T, c []T, ldc int) bool {
	half := halfOf(ul)
	rows, columns := stored(tA, n, k)
	checkSize(n, nLT0)
	checkSize(k, kLT0)
	checkStride(lda, columns, badLdA)
	checkStride(ldc, n, badLdC)
	if n == 0 {
		return true
	}
	checkShort(len(a), rows, columns, lda, shortA)
	checkShort(len(c), n, n, ldc, shortC)
	spaces := spacesOf[T](own)
	if spaces == nil || gonumSyrk(tA, n, k) {
		if keepsNaN(ul, tA, beta == 0) {
			clearLower(n, c, ldc)
		}
		return false
	}
	x := view(tA, a, lda)
	if spaces.Square(checked.Operands{}, half, false, n, k, alpha, &x, &x, beta, c, ldc) {
		return true
	}
	w := spaces.Get()
	w.Syrk(half, n, k, alpha, x, beta, c, ldc)
	spaces.Put(w)
	return true
}

// keepsNaN tells whether gonum's Dsyrk multiplies C by a beta of zero, which keeps a NaN.
func keepsNaN(ul blas.Uplo, tA blas.Transpose, zero bool) bool {
	return zero && ul == blas.Lower && tA != blas.NoTrans
}

// clearLower sets the lower triangle of C to zero.
func clearLower[T kernels.Float](n int, c []T, ldc int) {
	for i := range n {
		clear(c[i*ldc:][:i+1])
	}
}

// syr2k checks as gonum's Dsyr2k does. It reports false for a product that gonum is to compute.
func syr2k[T kernels.Float](own *doors, ul blas.Uplo, tA blas.Transpose, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) bool {
	half := halfOf(ul)
	rows, columns := stored(tA, n, k)
	checkSize(n, nLT0)
	checkSize(k, kLT0)
	checkStride(lda, columns, badLdA)
	checkStride(ldb, columns, badLdB)
	checkStride(ldc, n, badLdC)
	if n == 0 {
		return true
	}
	checkShort(len(a), rows, columns, lda, shortA)
	checkShort(len(b), rows, columns, ldb, shortB)
	checkShort(len(c), n, n, ldc, shortC)
	spaces := spacesOf[T](own)
	if spaces == nil || gonumSyr2k(tA, n, k) {
		return false
	}
	x, y := view(tA, a, lda), view(tA, b, ldb)
	if spaces.Square(checked.Operands{}, half, true, n, k, alpha, &x, &y, beta, c, ldc) {
		return true
	}
	w := spaces.Get()
	w.Syr2k(half, n, k, alpha, x, y, beta, c, ldc)
	spaces.Put(w)
	return true
}

// gonumSyrk tells where gonum's loops are faster (Zen 3): in small products, in shallow ones that go along rows of A, and in
// those of a few dot products.
func gonumSyrk(tA blas.Transpose, n, k int) bool {
	switch {
	case tA != blas.NoTrans:
		return k <= 3 || fewer(n, n, k, 160)
	case n <= 2:
		return k < 2048
	case n <= 4:
		return k < 128
	}
	return fewer(n, n, k, 400)
}

// gonumSyr2k is gonumSyrk for Syr2k.
func gonumSyr2k(tA blas.Transpose, n, k int) bool {
	if tA != blas.NoTrans {
		return k <= 2 || fewer(n, n, k, 160)
	}
	return n == 1 && k < 512 || fewer(n, n, k, 400)
}
