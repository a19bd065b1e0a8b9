package blas

import (
	"fmt"
	"math"
	"math/bits"

	"weft/internal/inuse"
	"weft/kernels"
	"weft/workers"
)

// Workspace multiplies matrices of one element type with one Set's kernels.
// It belongs to one goroutine at a time: a product that meets another in the same
// workspace, from another goroutine or from that one's epilogue, panics, as does one in a
// copy, which would pack to the same memory. For each worker
// that may take part it holds packing space, as much as the largest product so far
// wanted, at most 2.5 MiB. Small products want none.
type Workspace[T kernels.Float] struct {
	self    *Workspace[T] // unless it is a copy
	kernels *kernels.Kernels[T]
	bs      blocking
	pool    *workers.Pool
	scratch []scratch[T] // by worker
	job     job[T]

	epilogue epilogue[T]
	inUse    inuse.Word
}

// scratch is one worker's packing space.
type scratch[T kernels.Float] struct {
	a, b []T
}

// NewWorkspace returns a workspace that uses the kernels of set and shares
// work in pool, or with nobody if that is nil.
func NewWorkspace[T kernels.Float](set *kernels.Set, pool *workers.Pool) *Workspace[T] {
	if pool == nil {
		pool = workers.New(1)
	}
	k := kernels.Of[T](set)
	w := &Workspace[T]{kernels: k, bs: blockingFor(&k.Gemm, cachesHere()), pool: pool}
	w.self = w
	return w
}

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
	check(m, n, k, a, b, c, ldc)
	if alpha != 0 && w.smallAlone(shapeOf(m, n, k, a, b), alpha, a, b, beta, c, ldc) {
		return
	}
	w.enter()
	defer w.leave()
	w.gemm(m, n, k, alpha, a, b, beta, c, ldc)
}

// gemm is Gemm, checked, in a workspace that is entered and may have an epilogue.
func (w *Workspace[T]) gemm(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int) {
	if m == 0 || n == 0 {
		return
	}
	if alpha == 0 || k == 0 {
		scale(m, n, beta, c, ldc)
		w.epilogue.final(m, n, c)
		return
	}
	s := shapeOf(m, n, k, a, b)
	if w.small(s, alpha, a, b, beta, c, ldc) {
		w.epilogue.final(m, n, c)
		return
	}
	if r := w.bs.narrow(s); r > 0 {
		w.gemm(m, n-r, k, alpha, a, b, beta, c, ldc)
		b, c = b.from(0, n-r), c[n-r:]
		if s.columnsOfA() {
			w.alike(s, r, job[T]{m: m, n: r, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, ldc: ldc})
			return
		}
		w.gemm(m, r, k, alpha, a, b, beta, c, ldc)
		return
	}
	p := w.bs.planFor(s)
	workers := w.workersFor(m, n, k)
	if workers == 1 && p == (plan{form: strips}) && w.bs.oneBlock(m, n, k) {
		w.bands(m, n, k, alpha, a, b, beta, c, ldc, true)
		return
	}
	w.job = job[T]{plan: p, m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, ldc: ldc}
	w.share(s, workers)
}

// alike computes the last r columns of a product as turned does, in the pieces of the depth that the
// others have been summed in, by strips. So all elements are summed in one order.
func (w *Workspace[T]) alike(s shape, r int, last job[T]) {
	s.n -= r
	last.plan, last.pieces = plan{form: turned}, w.bs.pieces(w.bs.strips(s), s)
	s.n = r
	w.job = last
	w.share(s, w.workersFor(s.m, r, s.k))
}

// enter begins the use of a workspace, and leave ends it. Two products at a time would
// compute each other's parts.
func (w *Workspace[T]) enter() {
	if w.self != w {
		panic("blas: a copy of a Workspace, want the one that NewWorkspace returned")
	}
	if !w.inUse.Enter() {
		panic("blas: Workspace is in use, by another goroutine or by the product whose epilogue this is")
	}
}

// leave forgets a product, and keeps no caller's memory alive.
func (w *Workspace[T]) leave() {
	w.epilogue, w.job = epilogue[T]{}, job[T]{}
	w.inUse.Leave()
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
func check[T kernels.Float](m, n, k int, a, b Matrix[T], c []T, ldc int) {
	checkSizes(m, n, k, a, b, ldc)
	if have, want := len(c), Rows(c, ldc).span(m, n); have < want {
		panic(fmt.Sprintf("blas: c has %d elements, want at least %d", have, want))
	}
	if m == 0 || n == 0 {
		return // nothing is read
	}
	if have, want := len(a.Data), a.span(m, k); have < want {
		panic(fmt.Sprintf("blas: a has %d elements, want at least %d", have, want))
	}
	if have, want := len(b.Data), b.span(k, n); have < want {
		panic(fmt.Sprintf("blas: b has %d elements, want at least %d", have, want))
	}
}

// checkSizes is check without the slices.
func checkSizes[T kernels.Float](m, n, k int, a, b Matrix[T], ldc int) {
	switch {
	case m < 0 || n < 0 || k < 0:
		panic(fmt.Sprintf("blas: sizes m, n, k = %d, %d, %d, want none below 0", m, n, k))
	case a.RS < 0 || a.CS < 0 || b.RS < 0 || b.CS < 0:
		panic(fmt.Sprintf("blas: strides of A %d, %d and of B %d, %d, want none below 0", a.RS, a.CS, b.RS, b.CS))
	case ldc < max(1, n):
		panic(fmt.Sprintf("blas: ldc = %d, want at least max(1, n) = %d", ldc, max(1, n)))
	case float64(m)*float64(n)*float64(k) >= MaxWork:
		panic(fmt.Sprintf("blas: sizes m, n, k = %d, %d, %d, want m·n·k below 1<<58", m, n, k))
	case bits.UintSize < 64 && m > 0 && n > 0 && max(area(m, k), area(k, n)) >= mostArea:
		panic(fmt.Sprintf("blas: sizes m, n, k = %d, %d, %d, want m·k and k·n below %d", m, n, k, mostArea))
	}
}
