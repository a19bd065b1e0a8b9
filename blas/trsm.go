package blas

import "fmt"

// Trsm solves A·X = alpha·B for a triangular A of m by m and B of m by n, and stores X to B. For X·A = alpha·B hand in the
// transposes of A and B. A must not overlap B.
//
// With alpha zero A and B are not read, and X is zero. NaN and infinities propagate. An A that is singular is not found
// out: X then has infinities and NaN.
//
// X satisfies |A·X - alpha·B| <= (m+30)·eps·(|A|·|X| + |alpha·B|), element by element, where 1+eps is the number behind 1. It
// has the same bits for any number of workers.
//
// Trsm panics when
//
//   - a size or a stride is negative,
//   - neither rows nor columns of B are contiguous, or they overlap,
//   - a slice is too short for its view,
//   - m·m·n is not below MaxWork,
//   - the workspace is in use.
func (w *Workspace[T]) Trsm(m, n int, alpha T, a Triangular[T], b Matrix[T]) {
	w.triangle(&system[T]{solve: true, m: m, n: n, to: n, alpha: alpha, a: a, b: b})
}

// Trmm computes B = alpha·A·B for a triangular A of m by m and B of m by n. For alpha·B·A hand in the transposes of A and
// B. A must not overlap B.
//
// With alpha zero A and B are not read, and B becomes zero. NaN and infinities propagate. Trmm panics where Trsm does.
func (w *Workspace[T]) Trmm(m, n int, alpha T, a Triangular[T], b Matrix[T]) {
	w.triangle(&system[T]{m: m, n: n, to: n, alpha: alpha, a: a, b: b})
}

// triangle checks a system and computes it. One that needs no space leaves the workspace alone.
func (w *Workspace[T]) triangle(x *system[T]) {
	x.check()
	switch {
	case x.m == 0 || x.n == 0:
		return
	case x.alpha == 0 && x.b.CS == 1:
		scale(x.m, x.n, 0, x.b.Data, x.b.RS)
		return
	case x.alpha == 0:
		scale(x.n, x.m, 0, x.b.Data, x.b.CS)
		return
	case x.b.CS == 1 && x.m <= leafRows:
		x.few(w.kernels)
		return
	}
	w.enter()
	defer w.leave()
	w.shareColumnsOf(x)
}

// check panics unless A and B have all elements that the system goes over. Its sums do not wrap.
func (x *system[T]) check() {
	checkSizes(x.m, x.n, x.m, x.a.RS, x.a.CS, x.b.RS, x.b.CS, max(1, x.n))
	rows := x.b.CS == 1 && x.b.RS >= max(1, x.n)
	if !rows && (x.b.RS != 1 || x.b.CS < max(1, x.m)) {
		panic(fmt.Sprintf("blas: strides of B %d, %d, want at least %d, 1 or 1, %d", x.b.RS, x.b.CS, max(1, x.n), max(1, x.m)))
	}
	if x.m == 0 || x.n == 0 {
		return
	}
	checkLength("a", len(x.a.Data), x.a.span(x.m, x.m))
	checkLength("b", len(x.b.Data), x.b.span(x.m, x.n))
}
