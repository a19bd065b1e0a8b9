package blas

import "weft/kernels"

// copyElements bounds one call of Copy, which cannot be interrupted.
const copyElements = 1 << 14

// pack copies an r by k view to dst, depth first: dst[p*r+i] = x[i,p]. A sliver
// of A is packed as it is and a panel of B transposed, so one routine serves
// both. It may overwrite up to a vector of dst beyond the r*k elements.
func pack[T kernels.Float](kn *kernels.Kernels[T], dst []T, r, k int, x Matrix[T]) {
	switch {
	case r == 0 || k == 0:
	case x.RS == 1:
		rows := max(1, copyElements/r)
		for p := 0; p < k; p += rows {
			kn.Copy(min(rows, k-p), r, &dst[p*r], r, &x.Data[p*x.CS], x.CS)
		}
	case x.CS == 1:
		// The last rows first: what they write beyond row r of one p belongs to
		// the first rows of the next.
		lanes := kn.Gemm.Lanes
		for i := (r - 1) / lanes * lanes; i >= 0; i -= lanes {
			kn.Transpose(min(lanes, r-i), k, &dst[i], r, &x.Data[i*x.RS], x.RS)
		}
	default:
		for i := range r {
			src := x.Data[i*x.RS:]
			for p := range k {
				dst[p*r+i] = src[p*x.CS]
			}
		}
	}
}
