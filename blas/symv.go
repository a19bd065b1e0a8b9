package blas

import "weft/kernels"

// Symv computes y += alpha·A·x with a symmetric n by n matrix A, of which one triangle is stored, and reads that triangle
// once. Rows of A are contiguous and lda apart. y must not overlap A or x. It panics if a slice is too short.
//
// It takes symvRows rows at a time, and pieces of them that stay in L1: the matrix times x, then its transpose.
func Symv[T kernels.Float](kn *kernels.Kernels[T], half Triangle, n int, alpha T, a []T, lda int, x, y []T) {
	checkSizes(n, 1, n, lda, 1, 1, 1, max(lda, 1))
	checkLength("a", len(a), spanOf(n, n, lda, 1))
	x, y = x[:n], y[:n]
	rows := min(symvRows, len(kn.Update))
	for i := 0; i < n; i += rows {
		r := min(rows, n-i)
		from, to := 0, i
		if half == Upper {
			from, to = i+r, n
		}
		for j := from; j < to; j += symvBytes / symvRows / bytesOf[T](1) {
			w := min(to-j, symvBytes/symvRows/bytesOf[T](1))
			piece := Rows(a[i*lda+j:], lda)
			matTimes(kn, alpha, piece, x[j:j+w], y[i:i+r])
			transposedTimes(kn, alpha, piece, x[i:i+r], y[j:j+w])
		}
		symvDiagonal(half, r, alpha, Rows(a[i*lda+i:], lda), x[i:], y[i:])
	}
}

// symvDiagonal is Symv for the few rows and columns of a square on the diagonal.
func symvDiagonal[T kernels.Float](half Triangle, n int, alpha T, a Matrix[T], x, y []T) {
	for i := range n {
		row := a.Data[i*a.RS:]
		xi, sum := alpha*x[i], row[i]*x[i]
		from, to := 0, i
		if half == Upper {
			from, to = i+1, n
		}
		for j := from; j < to; j++ {
			sum += row[j] * x[j]
			y[j] += xi * row[j]
		}
		y[i] += alpha * sum
	}
}
