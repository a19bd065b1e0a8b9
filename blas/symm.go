package blas

// Symm computes C = alpha·A·B + beta·C, or on the Right C = alpha·B·A + beta·C. A is symmetric, with one triangle stored: m by
// m, or on the Right n by n. B and C are m by n, rows of C are ldc apart. C must not overlap A or B.
//
// With beta zero C is not read. With alpha zero A and B are not read. Symm panics where Gemm would.
func (w *Workspace[T]) Symm(side Side, half Triangle, m, n int, alpha T, a, b Matrix[T], beta T, c []T, ldc int) {
	var x problem[T]
	if side == Left {
		x.set(m, n, m, alpha, beta)
		x.on(&a, &b, c, ldc)
	} else {
		x.set(m, n, n, alpha, beta)
		x.on(&b, &a, c, ldc)
	}
	checkSizes(m, n, x.k, a.RS, a.CS, b.RS, b.CS, ldc)
	checkLength("c", len(c), spanOf(m, n, ldc, 1))
	if m > 0 && n > 0 {
		checkLength("a", len(a.Data), a.span(x.k, x.k))
		checkLength("b", len(b.Data), b.span(m, n))
	}
	w.enter()
	defer w.leave()
	if w.scaled(&x) {
		return
	}
	shares := w.workersFor(x.m, x.n, x.k)
	if shares < 2 && x.k <= symmetricSide {
		if laid := w.whole(a, half, x.k); side == Left {
			x.a = laid
		} else {
			x.b = laid
		}
		w.multiply(&x)
		return
	}
	y := symmetric[T]{problem: x, side: side, half: half, matrix: a, blocks: axis{x.k, w.machine.NR, ceilDiv(x.k, symmetricSide)}, down: 1}
	if y.blocks.pieces%shares != 0 {
		y.down = shares
	}
	if shares > 1 && x.k/y.blocks.pieces/y.down >= symmetricRows && max(x.m, x.n) <= 2*x.k {
		w.shareSymmetric(&y)
		return
	}
	y.down = 1
	for i := range y.blocks.pieces { // the workers share each product
		w.symmetricPart(&y, i)
	}
}
