package gonumblas

import (
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// leastGer32 and leastGer64 are the smallest matrices for which weft's Ger is faster. Rows are to be longer where elements of x or y are
// not side by side, and may be shorter where they are whole vectors: a row that ends with a part of one keeps the next one waiting.
func leastGer32(n int, copies bool) least {
	switch {
	case copies:
		return least{columns: 512, copied: 1024}
	case n%16 == 0:
		return least{elements: 1024, rows: 8, columns: 32}
	}
	return least{elements: 2400, rows: 8, columns: 80}
}

func leastGer64(n int, copies bool) least {
	switch {
	case copies:
		return least{columns: 256, copied: 512}
	case n%8 == 0:
		return least{elements: 400, rows: 8, columns: 16}
	}
	return least{elements: 1600, rows: 6, columns: 44}
}

// Sger computes A += alpha·x·yᵀ, with A of m by n. A must not overlap x or y.
func (i Implementation) Sger(m, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	// gonum's assembly reads outside of vectors with negative increments.
	copies := incX != 1 || incY != 1
	if incX > 0 && incY > 0 && leastGer32(n, copies).tiny(m, n, lda, incX, incY, copies) || !ger(i.own, m, n, alpha, x, incX, y, incY, a, lda) {
		i.Implementation.Sger(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Dger computes A += alpha·x·yᵀ, with A of m by n. A must not overlap x or y.
func (i Implementation) Dger(m, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	// gonum's assembly has wrong sums with negative increments, such as of 1 by 1.
	copies := incX != 1 || incY != 1
	if incX > 0 && incY > 0 && leastGer64(n, copies).tiny(m, n, lda, incX, incY, copies) || !ger(i.own, m, n, alpha, x, incX, y, incY, a, lda) {
		i.Implementation.Dger(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// ger is Sger and Dger, but for what changes nothing and for builds without assembly. It reports whether it changed A.
func ger[T kernels.Float](own *doors, m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) bool {
	checkVectors(m, n, m, n, lda, incX, incY, len(a), len(x), len(y))
	spaces := spacesOf[T](own)
	if m == 0 || n == 0 || alpha == 0 {
		return false
	}
	if spaces == nil {
		return outerBackwards(m, n, alpha, x, incX, y, incY, a, lda)
	}
	spaces.Ger(checked.Operands{}, m, n, alpha, x, incX, y, incY, a, lda)
	return true
}

// outerBackwards is ger for builds without assembly if an increment is negative.
func outerBackwards[T kernels.Float](m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) bool {
	if incX > 0 && incY > 0 {
		return false
	}
	ix := max(0, (1-m)*incX)
	for i := range m {
		xi, iy := alpha*x[ix], max(0, (1-n)*incY)
		row := a[i*lda : i*lda+n]
		for j := range row {
			row[j] += xi * y[iy]
			iy += incY
		}
		ix += incX
	}
	return true
}
