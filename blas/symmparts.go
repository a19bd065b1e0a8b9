package blas

import "weft.example/kernels"

// symmetricParts is a workspace as the workers see it that multiply by a symmetric matrix.
type symmetricParts[T kernels.Float] Workspace[T]

// Do computes one part.
func (s *symmetricParts[T]) Do(worker, i int) {
	w := (*Workspace[T])(s)
	own := w.crew[worker]
	own.symmetricPart(&w.symmetric, i)
	own.job = job[T]{} // so that no memory of the caller stays alive
}

// shareSymmetric has the workers compute a product.
func (w *Workspace[T]) shareSymmetric(x *symmetric[T]) {
	parts := x.blocks.pieces * x.down
	workers, side := min(w.pool.Limit(), parts), x.blocks.widest()
	w.muster(workers, x.m, x.n, side, side*oddLines[T](side))
	w.symmetric = *x
	w.pool.RunOn(workers, parts, (*symmetricParts[T])(w))
	w.symmetric = symmetric[T]{} // so that no memory of the caller stays alive
}

// symmetricPart computes some rows of C or, on the right, columns, with a block of the matrix at a time. Of one that crosses the diagonal
// it lays out what it needs. Others are part of the stored triangle, or the transpose of one.
func (w *Workspace[T]) symmetricPart(x *symmetric[T], i int) {
	block, part := i/x.down, i%x.down
	i0, i1 := x.blocks.piece(block)
	from, to := axis{i1 - i0, line / w.machine.size, x.down}.piece(part)
	for p := range x.blocks.pieces {
		p0, p1 := x.blocks.piece(p)
		a := x.matrix.from(i0, p0)
		switch {
		case p == block:
			a = w.laidOut(a, x.half, i1-i0, from, to, x.side)
		case x.half != Triangle(block < p):
			a = x.matrix.from(p0, i0).T()
		}
		all := x.problem
		all.cutDepth(p0, p1)
		if x.side == Left {
			all.cutRows(i0, i1)
			all.a = a
			y := all.part(from, to, 0, all.n)
			w.among(&y, &all)
		} else {
			all.cutColumns(i0, i1)
			if all.b = a; p != block {
				all.b = a.T()
			}
			y := all.part(0, all.m, from, to)
			w.among(&y, &all)
		}
	}
}

// laidOut lays out rows from … to-1, or on the right columns, or all of a symmetric matrix. All of it takes less time at once: an
// element that is read once goes to two places.
func (w *Workspace[T]) laidOut(a Matrix[T], half Triangle, n, from, to int, side Side) Matrix[T] {
	if to-from == n {
		return w.whole(a, half, n)
	}
	return w.across(a, half, n, from, to, side)
}

// across lays out rows from … to-1, or on the right columns, of n by n elements of a symmetric matrix. It goes along contiguous elements,
// a line's worth of rows at a time.
func (w *Workspace[T]) across(a Matrix[T], half Triangle, n, from, to int, side Side) Matrix[T] {
	if a.CS != 1 {
		a, half = a.T(), !half
	}
	rows, ld := line/w.machine.size, oddLines[T](n)
	dst := w.room(n * ld)
	for p := from; p < to; p += rows {
		q := min(p+rows, to)
		for _, before := range [...]bool{true, false} {
			j0, j1 := 0, p
			if !before {
				j0, j1 = q, n
			}
			if j0 == j1 {
				continue
			}
			x := a.from(p, j0) // rows p … q-1
			if before == (half == Upper) {
				x = a.from(j0, p).T()
			}
			if side == Left {
				lay(w.kernels, dst[p*ld+j0:], ld, j1-j0, q-p, x.T())
			} else {
				lay(w.kernels, dst[j0*ld+p:], ld, q-p, j1-j0, x)
			}
		}
		layCorner(dst, ld, a, half, p, q)
	}
	return Rows(dst, ld)
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
		layCorner(dst, ld, a, half, p, q)
	}
	return Rows(dst, ld)
}

// layCorner lays out the square of rows and columns p … q-1 on the diagonal, element by element.
func layCorner[T kernels.Float](dst []T, ld int, a Matrix[T], half Triangle, p, q int) {
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
