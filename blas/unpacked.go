package blas

import "weft.example/kernels"

// unpacked is loops 2 and 1 on operands as they lie. Rows of B are contiguous. It goes by one of these:
//
//   - tiles that store past the caches, where C is overwritten and comes from memory,
//   - updates, see byUpdates,
//   - plain tiles.
func unpacked[T kernels.Float](kn *kernels.Kernels[T], how access, p *kernels.Product[T], a, b, c []T) {
	if how.nonTemporal && p.Beta == 0 && p.K <= farDepth {
		m := machineOf(kn, caches{})
		if rows := m.nonTemporalRows(p.N, p.K); rows > 0 {
			nonTemporal(kn, rows, p, a, b, c)
			return
		}
	}
	if byUpdates(kn, how, p, b) {
		updates(kn, how.memoryC, p, a, b, c)
		return
	}
	inPlace(kn, how, p, a, b, c)
}

// nonTemporal writes C past the caches, rows of it at a time. Beta is zero. The columns behind the last whole tile are
// stored as usual.
func nonTemporal[T kernels.Float](kn *kernels.Kernels[T], rows int, p *kernels.Product[T], a, b, c []T) {
	g, t := &kn.Gemm, *p
	for i := 0; i < p.M; i += rows {
		t.M = min(p.M-i, rows)
		t.Rows, t.Short = t.M, 0
		v := g.Widest(t.M)
		width := v * g.Lanes
		whole := p.N / width * width
		if whole > 0 {
			t.N, t.Store = whole, kernels.NonTemporal
			sweep(g, v, &t, a[i*p.ARS:], b, c[i*p.LDC:])
		}
		if whole < p.N {
			t.N, t.Store = p.N-whole, kernels.Cached
			inPlace(kn, access{}, &t, a[i*p.ARS:], b[whole:], c[i*p.LDC+whole:])
		}
	}
}
