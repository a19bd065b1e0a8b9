package blas

import (
	"math"
	"runtime"

	"weft/kernels"
)

// dots computes an m by n part of C as dot products. Rows of A and columns of B
// that are not contiguous are packed so.
func (w *Workspace[T]) dots(s *scratch[T], m, n, k int, a, b Matrix[T], c []T) {
	j := &w.job
	depth := dotBytes / w.bs.size
	ks := cut(k, depth)
	vector := (j.m == 1 || j.n == 1) && !j.eachAlone
	if vector {
		ks = vectorPieces(k, w.bs.size)
		depth = cut(k, ks)
	}
	fetch := w.fetches(m > n)
	for ki := range ks {
		p0, p1 := piece(k, ks, ki)
		beta := j.beta
		if ki > 0 {
			beta = 1
		}
		ms, ns := 1, 1
		if j.packA {
			ms = cut(m, w.bs.spaceA/depth)
		}
		if j.packB {
			ns = cut(n, w.bs.blockB/depth)
		}
		for mi := range ms {
			i0, i1 := piece(m, ms, mi)
			x := a.from(i0, p0)
			if j.packA {
				x = w.rows(s.a, i1-i0, p1-p0, x)
			}
			for ni := range ns {
				j0, j1 := piece(n, ns, ni)
				y := b.from(p0, j0).T()
				if j.packB {
					y = w.rows(s.b, j1-j0, p1-p0, y)
				}
				z := c[i0*j.ldc+j0:]
				switch {
				case vector && j.m == 1:
					matVec(w.kernels, j1-j0, p1-p0, j.alpha, y, x.Data, beta, z, 1)
				case vector:
					matVec(w.kernels, i1-i0, p1-p0, j.alpha, x, y.Data, beta, z, j.ldc)
				default:
					w.dotTiles(i1-i0, j1-j0, p1-p0, x, y, beta, z, fetch)
				}
				if ki == ks-1 {
					w.epilogue.final(i1-i0, j1-j0, z)
				}
			}
		}
	}
}

// dotBytes of a row are taken at a time: up to eight such, which the tiles come
// back to, stay in L1.
const dotBytes = 4 << 10

// rows packs an m by k view to contiguous rows.
func (w *Workspace[T]) rows(dst []T, m, k int, x Matrix[T]) Matrix[T] {
	pack(w.kernels, dst, k, m, x.T())
	return Rows(dst, k)
}

// shortRow is the bytes of a row up to which a tile takes so little time that the fewer
// calls, of longer runs, the better.
const shortRow = 2 << 10

// dotTiles computes C = alpha·A·Bᵀ + beta·C from contiguous rows of A and B. The
// outer loop is along the longer side of C, so that what the inner one comes
// back to is small, unless A is short and in L2; if fetch, tiles fetch the rows of the
// bands to come.
func (w *Workspace[T]) dotTiles(m, n, k int, a, b Matrix[T], beta T, c []T, fetch bool) {
	j, family := &w.job, &w.kernels.Dot
	mr, nr := dotShape(family, m, n)
	p := kernels.Dots[T]{K: k, LDA: a.RS, LDB: b.RS, LDC: j.ldc, Alpha: j.alpha, Beta: beta}
	row := k * w.bs.size
	if short := row <= shortRow && m*row <= w.bs.L2/2; m > n && !short {
		for rows := evenly(m, mr); rows.more(); rows.next() {
			p.M = rows.size
			dotBand(family, &p, n, mr, nr, a.Data[rows.at*a.RS:], b.Data, c[rows.at*j.ldc:], bandAfter(a, rows, fetch))
		}
		return
	}
	for columns := evenly(n, nr); columns.more(); columns.next() {
		p.M = m
		dotBand(family, &p, columns.size, mr, nr, a.Data, b.Data[columns.at*b.RS:], c[columns.at:], bandAfter(b, columns, fetch))
	}
}

// fetchBytes is the size from which a matrix is taken to come from afar, and
// tiles of dot products fetch the rows of their next band: float64 4096 x 20 by
// 784 goes from 66 to 90 GFLOP/s by it, while what lies in L3 comes in time by
// itself (Zen 5).
const fetchBytes = 8 << 20

// fetches tells whether the product's A, or its B, comes from afar.
func (w *Workspace[T]) fetches(a bool) bool {
	j := &w.job
	if a {
		return !j.packA && area(j.m, j.a.RS) >= fetchBytes/w.bs.size
	}
	return !j.packB && area(j.n, j.b.CS) >= fetchBytes/w.bs.size
}

// band is rows of a matrix.
type band[T kernels.Float] struct {
	Matrix[T]
	rows int
}

// bandAfter returns rows of x for the tiles of a band to fetch: the next band and the one
// after it, since what is fetched comes from afar; or none.
func bandAfter[T kernels.Float](x Matrix[T], at pieces, fetch bool) band[T] {
	if i := at.at + at.size; fetch && i < at.total {
		return band[T]{x.from(i, 0), min(2*at.size, at.total-i)}
	}
	return band[T]{}
}

// dotBand computes a row of tiles, of m ≤ mr rows, or a column of them, of n ≤ nr, and has
// them fetch rows of next. Like panels it is where a goroutine gives way.
//
//go:noinline
func dotBand[T kernels.Float](family *kernels.Inner[T], p *kernels.Dots[T], n, mr, nr int, a, b, c []T, next band[T]) {
	along, column := evenly(n, nr), p.M > mr
	if column {
		along = evenly(p.M, mr)
	}
	q := *p
	t := kernels.Hide(&q)
	most := max(1, sweepWork/(mr*nr*p.K))
	for fetched := 0; along.more(); {
		tiles, size := min(along.run(), most), along.size
		x := &a[0] // which is near
		t.Nexts = 0
		if fetched < next.rows {
			tiles = min(tiles, cut(next.rows-fetched, 2))
			x, t.Nexts = &next.Data[fetched*next.RS], next.RS
			fetched += 2 * tiles
		}
		if t.Tiles = tiles; column {
			t.M, t.AS, t.BS, t.CS = size, size*p.LDA, 0, size*p.LDC
			family.Tiles[n-1](t, &a[along.at*p.LDA], &b[0], &c[along.at*p.LDC], x)
		} else {
			t.AS, t.BS, t.CS = 0, size*p.LDB, size
			family.Tiles[size-1](t, &a[0], &b[along.at*p.LDB], &c[along.at], x)
		}
		along.skip(tiles)
	}
	runtime.KeepAlive(&q)
}

// dotShape is the tile that loads least for an m by n product. Where loads do not bound
// it, those of the longer side count half as much again, whose rows come from farther, once
// for each piece of the shorter: float32 1024x8x1024 runs at 210 GFLOP/s with tiles of 3 by 8
// and at 183 with 6 by 4 (Zen 5).
func dotShape[T kernels.Float](family *kernels.Inner[T], m, n int) (mr, nr int) {
	const bound = 0.6 // loads for each multiply-add
	least, leastFar := math.Inf(1), math.Inf(1)
	var far [2]int
	for x := 1; x <= family.Rows[0]; x++ {
		y := len(family.Rows)
		for family.Rows[y-1] < x {
			y--
		}
		a, b := float64(cut(n, y))/float64(n), float64(cut(m, x))/float64(m) // loads of A and of B
		if a+b < least {
			least, mr, nr = a+b, x, y
		}
		longer := b
		if m > n {
			longer = a
		}
		if load := a + b + longer/2; load < leastFar {
			leastFar, far = load, [2]int{x, y}
		}
	}
	if least > bound {
		return mr, nr
	}
	return far[0], far[1]
}
