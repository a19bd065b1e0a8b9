package blas

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
	w.triangle(&system[T]{solve: true, m: m, n: n, alpha: alpha, a: a, b: b})
}

// Trmm computes B = alpha·A·B for a triangular A of m by m and B of m by n. For alpha·B·A hand in the transposes of A and
// B. A must not overlap B.
//
// With alpha zero A and B are not read, and B becomes zero. NaN and infinities propagate. Trmm panics where Trsm does.
func (w *Workspace[T]) Trmm(m, n int, alpha T, a Triangular[T], b Matrix[T]) {
	w.triangle(&system[T]{m: m, n: n, alpha: alpha, a: a, b: b})
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
		x.leaf(w.kernels)
		return
	}
	w.enter()
	defer w.leave()
	w.halves(x)
}

// halves computes a system that is checked. It cuts the triangle in two triangles and a rectangle:
//
//	lower  A = S 0    upper  A = T R
//	           R T               0 S
//
// S meets the source rows of B, T the target rows. The rectangle R is a product, which adds source rows to target rows.
//
//   - To solve, the source goes first, then the product, then the target.
//   - To multiply, the target goes first, while the source is what it was.
func (w *Workspace[T]) halves(x *system[T]) {
	switch {
	case x.b.CS != 1 && x.m <= turnedRows:
		w.turned(x)
		return
	case x.b.CS == 1 && x.m <= leafRows:
		x.leaf(w.kernels)
		return
	}
	at := sourceRows(x.m)
	source, target, r := x.cut(at)
	if x.solve {
		w.halves(&source)
		w.add(&target, &source, r, -1, x.alpha)
		target.alpha = 1
		w.halves(&target)
		return
	}
	w.halves(&target)
	w.add(&target, &source, r, x.alpha, 1)
	w.halves(&source)
}

// sourceRows is where to cut a triangle of m rows.
//
//   - A small one leaves leafRows to the target. The product then is as deep as it can be.
//   - A large one is halved.
func sourceRows(m int) int {
	unit := smallTriangle
	if m <= smallTriangle {
		unit = leafRows
		return (m - 1) / unit * unit
	}
	return ceilDiv(m/2, unit) * unit
}

// add computes target = alpha·R·source + beta·target. Where columns of B are contiguous, it is computed transposed.
func (w *Workspace[T]) add(target, source *system[T], r Matrix[T], alpha, beta T) {
	var x problem[T]
	if source.b.CS == 1 {
		x.set(target.m, target.n, source.m, alpha, beta)
		x.on(&r, &source.b, target.b.Data, target.b.RS)
	} else {
		a, b := source.b.T(), r.T()
		x.set(target.n, target.m, source.m, alpha, beta)
		x.on(&a, &b, target.b.Data, target.b.CS)
	}
	w.multiply(&x)
}

// turned computes a system whose B has contiguous columns, a chunk of them at a time. A chunk is laid out as rows, and back.
func (w *Workspace[T]) turned(x *system[T]) {
	most := max(1, turnedArea/x.m)
	room := w.room(2*x.m*min(x.n, most) + w.machine.lanes)
	y := *x
	for c := evenly(x.n, most); c.more(); c.next() {
		columns, chunk := x.b.from(0, c.at), room[:x.m*c.size+w.machine.lanes] // see pack for the slack
		pack(w.kernels, chunk, c.size, x.m, columns.T())
		y.n, y.b = c.size, Rows(chunk, c.size)
		w.halves(&y)
		w.transposeChunk(x.m, c.size, chunk, columns.Data, columns.CS, room[x.m*c.size:])
	}
}
