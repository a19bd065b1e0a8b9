package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// least is the smallest matrix for which weft's product with vectors is faster than gonum's (Zen 3, AVX2). To copy a
// vector takes more elements, and copyRows rows.
//
// In float64 weft is 10 to 20 % faster from 24 by 24 on. With sums in its order from there on gonum's TestDgesvd finds the least
// singular value of a 150 by 150 matrix, in two ways, 0.3 eps of the largest one apart, where gonum has 0.2 and 0.29 is allowed.
type least struct{ elements, rows, columns, copied int }

const copyRows = 16

func leastRows32() least    { return least{25, 5, 1, 512} } // of Gemv, A as it is
func leastRows64() least    { return least{40 * 40, 1, 16, 3200} }
func leastColumns32() least { return least{25, 4, 1, 512} } // A transposed
func leastColumns64() least { return least{40 * 40, 1, 1, 3200} }

// tiny tells whether a matrix is below l. Then gonum's own loop runs, with its checks. Where those may wrap, no matrix is
// tiny.
func (l least) tiny(m, n, lda, incX, incY int, copies bool) bool {
	if uint(m|n|lda) >= wide || uint(incX+wide) >= 2*wide || uint(incY+wide) >= 2*wide {
		return false
	}
	if copies {
		return m*n < l.copied || m < copyRows || n < l.columns
	}
	return m*n < l.elements || m < l.rows || n < l.columns
}

// Sgemv computes y = alpha·op(A)·x + beta·y, with A of m by n. y must not overlap A or x.
func (i Implementation) Sgemv(tA blas.Transpose, m, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	l, copies := leastRows32(), incX != 1 || incY < 0
	if tA != blas.NoTrans {
		l, copies = leastColumns32(), incX < 0 || incY != 1
	}
	if l.tiny(m, n, lda, incX, incY, copies) || !gemv(i.own, tA, m, n, alpha, a, lda, x, incX, beta, y, incY) {
		if tA != blas.NoTrans && incY == 1 && 0 < n && n < len(y) {
			y = y[:n] // gonum would clear what lies behind
		}
		i.Implementation.Sgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Dgemv computes y = alpha·op(A)·x + beta·y, with A of m by n. y must not overlap A or x.
func (i Implementation) Dgemv(tA blas.Transpose, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	l, copies := leastRows64(), incX != 1 || incY < 0
	if tA != blas.NoTrans {
		l, copies = leastColumns64(), incX < 0 || incY != 1
	}
	if l.tiny(m, n, lda, incX, incY, copies) || !gemv(i.own, tA, m, n, alpha, a, lda, x, incX, beta, y, incY) {
		i.Implementation.Dgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// gemv is Sgemv and Dgemv, but for what only scales and for builds without assembly. It reports whether it computed y.
func gemv[T kernels.Float](own *doors, tA blas.Transpose, m, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) bool {
	lenY, lenX := stored(tA, m, n)
	checkVectors(m, n, lenX, lenY, lda, incX, incY, len(a), len(x), len(y))
	spaces := spacesOf[T](own)
	if m == 0 || n == 0 || alpha == 0 || spaces == nil {
		return false
	}
	few, transposed := incX == 1 && incY > 0, tA != blas.NoTrans
	if transposed {
		few = incX > 0 && incY == 1
	}
	if few && m*n <= weft.FewElements {
		spaces.GemvFew(checked.Operands{}, transposed, m, n, alpha, a, lda, x, incX, beta, y, incY)
		return true
	}
	spaces.Gemv(checked.Operands{}, lenY, lenX, alpha, view(tA, a, lda), x, incX, beta, y, incY)
	return true
}

// checkVectors panics as gonum's Dgemv and Dger do, in their order, for an m by n matrix and vectors.
func checkVectors(m, n, lenX, lenY, lda, incX, incY, a, x, y int) {
	switch {
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	case incX == 0:
		panic(zeroIncX)
	case incY == 0:
		panic(zeroIncY)
	case m == 0 || n == 0:
	case tooShort(x, lenX, 1, max(incX, -incX)):
		panic(shortX)
	case tooShort(y, lenY, 1, max(incY, -incY)):
		panic(shortY)
	case tooShort(a, m, n, lda):
		panic(shortA)
	}
}
