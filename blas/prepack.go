package blas

import (
	"fmt"

	"weft.example/kernels"
)

// Packed is a matrix B, k by n, in the order that most products read fastest. It is packed once, for many products.
//
//   - It takes as much memory as B.
//   - It holds on to B too, which must not change.
//   - Any number of goroutines may use it at a time.
type Packed[T kernels.Float] struct {
	b       Matrix[T]
	k, n    int
	machine machine

	// B is in one of these.
	panels []T       // as blocks have them. The piece of the depth that begins at p begins at p*n.
	rows   Matrix[T] // an odd number of lines apart, so that they fall on all sets of the caches
}

// NewPacked packs B, k by n, for the kernels of set. It panics if k or n is below 1, a stride is
// below 0, b is too short, or k·n is mostPacked or more.
//
// A wide B is packed in panels, a narrow one in rows. Panels instead of rows take float32 6x512x784 from 194 to 260
// GFLOP/s, 16x512x784 from 245 to 272 and 256x512x784 from 269 to 275 (Zen 5).
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
	x := &w.machine
	p := &Packed[T]{b: b, k: k, n: n, machine: *x}
	if n <= x.NR || x.flat(n) {
		ld := (ceilDiv(n*x.size, line) | 1) * line / x.size // an odd number of lines
		p.rows = Rows(Make[T](k*ld), ld)
		for j := range n {
			for i := range k {
				p.rows.Data[i*ld+j] = b.Data[i*b.RS+j*b.CS]
			}
		}
		return p
	}
	p.panels = Make[T](k*n + x.lanes) // see pack for the slack
	ks := depthPieces(k, x.KC)
	for ki := range ks {
		p0, p1 := piece(k, ks, ki)
		w.packB(p.panels[p0*n:], n, p1-p0, b.from(p0, 0))
	}
	return p
}

// mostPacked bounds k·n. Where an int has 64 bits it is more elements than any machine has. Where it has 32 bits, an int
// still counts that many elements and the gaps between rows, which are up to 15 elements each.
const mostPacked = min(1<<40, mostArea/2)

// candidate is how to multiply an A of m rows by the packed B, and the shape that choices go by.
func (b *Packed[T]) candidate(m int, a Matrix[T]) (candidate, shape) {
	if b.panels == nil {
		s := shapeOf(m, b.n, b.k, a, b.rows)
		return b.machine.cheapest(s), s
	}
	s := shapeOf(m, b.n, b.k, a, Rows[T](nil, b.n))
	return candidate{form: outerProducts, packA: b.machine.packsA(s)}, s
}

// asItLies tells whether a product with m rows of A is faster with B as it lies than with B packed.
func (b *Packed[T]) asItLies(m int, a Matrix[T]) bool {
	if m < leastPacked {
		return true
	}
	p, s := b.candidate(m, a)
	if p.packB { // as columns, as which B may lie: float32 209x20x12288 takes 920 µs, and 1220 with packing (Emerald Rapids)
		return true
	}
	in := shapeOf(m, b.n, b.k, a, b.b)
	return b.machine.cost(b.machine.cheapest(in), in) < b.machine.cost(p, s)
}

// GemmPacked is GemmThen with a B packed for the same Set. then may be nil. Where B is faster as it lies, as for few rows
// of A, it is read there.
func (w *Workspace[T]) GemmPacked(m int, alpha T, a Matrix[T], b *Packed[T], beta T, c []T, ldc int, then Epilogue) {
	n, k := b.n, b.k
	switch {
	case !b.machine.alike(&w.machine):
		panic("blas: B was packed for another Set")
	case alpha == 0 || b.asItLies(m, a):
		w.GemmThen(m, n, k, alpha, a, b.b, beta, c, ldc, then)
		return
	case b.panels == nil:
		w.GemmThen(m, n, k, alpha, a, b.rows, beta, c, ldc, then)
		return
	}
	var x problem[T]
	x.set(m, n, k, alpha, beta)
	x.on(&a, &b.b, c, ldc)
	x.check()
	x.b = Matrix[T]{Data: b.panels}
	w.enter()
	defer w.leave()
	w.then = then
	r := requestOf(&w.machine, &x, then != nil)
	how, s := b.candidate(m, a)
	r.shape, r.prepacked = s, true
	w.job.problem = x
	w.machine.planOf(&w.job.plan, how, &r)
	w.share(s, w.workersFor(m, n, k))
}
