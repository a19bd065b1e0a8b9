package asmgen

const (
	rampDecl = "p *Ramp, a, v, r *T"

	// rampFields is Ramp as args declares it.
	rampFields = "m, from, fromstep, to, tostep, lda, bend, apart, ahead int, alpha, beta T"
)

// Local variables of a ramp: what changes with each row.
var (
	rampFromStep  = param{name: "fromstep", in: local, off: 8}
	rampToStep    = param{name: "tostep", in: local, off: 16}
	rampGrow      = param{name: "grow", in: local, off: 24} // the difference of the two
	rampFromBytes = param{name: "frombytes", in: local, off: 32}
	rampBend      = param{name: "bend", in: local, off: 40}  // in bytes
	rampApart     = param{name: "apart", in: local, off: 48} // in bytes
	rampAhead     = param{name: "ahead", in: local, off: 56} // in bytes
)

const rampFrame = 56

// ramp goes along rows of A whose length changes, see args.Ramp. What a row needs is in registers: rows of a small triangle take
// some ten cycles each. Machines with masks take the last vectors of a row at once, without a branch that depends on how many
// they are.
type ramp struct {
	*family
	m, n, lda  reg
	a, v, r    reg  // column 0 of the row and of the vector, and the row's element
	from       reg  // bytes from there to the row's first column
	left       reg  // of the row
	ai, vi     reg  // where the row goes on
	two        bool // vectors: v is where the second one goes on
	spare      reg
	alpha      vec
	next, done string
}

func newRamp(a *asm, s *isa, mc machine, name, doc string) (*ramp, *regs) {
	frame := rampFrame
	if s.windows {
		frame = besideFrame
	}
	sig := functionWith(a, s, name+s.float()+s.title, doc, rampDecl, frame)
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
	x.lengths()
}

// lengths makes n how many columns a row has, and from bytes.
func (x *ramp) lengths() {
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
	if x.two {
		x.param(x.vi, "v")
		x.machine.add(x.vi, x.from)
		x.mov(x.v, x.vi)
		x.addFrom(x.v, rampApart)
		return
	}
	x.mov(x.vi, x.v)
	x.machine.add(x.vi, x.from)
}

// pointers are those that go along the row.
func (x *ramp) pointers() []reg {
	if x.two {
		return []reg{x.ai, x.vi, x.v}
	}
	return []reg{x.ai, x.vi}
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

// backwards begins with the last row instead of the first, and advance goes up. There is a row.
func (x *ramp) backwards() {
	last, t, u := x.left, x.ai, x.vi
	x.mov(last, x.m)
	x.addImm(last, -1)
	for _, c := range []struct {
		r  reg
		by param
	}{{x.n, rampGrow}, {x.from, rampFromBytes}} {
		x.set(t, 0)
		x.addFrom(t, c.by)
		x.set(u, 0)
		x.sub(u, t)
		x.setTo(c.by, u)
		x.mul(t, last)
		x.machine.add(c.r, t)
	}
	x.mov(t, last)
	x.shift(t, log2(x.elem))
	x.machine.add(x.r, t)
	x.mov(t, x.lda)
	x.mul(t, last)
	x.machine.add(x.a, t)
	x.param(t, "p")
	x.arg(u, x.of(t, "bend"))
	x.shift(u, log2(x.elem)-1)
	x.mov(t, last)
	x.addImm(t, -1)
	x.mul(u, t) // half of what the last step is more than the first
	x.machine.add(x.lda, u)
	x.machine.add(x.lda, u)
	x.mul(u, last)
	x.machine.add(x.a, u)
	x.set(t, 0)
	x.sub(t, x.lda)
	x.mov(x.lda, t)
}
