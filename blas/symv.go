package blas

import "weft/kernels"

// Symv computes y = alpha·A·x + beta·y with a symmetric matrix A, of which one triangle is stored, and reads that triangle
// once. With beta zero y is not read. y must not overlap A or x. It panics if a vector is too short.
//
// It takes pieces of a block's rows that stay in L2: the matrix times x, then its transpose.
func Symv[T kernels.Float](kn *kernels.Kernels[T], alpha T, a *Storage[T], x []T, beta T, y []T) {
	a.checkTriangle()
	checkLength("x", len(x), a.n)
	checkLength("y", len(y), a.n)
	x, y = x[:a.n], y[:a.n]
	scaleBy(kn, beta, y)
	h := a.height(kn)
	most := symvBytes / h / bytesOf[T](1)
	for k := range a.blocks(h) {
		b := a.block(k, h, true)
		i, end := b.i, b.i+b.r
		for j := b.from; j < b.to; j += most {
			to := min(j+most, b.to)
			piece, lda := a.from(i, j)
			matTimes(kn, alpha, piece, lda, x[j:to], y[i:end])
			transposedTimes(kn, alpha, piece, lda, x[i:end], y[j:to])
		}
		if a.banded {
			a.addCornerRows(b, alpha, x, y)
			a.addCornerColumns(b, alpha, x, y)
		}
		square, lda := a.from(i, i)
		symvSquare(b.r, alpha, square, lda, a.half, x[i:], y[i:])
	}
}

// symvSquare is Symv for the square of a few rows on the diagonal.
func symvSquare[T kernels.Float](n int, alpha T, a []T, lda int, half Triangle, x, y []T) {
	for i := range n {
		row := a[i*lda:]
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

// scaleBy computes x *= beta. With beta zero x is not read.
func scaleBy[T kernels.Float](kn *kernels.Kernels[T], beta T, x []T) {
	switch beta {
	case 0:
		clear(x)
	case 1:
	default:
		Scale(kn, beta, x)
	}
}
