package blas

import (
	"math"
	"runtime"

	"weft.example/kernels"
)

// Syr computes A += alpha·x·xᵀ for one triangle of a symmetric matrix A, dense or packed. Elements of x are incX apart, as for
// Ger. x must not overlap A. alpha multiplies x, so that no product of two elements needs to be a number without it. Syr panics
// if x is too short, and if the workspace is in use.
func (w *Workspace[T]) Syr(alpha T, x []T, incX int, a *Storage[T]) {
	n := a.n
	u := vector[T]{x, n, incX}
	u.check("x")
	w.enter()
	defer w.leave()
	if n == 0 {
		return
	}
	room := w.vectorsOf(2 * n)[:2*n] // alpha·x, x
	u.loadTo(room[n:])
	multiplied(w.kernels, alpha, room[:n], room[n:])
	w.addOuter(a, 1, room, room[n:])
}

// Syr2 computes A += alpha·x·yᵀ + alpha·y·xᵀ for one triangle of a symmetric matrix A, dense or packed. Elements of x are incX
// apart, those of y incY, as for Ger. x and y must not overlap A. alpha multiplies x and y first. Syr2 panics if a vector is too
// short, and if the workspace is in use.
func (w *Workspace[T]) Syr2(alpha T, x []T, incX int, y []T, incY int, a *Storage[T]) {
	n := a.n
	u, v := vector[T]{x, n, incX}, vector[T]{y, n, incY}
	u.check("x")
	v.check("y")
	w.enter()
	defer w.leave()
	if n == 0 {
		return
	}
	room := w.vectorsOf(4 * n)[:4*n] // alpha·x, alpha·y, y, x
	v.loadTo(room[2*n:])
	u.loadTo(room[3*n:])
	multiplied(w.kernels, alpha, room[:n], room[3*n:])
	multiplied(w.kernels, alpha, room[n:2*n], room[2*n:])
	w.addOuter(a, 2, room, room[2*n:])
}

// multiplied computes y = alpha·x.
func multiplied[T kernels.Float](kn *kernels.Kernels[T], alpha T, y, x []T) {
	copy(y, x)
	Scale(kn, alpha, y)
}

// addOuter adds Σ x·yᵀ to a triangle, for so many vectors x and y as it is deep. They are n apart. A call takes several rows, each
// with its element on the diagonal, unless they are long.
func (w *Workspace[T]) addOuter(s *Storage[T], depth int, x, y []T) {
	kn := w.kernels
	s.checkTriangle()
	if s.banded {
		panic("blas: an update of a band, want a dense or packed triangle")
	}
	if w.addOuterByRamps(s, depth, x, y) {
		return
	}
	p := kernels.Product[T]{K: depth, ARS: 1, AKS: s.n, BKS: s.n, NStep: 1, LDCStep: s.bend, Alpha: 1, Beta: 1}
	if s.half == Upper { // each row begins a column further on
		p.NStep, p.BGS = -1, 1
	}
	distance := writeAhead
	if bytesOf[T](s.m*s.n/2) >= farBytes {
		distance = memoryAhead
	}
	var a []T
	for i := 0; i < s.m; i += p.M {
		from, to := 0, i+1
		if s.half == Upper {
			from, to = i, s.n
		}
		p.M = 1
		if n := to - from; n <= callRow {
			p.M = min(s.m-i, callRead/4/max(n, outerLeast))
		}
		for j := from; j < to; j += callRow {
			p.N = min(callRow, to-j)
			a, p.LDC = s.from(i, j)
			p.LDC += p.BGS
			p.Ahead = aheadOf(distance/bytesOf[T](1), p.N, p.LDC)
			if s.bend == 0 && bytesOf[T](p.N) >= longRow {
				p.Ahead = longRowAhead / bytesOf[T](1)
			}
			outer(kn, &p, x[i:], y[j:], a)
		}
	}
}

// addOuterByRamps is addOuter where RampOuter or RampOuter2 is faster, or reports false. Rows of an upper triangle begin anywhere, and so
// do packed ones: these kernels write whole lines, or go down a few columns. They take, with masks that are cheap,
//
//   - packed triangles, and those near enough to go down a few columns, of any number of rows,
//   - where many streams do not pay: all upper triangles, and packed lower ones of one product, however far.
//
// Of others they take upper ones of one product up to outerUpper, and the rest up to outerStrips, two products from outerRows on. Where a
// tile takes one line, two products are so from few rows on.
func (w *Workspace[T]) addOuterByRamps(s *Storage[T], depth int, x, y []T) bool {
	kn, bytes, upper := w.kernels, bytesOf[T](area(s.m, s.n)), s.half == Upper
	masks := kn.OuterColumns > 1
	packed, fetches := masks && s.bend != 0, masks && !w.machine.manyStreams
	few := fetches && s.bend == 0 && s.step >= kn.OuterColumns && (depth == 2 || upper) && bytes <= outerNear
	near, rows := outerStrips, outerRows
	if w.machine.oneLine() {
		near, rows = outerStripsOneLine, 0
	}
	switch {
	case fetches && (upper || packed && depth == 1):
		near = math.MaxInt
	case depth == 1 && upper:
		near = outerUpper
	}
	if bytes >= near || depth == 2 && s.n < rows && !few && !packed {
		return false
	}
	var r ramps[T]
	s.ramps(&r, false, 1)
	r.Apart = s.n
	if fetches && bytes > outerNear {
		r.Ahead = writeAhead / bytesOf[T](1)
		if !packed { // the last row is the first
			r.Ahead = -aheadOf(r.Ahead, s.n/2, s.step)
		}
	}
	columns := callRead / 2
	if few {
		columns = kn.OuterColumns
	}
	r.outers(kn, depth, columns, y, x)
	return true
}

// outer is one call of an update of A.
//
//go:noinline
func outer[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Product[T], x, y, a []T) {
	kn.Update[p.K-1](kernels.Hide(p), &x[0], &y[0], &a[0])
	runtime.KeepAlive(p)
}
