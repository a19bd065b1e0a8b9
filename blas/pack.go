package blas

import (
	"math/bits"

	"weft.example/kernels"
)

// pack copies an r by k view to dst, depth first: dst[p*r+i] = x[i,p]. It serves both operands: a micropanel of A comes
// as it is, a panel of B transposed. It may overwrite up to a vector of dst behind the r*k elements.
func pack[T kernels.Float](kn *kernels.Kernels[T], dst []T, r, k int, x Matrix[T]) {
	lay(kn, dst, r, r, k, x)
}

// lay is pack with the steps of the depth ld elements apart: dst[p*ld+i] = x[i,p]. It may overwrite up to a vector behind
// the elements of each step.
func lay[T kernels.Float](kn *kernels.Kernels[T], dst []T, ld, r, k int, x Matrix[T]) {
	switch {
	case r == 0 || k == 0:
	case x.RS == 1:
		rows := max(1, callCopy/r)
		for p := 0; p < k; p += rows {
			kn.Copy(min(rows, k-p), r, &dst[p*ld], ld, &x.Data[p*x.CS], x.CS)
		}
	case x.CS == 1:
		// The last rows go first: of each p, they overwrite elements behind row r. Those belong to the first rows of
		// the next p, which are written later.
		lanes := kn.Gemm.Lanes
		for i := (r - 1) / lanes * lanes; i >= 0; i -= lanes {
			for p, steps := 0, callRead/lanes; p < k; p += steps {
				kn.Transpose(min(lanes, r-i), min(steps, k-p), &dst[p*ld+i], ld, &x.Data[i*x.RS+p], x.RS)
			}
		}
	default:
		for i := range r {
			src := x.Data[i*x.RS:]
			for p := range k {
				dst[p*ld+i] = src[p*x.CS]
			}
		}
	}
}

// eachPanel begins a walk along the panels of n columns. It counts in vectors.
func (w *Workspace[T]) eachPanel(n int) pieces {
	g := &w.kernels.Gemm
	return evenly(g.Vectors(n), w.machine.NR>>bits.TrailingZeros(uint(g.Lanes)))
}

// packB packs n columns of B as panels. Where rows of B are contiguous, it takes a few at a time and goes along them
// from end to end.
func (w *Workspace[T]) packB(dst []T, n, k int, b Matrix[T]) {
	if b.CS == 1 {
		const few = 8
		for p := 0; p < k; p += few {
			for v := w.eachPanel(n); v.more(); v.next() {
				j0, nr := v.columns(w.machine.lanes, n)
				w.kernels.Copy(min(few, k-p), nr, &dst[j0*k+p*nr], nr, &b.Data[p*b.RS+j0], b.RS)
			}
		}
		return
	}
	for v := w.eachPanel(n); v.more(); v.next() {
		j0, nr := v.columns(w.machine.lanes, n)
		pack(w.kernels, dst[j0*k:], nr, k, b.from(0, j0).T())
	}
}

// oddLines is the elements of an odd number of lines, for rows of n elements or more. Few such rows share a set.
func oddLines[T kernels.Float](n int) int {
	return (ceilDiv(bytesOf[T](n), line) | 1) * line / bytesOf[T](1)
}
