package blas

import "weft.example/kernels"

// ger is A += alpha·x·yᵀ. A is x.n by y.n, with contiguous rows lda apart.
type ger[T kernels.Float] struct {
	alpha T
	x, y  vector[T]
	a     []T
	lda   int
}

// Ger computes A += alpha·x·yᵀ for A of m by n, row-major with rows lda apart. Elements of x are incX apart, those of y incY.
// A negative increment has them stored from the last to the first. A must not overlap x or y.
//
// With alpha zero nothing is read or written. NaN and infinities propagate. alpha multiplies the products.
//
// Ger panics when
//
//   - a size is negative, an increment is 0, or lda is less than n or 1,
//   - a slice is too short for its view,
//   - the workspace is in use.
func (w *Workspace[T]) Ger(m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) {
	g := ger[T]{alpha, vector[T]{x, m, incX}, vector[T]{y, n, incY}, a, lda}
	checkSizes(m, n, 1, 1, 1, 1, 1, lda)
	g.x.check("x")
	g.y.check("y")
	checkLength("a", len(a), spanOf(m, n, lda, 1))
	if alpha == 0 || m == 0 || n == 0 {
		return
	}
	w.enter()
	defer w.leave()
	w.ger(&g)
}

// ger computes g, which is checked and not empty. The workspace is entered.
func (w *Workspace[T]) ger(g *ger[T]) {
	m, n := g.x.n, g.y.n
	room := w.vectorsOf(m + n)
	if g.x.inc < 0 {
		g.x.loadTo(room[n:])
		g.x = vector[T]{room[n : n+m], m, 1}
	}
	if g.y.inc != 1 {
		g.y.loadTo(room)
		g.y = vector[T]{room[:n], n, 1}
	}
	if g.short() {
		g.alone(w.kernels, g.long())
		return
	}
	var p problem[T]
	p.set(m, n, 1, g.alpha, 1)
	p.on(&Matrix[T]{g.x.data, g.x.inc, 1}, &Matrix[T]{g.y.data, n, 1}, g.a, g.lda)
	w.multiply(&p)
}

// short tells whether to compute g alone and without a plan. That is where A comes from a cache, and rows are no longer than
// a call may be.
func (g *ger[T]) short() bool {
	return bytesOf[T](g.x.n*g.y.n) <= farBytes/2 && g.y.n <= callRead/2
}

// long tells whether Update, which fetches ahead, is faster than RampOuter.
func (g *ger[T]) long() bool { return bytesOf[T](g.x.n*g.y.n) >= outerStrips }

// plainRows tells whether rows of a long A are faster by axpy, one by one, than by Update, whose steps have more instructions: AVX2 float64
// 512 by 512 takes 54 µs so, and 70, 1024 by 1024 209 and 272, float32 101 and 133 (Zen 3).
func plainRows[T kernels.Float](kn *kernels.Kernels[T]) bool {
	return bytesOf[T](kn.Gemm.Lanes) < line && cachesHere().nearRows
}

// alone computes g, or some rows of it, without a plan, many rows in a call. x has an increment above 0, and y of 1.
func (g *ger[T]) alone(kn *kernels.Kernels[T], long bool) {
	m, n := g.x.n, g.y.n
	if g.x.inc != 1 || long && plainRows(kn) {
		for i := range m {
			axpy(kn, g.alpha*g.x.data[i*g.x.inc], g.y.data[:n], g.a[i*g.lda:i*g.lda+n])
		}
		return
	}
	if long {
		p := kernels.Product[T]{M: m, N: n, K: 1, ARS: 1, AKS: 1, BKS: n, LDC: g.lda, Alpha: g.alpha, Beta: 1}
		updates(kn, !cachesHere().manyStreams, &p, g.x.data, g.y.data, g.a)
		return
	}
	p := kernels.Ramp[T]{To: n, LDA: g.lda, Alpha: g.alpha}
	for c := evenly(m, max(1, callRead/2/max(n, rampLeast))); c.more(); c.next() {
		p.M = c.size
		rampOuter(kn, &p, g.a[c.at*g.lda:], g.y.data, g.x.data[c.at:])
	}
}
