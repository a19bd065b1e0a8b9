package blas

// Side tells where the symmetric matrix of a product stands.
type Side bool

const (
	Left  Side = false // alpha·A·B
	Right Side = true  // alpha·B·A
)

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
	if x.k <= symmetricSide {
		w.symmetricBlock(&x, side, w.whole(a, half, x.k))
		return
	}
	blocks := axis{x.k, w.machine.NR, ceilDiv(x.k, symmetricSide)}
	for i := range blocks.pieces {
		y := x
		if side == Left {
			y.cutRows(blocks.piece(i))
		} else {
			y.cutColumns(blocks.piece(i))
		}
		for p := range blocks.pieces {
			z, row, column := y, i, p
			if side == Right {
				row, column = p, i
			}
			z.cutDepth(blocks.piece(p))
			w.symmetricBlock(&z, side, w.symmetric(a, half, blocks, row, column))
		}
	}
}

// symmetricBlock computes a product with a as its A, or on the Right as its B.
func (w *Workspace[T]) symmetricBlock(x *problem[T], side Side, a Matrix[T]) {
	if side == Left {
		x.a = a
	} else {
		x.b = a
	}
	w.multiply(x)
}

// symmetric returns block i, j of a symmetric matrix. Blocks of the diagonal are laid out, others are part of the stored
// triangle or the transpose of one.
func (w *Workspace[T]) symmetric(a Matrix[T], half Triangle, blocks axis, i, j int) Matrix[T] {
	i0, i1 := blocks.piece(i)
	j0, _ := blocks.piece(j)
	switch {
	case i == j:
		return w.whole(a.from(i0, i0), half, i1-i0)
	case half == Triangle(i < j):
		return a.from(i0, j0)
	}
	return a.from(j0, i0).T()
}

// whole lays out all n by n elements of a symmetric matrix. It goes along contiguous elements, a line's worth of rows at a
// time.
func (w *Workspace[T]) whole(a Matrix[T], half Triangle, n int) Matrix[T] {
	if a.CS != 1 {
		a, half = a.T(), !half
	}
	rows := line / w.machine.size
	ld := oddLines[T](n)
	dst := w.room(n * ld)
	for p := 0; p < n; p += rows {
		q := min(p+rows, n)
		from, to := 0, p
		if half == Upper {
			from, to = q, n
		}
		if from < to {
			x := a.from(p, from)
			lay(w.kernels, dst[p*ld+from:], ld, to-from, q-p, x.T())
			lay(w.kernels, dst[from*ld+p:], ld, q-p, to-from, x)
		}
		for i := p; i < q; i++ {
			from, to := p, i+1
			if half == Upper {
				from, to = i, q
			}
			row := dst[i*ld+from : i*ld+to]
			x, across := i*a.RS+from*a.CS, from*ld+i
			for j := range row {
				v := a.Data[x]
				row[j], dst[across] = v, v
				x, across = x+a.CS, across+ld
			}
		}
	}
	return Rows(dst, ld)
}
