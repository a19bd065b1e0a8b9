package blas

import (
	"fmt"

	"weft/kernels"
)

// Packed is a matrix B, k by n, in the order in which products read it: made once
// for many products, of which none has to pack it again. It holds as much memory
// as B does, and B itself, which must not change. It may be shared.
//
// A piece of the depth, rows p0 to p1, is at p0·n; in it the panel of NR columns
// from j on, or of those that are left, is at j·(p1-p0).
type Packed[T kernels.Float] struct {
	b      Matrix[T]
	k, n   int
	bs     blocking
	panels []T
}

// NewPacked packs B for the kernels of set.
func NewPacked[T kernels.Float](set *kernels.Set, k, n int, b Matrix[T]) *Packed[T] {
	if k < 1 || n < 1 || len(b.Data) < b.span(k, n) {
		panic(fmt.Sprintf("blas: k, n = %d, %d and b of %d elements, want at least 1, 1 and what they span", k, n, len(b.Data)))
	}
	w := NewWorkspace[T](set, nil)
	p := &Packed[T]{b: b, k: k, n: n, bs: w.bs, panels: Make[T](k*n + w.bs.lanes)} // see pack for the slack
	ks := p.bs.depths(k)
	for ki := range ks {
		p0, p1 := piece(k, ks, ki)
		w.packB(p.at(p0, p1, 0), n, p1-p0, min(p.bs.NR, n), b.from(p0, 0))
	}
	return p
}

// at returns rows p0 to p1 from the panel of column j on.
func (p *Packed[T]) at(p0, p1, j int) []T { return p.panels[p0*p.n+j*(p1-p0):] }

// leastPacked is the rows from which a tile on packed panels has sums enough to
// hide the latency of a multiply-add.
const leastPacked = 4

// GemmPacked is GemmThen with a B packed for the same Set; then may be nil. Where
// another form is faster, as for few rows, B is read as it lies.
func (w *Workspace[T]) GemmPacked(m int, alpha T, a Matrix[T], b *Packed[T], beta T, c []T, ldc int, then Epilogue) {
	if b.bs != w.bs {
		panic("blas: B was packed for another Set")
	}
	check(m, b.n, b.k, a, b.b, c, ldc)
	p, ok := b.plan(m, a)
	if !ok || alpha == 0 {
		w.GemmThen(m, b.n, b.k, alpha, a, b.b, beta, c, ldc, then)
		return
	}
	g := grid{1, 1}
	if workers := w.workers.Limit(); workers > 1 && workOf(m, b.n, b.k) >= multiplyAlone {
		g = gridFor(p, m, b.n, b.k, w.bs.NR, workers)
	}
	w.epilogue = epilogue[T]{then, c, ldc}
	w.job = job[T]{plan: p, m: m, n: b.n, k: b.k, alpha: alpha, beta: beta, a: a, b: b.b, panels: b, c: c, ldc: ldc, grid: g}
	w.share()
	w.epilogue = epilogue[T]{}
}

// plan returns how to multiply by the panels, and whether to.
func (p *Packed[T]) plan(m int, a Matrix[T]) (plan, bool) {
	bs := &p.bs
	packed := plan{form: strips, packA: bs.strips(m, p.n, p.k, a.RS, a.CS, p.b.RS, p.b.CS).packA, packB: true}
	other := planFor(bs, m, p.n, p.k, a, p.b)
	cost := packed.cost(m, p.n, p.k, bs.lanes) - packCost*float64(p.k)*float64(p.n)
	return packed, m >= leastPacked && cost <= other.cost(m, p.n, p.k, bs.lanes)
}
