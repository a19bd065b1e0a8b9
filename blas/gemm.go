package blas

import (
	"fmt"
	"math"
	"math/bits"

	"weft/kernels"
)

// Gemm computes C = alpha·A·B + beta·C for A of m by k, B of k by n and C of m
// by n, row-major with rows ldc apart. C must not overlap A or B.
//
// With beta zero C is not read; with alpha or k zero A and B are not. NaN and
// infinities propagate. alpha multiplies sums of products: it does not help where such a sum
// overflows or its terms underflow. Gemm panics when a size is negative, a slice too short for its
// view, m·n·k not below MaxWork, or the workspace in use.
//
// The order in which an element of C is summed depends on the sizes, the strides and the CPU's
// caches, and never on the workers. It is the same for all elements of C, so that equal rows and
// columns give equal bits and products A·Aᵀ and Aᵀ·A are symmetric to the bit, but for one case:
//
//   - n is more than the elements of a vector, Gemm.Lanes of the Set, and no multiple of them.
//   - The rows of B are contiguous. A is one row, or its columns are not contiguous.
//   - Then the last n mod Lanes columns may be summed in an order of their own.
func (w *Workspace[T]) Gemm(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int) {
	var x problem[T]
	x.set(m, n, k, alpha, beta)
	x.on(&a, &b, c, ldc)
	x.check()
	if alpha != 0 && w.small(&x, false) {
		return
	}
	w.enter()
	defer w.leave()
	w.multiply(&x)
}

// GemmThen is Gemm with an epilogue, which is called for blocks that make up C,
// each when its elements are final and still in cache: to add a bias or apply
// a function, say, without another way through memory. Calls come from several
// goroutines at a time where workers help, never twice for an element. What
// blocks there are depends on sizes and workers, so an epilogue should treat
// elements or rows' parts alike wherever they are cut. If it panics, GemmThen does so with
// the same value, in its own goroutine, and C is undefined.
func (w *Workspace[T]) GemmThen(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int, then Epilogue) {
	var x problem[T]
	x.set(m, n, k, alpha, beta)
	x.on(&a, &b, c, ldc)
	x.check()
	w.enter()
	defer w.leave() // also where it panics, or the next product would have the epilogue
	w.then = then
	w.multiply(&x)
}

// GemmRows is GemmThen by a way on which the bits of a row of C follow from those of that row of A
// and C, from B, n, k, alpha and beta, and from the strides of one element beside the next, but not
// from m, the other rows or the workers. then may be nil.
//
// Each element is an inner product in one fixed order, whatever tile it is in. Many rows would be
// faster by outer products: BenchmarkRows has by how much.
func (w *Workspace[T]) GemmRows(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int, then Epilogue) {
	var x problem[T]
	x.set(m, n, k, alpha, beta)
	x.on(&a, &b, c, ldc)
	x.check()
	w.enter()
	defer w.leave()
	w.then = then
	if !w.scaled(&x) {
		r := requestOf(&w.machine, &x, then != nil)
		r.eachAlone = true
		w.job.problem = x
		w.machine.planOf(&w.job.plan, candidate{innerProducts, a.CS != 1, b.RS != 1}, &r)
		w.share(r.shape, w.workersFor(m, n, k))
	}
}

// multiply computes a problem, checked, in a workspace that is entered.
func (w *Workspace[T]) multiply(x *problem[T]) {
	if w.scaled(x) {
		return
	}
	if w.small(x, true) {
		w.final(x)
		return
	}
	s := x.shape()
	if last := w.machine.lastColumns(s); last > 0 {
		w.multiplyApart(x, last)
		return
	}
	workers := w.workersFor(x.m, x.n, x.k)
	r := requestOf(&w.machine, x, w.then != nil)
	r.alone = workers == 1
	w.job.problem = *x
	w.machine.planFor(&w.job.plan, &r)
	if w.job.oneBlock {
		w.bands(&w.job.problem, true)
		return
	}
	w.share(s, workers)
}

// multiplyApart computes the last columns of a problem behind the others.
func (w *Workspace[T]) multiplyApart(x *problem[T], columns int) {
	n := x.n - columns
	first, last := x.part(0, x.m, 0, n), x.part(0, x.m, n, x.n)
	w.multiply(&first)
	s := last.shape()
	if !s.columnsOfA() {
		w.multiply(&last)
		return
	}
	r := requestOf(&w.machine, &last, w.then != nil)
	w.job.problem = last
	w.machine.planAlike(&w.job.plan, &r, n)
	w.share(s, w.workersFor(last.m, last.n, last.k))
}

// scaled computes a problem that has no sums, and reports whether it is one.
func (w *Workspace[T]) scaled(x *problem[T]) bool {
	if x.m == 0 || x.n == 0 {
		return true
	}
	if x.alpha != 0 && x.k != 0 {
		return false
	}
	scale(x.m, x.n, x.beta, x.c, x.ldc)
	w.final(x)
	return true
}

// scale computes C = beta·C without reading C when beta is zero.
func scale[T kernels.Float](m, n int, beta T, c []T, ldc int) {
	if beta == 1 {
		return
	}
	for i := range m {
		row := c[i*ldc : i*ldc+n]
		if beta == 0 {
			clear(row)
			continue
		}
		for j := range row {
			row[j] *= beta
		}
	}
}

// MaxWork bounds m·n·k of a product, which would take a core days. Below it nothing that is
// computed of the sizes wraps where an int has 64 bits.
const MaxWork = 1 << 58

// mostArea bounds m·k and k·n, so that nothing wraps where an int has 32 bits. A C is as large as its
// memory, while strides of 0 make an A and a B of any size.
const mostArea = math.MaxInt / 16

// check panics unless A, B and C have the elements that a product goes over, by sums that do not wrap.
func (x *problem[T]) check() {
	checkSizes(x.m, x.n, x.k, x.a.RS, x.a.CS, x.b.RS, x.b.CS, x.ldc)
	if have, want := len(x.c), spanOf(x.m, x.n, x.ldc, 1); have < want {
		panic(fmt.Sprintf("blas: c has %d elements, want at least %d", have, want))
	}
	if x.m == 0 || x.n == 0 {
		return // nothing is read
	}
	if have, want := len(x.a.Data), x.a.span(x.m, x.k); have < want {
		panic(fmt.Sprintf("blas: a has %d elements, want at least %d", have, want))
	}
	if have, want := len(x.b.Data), x.b.span(x.k, x.n); have < want {
		panic(fmt.Sprintf("blas: b has %d elements, want at least %d", have, want))
	}
}

// checkSizes panics for sizes and strides that no product has.
func checkSizes(m, n, k, ars, acs, brs, bcs, ldc int) {
	switch {
	case m|n|k < 0:
		panic(fmt.Sprintf("blas: sizes m, n, k = %d, %d, %d, want none below 0", m, n, k))
	case ars|acs|brs|bcs < 0:
		panic(fmt.Sprintf("blas: strides of A %d, %d and of B %d, %d, want none below 0", ars, acs, brs, bcs))
	case ldc < max(1, n):
		panic(fmt.Sprintf("blas: ldc = %d, want at least max(1, n) = %d", ldc, max(1, n)))
	case float64(m)*float64(n)*float64(k) >= MaxWork:
		panic(fmt.Sprintf("blas: sizes m, n, k = %d, %d, %d, want m·n·k below 1<<58", m, n, k))
	case bits.UintSize < 64 && m > 0 && n > 0 && max(area(m, k), area(k, n)) >= mostArea:
		panic(fmt.Sprintf("blas: sizes m, n, k = %d, %d, %d, want m·k and k·n below %d", m, n, k, mostArea))
	}
}
