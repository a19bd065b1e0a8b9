package blas

import (
	"fmt"

	"weft/kernels"
)

// Packed is a matrix B, k by n, in the order that most products read fastest: made
// once for many products, of which none has to pack it again. It holds as much
// memory as B does, and B itself, which must not change. It may be shared.
type Packed[T kernels.Float] struct {
	b    Matrix[T]
	k, n int
	bs   blocking

	// B is in one of these.
	panels []T       // as blocks have them; those of the piece of the depth from p on start at p*n
	rows   Matrix[T] // that fall on all sets of the caches
}

// NewPacked packs B for the kernels of set: a wide one in panels. Beside whole rows
// float32 6x512x784 goes from 194 to 260 GFLOP/s, 16x512x784
// from 245 to 272 and 256x512x784 from 269 to 275 (Zen 5).
func NewPacked[T kernels.Float](set *kernels.Set, k, n int, b Matrix[T]) *Packed[T] {
	switch {
	case k < 1 || n < 1 || b.RS < 0 || b.CS < 0:
		panic(fmt.Sprintf("blas: k, n = %d, %d with strides %d, %d, want at least 1, 1 with none below 0", k, n, b.RS, b.CS))
	case len(b.Data) < b.span(k, n):
		panic(fmt.Sprintf("blas: b has %d elements, want at least %d", len(b.Data), b.span(k, n)))
	case float64(k)*float64(n) >= mostPacked: // as strides of 0 may have it
		panic(fmt.Sprintf("blas: k, n = %d, %d, want k·n below %d", k, n, mostPacked))
	}
	w := NewWorkspace[T](set, nil)
	bs := w.bs
	p := &Packed[T]{b: b, k: k, n: n, bs: bs}
	if n <= bs.NR || bs.flat(n) {
		ld := (cut(n*bs.size, line) | 1) * line / bs.size // an odd number of lines
		p.rows = Rows(Make[T](k*ld), ld)
		for j := range n {
			for i := range k {
				p.rows.Data[i*ld+j] = b.Data[i*b.RS+j*b.CS]
			}
		}
		return p
	}
	p.panels = Make[T](k*n + bs.lanes) // see pack for the slack
	ks := depths(k, bs.KC)
	for ki := range ks {
		p0, p1 := piece(k, ks, ki)
		w.packB(p.panels[p0*n:], n, p1-p0, b.from(p0, 0))
	}
	return p
}

// mostPacked elements are more than any machine has; or, where an int has 32 bits, as many as
// it counts with the gaps between rows, of up to 15 each.
const mostPacked = min(1<<40, mostArea/2)

// leastPacked is the rows from which a tile on rows of B has sums enough to hide
// the latency of a multiply-add.
const leastPacked = 4

// plan is how to multiply by the packed B.
func (b *Packed[T]) plan(m int, a Matrix[T]) (plan, shape) {
	if b.panels == nil {
		s := shapeOf(m, b.n, b.k, a, b.rows)
		return b.bs.planFor(s), s
	}
	s := shapeOf(m, b.n, b.k, a, Rows[T](nil, b.n))
	return plan{form: strips, packA: b.bs.packsA(s)}, s
}

// asItLies tells whether B is faster as it lies.
func (b *Packed[T]) asItLies(m int, a Matrix[T]) bool {
	p, s := b.plan(m, a)
	in := shapeOf(m, b.n, b.k, a, b.b)
	return m < leastPacked || b.bs.cost(b.bs.planFor(in), in) < b.bs.cost(p, s)
}

// GemmPacked is GemmThen with a B packed for the same Set; then may be nil. Where
// that is faster, as for few rows, B is read as it lies.
func (w *Workspace[T]) GemmPacked(m int, alpha T, a Matrix[T], b *Packed[T], beta T, c []T, ldc int, then Epilogue) {
	n, k := b.n, b.k
	switch {
	case b.bs != w.bs:
		panic("blas: B was packed for another Set")
	case alpha == 0 || b.asItLies(m, a):
		w.GemmThen(m, n, k, alpha, a, b.b, beta, c, ldc, then)
		return
	case b.panels == nil:
		w.GemmThen(m, n, k, alpha, a, b.rows, beta, c, ldc, then)
		return
	}
	p, s := b.plan(m, a)
	check(m, n, k, a, b.b, c, ldc)
	w.enter()
	defer w.leave()
	w.epilogue = epilogue[T]{then, c, ldc}
	w.job = job[T]{plan: p, m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, panels: b.panels, c: c, ldc: ldc}
	w.share(s, w.workersFor(m, n, k))
}

// panelAhead is the bytes ahead at which tiles fetch panels from L3, some 300 cycles:
// float64 256 x 1024 by 1024 goes from 124 to 132 GFLOP/s, while panels in L2 lose 1 % (Zen 5).
const panelAhead = 4 << 10

// ready computes m rows of C, of as many columns as panels v0 to v1-1 of a Packed B: the
// loops of strips, without its packing of B.
func (w *Workspace[T]) ready(s *scratch[T], m, v0, v1 int, a Matrix[T], c []T) {
	bs, j := &w.bs, &w.job
	all := w.eachPanel(j.n)
	ks := depths(j.k, bs.KC)
	depth := cut(j.k, ks)
	ms, ns := cut(m, bs.rows(depth)), cut(v1-v0, bs.columns(depth, bs.NR)/bs.NR)
	for mi := range ms {
		i0, i1 := tiles(m, bs.MR, ms, mi)
		for ki := range ks {
			p0, p1 := piece(j.k, ks, ki)
			beta := j.beta
			if ki > 0 {
				beta = 1
			}
			for ni := range ns {
				from, to := piece(v1-v0, ns, ni)
				block := all.between(v0+from, v0+to)
				j0 := all.start(v0+from) * bs.lanes
				n := min(block.total*bs.lanes, j.n-j0)
				z := c[i0*j.ldc+j0-all.start(v0)*bs.lanes:]
				w.slivers(s, panelAhead/bs.size, block, i1-i0, n, p1-p0, a.from(i0, p0), j.panels[p0*j.n+j0*(p1-p0):], beta, z, ki == ks-1)
			}
		}
	}
}
