package asmgen

// The square on the diagonal of a block of RampSolveRows, which is transposed in registers.

// square transposes the sums within lanes of 16 bytes and adds them up, and loads the rows of the square and transposes them so.
func (y *rowsSolver) square(first int) {
	disp := 0
	if !y.up {
		disp = -y.solved
	}
	for _, s := range y.sums {
		y.addv(s[0], s[0], s[1])
	}
	lows := make([]int, y.quads) // the lowest row of each lane, in memory
	for q := range lows {
		low := y.inMemory(first + q*y.in)
		if !y.up {
			low -= y.in - 1
		}
		s, free := make([]vec, y.in), y.free(q)
		for j := range s {
			s[j] = y.sums[y.inMemory(low+j)-first][0]
		}
		y.added(y.totals[low/y.in], s, free)
		lows[q] = low
	}
	for r, row := range y.rows {
		m := y.inMemory(first + r)
		if y.inner(first+r) == 0 {
			y.zero(y.squares[m])
			continue
		}
		y.loadOnly(y.squares[m], row, disp, y.inner(first+r))
	}
	for q, low := range lows {
		y.transposed(y.squares[low:][:y.in], y.free(q))
	}
}

// free is vectors of those rows of a group whose sums are in a lane.
func (y *rowsSolver) free(lane int) []vec {
	var free []vec
	for _, s := range y.sums[lane*y.in:][:y.in] {
		free = append(free, s[1])
	}
	return free
}

// added adds up the elements of each of the vectors within lanes of 16 bytes.
func (y *rowsSolver) added(d vec, s, t []vec) {
	last := s[1]
	if y.in == 4 {
		last = s[2]
		for j := 0; j < 4; j += 2 {
			pairwise(y.machine, s[j], s[j], s[j+1], t[j:], false)
		}
	}
	pairwise(y.machine, d, s[0], last, t, true)
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
	var t []vec
	for _, s := range y.sums {
		t = append(t, s[1])
	}
	columns := make([]vec, y.isa.lanes())
	for c := range y.in {
		var rows []vec
		for l := range len(columns) / y.in {
			rows = append(rows, y.squares[l*y.in+c])
			columns[l*y.in+c] = rows[l]
		}
		y.turnLanes(rows, t)
	}
	y.addLanes(y.u, y.totals, t)
	y.load(y.v, y.x, 0)
	y.subv(y.v, y.v, y.u)
	f, n := y.k, y.t
	y.arg(f, solveF)
	for r := range len(columns) - 1 {
		c := y.inMemory(r)
		x, factor := t[0], t[1]
		y.laneAt(x, y.v, t[2], n, c)
		y.broadcastArg(factor, param{kind: scalar, off: c * y.elem}.of(f))
		y.mulv(x, x, factor)
		after := y.all() &^ below(c+1)
		if !y.up {
			after = below(c)
		}
		y.fnmaOnly(y.v, x, columns[c], t[2], after)
	}
	y.load(y.u, f, 0)
	y.mulv(y.v, y.v, y.u)
	y.store(y.x, 0, y.v)
}
