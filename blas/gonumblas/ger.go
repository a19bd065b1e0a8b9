package gonumblas

import (
	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Elements of A above which gonum's loop is faster: A comes from memory, and that loop goes along four rows at a time.
// float64 3000 by 3000 takes 3.7 ms, and 6.3 by weft's rows (Zen 3).
const (
	mostGer32 = 8 << 20
	mostGer64 = 2 << 20
)

// Sger computes A += alpha·x·yᵀ, with A of m by n. A must not overlap x or y.
func (i Implementation) Sger(m, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	// gonum's assembly reads outside of vectors with negative increments.
	if incX > 0 && incY > 0 && (leastGer32().tiny(m, n, lda, incX, incY, incY != 1) && (m*n < weft.LeastNear || !near[float32](i.own, m, n, incY)) || huge(m, n, lda, incX, incY, mostGer32)) || !ger(i.own, m, n, alpha, x, incX, y, incY, a, lda) {
		i.Implementation.Sger(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Dger computes A += alpha·x·yᵀ, with A of m by n. A must not overlap x or y.
func (i Implementation) Dger(m, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	// gonum's assembly has wrong sums with negative increments, such as of 1 by 1.
	if incX > 0 && incY > 0 && (leastGer64().tiny(m, n, lda, incX, incY, incY != 1) && (m*n < weft.LeastNear || !near[float64](i.own, m, n, incY)) || huge(m, n, lda, incX, incY, mostGer64)) || !ger(i.own, m, n, alpha, x, incX, y, incY, a, lda) {
		i.Implementation.Dger(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// near tells whether weft's tiles are faster than gonum's loop for an A in L1.
func near[T kernels.Float](own *doors, m, n, incY int) bool {
	spaces := spacesOf[T](own)
	return incY == 1 && spaces != nil && spaces.GerNear(m, n)
}

// huge tells whether a matrix has more elements than most. Where gonum's checks may wrap, none is huge.
func huge(m, n, lda, incX, incY, most int) bool {
	return uint(m|n|lda|incX|incY) < wide && m*n > most
}

// ger is Sger and Dger, but for what changes nothing and for builds without assembly. It reports whether it changed A.
func ger[T kernels.Float](own *doors, m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) bool {
	checkVectors(m, n, m, n, lda, incX, incY, len(a), len(x), len(y))
	spaces := spacesOf[T](own)
	if m == 0 || n == 0 || alpha == 0 || spaces == nil {
		return false
	}
	spaces.Ger(checked.Operands{}, m, n, alpha, x, incX, y, incY, a, lda)
	return true
}
