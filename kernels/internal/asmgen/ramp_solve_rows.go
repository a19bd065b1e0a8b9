package asmgen

import "slices"

// Local variables of rampSolveRows. Those of a block of rows, as many as a vector has lanes, change with each block.
var (
	solveBend = param{name: "bend", in: local, off: 8}  // in bytes
	solveLeft = param{name: "left", in: local, off: 16} // rows
	solveFar  = param{name: "far", in: local, off: 24}  // bytes from column 0 to the end of the common columns that is far from the square
	solveMove = param{name: "move", in: local, off: 32} // what far changes by: not 0 if rows have corners beyond
	solveF    = param{name: "f", in: local, off: 40}    // the block's factors
)

const solveFrame = 40

// rowsSolver takes rows in blocks, whose squares on the diagonal it transposes in registers. Rows of a block have columns in common. In
// a band they also have a corner, a triangle, at the far end of these. A block ends next to the square, with what was
// solved last: all before need not wait for it.
type rowsSolver struct {
	*family
	fixed
	operands
	solving
	up bool // the own column rises, and rows have what is in front of it

	a, lda, x, base  reg // column 0 of the next row; the square's elements of v, and bytes from column 0 to it
	rows             []reg
	xp, k, t         reg
	sums             [][2]vec // of some rows, two each
	squares          []vec    // by rows in memory
	early            []vec    // those of all rows but the last ones that are solved, which take the place of their sums
	totals           []vec    // of as many rows as a lane has elements, each
	sooner           []vec    // all of these but the last one, whose place is v
	v, u             vec
	done             string
	quads, in        int // of rows: so many of a block, with so many each
	solved, stepping int // bytes: of a block, and with a sign
}

// solvesRows tells whether there is a RampSolveRows.
func (s *isa) solvesRows() bool { return s.wideMasks() || s.windows }

// rampSolveRows emits v[d] = f[d] * (v[d] - Σj A[i,j]*v[j]) for one row after the other and its own column d.
func rampSolveRows(a *asm, s *isa, mc machine) {
	sig := functionWith(a, s, "RampSolveRows"+s.float()+s.title, "v[d] = f[d]*(v[d] - Σj A[i,j]*v[j]), for each row i and its own column d.", "p *Ramp, a, v, f *T", solveFrame)
	regs := newRegs(s, mc, 1, false)
	y := &rowsSolver{family: newFamily(a, s, mc, sig, rampFields), fixed: mc.(fixed), operands: mc.(operands), solving: mc.(solving), in: 16 / s.elem}
	i, v := regs.ints.take, regs.vecs.take
	y.a, y.lda, y.x, y.base, y.xp, y.k, y.t = i("a"), i("lda"), i("x"), i("base"), i("v"), i("k"), i("t")
	y.rows = regs.ints.block("rows", 4)
	for range y.rows {
		block := regs.vecs.block("sums", 2)
		y.sums = append(y.sums, [2]vec{block[0], block[1]})
	}
	y.early = regs.vecs.block("squares", s.lanes()-len(y.rows))
	y.v, y.u = v("v"), v("u")
	y.sooner = regs.vecs.block("totals", s.lanes()/y.in-1)
	y.quads, y.done, y.solved = len(y.rows)/y.in, y.at("end"), s.bytes
	down := y.newLabel("down")
	y.begin()
	y.arg(y.t, y.of(y.k, "fromstep"))
	y.jumpLess(y.t, 0, down)
	y.direction(true)
	y.label(down)
	y.direction(false)
	y.label(y.done)
	y.ret()
}

// begin takes the fields that both directions have. It leaves the Ramp in k.
func (y *rowsSolver) begin() {
	p, t := y.k, y.t
	y.param(p, "p")
	y.arg(t, y.of(p, "m"))
	y.jumpZero(t, y.done)
	y.setTo(solveLeft, t)
	y.bytesOf(y.lda, p, "lda")
	y.bytesOf(t, p, "bend")
	y.setTo(solveBend, t)
	y.param(y.a, "a")
	y.param(y.x, "v")
	y.param(t, "f")
	y.setTo(solveF, t)
}

// direction emits the loop over blocks.
func (y *rowsSolver) direction(up bool) {
	p, t, lanes := y.k, y.t, y.isa.lanes()
	y.up, y.stepping = up, y.solved
	y.squares = make([]vec, lanes)
	for r := range y.squares {
		if last := r - len(y.early); last < 0 {
			y.squares[y.inMemory(r)] = y.early[r]
		} else {
			y.squares[y.inMemory(r)] = y.sums[last][0]
		}
	}
	if y.totals = append(slices.Clone(y.sooner), y.v); !up {
		y.totals = append([]vec{y.v}, y.sooner...)
	}
	far, move, base, plain, next := "from", "fromstep", "to", y.newLabel("plain"), y.newLabel("block")
	if !up {
		far, move, base = "to", "tostep", "from"
		y.stepping = -y.solved
	}
	y.bytesOf(y.base, p, base)
	y.bytesOf(t, p, far)
	y.setTo(solveFar, t)
	if !up {
		y.addImm(y.base, -y.solved)
		y.arg(t, y.of(p, "m"))
		y.addImm(t, -lanes)
		y.shift(t, log2(y.elem))
		y.addTo(solveF, t)
	}
	y.machine.add(y.x, y.base)
	y.arg(t, y.of(p, move))
	y.shift(t, log2(y.solved))
	y.setTo(solveMove, t)
	y.jumpZero(t, plain)
	y.moveFar() // past the corner
	y.label(plain)
	y.label(next)
	for g := range lanes / len(y.rows) {
		y.group(g)
	}
	y.solve()
	y.addImm(y.x, y.stepping)
	y.addImm(y.base, y.stepping)
	y.bump(solveF, y.stepping)
	y.arg(t, solveMove)
	y.moveFar()
	y.bump(solveLeft, -lanes)
	y.jumpMore(next)
	y.jump(y.done)
}

// moveFar adds t to the far end.
func (y *rowsSolver) moveFar() { y.addTo(solveFar, y.t) }

// below has a bit for each lane below n.
func below(n int) uint64 { return 1<<n - 1 }

// group sums up the products of rows g*4 ... g*4+3 of a block, in the order that they are solved in, and leaves their part of the
// transposed square.
func (y *rowsSolver) group(g int) {
	t, first := y.t, g*len(y.rows)
	noCorner, whole, one, loop, next := y.newLabel("common"), y.newLabel("whole"), y.newLabel("one"), y.newLabel("loop"), y.newLabel("square")
	y.arg(t, solveFar)
	for r, row := range y.rows {
		y.mov(row, y.a)
		y.machine.add(row, t)
		y.machine.add(y.a, y.lda)
		y.addFrom(y.lda, solveBend)
		for _, sum := range y.sums[r] {
			y.zero(sum)
		}
	}
	y.mov(y.k, y.base)
	y.sub(y.k, t)
	y.mov(y.xp, y.x)
	y.sub(y.xp, y.k)
	corner := -y.solved
	if !y.up {
		corner = 0
		y.mov(t, y.k)
		y.set(y.k, -y.solved)
		y.sub(y.k, t)
	}
	y.shift(y.k, -log2(y.elem))
	y.arg(t, solveMove)
	y.jumpZero(t, noCorner)
	y.load(y.u, y.xp, corner)
	for r, row := range y.rows {
		y.fmaOnly(y.sums[r][0], y.u, y.v, row, corner, y.outer(first+r))
	}
	y.label(noCorner)
	y.remainder(t, y.k, y.isa.lanes())
	y.jumpZero(t, whole)
	y.tail(t)
	y.remainder(t, y.k, y.isa.lanes())
	y.sub(y.k, t)
	y.shift(t, log2(y.elem))
	ptrs := append(y.rows[:len(y.rows):len(y.rows)], y.xp)
	if !y.up {
		for _, p := range ptrs {
			y.sub(p, t)
		}
	}
	y.loadTail(y.u, y.xp, 0)
	for r, row := range y.rows {
		y.fmaLoad(y.sums[r][0], y.u, y.v, row, 0, partialVector)
	}
	if y.up {
		for _, p := range ptrs {
			y.machine.add(p, t)
		}
	}
	y.label(whole)
	vectors := func(n int) {
		for j := range n {
			disp := j * y.solved
			if !y.up {
				disp = -disp - y.solved
			}
			y.load(y.u, y.xp, disp)
			for r, row := range y.rows {
				mover{mc: y.machine, disp: disp}.fma(y.sums[r][j], y.u, y.v, row)
			}
		}
		for _, p := range ptrs {
			y.addImm(p, n*y.stepping)
		}
		y.addImm(y.k, -n*y.isa.lanes())
	}
	y.jumpLess(y.k, 2*y.isa.lanes(), one)
	y.align()
	y.label(loop)
	vectors(2)
	y.jumpAtLeast(y.k, 2*y.isa.lanes(), loop)
	y.label(one)
	y.jumpZero(y.k, next)
	vectors(1)
	y.label(next)
	y.square(first)
}

// all has a bit for each lane.
func (y *rowsSolver) all() uint64 { return below(y.isa.lanes()) }

// inMemory is the place in memory of the r-th row that is solved, from the lowest row of the block on.
func (y *rowsSolver) inMemory(r int) int {
	if y.up {
		return r
	}
	return y.isa.lanes() - 1 - r
}

// outer is the columns of a row's corner.
func (y *rowsSolver) outer(r int) uint64 {
	if i := y.inMemory(r); !y.up {
		return below(i + 1)
	} else {
		return y.all() &^ below(i)
	}
}

// inner is the columns of a row's part of the square.
func (y *rowsSolver) inner(r int) uint64 {
	if i := y.inMemory(r); y.up {
		return below(i)
	} else {
		return y.all() &^ below(i+1)
	}
}
