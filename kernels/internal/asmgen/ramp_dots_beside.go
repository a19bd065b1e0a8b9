package asmgen

// RampDots with rows side by side, on a machine whose masks are windows: a vector of v is loaded once for all of them. It is for rows whose
// ends stay, or move by one column. Whole vectors are of columns that rows have in common. In front of these and behind them is an edge, of
// two vectors at most, of which each row has a part. Columns in common beyond whole vectors are part of the edge where rows differ.

const besideRows = 4

// Local variables.
var (
	besideLeft   = param{name: "left", in: local, off: 64} // rows
	besideR      = param{name: "r", in: local, off: 72}
	besideGrow   = param{name: "growall", in: local, off: 80}     // rampGrow of all rows
	besideFrom   = param{name: "fromall", in: local, off: 88}     // rampFromBytes of all rows
	besideFront  = param{name: "front", in: local, off: 96}       // columns of the first row in front of those in common
	besideBehind = param{name: "behind", in: local, off: 104}     // of the last row behind them
	besideAt     = param{name: "at", in: local, off: 112}         // where the edge in front begins in its two vectors
	besideBack   = param{name: "back", in: local, off: 120}       // from a row's window to that of the next one, in front
	besideUp     = param{name: "up", in: local, off: besideFrame} // from a row's window to that of the one before, behind
)

const (
	besideFrame   = 128
	besideVectors = 11
)

// beside is rows side by side, with the registers of a ramp.
type beside struct {
	*ramp
	windowed
	rows        []reg
	k, t        reg // columns left, and spare
	sums        [][2]vec
	x, mask, t1 vec // of v, a mask, and spare
}

// newBeside takes besideVectors.
func newBeside(x *ramp, vs []vec) *beside {
	b := &beside{ramp: x, windowed: x.machine.(windowed), rows: []reg{x.r, x.v, x.left, x.m}, k: x.ai, t: x.spare, x: vs[8], mask: vs[9], t1: vs[10]}
	for r := range b.rows {
		b.sums = append(b.sums, [2]vec{vs[2*r], vs[2*r+1]})
	}
	return b
}

// begin keeps what differs with the steps. Where they are others, no columns are in common.
func (b *beside) begin() {
	t, other := b.t, b.newLabel("other")
	b.set(t, 1<<30)
	b.setTo(besideFront, t)
	for _, step := range []param{rampFromStep, rampToStep} {
		b.arg(t, step)
		b.jumpLess(t, 0, other)
		b.jumpAtLeast(t, 2, other)
	}
	times := func(p, of param, n int) {
		b.arg(t, of)
		b.set(b.k, n)
		b.mul(t, b.k)
		b.setTo(p, t)
	}
	times(besideFront, rampFromStep, besideRows-1)
	times(besideBehind, rampToStep, besideRows-1)
	times(besideGrow, rampGrow, besideRows)
	times(besideFrom, rampFromBytes, besideRows)
	times(besideBack, rampFromBytes, -1)
	times(besideUp, rampToStep, b.elem)
	b.label(other)
}

// group emits a loop over groups of rows, which jumps to others where rows are fewer or have not enough in common.
func (b *beside) group(others string, store func(sum vec, rows int)) {
	lanes, start := b.lanes(), b.m
	even, whole, sum := b.newLabel("even"), b.newLabel("whole"), b.newLabel("sum")
	b.jumpLess(b.m, besideRows, others)
	b.mov(b.k, b.n)
	b.arg(b.t, besideFront)
	b.sub(b.k, b.t)
	b.jumpLess(b.k, lanes, others)
	b.setTo(besideLeft, b.m)
	b.setTo(besideR, b.r)
	b.set(start, 0)
	b.arg(b.v, besideBehind)
	b.jumpNonzero(b.v, even)
	b.remainder(start, b.k, lanes)
	b.sub(b.k, start)
	b.label(even)
	b.machine.add(start, b.t)
	b.set(b.v, 2*lanes)
	b.sub(b.v, start)
	b.setTo(besideAt, b.v)
	b.shift(start, log2(b.elem))
	b.machine.add(start, b.from)
	b.param(b.vi, "v")
	b.machine.add(b.vi, start)
	for r, row := range b.rows {
		if row == start {
			b.machine.add(row, b.a)
		} else {
			b.mov(row, b.a)
			b.machine.add(row, start)
		}
		b.machine.add(b.a, b.lda)
		b.addFrom(b.lda, rampBend)
		for _, s := range b.sums[r] {
			b.zero(s)
		}
	}
	b.arg(b.t, besideAt)
	b.jumpAtLeast(b.t, 2*lanes, whole)
	b.front(1)
	b.arg(b.t, besideAt)
	b.jumpAtLeast(b.t, lanes, whole)
	b.front(0)
	b.label(whole)
	ptrs := append(b.rows[:len(b.rows):len(b.rows)], b.vi)
	wholesAt(b.asm, b.isa, b.machine, b.k, ptrs, []int{4, 1}, b.align, func(n int) {
		for j := range n {
			m := mover{mc: b.machine, disp: j * b.bytes}
			m.load(b.x, b.vi)
			for r, row := range b.rows {
				m.fma(b.sums[r][j%2], b.x, b.t1, row)
			}
		}
	})
	b.addFrom(b.k, besideBehind)
	b.jumpZero(b.k, sum)
	b.behind(0)
	b.jumpLess(b.k, lanes+1, sum)
	b.behind(1)
	b.label(sum)
	b.arg(b.m, besideLeft)
	b.arg(b.r, besideR)
	b.param(b.v, "v")
	b.addFrom(b.n, besideGrow)
	b.addFrom(b.from, besideFrom)
	store(b.added(), besideRows)
}

// front adds what vector j has of the edge in front of the columns in common. t is where it begins. The first row has most.
func (b *beside) front(j int) {
	b.windowFrom(b.t, b.t)
	for r := range b.rows {
		b.masked(r, j, j-2, r == 0)
		if r < len(b.rows)-1 {
			b.addFrom(b.t, besideBack)
		}
	}
}

// behind adds what vector j has of the edge behind them. k is how many columns the last row has there, the most of all.
func (b *beside) behind(j int) {
	b.windowBefore(b.t, b.k)
	for r := len(b.rows) - 1; r >= 0; r-- {
		b.masked(r, j, j, r == len(b.rows)-1)
		if r > 0 {
			b.addFrom(b.t, besideUp)
		}
	}
}

// masked adds what row r has of vector j of a window, which is at that many vectors on. The longest row comes first. An infinity
// in v would make a NaN of the zeros of others.
func (b *beside) masked(r, j, at int, longest bool) {
	b.maskOf(b.mask, b.t, j)
	b.loadMasked(b.t1, b.rows[r], at*b.bytes, b.mask)
	if longest {
		b.loadMasked(b.x, b.vi, at*b.bytes, b.mask)
		b.fma(b.sums[r][j], b.t1, b.x)
		return
	}
	b.andv(b.mask, b.mask, b.x)
	b.fma(b.sums[r][j], b.t1, b.mask)
}

// added adds up the sums of each row. They are side by side in a vector.
func (b *beside) added() vec {
	s, spare := make([]vec, len(b.sums)), []vec{b.x, b.mask}
	for r, of := range b.sums {
		b.addv(of[0], of[0], of[1])
		s[r] = of[0]
	}
	if b.elem == 4 {
		gather(b.machine, b.elem, spare, func(l int) vec { return s[l] }, len(s))
		return s[0]
	}
	pairwise(b.machine, s[0], s[0], s[1], spare, true)
	pairwise(b.machine, s[1], s[2], s[3], spare, true)
	b.machine.(solving).addLanes(s[0], s[:2], spare)
	return s[0]
}
