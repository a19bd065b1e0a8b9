package blas

import (
	"fmt"
	"sync"

	"weft.example/kernels"
	"weft.example/workers"
)

// Shape is what a GemmPlan is made for: the sizes of a product and how its matrices lie. Element (i, j) of A is at
// i·ARS + j·ACS, of B at i·BRS + j·BCS, and of C at i·LDC + j. A transpose exchanges two strides.
type Shape struct {
	M, N, K            int
	ARS, ACS, BRS, BCS int
	LDC                int
}

// GemmPlan computes C = alpha·A·B + beta·C for one Shape, alpha and beta. Checks and choices are made once, so that a
// small product costs little more than its multiply-adds. A result has the bits of Gemm's. Any number of goroutines may
// use a GemmPlan at a time.
type GemmPlan[T kernels.Float] struct {
	lenA, lenB, lenC int         // the least lengths
	first            tileCall[T] // computes the product, if tiles alone do
	second           tileCall[T] // computes the columns that the first one leaves, if any

	shape       Shape
	alpha, beta T
	spaces      *Spaces[T]
	pool        *workers.Pool
	batches     sync.Pool // of *batch[T]
}

// NewGemmPlan returns a plan that uses the kernels of set, and shares large products and batches with pool, or with
// nobody if it is nil. It panics where Gemm would.
func NewGemmPlan[T kernels.Float](set *kernels.Set, pool *workers.Pool, s Shape, alpha, beta T) *GemmPlan[T] {
	if pool == nil {
		pool = workers.New(1)
	}
	a, b := Matrix[T]{RS: s.ARS, CS: s.ACS}, Matrix[T]{RS: s.BRS, CS: s.BCS}
	x := shapeOf(s.M, s.N, s.K, a, b)
	checkSizes(s.M, s.N, s.K, s.ARS, s.ACS, s.BRS, s.BCS, s.LDC)
	p := &GemmPlan[T]{shape: s, alpha: alpha, beta: beta, spaces: NewSpaces[T](set, pool), pool: pool}
	if s.M > 0 && s.N > 0 {
		p.lenA, p.lenB, p.lenC = a.span(s.M, s.K), b.span(s.K, s.N), spanOf(s.M, s.N, s.LDC, 1)
	}
	if kn := p.spaces.Kernels; alpha != 0 && wayOf(kn, &x, s.LDC) == byTiles {
		p.first, p.second = callsOf(&kn.Gemm, kernels.Product[T]{
			M: s.M, N: s.N, K: s.K, ARS: s.ARS, AKS: s.ACS, BKS: s.BRS, LDC: s.LDC, Alpha: alpha, Beta: beta,
		})
	}
	return p
}

// Do computes C = alpha·A·B + beta·C. It panics if a slice is too short. C must not overlap A or B.
func (p *GemmPlan[T]) Do(a, b, c []T) {
	if len(a) < p.lenA || len(b) < p.lenB || len(c) < p.lenC {
		p.refuse(len(a), len(b), len(c))
	}
	t := &p.first
	if t.tile == nil {
		p.planned(a, b, c)
		return
	}
	t.tile(&t.product, &a[0], &b[0], &c[0])
	if t = &p.second; t.tile != nil {
		t.tile(&t.product, &a[0], &b[t.column], &c[t.column])
	}
}

// refuse panics with what is too short.
func (p *GemmPlan[T]) refuse(a, b, c int) {
	panic(fmt.Sprintf("blas: a, b and c have %d, %d and %d elements, want at least %d, %d and %d", a, b, c, p.lenA, p.lenB, p.lenC))
}

// planned computes a product in a workspace, where tiles alone do not.
func (p *GemmPlan[T]) planned(a, b, c []T) {
	w, s := p.spaces.Get(), &p.shape
	w.Gemm(s.M, s.N, s.K, p.alpha, Matrix[T]{a, s.ARS, s.ACS}, Matrix[T]{b, s.BRS, s.BCS}, p.beta, c, s.LDC)
	p.spaces.Put(w)
}

// tileCall is a call of a tile for the columns of C from a given one on.
type tileCall[T kernels.Float] struct {
	tile    kernels.Tile[T]
	product kernels.Product[T]
	column  int
}

// callsOf returns the calls of tiles that compute a small product. Rows of B are contiguous. There may be a second
// call, of tiles that are a vector narrower.
func callsOf[T kernels.Float](g *kernels.Gemm[T], p kernels.Product[T]) (first, second tileCall[T]) {
	vectors := g.Vectors(p.N)
	rows := evenly(p.M, rowsFor(g, vectors))
	wide := evenly(vectors, g.Widest(rows.size))
	tilesOf(&p, rows)
	if wide.size == vectors && rows.size == p.M && p.Alpha == 1 && p.Beta == 0 {
		p.Store = kernels.Simple
	}
	call := func(v, from, to int) tileCall[T] {
		p.N, p.BGS, p.Ahead = to-from, v*g.Lanes, v*g.Lanes
		return tileCall[T]{g.Tiles[v-1], p, from}
	}
	n, j := p.N, min(wide.larger*wide.size*g.Lanes, p.N)
	first = call(wide.size, 0, j)
	if j < n {
		second = call(wide.size-1, j, n)
	}
	return first, second
}
