package asmgen

import "fmt"

// mostUpdate is the greatest depth of a product that has a kernel of its own, which goes through C once. It is also the
// number of streams that the CPU prefetches by itself.
const mostUpdate = 8

func updateName(s *isa, k int) string { return fmt.Sprintf("update%s%s_%d", s.float(), s.title, k) }

// Local variables of an update. Parameters a, b and c move along with the rows.
var (
	updateARS = param{name: "ars", in: local, off: 8}
	updateAKS = param{name: "aks", in: local, off: 16}
	updateBKS = param{name: "bks", in: local, off: 24}
	updateBRS = param{name: "brs", in: local, off: 32}
	updateLDC = param{name: "ldc", in: local, off: 40}
	updateFar = param{name: "far", in: local, off: 48}
	updateM   = param{name: "m", in: local, off: 56}
	updateN   = param{name: "n", in: local, off: 64} // columns of a row
)

const updateFrame = 64

// update is the product of depth k
//
//	C[i,j] = Beta*C[i,j] + Alpha * Σp a[i*ARS+p*AKS]*b[i*BGS+p*BKS+j]
//
// for i < M, j < N + i*NStep and p < k. Row i+1 of C is LDC + i*LDCStep behind row i. It goes row after row, so that memory is written from end to end. It gives the bits that a
// tile gives.
type update struct {
	*family
	k           int
	n, ci, b, t reg
	far         reg // how many bytes ahead of ci C is prefetched
	add         reg // 0 where beta is
	later       []func()

	alpha, beta, nought vec
	x                   vec   // of B or C
	column              []vec // of A
	sum                 []vec
}

func updates(a *asm, s *isa, mc machine, k int) {
	sig := functionWith(a, s, updateName(s, k), fmt.Sprintf("A product of depth %d, row after row.", k), tileDecl, updateFrame)
	u := &update{family: newFamily(a, s, mc, sig, productDecl), k: k}
	u.take(newRegs(s, mc, 4, false))
	next, ended := u.newLabel("row"), u.newLabel("end")
	u.begin(ended)
	u.label(next)
	u.load()
	u.columns()
	u.advance(next)
	u.label(ended)
	u.ret()
	for _, l := range u.later {
		l()
	}
}

// take takes the registers.
func (u *update) take(r *regs) {
	r.ints.hold(u.rowRegs(u.k)...)
	r.ints.hold(u.ladderRegs(0, u.k)...)
	i, v := r.ints.take, r.vecs.take
	u.n, u.ci, u.b, u.t, u.far, u.add = i("n"), i("c[i]"), i("b"), i("spare"), i("far"), i("add")
	u.alpha, u.beta, u.x, u.nought = v("alpha"), v("beta"), v("x"), v("0")
	for range u.k {
		u.column = append(u.column, r.repeated("A"))
	}
	u.sum = r.vecs.block("sums", u.block())
}

// begin keeps the fields of the Product that rows need.
func (u *update) begin(ended string) {
	p, over := u.n, u.newLabel("over")
	u.param(p, "p")
	for _, f := range []struct {
		to   param
		name string
	}{{updateARS, "ars"}, {updateAKS, "aks"}, {updateBKS, "bks"}, {updateBRS, "bgs"}, {updateLDC, "ldc"}, {updateFar, "ahead"}} {
		u.bytesOf(u.t, p, f.name)
		u.setTo(f.to, u.t)
	}
	u.set(u.add, 0)
	u.jumpNought(u.of(p, "beta"), over)
	u.addImm(u.add, 1)
	u.label(over)
	u.broadcastArg(u.alpha, u.of(p, "alpha"))
	u.broadcastArg(u.beta, u.of(p, "beta"))
	u.zero(u.nought)
	u.arg(u.t, u.of(p, "n"))
	u.setTo(updateN, u.t)
	u.arg(u.t, u.of(p, "m"))
	u.setTo(updateM, u.t)
	u.jumpZero(u.t, ended)
}

// load takes a row of A, and goes to the first column of B and C.
func (u *update) load() {
	u.param(u.ci, "a")
	u.arg(u.t, updateAKS)
	u.rows(u.k, u.ci, u.t)
	for p := range u.k {
		u.machine.row(u.column[p], p)
	}
	u.param(u.b, "b")
	u.arg(u.t, updateBKS)
	u.ladder(0, u.k, u.b, u.t)
	u.param(u.ci, "c")
	u.arg(u.far, updateFar)
	u.arg(u.n, updateN)
}

// columns goes along a row, by blocks of vectors and then by single ones.
func (u *update) columns() {
	if u.scalable {
		strips(u.asm, u.machine, u.n, []reg{u.ci}, func() {
			u.products(1, mover{mc: u.machine})
			u.climb(0, 0)
		})
		return
	}
	block, lanes := u.block(), u.lanes()
	loop, few, done := u.newLabel("loop"), u.newLabel("few"), u.newLabel("done")
	whole := mover{mc: u.machine}
	u.jumpLess(u.n, block*lanes, few)
	u.align()
	u.label(loop)
	u.vectors(block, whole)
	u.jumpAtLeast(u.n, block*lanes, loop)
	u.label(few)
	u.jumpZero(u.n, done)
	if u.masks || u.maskedLoads && !u.oneByOne() {
		e := newEither(u.asm, u.isa, u.n)
		singles(u.asm, u.isa, u.machine, u.n, func() { u.machine.(fixed).tail(u.n) }, func() { u.vectors(1, mover{mc: u.machine, either: e}) })
		e.finish(u.machine, done)
		return
	}
	single, one := u.newLabel("single"), u.newLabel("one")
	u.label(single)
	u.jumpLess(u.n, lanes, one)
	u.vectors(1, whole)
	u.jumpPositive(u.n, single)
	u.jump(done)
	u.label(one)
	u.vectors(1, mover{mc: u.machine, one: true})
	u.jumpPositive(u.n, one)
	u.label(done)
}

// oneByOne tells whether what is left of a row, up to three elements, is taken element by element. Zen 3 takes 25 cycles to store
// a partial vector.
func (u *update) oneByOne() bool { return u.k <= 4 && u.lanes() <= 4 }

// vectors computes so many vectors of C and moves behind them.
func (u *update) vectors(n int, m mover) {
	u.products(n, m)
	elements := n * u.lanes()
	if m.one {
		elements = 1
	}
	u.climb(0, elements*u.elem)
	u.addImm(u.ci, elements*u.elem)
	u.addImm(u.n, -elements)
}

func (u *update) products(n int, m mover) {
	at := func(j int) mover { return m.at(j * u.bytes) }
	for j := range n {
		if j*u.bytes%line == 0 {
			u.prefetchAt(u.ci, u.far, j*u.bytes)
		}
		u.rung(u.sum[j], 0, 0, j*u.bytes, m.extent())
		u.product(u.sum[j], u.column[0], u.nought)
		for p := 1; p < u.k; p++ {
			fmaRung(u.machine, u.sum[j], u.column[p], u.x, 0, p, j*u.bytes, m.extent())
		}
		u.mulv(u.sum[j], u.sum[j], u.alpha)
	}
	add, over := u.newLabel("add"), u.newLabel("over")
	u.jumpNonzero(u.add, add)
	u.label(over)
	u.later = append(u.later, func() {
		u.label(add)
		for j := range n {
			at(j).fma(u.sum[j], u.beta, u.x, u.ci)
		}
		u.jump(over)
	})
	for j := range n {
		at(j).store(u.ci, u.sum[j])
	}
}

// advance goes on to the next row.
func (u *update) advance(next string) {
	for _, p := range []struct {
		name string
		by   param
	}{{"a", updateARS}, {"b", updateBRS}, {"c", updateLDC}} {
		u.arg(u.t, p.by)
		u.addTo(u.sig.param(p.name), u.t)
	}
	u.param(u.n, "p")
	u.arg(u.t, u.of(u.n, "nstep"))
	u.addTo(updateN, u.t)
	u.bytesOf(u.t, u.n, "ldcstep")
	u.addTo(updateLDC, u.t)
	u.bump(updateM, -1)
	u.jumpMore(next)
}

// block is how many vectors a round takes.
func (u *update) block() int {
	switch {
	case u.scalable:
		return 1
	case u.k <= 4:
		return 4
	}
	return max(2, line/u.bytes)
}
