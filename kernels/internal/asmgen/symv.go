package asmgen

import "weft.example/kernels/internal/args"

const (
	symvDecl = "p *Symv, a, x, y, xi, yi *T"

	// symvFields is Symv as args declares it.
	symvFields = "groups, n, more, step, lda, bend, square, ahead int, alpha T"
)

// Local variables of symv. Parameters a, x, y, xi and yi move along with the groups.
var (
	symvGroups = param{name: "groups", in: local, off: 8} // that are left
	symvN      = param{name: "n", in: local, off: 16}     // columns of a group
	symvLDA    = param{name: "lda", in: local, off: 24}   // between row 0 of a group and row 1
	symvBend   = param{name: "bend", in: local, off: 32}
	symvStep   = param{name: "step", in: local, off: 40}
)

const symvFrame = 40

// symv is groups of rows of a symmetric matrix times a vector: what is beside their squares on the diagonal
//
//	yi[r] += Alpha * Σj A[r,j]*x[j]
//	y[j] += Alpha * Σr A[r,j]*xi[r]
//
// for r < SymvGroup and j < n, and the squares. A vector of A is loaded once, for two multiply-adds. With so many rows loads
// of x and y cost little beside those of A, and x86's 16 registers hold xi and two sums of each row. With one sum a
// multiply-add would wait for the one before.
type symv struct {
	*family
	chains   int   // sums of each row
	sums, xi []vec // xi is scaled by alpha
	v, xj    vec
	yj       vec
	rows     []reg
	n, x, y  reg
	far, t   reg
}

func symvRows(a *asm, s *isa, mc machine) {
	sig := functionWith(a, s, "SymvRows"+s.float()+s.title, "Groups of rows of a symmetric matrix, times a vector.", symvDecl, symvFrame)
	y := &symv{family: newFamily(a, s, mc, sig, symvFields)}
	y.take(newRegs(s, mc, 2, true))
	next, ended := y.newLabel("group"), y.newLabel("end")
	y.begin(ended)
	y.label(next)
	y.pointers()
	y.zeroSums()
	y.square(args.SquareBefore)
	y.square(args.SquareBehind)
	y.load()
	y.columns()
	y.store()
	y.advance(next)
	y.label(ended)
	y.ret()
}

// take takes the registers.
func (y *symv) take(r *regs) {
	y.chains = 2
	if y.scalable {
		y.chains = 1 // several registers hide the latency
	}
	i, v := r.ints.take, r.vecs.take
	y.n, y.x, y.y, y.far, y.t = i("n"), i("x"), i("y"), i("far"), i("spare")
	y.sums = r.vecs.block("sums", y.chains*args.SymvGroup)
	for range args.SymvGroup {
		y.rows, y.xi = append(y.rows, i("row")), append(y.xi, v("xi"))
	}
	y.v, y.xj, y.yj = v("A"), v("x[j]"), v("y[j]")
}

// begin keeps the fields of the Symv that groups need.
func (y *symv) begin(ended string) {
	p := y.n
	y.param(p, "p")
	for _, f := range []struct {
		to   param
		name string
	}{{symvLDA, "lda"}, {symvBend, "bend"}, {symvStep, "step"}} {
		y.bytesOf(y.t, p, f.name)
		y.setTo(f.to, y.t)
	}
	y.bytesOf(y.far, p, "ahead")
	y.arg(y.t, y.of(p, "n"))
	y.setTo(symvN, y.t)
	y.arg(y.t, y.of(p, "groups"))
	y.setTo(symvGroups, y.t)
	y.jumpZero(y.t, ended)
}

// pointers goes to the first column of each row, and leaves in a and lda what the next group begins with.
func (y *symv) pointers() {
	first, bend := y.rows[0], y.n
	y.param(first, "a")
	y.arg(y.t, symvLDA)
	y.arg(bend, symvBend)
	for _, row := range append(y.rows[1:len(y.rows):len(y.rows)], y.x) {
		y.mov(row, first)
		y.machine.add(row, y.t)
		y.machine.add(y.t, bend)
		first = row
	}
	y.setTo(symvLDA, y.t)
	y.arg(y.t, symvStep)
	y.machine.add(y.x, y.t)
	y.setTo(y.sig.param("a"), y.x)
	y.param(y.x, "x")
	y.param(y.y, "y")
}

func (y *symv) zeroSums() {
	if y.scalable {
		y.machine.(scalable).whole()
	}
	for _, sum := range y.sums {
		y.zero(sum)
	}
}

// load repeats each element of xi, scaled by alpha.
func (y *symv) load() {
	if y.scalable {
		y.machine.(scalable).whole()
	}
	y.param(y.n, "p")
	y.broadcastArg(y.xj, y.of(y.n, "alpha"))
	y.param(y.n, "xi")
	for r, xi := range y.xi {
		y.broadcastArg(xi, y.element(y.n, r))
		y.mulv(xi, xi, y.xj)
	}
}

// element is element i from where r points to.
func (y *symv) element(r reg, i int) param { return param{kind: scalar, off: i * y.elem}.of(r) }

// columns goes along the rows.
func (y *symv) columns() {
	y.arg(y.n, symvN)
	blocksOfOwn(y.asm, y.isa, y.machine, y.n, append(y.rows[:len(y.rows):len(y.rows)], y.x, y.y), []int{y.chains, 1}, func(count int, m mover) {
		for j := range count {
			at := m.at(j * y.bytes)
			at.load(y.xj, y.x)
			at.load(y.yj, y.y)
			for r, row := range y.rows {
				if j*y.bytes%line == 0 {
					y.prefetchAt(row, y.far, j*y.bytes)
				}
				at.load(y.v, row)
				y.fma(y.sums[j*len(y.rows)+r], y.v, y.xj)
				y.fma(y.yj, y.v, y.xi[r])
			}
			at.store(y.y, y.yj)
		}
	})
}

// square adds the square on the diagonal to the sums, an element at a time, if it lies on that side of the columns. Elements
// have zeros behind them.
func (y *symv) square(side args.Square) {
	over := y.newLabel("over")
	y.param(y.t, "p")
	y.arg(y.t, y.of(y.t, "square"))
	y.jumpUnequal(y.t, int(side), over)
	one := mover{mc: y.machine, one: !y.scalable}
	if y.scalable {
		y.set(y.t, 1)
		y.machine.(scalable).exactly(y.t)
	}
	y.param(y.t, "xi")
	for r, xi := range y.xi {
		one.at(r*y.elem).load(xi, y.t)
	}
	if side == args.SquareBehind {
		y.arg(y.t, symvN)
		y.shift(y.t, log2(y.elem))
		y.eachRow(func(row reg) { y.machine.add(row, y.t) })
	}
	for i, row := range y.rows {
		from, to := 0, i
		if side == args.SquareBefore { // of an upper triangle
			from, to = i+1, len(y.rows)
		}
		one.at(i*y.elem).load(y.v, row)
		y.fma(y.sums[i], y.v, y.xi[i])
		for j := from; j < to; j++ {
			one.at(j*y.elem).load(y.v, row)
			y.fma(y.sums[i+(y.chains-1)*len(y.rows)], y.v, y.xi[j])
			y.fma(y.sums[j], y.v, y.xi[i])
		}
	}
	if side == args.SquareBehind {
		y.eachRow(func(row reg) { y.sub(row, y.t) })
	} else {
		y.eachRow(func(row reg) { y.addImm(row, len(y.rows)*y.elem) })
	}
	y.label(over)
}

func (y *symv) eachRow(do func(row reg)) {
	for _, row := range y.rows {
		do(row)
	}
}

// store adds the lanes of the sums to yi, scaled by alpha.
func (y *symv) store() {
	few, alpha := 1, y.xi[0]
	if y.scalable {
		y.machine.(scalable).whole()
	} else {
		few = 16 / y.elem
	}
	y.param(y.t, "p")
	y.broadcastArg(alpha, y.of(y.t, "alpha"))
	y.param(y.t, "yi")
	for r := len(y.rows); r < len(y.sums); r++ {
		y.addv(y.sums[r-len(y.rows)], y.sums[r-len(y.rows)], y.sums[r])
	}
	for r := 0; r < len(y.rows); r += few {
		if y.scalable {
			y.machine.(scalable).whole()
			y.fold(y.sums[r], y.xj)
		} else {
			gather(y.machine, y.elem, []vec{y.xj, y.yj}, func(l int) vec { return y.sums[r+l] }, few)
		}
		y.loadFew(y.xj, y.t, r*y.elem, few)
		y.fma(y.xj, y.sums[r], alpha)
		y.storeFew(y.t, r*y.elem, y.xj, few)
	}
}

// advance goes on to the next group.
func (y *symv) advance(next string) {
	y.arg(y.t, symvStep)
	y.addTo(y.sig.param("x"), y.t)
	y.addTo(y.sig.param("y"), y.t)
	y.set(y.t, len(y.rows)*y.elem)
	y.addTo(y.sig.param("xi"), y.t)
	y.addTo(y.sig.param("yi"), y.t)
	y.param(y.t, "p")
	y.arg(y.t, y.of(y.t, "more"))
	y.addTo(symvN, y.t)
	y.bump(symvGroups, -1)
	y.jumpMore(next)
}
