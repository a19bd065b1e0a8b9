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
)

const updateFrame = 56

// Vector registers of an update:
//
//   - what C is multiplied by,
//   - a column of A, from updateElements on, unless it is in scalar registers,
//   - the vectors of C at hand.
const (
	updateAlpha vec = iota
	updateBeta
	updateT
	updateZero
	updateElements
)

// update is the product of depth k
//
//	C[i,j] = Beta*C[i,j] + Alpha * Σp a[i*ARS+p*AKS]*b[i*BGS+p*BKS+j]
//
// for i < M, j < N and p < k. It goes row after row, so that memory is written from end to end. It gives the bits that a
// tile gives.
type update struct {
	*family
	k           int
	n, ci, b, t reg
	far         reg // how many bytes ahead of ci C is prefetched
	add         reg // 0 where beta is
	later       []func()
}

func updates(a *asm, s *isa, mc machine, k int) {
	sig := functionWith(a, s, updateName(s, k), fmt.Sprintf("A product of depth %d, row after row.", k), tileDecl, updateFrame)
	regs := newRegs(s, mc.rowRegs(k), mc.ladderRegs(0, k))
	u := &update{
		family: newFamily(a, s, mc, sig, productDecl), k: k,
		n: regs.take("n"), ci: regs.take("c[i]"), b: regs.take("b"), t: regs.take("spare"), far: regs.take("far"), add: regs.take("add"),
	}
	grouped(s, mc, 4, false)
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
	u.clear(u.add)
	u.jumpNought(u.of(p, "beta"), over)
	u.addImm(u.add, 1)
	u.label(over)
	u.broadcastArg(updateAlpha, u.of(p, "alpha"))
	u.broadcastArg(updateBeta, u.of(p, "beta"))
	u.zero(updateZero)
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
		u.machine.row(u.element(p), p)
	}
	u.param(u.b, "b")
	u.arg(u.t, updateBKS)
	u.ladder(0, u.k, u.b, u.t)
	u.param(u.ci, "c")
	u.arg(u.far, updateFar)
	u.param(u.n, "p")
	u.arg(u.n, u.of(u.n, "n"))
}

// element is the element of A that row p of B is multiplied by.
func (u *update) element(p int) vec { return u.repeated(updateElements+vec(p), p) }

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
	if u.maskedLoads {
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
	first := updateElements
	if !u.scalars {
		first += vec(u.k)
	}
	sum := func(j int) vec { return first + vec(j) }
	at := func(j int) mover { return m.at(j * u.bytes) }
	for j := range n {
		if j*u.bytes%line == 0 {
			u.prefetchAt(u.ci, u.far, j*u.bytes)
		}
		u.rung(sum(j), 0, 0, j*u.bytes, m.extent())
		u.product(sum(j), u.element(0), updateZero)
		for p := 1; p < u.k; p++ {
			u.rung(updateT, 0, p, j*u.bytes, m.extent())
			u.fma(sum(j), updateT, u.element(p))
		}
		u.mulv(sum(j), sum(j), updateAlpha)
	}
	add, over := u.newLabel("add"), u.newLabel("over")
	u.jumpNonzero(u.add, add)
	u.label(over)
	u.later = append(u.later, func() {
		u.label(add)
		for j := range n {
			at(j).load(updateT, u.ci)
			u.fma(sum(j), updateT, updateBeta)
		}
		u.jump(over)
	})
	for j := range n {
		at(j).store(u.ci, sum(j))
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
	u.bump(updateM, -1)
	u.jumpMore(next)
}

// block is how many vectors a round takes.
func (u *update) block() int {
	if u.k <= 4 {
		return 4
	}
	return max(2, line/u.bytes)
}
