package symeig

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
	"weft.example/lapack/internal/tridiag"
)

// Tridiagonal sets d to the eigenvalues, in ascending order, of the matrix with diagonal d and the n-1 elements e beside it, and column
// i of z to the eigenvector of d[i] or, with multiply, to z times that. It reports whether the iteration converged, which it does but
// for NaN and Inf.
func Tridiagonal(impl gonumblas.Implementation, multiply bool, n int, d, e, z []float64, ldz int) bool {
	if !finite(d[:n]) || !finite(e[:n-1]) {
		return false
	}
	ld := scratch.Stride(n)
	room := scratch.Get(impl, 2*n*ld+tridiag.WorkSize(n))
	defer room.Put()
	rows, product, work := room.Take(n*ld), room.Take(n*ld), room.Take(tridiag.WorkSize(n))
	c := tridiag.NewConqueror(impl, n, work)
	if !c.Solve(d[:n], e[:n-1], rows, ld) {
		return false
	}
	if multiply {
		impl.Dgemm(blas.NoTrans, blas.Trans, n, n, n, 1, rows, ld, z, ldz, 0, product, ld)
		rows = product
	}
	ascend(n, d, rows, ld, z, ldz, work)
	return true
}

// ascend puts d into ascending order, and sets the columns of a to the rows of z in the same order. work has 2n elements.
func ascend(n int, d, z []float64, ldz int, a []float64, lda int, work []float64) {
	order, unsorted := tridiag.Order(d[:n], work[:n]), work[n:][:n]
	columns(n, z, ldz, order, a, lda)
	copy(unsorted, d)
	for i, from := range order {
		d[i] = unsorted[int(from)]
	}
}

func finite(x []float64) bool {
	sum := 0.0
	for _, v := range x {
		sum += v - v
	}
	return sum == 0
}
