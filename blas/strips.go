package blas

import "weft.example/kernels"

// Blocks of a triangle in strips of rows.

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

// liesWell tells whether k rows of a matrix are gone along where they lie.
func (w *Workspace[T]) liesWell(b *Matrix[T], k int) bool {
	return b.CS == 1 && !w.machine.evictsL1(k, b.RS)
}

// layOut makes b, k by n, a copy whose rows lie ld apart in room, unless its rows lie well. a is the transpose of b. Where
// its columns are contiguous, they are those of the copy too.
func (w *Workspace[T]) layOut(n, k int, b, a *Matrix[T], room []T, ld int) {
	if w.liesWell(b, k) {
		return
	}
	lay(w.kernels, room, ld, n, k, b.T())
	*b = Rows(room, ld)
	if a.RS == 1 {
		*a = b.T()
	}
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
		if x.half == Upper {
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
		x.addSquare(w.kernels, room, m, i, m)
	}
}
