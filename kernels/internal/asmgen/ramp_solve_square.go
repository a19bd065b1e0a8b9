package asmgen

// The square on the diagonal of a block of RampSolveRows, which is transposed in registers.

// square loads the rows of the square, and transposes them and the sums within lanes of 16 bytes.
func (y *rowsSolver) square(first int) {
	disp := 0
	if !y.up {
		disp = -y.solved
	}
	for r, row := range y.rows {
		y.addv(y.sums[r][0], y.sums[r][0], y.sums[r][1])
		m := y.inMemory(first + r)
		if y.inner(first+r) == 0 {
			y.zero(y.squares[m])
			continue
		}
		y.only(y.inner(first + r))
		y.loadPart(y.squares[m], row, disp, 1)
	}
	for q := range y.quads {
		low := y.inMemory(first + q*y.in)
		if !y.up {
			low -= y.in - 1
		}
		s := make([]vec, y.in)
		var free []vec
		for j := range y.in {
			r := y.inMemory(low+j) - first
			s[j] = y.sums[r][0]
			free = append(free, y.sums[r][1])
		}
		into := y.totals[low/y.in]
		if y.in == 2 {
			y.zip(free[0], s[0], s[1], false, true)
			y.zip(free[1], s[0], s[1], true, true)
			y.addv(into, free[0], free[1])
		} else {
			for j := 0; j < 4; j += 2 {
				y.zip(free[j], s[j], s[j+1], false, false)
				y.zip(free[j+1], s[j], s[j+1], true, false)
				y.addv(s[j], free[j], free[j+1])
			}
			y.zip(free[0], s[0], s[2], false, true)
			y.zip(free[1], s[0], s[2], true, true)
			y.addv(into, free[0], free[1])
		}
		y.transposed(y.squares[low:][:y.in], free)
	}
}

// transposed transposes rows within lanes of 16 bytes.
func (y *rowsSolver) transposed(v, t []vec) {
	if y.in == 2 {
		y.zip(t[0], v[0], v[1], false, true)
		y.zip(v[1], v[0], v[1], true, true)
		y.copyv(v[0], t[0])
		return
	}
	y.zip(t[0], v[0], v[1], false, false)
	y.zip(t[1], v[0], v[1], true, false)
	y.zip(t[2], v[2], v[3], false, false)
	y.zip(t[3], v[2], v[3], true, false)
	y.zip(v[0], t[0], t[2], false, true)
	y.zip(v[1], t[0], t[2], true, true)
	y.zip(v[2], t[1], t[3], false, true)
	y.zip(v[3], t[1], t[3], true, true)
}

// solve completes the columns of the square and the sums, and solves.
func (y *rowsSolver) solve() {
	t := y.spare
	columns := make([]vec, y.isa.lanes())
	for c := range y.in {
		s := func(quarter int) vec { return y.squares[quarter*y.in+c] }
		y.lanes4(t[0], s(0), s(1), 0x44) // lanes 0 and 1 of each
		y.lanes4(t[1], s(0), s(1), 0xee) // lanes 2 and 3
		y.lanes4(t[2], s(2), s(3), 0x44)
		y.lanes4(t[3], s(2), s(3), 0xee)
		for l := range 4 {
			pick := 0x88 // lanes 0 and 2
			if l%2 == 1 {
				pick = 0xdd // 1 and 3
			}
			columns[l*y.in+c] = s(l)
			y.lanes4(s(l), t[l/2], t[2+l/2], pick)
		}
	}
	pair := func(d, x, z vec) {
		y.lanes4(t[0], x, z, 0x88)
		y.lanes4(t[1], x, z, 0xdd)
		y.addv(d, t[0], t[1])
	}
	pair(t[2], y.totals[0], y.totals[1])
	pair(t[3], y.totals[2], y.totals[3])
	pair(y.u, t[2], t[3])
	y.load(y.v, y.x, 0)
	y.subv(y.v, y.v, y.u)
	f, n := y.k, y.t
	y.arg(f, solveF)
	for r := range len(columns) - 1 {
		c := y.inMemory(r)
		x, factor, index := t[r%2*3], t[r%2*3+1], t[r%2*3+2]
		y.set(n, c)
		y.lane(x, y.v, index, n)
		y.broadcastArg(factor, param{kind: scalar, off: c * y.elem}.of(f))
		y.mulv(x, x, factor)
		after := y.all() &^ below(c+1)
		if !y.up {
			after = below(c)
		}
		y.only(after)
		y.fnmaPart(y.v, x, columns[c], 1)
	}
	y.load(y.u, f, 0)
	y.mulv(y.v, y.v, y.u)
	y.store(y.x, 0, y.v)
}
