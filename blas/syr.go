package blas

import (
	"runtime"

	"weft/kernels"
)

// Syr computes A += alpha·x·xᵀ for one triangle of a symmetric n by n matrix A. Rows of A are contiguous and lda apart. The
// other triangle is neither read nor written. x must not overlap A. It panics if a slice is too short.
func Syr[T kernels.Float](kn *kernels.Kernels[T], half Triangle, n int, alpha T, x, a []T, lda int) {
	t := trvOf(kn, n, Triangular[T]{Matrix: Rows(a, lda), Half: half})
	x = x[:n]
	for b := range ceilDiv(n, t.height) {
		i, r := t.block(b, true)
		rest, data := t.beside(i, r, x)
		for j := 0; j < len(rest); j += callRead / 2 / symvRows {
			addOuter(kn, alpha, x[i:i+r], rest[j:min(j+callRead/2/symvRows, len(rest))], Rows(data[j:], lda))
		}
		for row := range r {
			from, to := 0, row+1
			if half == Upper {
				from, to = row, r
			}
			square := a[(i+row)*lda+i:]
			for j := from; j < to; j++ {
				square[j] += alpha * x[i+row] * x[i+j]
			}
		}
	}
}

// addOuter adds alpha·x·yᵀ to A, as high as x and as wide as y, in one call.
//
//go:noinline
func addOuter[T kernels.Float](kn *kernels.Kernels[T], alpha T, x, y []T, a Matrix[T]) {
	p := kernels.Product[T]{M: len(x), N: len(y), K: 1, ARS: 1, LDC: a.RS, Ahead: aheadOf(writeAhead/bytesOf[T](1), len(y), a.RS), Alpha: alpha, Beta: 1}
	kn.Update[0](kernels.Hide(&p), &x[0], &y[0], &a.Data[0])
	runtime.KeepAlive(&p)
}
