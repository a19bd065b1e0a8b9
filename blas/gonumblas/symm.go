package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Ssymm computes C = alpha * A * B + beta * C, or on the Right C = alpha * B * A + beta * C, for a symmetric A with one
// triangle stored. B and C are m by n. C must not overlap A or B.
func (i Implementation) Ssymm(s blas.Side, ul blas.Uplo, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if narrow(m|n|lda|ldb|ldc) && gonumSymm(s, m, n) || !symm(i.own, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		i.Implementation.Ssymm(s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Dsymm computes C = alpha * A * B + beta * C, or on the Right C = alpha * B * A + beta * C, for a symmetric A with one
// triangle stored. B and C are m by n. C must not overlap A or B.
func (i Implementation) Dsymm(s blas.Side, ul blas.Uplo, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if narrow(m|n|lda|ldb|ldc) && gonumSymm(s, m, n) || !symm(i.own, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		i.Implementation.Dsymm(s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// symm checks as gonum's Dsymm does. It reports false for a product that gonum is to compute.
func symm[T kernels.Float](own *doors, s blas.Side, ul blas.Uplo, m, n int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) bool {
	side, k := weft.Left, m
	switch s {
	case blas.Left:
	case blas.Right:
		side, k = weft.Right, n
	default:
		panic(badSide)
	}
	half := halfOf(ul)
	checkSize(m, mLT0)
	checkSize(n, nLT0)
	checkStride(lda, k, badLdA)
	checkStride(ldb, n, badLdB)
	checkStride(ldc, n, badLdC)
	if m == 0 || n == 0 {
		return true
	}
	checkShort(len(a), k, k, lda, shortA)
	checkShort(len(b), m, n, ldb, shortB)
	checkShort(len(c), m, n, ldc, shortC)
	spaces := spacesOf[T](own)
	if spaces == nil || gonumSymm(s, m, n) {
		return false
	}
	if spaces.Symm(checked.Operands{}, side, half, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		return true
	}
	w := spaces.Get()
	w.Symm(side, half, m, n, alpha, weft.Rows(a, lda), weft.Rows(b, ldb), beta, c, ldc)
	spaces.Put(w)
	return true
}

// gonumSymm tells where gonum's loops are faster (Zen 3): in small products, and in few rows on the Right.
func gonumSymm(s blas.Side, m, n int) bool {
	if s == blas.Left {
		return fewer(m, n, m, 160)
	}
	return fewer(m, n, n, 160) || m <= 2 && n < 40
}
