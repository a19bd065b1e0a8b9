package blas

import "weft/kernels"

// pack copies an r by k view to dst, depth first: dst[p*r+i] = x[i,p]. A sliver
// of A is packed as it is and a panel of B transposed, so one routine serves
// both.
func pack[T kernels.Float](dst []T, r, k int, x Matrix[T]) {
	if x.RS == 1 {
		for p := range k {
			copy(dst[p*r:p*r+r], x.Data[p*x.CS:])
		}
		return
	}
	for i := range r {
		src := x.Data[i*x.RS:]
		at := i
		for p := range k {
			dst[at] = src[p*x.CS]
			at += r
		}
	}
}
