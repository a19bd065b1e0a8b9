package blas

import "weft.example/kernels"

// smallDots computes a product by dot products of rows of A with columns of B. The columns are contiguous, and begin so
// many elements apart.
func smallDots[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], columns int, a, b, c []T) {
	family := &kn.Dot
	tile := smallDotShape(family, p.M, p.N)
	var d kernels.Dots[T]
	d.K, d.LDA, d.LDB, d.LDC, d.Alpha, d.Beta = p.K, p.ARS, columns, p.LDC, p.Alpha, p.Beta
	switch {
	case p.N <= tile.b:
		d.M = p.M
		dotBand(family, &d, p.N, tile, a, b, c, band[T]{})
		return
	case p.M >= p.N:
		d.M = p.M
		for x := evenly(p.N, tile.b); x.more(); x.next() {
			dotBand(family, &d, x.size, tile, a, b[x.at*columns:], c[x.at:], band[T]{})
		}
		return
	}
	for x := evenly(p.M, tile.a); x.more(); x.next() {
		d.M = x.size
		dotBand(family, &d, p.N, tile, a[x.at*p.ARS:], b, c[x.at*p.LDC:], band[T]{})
	}
}

// smallDotShape is the tile for an m by n product. It takes as much of the shorter side as leaves it two of the longer one:
// one call then goes along the longer side. With 16 registers tiles of 2 by 4, 5 and 6 run at 53 to 59 GFLOP/s in float32,
// 3 by 2 and 3 by 3 at 43 and 49 (Zen 3).
func smallDotShape[T kernels.Float](family *kernels.Inner[T], m, n int) tileShape {
	if m < n && m > 1 {
		a := evenly(m, family.Rows[1]).size
		b := len(family.Rows)
		for family.Rows[b-1] < a {
			b--
		}
		return tileShape{a, b}
	}
	b := min(n, len(family.Rows))
	for family.Rows[b-1] < min(m, 2) {
		b--
	}
	b = evenly(n, b).size
	return tileShape{family.Rows[b-1], b}
}
