package blas

import (
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// turnColumns is the columns of a matrix that are transposed at a time. All rows that they become have pages in the TLB.
const turnColumns = 32

// Transpose makes dst, of n by m, the transpose of src, of m by n. Nothing else of dst is written. It checks nothing.
//
// It goes along dst: lines of cache are written whole, one after the other.
func Transpose[T kernels.Float](_ checked.Operands, kn *kernels.Kernels[T], m, n int, dst []T, ldd int, src []T, lds int) {
	lanes := kn.Gemm.Lanes
	whole := m / lanes * lanes
	for j := 0; j < n && whole > 0; j += turnColumns {
		turn(kn, whole, min(turnColumns, n-j), dst[j*ldd:], ldd, src[j:], lds)
	}
	for i := whole; i < m; i++ { // a vector of dst would be more than these
		for j, v := range src[i*lds:][:n] {
			dst[j*ldd+i] = v
		}
	}
}

// turn transposes whole vectors of rows.
//
//go:noinline
func turn[T kernels.Float](kn *kernels.Kernels[T], m, n int, dst []T, ldd int, src []T, lds int) {
	lanes := kn.Gemm.Lanes
	_, _ = dst[(n-1)*ldd+m-1], src[(m-1)*lds+n-1]
	for i := 0; i < m; i += lanes {
		kn.Transpose(lanes, n, &dst[i], ldd, &src[i*lds], lds)
	}
}
