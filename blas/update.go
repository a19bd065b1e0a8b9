package blas

import "weft.example/kernels"

// updates computes C = alpha·A·B + beta·C. Rows of B are contiguous. It takes as many columns at a time as keep their
// part of B in L1. A call gets half of callRead, since it reads and writes C. One from memory, or as if from there, is fetched further ahead.
func updates[T kernels.Float](kn *kernels.Kernels[T], memory bool, p *kernels.Product[T], a, b, c []T) {
	g, t, distance := &kn.Gemm, *p, writeAhead
	if memory {
		distance = memoryAhead
	}
	vectors, pieces := g.Vectors(p.N), vectorPieces(p.K*p.N, bytesOf[T](1))
	if memory && p.K == 1 {
		pieces = ceilDiv(p.N, callRow) // rows from memory are written as far as a call may: the row of B is in L2
	}
	for piece := evenly(vectors, ceilDiv(vectors, pieces)); piece.more(); piece.next() {
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
	side := sideOf(kn, p.BKS) // rows of B in a group
	groups, rest := p.K/side, p.K%side
	t := *p
	t.ARS, t.BGS, t.LDC, t.Ahead = side*p.AKS, side*p.BKS, 0, 0
	pieces := vectorPieces(p.N, bytesOf[T](1))
	if area(p.K, p.N) >= farBytes/bytesOf[T](1) {
		pieces = ceilDiv(p.N, callRow) // rows from memory are read as far as a call may: y is in L2
	}
	for piece := evenly(p.N, ceilDiv(p.N, pieces)); piece.more(); piece.next() {
		t.N, t.Beta = piece.size, p.Beta
		most := max(1, callRead/t.N/side)
		for g := 0; g < groups; g += most {
			t.M = min(most, groups-g)
			sideBySide(kn, side, &t, x[g*t.ARS:], b[g*t.BGS+piece.at:], y[piece.at:])
			t.Beta = 1
		}
		if rest > 0 {
			t.M = 1
			update(kn, rest, &t, x[groups*t.ARS:], b[groups*t.BGS+piece.at:], y[piece.at:])
		}
	}
}

// downColumns is vecMat a strip of columns at a time, as wide as a tile, whose sums are in registers. It fetches rows ahead, which no CPU
// expects. Even strips would be narrower: the transpose of float32 320 by 320 takes 2.2 µs, and 3.8 in two that are even (Zen 5).
func downColumns[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], x, b, y []T) {
	g, t := &kn.Gemm, *p
	widest := g.Widest(1)
	width := widest * g.Lanes
	t.M, t.Rows, t.LDC, t.Ahead = 1, 1, p.N, streamAhead*p.BKS
	for rows := evenly(p.K, callRead/width); rows.more(); rows.next() {
		t.K, t.N = rows.size, p.N/width*width
		x, b := x[rows.at*p.AKS:], b[rows.at*p.BKS:]
		if t.N > 0 {
			sweep(g, widest, &t, x, b, y)
		}
		if j := t.N; j < p.N {
			t.N = p.N - j
			sweep(g, g.Vectors(t.N), &t, x, b[j:], y[j:])
		}
		t.Beta = 1
	}
}

// sideOf returns how many rows, a stride apart, an update goes along: as many as the deepest one takes and, if they share sets
// of L1, as a set holds. The transpose of float32 1024 by 1024 times a vector goes from 64.6 to 61.2 µs (Zen 3).
func sideOf[T kernels.Float](kn *kernels.Kernels[T], stride int) int {
	if sameSet[T](stride) {
		return min(len(kn.Update), ways)
	}
	return len(kn.Update)
}

// sideBySide adds M groups of rows of B to y, side rows each. The first group scales y by beta.
func sideBySide[T kernels.Float](kn *kernels.Kernels[T], side int, p *kernels.Product[T], x, b, y []T) {
	rows := p.M
	if p.Beta != 1 {
		p.M = 1
		update(kn, side, p, x, b, y)
		if rows == 1 {
			return
		}
		p.M, p.Beta = rows-1, 1
		x, b = x[p.ARS:], b[p.BGS:]
	}
	update(kn, side, p, x, b, y)
}
