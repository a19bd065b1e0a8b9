package blas

import (
	"runtime"

	"weft.example/kernels"
)

// Trsv solves A·x = b, or Aᵀ·x = b. x is b at first. A zero on the diagonal makes infinities or NaN. The rest is as for Trmv.
func Trsv[T kernels.Float](kn *kernels.Kernels[T], a *Storage[T], trans, unit bool, x []T) {
	a.checkTriangle()
	checkLength("x", len(x), a.n)
	switch x := x[:a.n]; {
	case !trans:
		a.solve(kn, unit, x)
	case a.far(kn):
		a.solveFar(kn, unit, x)
	default:
		a.solveTransposed(kn, unit, x)
	}
}

// solve solves A·x = b, some rows at a time: by RampSolveRows, or a block of rows. Rows beyond a multiple of those that RampSolveRows takes come
// first, as they have the fewest columns: float32 trsv of 31 by 31 takes 0.46 µs so, and 0.64, float64 0.44 and 0.54 (Zen 3).
func (s *Storage[T]) solve(kn *kernels.Kernels[T], unit bool, x []T) {
	var r ramps[T]
	s.ramps(&r, true, -1)
	var space [beside]T // for factors
	f := kernels.Hide(&space)[:]
	if unit && kn.SolvedRows > 1 {
		for i := range f[:min(s.n, beside)] {
			f[i] = 1
		}
	}
	h, odd := s.height(kn), 0
	if !s.banded {
		odd = s.n % kn.SolvedRows
	}
	for done, rows := 0, 0; done < s.n; done += rows {
		left := odd - done // without RampSolveRows
		if rows = 0; left <= 0 {
			rows, left = r.solveRows(kn, done, unit, f, x), s.n-done
		}
		if rows == 0 {
			rows = min(h, left)
			r.solveBlock(kn, s.rowBlock(s.after(done, rows), rows), unit, x)
		}
	}
	runtime.KeepAlive(&space)
}

// solveBlock solves for a block of rows.
func (r *ramps[T]) solveBlock(kn *kernels.Kernels[T], b rowBlock, unit bool, x []T) {
	s := &r.s
	low, high := 0, b.i // what is solved
	if s.half == Upper {
		low, high = b.i+b.r, s.n
	}
	if s.bend == 0 && !s.banded {
		s.subtractRows(kn, b, low, high, x)
	} else {
		r.dots(kn, b.i, b.i+b.r, low, high, x, x[b.i:])
	}
	s.solveSquare(b, unit, x)
}

// subtractRows subtracts the columns low ... high-1 of a block of rows, times x, from x. So few rows, equally far apart, take
// less time side by side.
func (s *Storage[T]) subtractRows(kn *kernels.Kernels[T], b rowBlock, low, high int, x []T) {
	for ; low < high; low += callRow {
		a, lda := s.from(b.i, low)
		rowsTimes(kn, -1, a, lda, x[low:min(high, low+callRow)], x[b.i:b.i+b.r])
	}
}

// rowsTimes adds alpha·A·x to y. A is as high as y, and as wide as x.
//
//go:noinline
func rowsTimes[T kernels.Float](kn *kernels.Kernels[T], alpha T, a []T, lda int, x, y []T) {
	d := kernels.Dots[T]{K: len(x), LDA: lda, LDC: 1, Tiles: 1, Alpha: alpha, Beta: 1}
	p := kernels.Hide(&d)
	for rows := evenly(len(y), kn.Dot.Rows[0]); rows.more(); rows.next() {
		d.M = rows.size
		kn.Dot.Tiles[0](p, &a[rows.at*lda], &x[0], &y[rows.at], &a[0])
	}
	runtime.KeepAlive(&d)
}

// solveSquare solves A·x = b for the square of a block. Its results stay in registers.
func (s *Storage[T]) solveSquare(b rowBlock, unit bool, x []T) {
	var f [blockRows]T
	if b.r < blockRows || !s.factors(f[:], b, unit) {
		s.substitute(b, false, unit, x)
		return
	}
	// Equation k is in row rows[k], and in p[k] it has what the first result is multiplied by, with those for the next ones step further
	// on each.
	var p, rows [blockRows]int
	at, lda, i, step := s.at(b.i)+b.i, s.step+s.bend*b.i, 0, 1
	if s.half == Upper {
		at, i, step = at+blockRows-1, blockRows-1, -1
	}
	for range blockRows {
		p[i], at, lda = at, at+lda, lda+s.bend
		i += step
	}
	for k := range rows {
		rows[k] = k
		if step < 0 {
			rows[k] = blockRows - 1 - k
		}
	}
	a, t := s.data, (*[blockRows]T)(x[b.i:])
	x0 := t[rows[0]] * f[rows[0]]
	x1 := (t[rows[1]] - a[p[1]]*x0) * f[rows[1]]
	x2 := (t[rows[2]] - a[p[2]]*x0 - a[p[2]+step]*x1) * f[rows[2]]
	x3 := (t[rows[3]] - a[p[3]]*x0 - a[p[3]+step]*x1 - a[p[3]+2*step]*x2) * f[rows[3]]
	x4 := (t[rows[4]] - a[p[4]]*x0 - a[p[4]+step]*x1 - a[p[4]+2*step]*x2 - a[p[4]+3*step]*x3) * f[rows[4]]
	x5 := (t[rows[5]] - a[p[5]]*x0 - a[p[5]+step]*x1 - a[p[5]+2*step]*x2 - a[p[5]+3*step]*x3 - a[p[5]+4*step]*x4) * f[rows[5]]
	x6 := (t[rows[6]] - a[p[6]]*x0 - a[p[6]+step]*x1 - a[p[6]+2*step]*x2 - a[p[6]+3*step]*x3 - a[p[6]+4*step]*x4 - a[p[6]+5*step]*x5) * f[rows[6]]
	x7 := (t[rows[7]] - a[p[7]]*x0 - a[p[7]+step]*x1 - a[p[7]+2*step]*x2 - a[p[7]+3*step]*x3 - a[p[7]+4*step]*x4 - a[p[7]+5*step]*x5 - a[p[7]+6*step]*x6) * f[rows[7]]
	t[rows[0]], t[rows[1]], t[rows[2]], t[rows[3]], t[rows[4]], t[rows[5]], t[rows[6]], t[rows[7]] = x0, x1, x2, x3, x4, x5, x6, x7
}

// solveTransposed solves Aᵀ·x = b, a strip of columns of A at a time. What is solved is subtracted from them first.
func (s *Storage[T]) solveTransposed(kn *kernels.Kernels[T], unit bool, x []T) {
	var r ramps[T]
	s.ramps(&r, true, -1)
	wide := s.stripColumns(kn)
	for k := range ceilDiv(s.n, wide) {
		first, end := stretch(k, wide, s.n, s.half == Upper)
		r.addDown(kn, first, end, x, x)
		r.solveStrip(kn, first, end, unit, x)
	}
}

// solveStrip solves Aᵀ·x = b for the square of some columns, few of them at a time.
func (r *ramps[T]) solveStrip(kn *kernels.Kernels[T], from, to int, unit bool, x []T) {
	s := &r.s
	few := min(rampColumns(kn), s.below+s.above+1) // a square is within a band
	for k := range ceilDiv(to-from, few) {
		first, end := stretch(k, few, to-from, s.half == Upper)
		first, end = from+first, from+end
		r.overOthers(first, end, from, to)
		r.axpys(kn, x, x)
		s.solveDown(kn, rowBlock{i: first, r: end - first}, unit, x)
	}
}

// solveDown solves Aᵀ·x = b for a square on the diagonal.
func (s *Storage[T]) solveDown(kn *kernels.Kernels[T], b rowBlock, unit bool, x []T) {
	var space [mostColumns]T
	f := kernels.Hide(&space)[:b.r]
	if !s.factors(f, b, unit) {
		s.substitute(b, true, unit, x)
		return
	}
	p := solveRamp[T](b.r, s.half == Upper)
	p.Bend = s.bend
	a, lda := s.from(b.i, b.i)
	if p.LDA = lda; s.half == Lower {
		a, lda = s.from(b.i+b.r-1, b.i)
		p.LDA = s.bend - lda
	}
	rampSolve(kn, &p, a, x[b.i:], f)
	runtime.KeepAlive(&space)
}

// solveRamp is the rows of a square of so many as RampSolve takes them, from the first one on or from the last one.
func solveRamp[T kernels.Float](rows int, forward bool) kernels.Ramp[T] {
	p := kernels.Ramp[T]{M: rows, To: rows - 1, ToStep: -1, Alpha: -1}
	if forward {
		p.From, p.FromStep, p.To, p.ToStep = 1, 1, rows, 0
	}
	return p
}

// rampSolve is one call.
//
//go:noinline
func rampSolve[T kernels.Float](kn *kernels.Kernels[T], p *kernels.Ramp[T], a, x, f []T) {
	kn.RampSolve(kernels.Hide(p), &a[0], &x[0], &f[0])
	runtime.KeepAlive(p)
}

// solveFar is solveTransposed a block of rows at a time.
func (s *Storage[T]) solveFar(kn *kernels.Kernels[T], unit bool, x []T) {
	h := s.height(kn)
	for k := range s.blocks(h) {
		b := s.block(k, h, s.half == Upper)
		s.solveDown(kn, b, unit, x)
		s.addColumns(kn, b, -1, x, x)
	}
}

// substitute solves A·x = b, or Aᵀ·x = b, for a square on the diagonal, by divisions.
func (s *Storage[T]) substitute(b rowBlock, trans, unit bool, x []T) {
	x = x[b.i : b.i+b.r]
	for k := range x {
		i, from, to := k, 0, k // what is solved
		if (s.half == Upper) != trans {
			i = b.r - 1 - k
			from, to = i+1, b.r
		}
		t := x[i]
		for j := from; j < to; j++ {
			if trans {
				t -= s.data[s.at(b.i+j)+b.i+i] * x[j]
			} else {
				t -= s.data[s.at(b.i+i)+b.i+j] * x[j]
			}
		}
		if !unit {
			t /= s.data[s.at(b.i+i)+b.i+i]
		}
		x[i] = t
	}
}
