package blas

import (
	"fmt"
	"math"
	"math/bits"

	"weft.example/kernels"
)

// Gemm computes C = alpha·A·B + beta·C for A of m by k, B of k by n and C of m by n, row-major with rows ldc apart. C
// must not overlap A or B.
//
// With beta zero C is not read. With alpha or k zero A and B are not read. NaN and infinities propagate. alpha
// multiplies sums of products: it does not help where such a sum overflows or its terms underflow.
//
// Gemm panics when
//
//   - a size or a stride is negative, or ldc is less than n or 1,
//   - a slice is too short for its view,
//   - m·n·k is not below MaxWork,
//   - the workspace is in use.
//
// The order in which an element of C is summed depends on the sizes, the strides and the CPU's caches, never on the
// workers. With one exception it is the same for all elements of C: equal rows and columns give equal bits, and
// products A·Aᵀ and Aᵀ·A are symmetric to the bit. In the exception the last n mod Lanes columns may be summed in an
// order of their own. It needs all of these:
//
//   - n is more than the elements of a vector, Gemm.Lanes of the Set, and no multiple of them.
//   - The rows of B are contiguous.
//   - A is one row, or its columns are not contiguous.
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

// GemmThen is Gemm with an epilogue: a function that is called for each of the blocks that make up C. A block's
// elements are final then, and still in cache. So a bias can be added, or a function applied, without another way
// through memory.
//
//   - Calls come from several goroutines at a time where workers help.
//   - No element is in two calls.
//   - The blocks depend on the sizes and the workers. So an epilogue should treat elements, or rows' parts, alike
//     wherever they are cut.
//   - If it panics, GemmThen panics with the same value, in its own goroutine, and C is undefined.
func (w *Workspace[T]) GemmThen(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int, then Epilogue) {
	var x problem[T]
	x.set(m, n, k, alpha, beta)
	x.on(&a, &b, c, ldc)
	x.check()
	w.enter()
	defer w.leave() // also after a panic: the next product must not have this epilogue
	w.then = then
	w.multiply(&x)
}

// GemmRows is GemmThen with the bits of a row of C independent of m, of the other rows and of the workers. They follow
// from
//
//   - that row of A and of C,
//   - B, n, k, alpha and beta,
//   - the strides from one element to the one beside it.
//
// Each element is an inner product in one fixed order, whatever tile it is in. Many rows would be faster by outer
// products: BenchmarkRows measures by how much. then may be nil.
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

// multiply computes a problem that is checked. The workspace is entered.
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

// multiplyApart computes the last columns of a problem after the others. columnsOf (among.go) does as it does, for some of them.
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

// MaxWork bounds m·n·k of a product. A core would take days for it. Below it no number that is computed from the sizes
// wraps, where an int has 64 bits.
const MaxWork = 1 << 58

// mostArea bounds m·k and k·n, so that nothing wraps where an int has 32 bits. C needs no such bound: it is no larger
// than its memory. A and B may have any size, where their strides are 0.
const mostArea = math.MaxInt / 16

// check panics unless A, B and C have all elements that a product goes over. Its sums do not wrap.
func (x *problem[T]) check() {
	checkSizes(x.m, x.n, x.k, x.a.RS, x.a.CS, x.b.RS, x.b.CS, x.ldc)
	checkLength("c", len(x.c), spanOf(x.m, x.n, x.ldc, 1))
	if x.m == 0 || x.n == 0 {
		return // nothing is read
	}
	checkLength("a", len(x.a.Data), x.a.span(x.m, x.k))
	checkLength("b", len(x.b.Data), x.b.span(x.k, x.n))
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
