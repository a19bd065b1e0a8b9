package condition

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// RowSum returns the greatest sum of magnitudes of a row of A, of m by n. NaN propagates.
func RowSum(bl gonumblas.Implementation, m, n int, a []float64, lda int) float64 {
	top := 0.0
	for i := range m {
		top = math.Max(top, bl.Dasum(n, a[i*lda:], 1))
	}
	return top
}

// TriangleRowSum is RowSum for a triangle of n by n.
func TriangleRowSum(bl gonumblas.Implementation, half blas.Uplo, diag blas.Diag, n int, a []float64, lda int) float64 {
	top, one := 0.0, 0
	if diag == blas.Unit {
		one = 1
	}
	for i := range n {
		from, to := 0, i+1-one
		if half == blas.Upper {
			from, to = i+one, n
		}
		sum := float64(one)
		if from < to {
			sum += bl.Dasum(to-from, a[i*lda+from:], 1)
		}
		if sum > top || sum != sum {
			top = sum
		}
		if top != top {
			break
		}
	}
	return top
}

// SymmetricRowSum is RowSum for a symmetric A of which one triangle is stored. sums is room for n elements.
func SymmetricRowSum(bl gonumblas.Implementation, half blas.Uplo, n int, a []float64, lda int, sums []float64) float64 {
	clear(sums[:n])
	for i := range n {
		from, to := 0, i
		if half == blas.Upper {
			from, to = i+1, n
		}
		row, beside := a[i*lda+from:i*lda+to], sums[from:to]
		for j, v := range row {
			beside[j] += math.Abs(v)
		}
		sums[i] += math.Abs(a[i*lda+i]) + bl.Dasum(len(row), row, 1)
	}
	top := 0.0
	for _, v := range sums[:n] {
		if v > top || v != v {
			top = v
		}
		if top != top {
			break
		}
	}
	return top
}
