package blas

import (
	"runtime"

	"weft.example/internal/checked"
	"weft.example/kernels"
)

// way is how a small product is computed.
type way int

const (
	planned   way = iota // not small: it goes by a plan
	byTiles              // on rows of B as they lie
	byDots               // dot products of rows of A with columns of B, which are contiguous
	byRow                // one column of C, as a row: the transposed product
	byTurned             // tiles of the transposed product, each turned
	packTiles            // rows of B are packed, for tiles
	packDots             // columns of B are packed, for dot products
)

// String says what runs.
func (w way) String() string {
	return [...]string{"planned", "small: tiles", "small: dots", "small: tiles, transposed", "small: tiles, turned", "small+B: tiles", "small+B: dots"}[w]
}

// packs tells whether a way needs the packing space of a Workspace.
func (w way) packs() bool { return w >= packTiles }

// wayOf chooses how to compute a product. A cost is a number of vectors that are multiplied and added.
//
//	rows of B contiguous, as wide as a vector   tiles
//	one column of C                             dot products, or the transposed product
//	few columns of C                            the cheaper of tiles and dot products, of packed columns of B
//	columns of B contiguous                     the cheaper of dot products and tiles, of packed rows of B
//	the same of A, AVX-512                      tiles of the transposed product
func wayOf[T kernels.Float](kn *kernels.Kernels[T], s *shape, ldc int) way {
	g := &kn.Gemm
	switch {
	case !isSmall(s.m, s.n, s.k):
		return planned // or empty
	case s.bcs == 1 && wideRows(g.Lanes, s.m, s.n, s.k):
		return byTiles
	}
	if s.n == 1 {
		switch {
		case s.acs == 1 && s.brs == 1:
			return byDots
		case s.acs == 1:
			return packDots
		case s.ars == 1 && ldc == 1:
			return byRow
		}
	}
	vectors, deep := g.Vectors(s.n), g.Vectors(s.k)
	tiles := tileStep * max(s.m*vectors, leastTile) * s.k
	if vectors == 1 && s.m > leastTile {
		tiles = loneStep * s.m * s.k
	}
	dots := s.m * s.n * (dotStep*deep + dotGather)
	switch {
	case s.bcs == 1 && (s.acs != 1 || tiles <= dots+deep*dotPack):
		return byTiles
	case s.bcs == 1:
		return packDots
	case s.brs != 1:
		return planned
	case s.ars == 1 && turnedWide(g, s.m, s.n):
		return byTurned
	case s.n*s.k > smallPack:
		return planned
	case s.acs == 1 && dots <= tiles+tilePack*s.n*deep:
		return byDots
	}
	return packTiles
}

// Turned tells whether turned tiles are surely the best for a product whose rows of Aᵀ are contiguous, and columns of B.
func Turned[T kernels.Float](g *kernels.Gemm[T], m, n, k int) bool {
	return n > 1 && isSmall(m, n, k) && turnedWide(g, m, n)
}

// TurnedTiles computes a product that is Turned. Columns of B begin so many elements apart. It checks nothing, as Product. Slices come by
// pointer: by value they do not fit in registers. float64 TT 12 cubed goes from 93 to 80 ns by not asking for other ways (Zen 5).
func TurnedTiles[T kernels.Float](_ checked.Operands, kn *kernels.Kernels[T], p *kernels.Product[T], columns int, a, b, c *[]T) {
	turnProduct(kn, p, columns, a, b, c)
}

// small computes a product in one of the ways that pack nothing.
func small[T kernels.Float](kn *kernels.Kernels[T], how way, p *kernels.Product[T], columns int, a, b, c []T) {
	switch how {
	case byTiles:
		smallTiles(kn, p, &a, &b, &c)
	case byDots:
		smallDots(kn, p, columns, a, b, c)
	case byRow:
		p.M, p.N, p.BKS, p.ARS, p.AKS = 1, p.M, p.AKS, 0, p.BKS
		p.LDC = p.N
		smallTiles(kn, p, &b, &a, &c)
	case byTurned:
		turnProduct(kn, p, columns, &a, &b, &c)
	}
}

// packSmall computes a product in one of the ways that need packing space.
func (w *Workspace[T]) packSmall(how way, p *kernels.Product[T], columns int, a, b, c []T) {
	if len(w.scratch) == 0 || len(w.scratch[0].b) < p.N*p.K+w.machine.lanes {
		w.reserve(1, p.M, p.N, p.K)
	}
	x, packed := Matrix[T]{b, p.BKS, columns}, w.scratch[0].b
	if how == packTiles {
		pack(w.kernels, packed, p.N, p.K, x.T())
		p.BKS = p.N
		smallTiles(w.kernels, p, &a, &packed, &c)
		return
	}
	pack(w.kernels, packed, p.K, p.N, x)
	smallDots(w.kernels, p, p.K, a, packed, c)
}

// packFew is packSmall for tiles on few elements of B, which it packs to its own frame: to take a workspace out of a pool and put
// it back takes a tenth of float64 TT 8 cubed.
func packFew[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], columns int, a, b, c []T) {
	var place [fewPacked + fewLanes]T
	packed := kernels.Hide(&place)[:]
	pack(kn, packed, p.N, p.K, Rows(b, columns))
	p.BKS = p.N
	smallTiles(kn, p, &a, &packed, &c)
	runtime.KeepAlive(&place)
}

// smallProduct computes a product if it is small, and reports whether it did. Columns of B begin so many elements apart.
func (w *Workspace[T]) smallProduct(p *kernels.Product[T], columns int, a, b, c []T) bool {
	if columns == 1 && Tiled(w.kernels, p.M, p.N, p.K) {
		smallTiles(w.kernels, p, &a, &b, &c)
		return true
	}
	how := wayOf(w.kernels, &shape{p.M, p.N, p.K, p.ARS, p.AKS, p.BKS, columns}, p.LDC)
	if how == planned {
		return false
	}
	w.goes(how, p, columns, a, b, c)
	return true
}

// small computes a product if it is small, and reports whether it did. Where w is not entered, it computes only
// products that pack nothing. Alpha is not zero.
func (w *Workspace[T]) small(x *problem[T], entered bool) bool {
	how := byTiles
	if x.b.CS != 1 || !Tiled(w.kernels, x.m, x.n, x.k) {
		var s shape
		x.shapeTo(&s)
		if how = wayOf(w.kernels, &s, x.ldc); how == planned || how.packs() && !entered {
			return false
		}
	}
	w.inWay(how, x)
	return true
}

// inWay is goes for a problem.
func (w *Workspace[T]) inWay(how way, x *problem[T]) {
	// Not a literal: it is copied by loads of 16 bytes, which wait for the stores of 8 bytes before them.
	var p kernels.Product[T]
	p.M, p.N, p.K, p.ARS, p.AKS, p.BKS, p.LDC, p.Alpha, p.Beta = x.m, x.n, x.k, x.a.RS, x.a.CS, x.b.RS, x.ldc, x.alpha, x.beta
	w.goes(how, kernels.Hide(&p), x.b.CS, x.a.Data, x.b.Data, x.c)
	runtime.KeepAlive(&p)
}

// goes computes a product in the way how.
func (w *Workspace[T]) goes(how way, p *kernels.Product[T], columns int, a, b, c []T) {
	if how.packs() {
		w.packSmall(how, p, columns, a, b, c)
		return
	}
	small(w.kernels, how, p, columns, a, b, c)
}
