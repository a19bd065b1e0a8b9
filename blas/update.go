package blas

import "weft/kernels"

// updates computes C = alpha·A·B + beta·C. Rows of B are contiguous. It takes as many columns at a time as keep their
// part of B in L1. A call gets half of callRead, since it reads and writes C.
func updates[T kernels.Float](kn *kernels.Kernels[T], how access, p *kernels.Product[T], a, b, c []T) {
	g, t, distance := &kn.Gemm, *p, writeAhead
	if how.memoryC {
		distance = memoryAhead
	}
	vectors := g.Vectors(p.N)
	for piece := evenly(vectors, ceilDiv(vectors, vectorPieces(p.K*p.N, bytesOf[T](1)))); piece.more(); piece.next() {
		j, n := piece.columns(g.Lanes, p.N)
		rows := max(1, callRead/2/n)
		t.N, t.BGS, t.Ahead = n, 0, aheadOf(distance/bytesOf[T](1), n, p.LDC)
		for i := 0; i < p.M; i += rows {
			t.M = min(rows, p.M-i)
			update(kn, p.K, &t, a[i*p.ARS:], b[j:], c[i*p.LDC+j:])
		}
	}
}

// vecMat computes y = alpha·x·B + beta·y for the one row x of A and the one row y of C. Rows of B are contiguous. It goes
// along several rows of B at a time. Tiles would go down their columns, where no CPU fetches ahead by itself.
func vecMat[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], x, b, y []T) {
	side := len(kn.Update) // rows of B at a time
	whole := p.K / side * side
	for piece := evenly(p.N, ceilDiv(p.N, vectorPieces(p.N, bytesOf[T](1)))); piece.more(); piece.next() {
		t := *p
		t.N, t.ARS, t.BGS, t.LDC, t.Ahead = piece.size, side*p.AKS, side*p.BKS, 0, 0
		rows := max(1, callRead/t.N/side) * side
		for q := 0; q < whole; q += rows {
			t.M = min(rows, whole-q) / side
			sideBySide(kn, &t, x[q*p.AKS:], b[q*p.BKS+piece.at:], y[piece.at:])
			t.Beta = 1
		}
		if whole < p.K {
			t.M, t.K, t.BGS, t.LDC = 1, p.K-whole, 0, p.N
			inPlace(kn, access{}, &t, x[whole*p.AKS:], b[whole*p.BKS+piece.at:], y[piece.at:])
		}
	}
}

// sideBySide adds M groups of rows of B to y. A group has as many rows as the deepest update takes. The first group scales y
// by beta.
func sideBySide[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], x, b, y []T) {
	rows := p.M
	if p.Beta != 1 {
		p.M = 1
		update(kn, len(kn.Update), p, x, b, y)
		if rows == 1 {
			return
		}
		p.M, p.Beta = rows-1, 1
		x, b = x[p.ARS:], b[p.BGS:]
	}
	update(kn, len(kn.Update), p, x, b, y)
}
