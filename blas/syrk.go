package blas

// Syrk computes C = alpha·A·Aᵀ + beta·C for A of n by k and one triangle of a symmetric C of n by n, whose rows are ldc
// apart. For alpha·Aᵀ·A hand in the transpose of A. C must not overlap A.
//
// With beta zero C is not read. With alpha or k zero A is not read. Syrk panics where Gemm would.
func (w *Workspace[T]) Syrk(half Triangle, n, k int, alpha T, a Matrix[T], beta T, c []T, ldc int) {
	x, b := triangle[T]{half: half}, a.T()
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
	x, bt := triangle[T]{half: half, two: true, a2: b, b2: a.T()}, b.T()
	x.set(n, n, k, alpha, beta)
	x.on(&a, &bt, c, ldc)
	x.check()
	w.enter()
	defer w.leave()
	w.updateTriangle(&x)
}

// updateTriangle computes a triangle that is checked. The way depends on its shape alone, not on the workers.
//
// Panels pay for a B of half of L2 and more. Against rows in place, float64 256x256 goes from 37 to 42 GFLOP/s, float32
// 1024x1024 of a transposed A from 51 to 82 (Zen 3).
func (w *Workspace[T]) updateTriangle(x *triangle[T]) {
	switch {
	case x.n == 0:
	case x.alpha == 0 || x.k == 0:
		x.scale()
	case x.n <= squareSide:
		w.square(x)
	case x.k > shallow && area(x.k, x.n) >= w.machine.blockB:
		w.inPanels(x)
	default:
		w.inRows(x)
	}
}

// square computes a small triangle by way of the whole square.
func (w *Workspace[T]) square(x *triangle[T]) {
	y := x.problem
	y.c, y.ldc, y.beta = w.room(2*squareSide*squareSide+w.machine.lanes), squareSide, 0
	w.multiply(&y)
	x.addSquare(w.kernels, y.c, y.ldc, 0, x.n)
}

// inPanels packs blocks of B as panels.
func (w *Workspace[T]) inPanels(x *triangle[T]) {
	m := &w.machine
	w.job.packA = m.packsA(x.shape())
	most := m.KC
	if w.job.packA {
		most = packASteps
	}
	x.panels, x.depth = true, ceilDiv(x.k, depthPieces(x.k, most))
	w.shareColumns(x, m.blockColumns(x.depth, m.NR))
}

// inRows goes along rows of B. Where they lie badly, all of B is laid out first: it is small. Where columns of B are contiguous, each part
// lays out its own.
func (w *Workspace[T]) inRows(x *triangle[T]) {
	m := &w.machine
	x.depth = ceilDiv(x.k, depthPieces(x.k, m.placeSteps(diagonalSide)))
	if x.n > diagonalSide {
		if x.b.CS == 1 && !(w.liesWell(&x.b, x.k) && (!x.two || w.liesWell(&x.b2, x.k))) {
			w.layRows(x, w.room(2*oddLines[T](x.n)*x.k))
		}
		w.shareColumns(x, max(diagonalSide, m.NR))
		return
	}
	w.layRows(x, w.room(2*oddLines[T](x.n)*x.k))
	w.reserveSquares(1)
	for p := evenly(x.k, x.depth); p.more(); p.next() { // one block
		y := x.steps(p.at, p.at+p.size)
		w.strips(&y, w.scratch[0].square)
	}
}

// shareColumns has the workers compute blocks of up to most columns.
func (w *Workspace[T]) shareColumns(x *triangle[T], most int) {
	m := &w.machine
	x.parts = min(w.workersFor(x.n, ceilDiv(x.n, 2), x.k), max(1, x.n/partSide))
	units, workers, least := ceilDiv(x.n, m.NR), min(w.pool.Limit(), x.parts), 1
	if workers > 1 {
		least = leastBlocks
	}
	x.blocks = axis{x.n, m.NR, ceilDiv(units, min(most/m.NR, max(diagonalSide/m.NR, ceilDiv(units, least))))}
	w.reserveSquares(workers)
	switch {
	case x.panels:
		w.reserve(workers, m.MR, x.n, x.k)
		if x.two && x.a.RS == 1 {
			w.reserveAcross(workers, len(w.scratch[0].b))
		}
	case x.b.CS != 1:
		w.reserveAcross(workers, 2*x.depth*oddLines[T](x.blocks.widest())+m.lanes)
	}
	w.update = *x
	w.pool.RunOn(workers, x.parts, (*triangleParts[T])(w))
	w.update = triangle[T]{} // so that no memory of the caller stays alive
}

// reserveSquares allocates room for the small squares on a diagonal.
func (w *Workspace[T]) reserveSquares(workers int) {
	w.reserve(workers, 0, 0, 0)
	side := max(w.machine.NR, stripRows[T]())
	for i := range w.scratch[:workers] {
		if s := &w.scratch[i]; s.square == nil {
			s.square = Make[T](2*side*side + w.machine.lanes)
		}
	}
}

// reserveAcross allocates space for a second block of B, or for blocks of columns that are laid out as rows.
func (w *Workspace[T]) reserveAcross(workers, n int) {
	for i := range w.scratch[:workers] {
		if s := &w.scratch[i]; len(s.across) < n {
			s.across = Make[T](n)
		}
	}
}

// scale computes C = beta·C without reading C when beta is zero.
func (x *triangle[T]) scale() {
	for i := range x.n {
		from, to := 0, i+1
		if x.half == Upper {
			from, to = i, x.n
		}
		scale(1, to-from, x.beta, x.c[i*x.ldc+from:], x.ldc)
	}
}
