package blas

import "weft/kernels"

// Syrk computes C = alpha·A·Aᵀ + beta·C for A of n by k and one triangle of a symmetric C of n by n, whose rows are ldc
// apart. For alpha·Aᵀ·A hand in the transpose of A. C must not overlap A.
//
// With beta zero C is not read. With alpha or k zero A is not read. Syrk panics where Gemm would.
func (w *Workspace[T]) Syrk(half Triangle, n, k int, alpha T, a Matrix[T], beta T, c []T, ldc int) {
	x, b := triangle[T]{upper: half}, a.T()
	x.set(n, n, k, alpha, beta)
	x.on(&a, &b, c, ldc)
	x.check()
	w.enter()
	defer w.leave()
	w.updateTriangle(&x)
}

// Syr2k computes C = alpha·A·Bᵀ + alpha·B·Aᵀ + beta·C for A and B of n by k and one triangle of a symmetric C of n by n,
// whose rows are ldc apart. For alpha·Aᵀ·B + alpha·Bᵀ·A hand in the transposes of both. C must not overlap A or B.
//
// With beta zero C is not read. With alpha or k zero A and B are not read. Syr2k panics where Gemm would.
func (w *Workspace[T]) Syr2k(half Triangle, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int) {
	x, bt := triangle[T]{upper: half, two: true, a2: b, b2: a.T()}, b.T()
	x.set(n, n, k, alpha, beta)
	x.on(&a, &bt, c, ldc)
	x.check()
	w.enter()
	defer w.leave()
	w.updateTriangle(&x)
}

// updateTriangle computes a triangle that is checked.
//
//   - A small C is computed as a square beside it, of which the triangle is taken.
//   - Otherwise C is cut into blocks of columns. Each is a rectangle and a block of the diagonal. So each column of B is packed
//     once for all rectangles. Halves of halves packed it for each: float64 256 went from 37 to 42 GFLOP/s (Zen 3).
//
// The workers share each rectangle, and then the blocks of the diagonal.
func (w *Workspace[T]) updateTriangle(x *triangle[T]) {
	switch {
	case x.n == 0:
		return
	case x.alpha == 0 || x.k == 0:
		x.scale()
		return
	case x.n <= squareSide:
		w.square(x)
		return
	}
	unit := w.machine.NR
	x.blocks = axis{x.n, unit, ceilDiv(ceilDiv(x.n, unit), max(diagonalSide/unit, 1))}
	for i := range x.blocks.pieces {
		from, to := x.blocks.piece(i)
		if x.upper {
			w.rectangle(x, 0, from, to)
		} else {
			w.rectangle(x, from, to, x.n)
		}
	}
	w.diagonalBlocks(x)
}

// square computes a small triangle by way of the whole square.
func (w *Workspace[T]) square(x *triangle[T]) {
	y := x.problem
	y.c, y.ldc, y.beta = w.room(squareSide*squareSide), squareSide, 0
	w.multiply(&y)
	x.addSquare(y.c, y.ldc, 0, x.n)
}

// rectangle computes the part of C beside the cut of rows i0 to i2-1 at i1.
func (w *Workspace[T]) rectangle(x *triangle[T], i0, i1, i2 int) {
	if i0 == i1 || i1 == i2 {
		return
	}
	y := x.beside(i0, i1, i2)
	w.multiply(&y.problem)
	if x.two {
		z := y.second()
		w.multiply(&z)
	}
}

// diagonalBlocks has the workers compute the blocks of the diagonal.
func (w *Workspace[T]) diagonalBlocks(x *triangle[T]) {
	workers := 1
	if x.blocks.pieces > 1 {
		workers = min(w.workersFor(x.n, diagonalSide/2, x.k), x.blocks.pieces)
	}
	side := max(diagonalSide, w.machine.NR)
	ld := oddLines[T](side)
	w.reserve(workers, 2*ld, stripRows[T](), min(x.k, w.machine.placeSteps(side)))
	w.update = *x
	w.pool.RunOn(workers, x.blocks.pieces, (*diagonal[T])(w))
	w.update = triangle[T]{} // so that no memory of the caller stays alive
}

// diagonal is a workspace as the workers see it that compute blocks of a diagonal.
type diagonal[T kernels.Float] Workspace[T]

// Do computes one block of the diagonal.
func (d *diagonal[T]) Do(worker, i int) {
	w := (*Workspace[T])(d)
	s := &w.scratch[worker]
	x := w.update.within(w.update.blocks.piece(i))
	for p := evenly(x.k, w.machine.placeSteps(max(diagonalSide, w.machine.NR))); p.more(); p.next() {
		y := x.steps(p.at, p.at+p.size)
		w.layRows(&y, s.a)
		w.strips(&y, s.b)
	}
}

// layRows gives x a B, and a B2, whose rows are contiguous. Those that are not, or share sets, are copied to room.
func (w *Workspace[T]) layRows(x *triangle[T], room []T) {
	ld := oddLines[T](x.n)
	if !x.two {
		w.layOut(x.n, x.k, &x.b, &x.a, room, ld)
		return
	}
	w.layOut(x.n, x.k, &x.b, &x.a2, room, ld)
	w.layOut(x.n, x.k, &x.b2, &x.a, room[x.k*ld:], ld)
}

// layOut makes b, k by n, a copy whose rows lie ld apart in room, unless its rows lie well. a is the transpose of b. Where
// its columns are contiguous, they are those of the copy too.
func (w *Workspace[T]) layOut(n, k int, b, a *Matrix[T], room []T, ld int) {
	if b.CS == 1 && !w.machine.evictsL1(k, b.RS) {
		return
	}
	lay(w.kernels, room, ld, n, k, b.T())
	*b = Rows(room, ld)
	if a.RS == 1 {
		*a = b.T()
	}
}

// oddLines is the elements of an odd number of lines, for rows of n elements or more. Few such rows share a set.
func oddLines[T kernels.Float](n int) int {
	return (ceilDiv(bytesOf[T](n), line) | 1) * line / bytesOf[T](1)
}

// stripRows is the most rows of a strip: as many as a line has elements, so that strips begin whole vectors of B.
func stripRows[T kernels.Float]() int { return line / bytesOf[T](1) }

// strips computes a block of the diagonal, some rows at a time. What they have of the triangle is a rectangle and a corner.
// A corner is computed as a whole square in room. Of two products it needs only one: the other is its transpose.
func (w *Workspace[T]) strips(x *triangle[T], room []T) {
	p := x.product()
	for i, rows := 0, stripRows[T](); i < x.n; i += rows {
		m := min(rows, x.n-i)
		a, a2, from, to := x.a.Data[i*x.a.RS:], x.a2.Data, 0, i
		if x.two {
			a2 = a2[i*x.a2.RS:]
		}
		if x.upper {
			from, to = i+m, x.n
		}
		p.M, p.ARS, p.AKS, p.BKS = m, x.a.RS, x.a.CS, x.b.RS
		if from < to {
			q, c := p, x.c[i*x.ldc+from:]
			q.N = to - from
			inPlace(w.kernels, access{}, &q, a, x.b.Data[from:], c)
			if x.two {
				q.ARS, q.AKS, q.BKS, q.Beta = x.a2.RS, x.a2.CS, x.b2.RS, 1
				inPlace(w.kernels, access{}, &q, a2, x.b2.Data[from:], c)
			}
		}
		p.N, p.LDC, p.Beta = m, m, 0
		inPlace(w.kernels, access{}, &p, a, x.b.Data[i:], room)
		p.LDC, p.Beta = x.ldc, x.beta
		x.addSquare(room, m, i, m)
	}
}

// addSquare computes C = S + beta·C, or with two products C = S + Sᵀ + beta·C, for the rows and columns of the triangle from
// i on that the square S has, n by n. C is not read when beta is zero.
func (x *triangle[T]) addSquare(s []T, ld, i, n int) {
	for r := range n {
		from, to := 0, r+1
		if x.upper {
			from, to = r, n
		}
		c, row := x.c[(i+r)*x.ldc+i+from:(i+r)*x.ldc+i+to], s[r*ld+from:r*ld+to]
		if x.two {
			across := s[from*ld+r:]
			for j := range row {
				row[j] += across[j*ld]
			}
		}
		switch x.beta {
		case 0:
			copy(c, row)
		case 1:
			for j, v := range row {
				c[j] += v
			}
		default:
			for j, v := range row {
				c[j] = x.beta*c[j] + v
			}
		}
	}
}

// scale computes C = beta·C without reading C when beta is zero.
func (x *triangle[T]) scale() {
	for i := range x.n {
		from, to := 0, i+1
		if x.upper {
			from, to = i, x.n
		}
		scale(1, to-from, x.beta, x.c[i*x.ldc+from:], x.ldc)
	}
}
