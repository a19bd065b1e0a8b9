package blas

import (
	"runtime"

	"weft.example/kernels"
)

// inner computes a block of C as inner products. Rows of A and columns of B are packed where they are not contiguous.
func (w *Workspace[T]) inner(s *scratch[T], x *block[T]) {
	a, b := x.a, x.b.T()
	if w.job.packA {
		if x.firstN {
			w.contiguous(s.a, x.m, x.k, a)
		}
		a = Rows(s.a, x.k)
	}
	if w.job.packB {
		w.contiguous(s.b, x.n, x.k, b)
		b = Rows(s.b, x.k)
	}
	y := x.problem
	y.a, y.b = a, b
	if w.job.m == 1 && w.job.kernel != byDot {
		y.m, y.a, y.b, y.ldc = x.n, b, a, 1
	}
	switch w.job.kernel {
	case byDot:
		w.dotTiles(&y, x.fetch)
	case byDotRows:
		d := kernels.Dots[T]{K: y.k, LDA: y.a.RS, LDC: y.ldc, Alpha: y.alpha, Beta: y.beta}
		dotRows(w.kernels, &d, y.m, y.a.Data, y.b.Data, y.c)
	case byMatVec:
		matVec(w.kernels, &y)
	}
	if x.lastK {
		w.final(&x.problem)
	}
}

// contiguous packs an m by k view so that its rows are contiguous.
func (w *Workspace[T]) contiguous(dst []T, m, k int, x Matrix[T]) { pack(w.kernels, dst, k, m, x.T()) }

// dotTiles computes C = alpha·A·Bᵀ + beta·C from contiguous rows of A and B.
//
// The outer loop is along the longer side of C. The inner loop then comes back to the operand with fewer rows. If A's rows
// are short and all of A is in half of L2, the outer loop is along B even where A is longer. With fetch, tiles fetch the
// rows of the next bands.
func (w *Workspace[T]) dotTiles(x *problem[T], fetch bool) {
	family := &w.kernels.Dot
	tile := dotShape(family, x.m, x.n)
	a, b := x.a, x.b
	p := kernels.Dots[T]{K: x.k, LDA: a.RS, LDB: b.RS, LDC: x.ldc, Alpha: x.alpha, Beta: x.beta}
	row := bytesOf[T](x.k)
	if short := row <= shortRow && x.m*row <= w.machine.L2/2; x.m > x.n && !short {
		for rows := evenly(x.m, tile.a); rows.more(); rows.next() {
			p.M = rows.size
			dotBand(family, &p, x.n, tile, a.Data[rows.at*a.RS:], b.Data, x.c[rows.at*x.ldc:], bandAfter(a, rows, fetch))
		}
		return
	}
	for columns := evenly(x.n, tile.b); columns.more(); columns.next() {
		p.M = x.m
		dotBand(family, &p, columns.size, tile, a.Data, b.Data[columns.at*b.RS:], x.c[columns.at:], bandAfter(b, columns, fetch))
	}
}

// bandAfter returns the rows of x that the tiles of a band are to fetch: the next two bands, since they come from afar.
// Without fetch, and behind the last band, there are none.
func bandAfter[T kernels.Float](x Matrix[T], at pieces, fetch bool) band[T] {
	if i := at.at + at.size; fetch && i < at.total {
		return band[T]{x.from(i, 0), min(2*at.size, at.total-i)}
	}
	return band[T]{}
}

// matVec computes y = alpha·A·x + beta·y. The problem's B is the vector x and its C is y. Rows of A and the vector x are
// contiguous.
func matVec[T kernels.Float](kn *kernels.Kernels[T], x *problem[T]) {
	p := matVecArgs[T]{k: x.k, lda: x.a.RS, alpha: x.alpha, beta: x.beta, incY: x.ldc, ahead: aheadOf(rowsAhead/bytesOf[T](1), x.k, x.a.RS)}
	rows := max(1, callRead/x.k)
	for i := 0; i < x.m; i += rows {
		p.m = min(rows, x.m-i)
		p.times(kn, x.a.Data[i*x.a.RS:], x.b.Data, x.c[i*x.ldc:])
	}
}

// dotRows is matVec for m rows of A, the vector x and y, by tiles of dot products. d has the rest. Lanes of several rows' sums are
// added up at a time: float64 4000 by 30 takes half as long as by the kernel for a matrix and a vector (Zen 3). Tiles are as high as can be,
// but for the last one or two, which are even.
func dotRows[T kernels.Float](kn *kernels.Kernels[T], d *kernels.Dots[T], m int, a, x, y []T) {
	high := kn.Dot.Rows[0]
	if high*d.K > callRead {
		high = max(1, callRead/d.K)
	}
	tall := m / high
	if tall > 0 && tall*high < m {
		tall--
	}
	i := tall * high
	if tall > 0 {
		dotPieces(kn, d, pieces{0, high, i, tall}, a, x, y)
	}
	if i < m {
		dotPieces(kn, d, evenly(m-i, high), a[i*d.LDA:], x, y[i*d.LDC:])
	}
}

// dotPieces is dotRows for rows in pieces, a tile each.
func dotPieces[T kernels.Float](kn *kernels.Kernels[T], d *kernels.Dots[T], rows pieces, a, x, y []T) {
	t := kernels.Hide(d)
	for rows.more() {
		t.Tiles = rows.run()
		if tile := rows.size * t.K; t.Tiles*tile > callRead {
			t.Tiles = max(1, callRead/tile)
		}
		t.M, t.AS, t.CS = rows.size, rows.size*t.LDA, rows.size*t.LDC
		dotColumn(kn, t, a[rows.at*t.LDA:], x, y[rows.at*t.LDC:])
		rows.skip(t.Tiles)
	}
	runtime.KeepAlive(d)
}
