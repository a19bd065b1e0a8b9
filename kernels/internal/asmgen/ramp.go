package asmgen

import "weft.example/kernels/internal/args"

const (
	rampDecl = "p *Ramp, a, v, r *T"

	// rampFields is Ramp as args declares it.
	rampFields = "m, from, fromstep, to, tostep, lda, bend int, alpha, beta T"
)

// Local variables of a ramp: what changes with each row.
var (
	rampFromStep  = param{name: "fromstep", in: local, off: 8}
	rampToStep    = param{name: "tostep", in: local, off: 16}
	rampGrow      = param{name: "grow", in: local, off: 24} // the difference of the two
	rampFromBytes = param{name: "frombytes", in: local, off: 32}
	rampBend      = param{name: "bend", in: local, off: 40} // in bytes
)

const rampFrame = 40

// ramp goes along rows of A whose length changes, see args.Ramp. What a row needs is in registers: rows of a small triangle take
// some ten cycles each. Machines with masks take the last vectors of a row at once, without a branch that depends on how many
// they are.
type ramp struct {
	*family
	m, n, lda  reg
	a, v, r    reg // column 0 of the row and of the vector, and the row's element
	from       reg // bytes from there to the row's first column
	left       reg // of the row
	ai, vi     reg // where the row goes on
	spare      reg
	alpha      vec
	next, done string
}

func newRamp(a *asm, s *isa, mc machine, name, doc string) (*ramp, *regs) {
	sig := functionWith(a, s, name+s.float()+s.title, doc, rampDecl, rampFrame)
	f := newFamily(a, s, mc, sig, rampFields)
	r := newRegs(s, mc, 4, true)
	i := r.ints.take
	return &ramp{
		family: f, m: i("m"), n: i("n"), lda: i("lda"), a: i("a"), v: i("v"), r: i("r"), from: i("from"), left: i("left"), ai: i("a[i]"), vi: i("v[i]"), spare: i("spare"),
		alpha: r.repeated("alpha"), next: f.at("row"), done: f.at("end"),
	}, r
}

// fields takes the fields of the Ramp, and jumps to done if there are no rows.
func (x *ramp) fields() {
	p, t := x.ai, x.left
	x.param(p, "p")
	x.arg(x.m, x.of(p, "m"))
	x.jumpZero(x.m, x.done)
	x.arg(x.from, x.of(p, "from"))
	x.arg(x.n, x.of(p, "to"))
	x.bytesOf(x.lda, p, "lda")
	x.broadcastArg(x.alpha, x.of(p, "alpha"))
	x.arg(t, x.of(p, "fromstep"))
	x.setTo(rampFromStep, t)
	x.arg(x.v, x.of(p, "tostep"))
	x.setTo(rampToStep, x.v)
	x.sub(x.v, t)
	x.setTo(rampGrow, x.v)
	x.bytesOf(t, p, "fromstep")
	x.setTo(rampFromBytes, t)
	x.bytesOf(t, p, "bend")
	x.setTo(rampBend, t)
	x.param(x.a, "a")
	x.param(x.v, "v")
	x.param(x.r, "r")
}

// begin takes the fields.
func (x *ramp) begin() {
	x.fields()
	x.sub(x.n, x.from)
	x.shift(x.from, log2(x.elem))
}

// start begins with a row.
func (x *ramp) start() {
	if x.scalable {
		x.machine.(scalable).whole()
	}
	x.mov(x.left, x.n)
	x.mov(x.ai, x.a)
	x.machine.add(x.ai, x.from)
	x.mov(x.vi, x.v)
	x.machine.add(x.vi, x.from)
}

// advance goes on to the next row.
func (x *ramp) advance() {
	x.machine.add(x.a, x.lda)
	x.addFrom(x.lda, rampBend)
	x.addFrom(x.n, rampGrow)
	x.addFrom(x.from, rampFromBytes)
}

// element is the row's element of r.
func (x *ramp) element() param { return param{kind: scalar}.of(x.r) }

// along goes along the row and its vector. The body has the j-th vector of those that it takes at a time.
func (x *ramp) along(body func(j int, m mover)) {
	const block = args.RampVectors
	ptrs := []reg{x.ai, x.vi}
	if !x.masks {
		blocksOfOwn(x.asm, x.isa, x.machine, x.left, ptrs, []int{block, 1}, func(n int, m mover) {
			for j := range n {
				body(j, m.at(j*x.bytes))
			}
		})
		return
	}
	near := x.newLabel("near")
	x.jumpLess(x.left, 2*block*x.lanes(), near)
	x.head(func(m mover) { body(0, m) })
	x.label(near)
	wholes(x.asm, x.isa, x.machine, x.left, ptrs, []int{block}, func(n int) {
		for j := range n {
			body(j, mover{mc: x.machine, disp: j * x.bytes})
		}
	})
	x.machine.(masked).parts(x.left, block)
	short := x.newLabel("short")
	for j := range block {
		if j == block/2 {
			x.jumpLess(x.left, j*x.lanes()+1, short)
		}
		body(j, mover{mc: x.machine, disp: j * x.bytes, part: j + 1})
	}
	x.label(short)
}

// head takes the elements of a long row up to a column that is a multiple of a vector. Where rows lie so that those columns do
// not share two lines, loads of a vector then take one.
func (x *ramp) head(body func(m mover)) {
	t := x.spare
	x.set(t, 0)
	x.sub(t, x.from)
	x.remainder(t, t, x.bytes)
	x.shift(t, -log2(x.elem))
	x.machine.(masked).parts(t, 1)
	body(mover{mc: x.machine, part: 1})
	x.sub(x.left, t)
	x.shift(t, log2(x.elem))
	x.machine.add(x.ai, t)
	x.machine.add(x.vi, t)
}
