package blas

import "weft.example/kernels"

// A triangle, transposed, in strips of columns. Each strip has few columns at a time, whose sums are in registers, go down the square on the
// diagonal and then down the rows beside it. From the latter a CPU that reads L2 fastest along one row after the other takes as many columns
// as a tile has, and fetches rows ahead: float64 trmv of 512 by 512 takes 12 µs so, and 18, of 1024 54 and 72, float32 trsv of 1024 27 and
// 42 (Zen 5), 71 and 140, float64 trmv of 256 8 and 11 (Zen 3).

// far tells whether A is so large that its columns are not taken a strip at a time, down all rows. Then it is read from end to end, some
// rows side by side. Strips of vectors as long as a line go further: float64 trmv of 1024 by 1024 takes 148 µs by AVX2's, and 105 (Zen 3).
func (s *Storage[T]) far(kn *kernels.Kernels[T]) bool {
	bytes := bytesOf[T](area(s.m, min(s.n, s.below+s.above+1)))
	switch {
	case bytes < farPacked: // the least of all
		return false
	case s.banded && cachesHere().manyStreams:
		return bytes >= farBand
	case s.bend != 0:
		return true
	case !s.banded && s.wideStrips(kn) && bytesOf[T](kn.Gemm.Lanes) >= line:
		return bytes >= farBytes
	}
	return bytes >= farDense
}

// stripColumns is how many columns a strip of s has: all of them where rows are short, or are not a whole triangle's. Else they are whole
// tiles and whole squares on the diagonal.
func (s *Storage[T]) stripColumns(kn *kernels.Kernels[T]) int {
	switch {
	case bytesOf[T](s.n) < stripRow || s.below+s.above < s.n-1:
		return max(s.n, 1)
	case s.wideStrips(kn):
		tile, few := kn.Gemm.Widest(1)*kn.Gemm.Lanes, rampColumns(kn)
		columns := tile
		for columns%few > 0 {
			columns += tile
		}
		return columns
	}
	return stripFew * rampColumns(kn)
}

// wideStrips tells whether a tile takes all columns of a strip.
func (s *Storage[T]) wideStrips(kn *kernels.Kernels[T]) bool {
	return s.bend == 0 && cachesHere().nearRows
}

// addDown adds alpha·Aᵀ·x to the elements first ... end-1 of y, a strip, for the rows beside its square.
func (r *ramps[T]) addDown(kn *kernels.Kernels[T], first, end int, x, y []T) {
	s, from, to := &r.s, 0, min(first, r.s.m)
	if s.half == Lower {
		from, to = end, s.m
	}
	if from >= to {
		return
	}
	if s.wideStrips(kn) {
		a, lda := s.from(from, first)
		p := kernels.Product[T]{N: end - first, K: to - from, AKS: 1, BKS: lda, Alpha: r.Alpha, Beta: 1}
		downColumns(kn, &p, x[from:], a, y[first:])
		return
	}
	few := rampColumns(kn)
	for j := first; j < end; j += few {
		r.over(from, to, j, min(j+few, end))
		r.axpys(kn, x, y)
	}
}
