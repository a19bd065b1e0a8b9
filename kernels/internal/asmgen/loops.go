package asmgen

// line is the bytes of a cache line.
const line = 64

// blocks emits a loop over n elements: blocks of vectors, the largest first, then single vectors, then the tail. The
// body works on v vectors from each pointer on; in the tail, on one partial vector. Where there are masks, the loop of
// single vectors does the tail too. Pointers advance. The last value of n has no use.
//
// A scalable machine takes a strip at a time, whatever the sizes. The last strip is like those before.
func blocks(a *asm, s *isa, mc machine, n reg, ptrs []reg, sizes []int, body func(v int, tail bool)) {
	if s.scalable {
		strips(a, mc, n, ptrs, func() { body(1, false) })
		return
	}
	wholes(a, s, mc, n, ptrs, sizes, func(v int) { body(v, false) })
	done := a.newLabel("done")
	mc.jumpZero(n, done)
	if s.masks {
		singles(a, s, mc, n, func() { mc.(fixed).tail(n) }, func() {
			body(1, true)
			advance(mc, n, ptrs, s.lanes(), s.elem)
		})
	} else {
		mc.(fixed).tail(n)
		body(1, true)
	}
	a.label(done)
}

// advance moves pointers on by so many elements, and takes them off n. It refuses 0, the number of elements in a vector
// of a scalable machine: a loop over those would not end.
func advance(mc machine, n reg, ptrs []reg, elements, size int) {
	if elements == 0 {
		panic("asmgen: a loop that does not advance, over vectors of an unknown length")
	}
	for _, p := range ptrs {
		mc.addImm(p, elements*size)
	}
	mc.addImm(n, -elements)
}

// wholes emits the loops of blocks over whole vectors. Where there are masks, it leaves out that of single vectors.
func wholes(a *asm, s *isa, mc machine, n reg, ptrs []reg, sizes []int, body func(v int)) {
	if s.masks && sizes[len(sizes)-1] == 1 {
		sizes = sizes[:len(sizes)-1]
	}
	allWholes(a, s, mc, n, ptrs, sizes, body)
}

// allWholes emits the loops of blocks over whole vectors.
func allWholes(a *asm, s *isa, mc machine, n reg, ptrs []reg, sizes []int, body func(v int)) {
	wholesAt(a, s, mc, n, ptrs, sizes, mc.align, body)
}

// wholesAt is allWholes with an alignment of the first loop.
func wholesAt(a *asm, s *isa, mc machine, n reg, ptrs []reg, sizes []int, align func(), body func(v int)) {
	for i, v := range sizes {
		loop, next := a.newLabel("loop"), a.newLabel("next")
		mc.jumpLess(n, v*s.lanes(), next)
		if i == 0 { // Go's x86 assembler hangs on a jump to an alignment
			align()
		}
		a.label(loop)
		body(v)
		advance(mc, n, ptrs, v*s.lanes(), s.elem)
		mc.jumpAtLeast(n, v*s.lanes(), loop)
		a.label(next)
	}
}

// strips emits a loop over n elements, as many at a time as a vector has.
func strips(a *asm, mc machine, n reg, ptrs []reg, body func()) {
	sc := mc.(scalable)
	loop, done := a.newLabel("loop"), a.newLabel("done")
	mc.jumpZero(n, done)
	a.label(loop)
	sc.strip(n)
	body()
	for _, p := range ptrs {
		sc.behind(p)
	}
	mc.jumpNonzero(n, loop)
	a.label(done)
}

// singles emits a loop over the vectors of n elements, at least one. The body counts n down. prepare is emitted before
// a partial vector.
func singles(a *asm, s *isa, mc machine, n reg, prepare, body func()) {
	loop, partial, ready := a.newLabel("loop"), a.newLabel("partial"), a.newLabel("ready")
	if s.maskedLoads {
		mc.(fixed).tailWhole()
	}
	mc.jump(loop)
	a.label(partial)
	prepare()
	mc.jump(ready)
	a.label(loop)
	mc.jumpLess(n, s.lanes(), partial)
	a.label(ready)
	body()
	mc.jumpPositive(n, loop)
}

// mover loads and stores one vector of a block, whole or partial.
type mover struct {
	mc     machine
	disp   int
	tail   bool
	one    bool    // only the first element
	few    int     // if not 0: only so many elements, half a vector or a part of that
	part   int     // if not 0: the part of that number
	either *either // if not nil: whole or partial, known at run time
}

// at is m disp bytes on.
func (m mover) at(disp int) mover {
	m.disp += disp
	return m
}

func (m mover) load(v vec, p reg) {
	switch {
	case m.one:
		m.mc.loadFew(v, p, m.disp, 1)
	case m.few > 0:
		m.mc.loadFew(v, p, m.disp, m.few)
	case m.part > 0:
		m.mc.(masked).loadPart(v, p, m.disp, m.part)
	case m.either != nil && !m.either.maskedLoads:
		m.either.move(m, func(m mover) { m.load(v, p) })
	case m.either != nil || m.tail:
		m.mc.(fixed).loadTail(v, p, m.disp)
	default:
		m.mc.load(v, p, m.disp)
	}
}

func (m mover) store(p reg, v vec) {
	switch {
	case m.one:
		m.mc.storeFew(p, m.disp, v, 1)
	case m.few > 0:
		m.mc.storeFew(p, m.disp, v, m.few)
	case m.part > 0:
		m.mc.(masked).storePart(p, m.disp, v, m.part)
	case m.either != nil && !m.either.masks:
		m.either.move(m, func(m mover) { m.store(p, v) })
	case m.either != nil || m.tail:
		m.mc.(fixed).storeTail(p, m.disp, v)
	default:
		m.mc.store(p, m.disp, v)
	}
}

// extent is what m loads.
func (m mover) extent() extent {
	if m.one {
		return firstElement
	}
	return partOf(m.tail || m.either != nil)
}

// either moves vectors in a loop that are partial where n is less than a vector. Unless masks move a partial vector,
// the code for it is out of line.
type either struct {
	*asm
	*isa
	n        reg
	ones     bool // a partial vector is one element
	partials []func()
}

func newEither(a *asm, s *isa, n reg) *either { return &either{asm: a, isa: s, n: n} }

func (e *either) move(m mover, by func(m mover)) {
	partial, moved := e.newLabel("partly"), e.newLabel("moved")
	m.either = nil
	m.mc.jumpLess(e.n, e.lanes(), partial)
	by(m)
	e.label(moved)
	e.partials = append(e.partials, func() {
		e.label(partial)
		m.tail, m.one = !e.ones, e.ones
		by(m)
		m.mc.jump(moved)
	})
}

// finish emits the code that is out of line. It goes on at done.
func (e *either) finish(mc machine, done string) {
	if len(e.partials) > 0 {
		mc.jump(done)
	}
	for _, partial := range e.partials {
		partial()
	}
	e.label(done)
}

// each is blocks for a body that treats every vector alike.
func each(a *asm, s *isa, mc machine, n reg, ptrs []reg, unroll int, body func(m mover)) {
	sizes := []int{unroll, 1}
	if unroll == 1 {
		sizes = sizes[1:]
	}
	blocks(a, s, mc, n, ptrs, sizes, func(v int, tail bool) {
		for j := range v {
			body(mover{mc: mc, disp: j * s.bytes, tail: tail})
		}
	})
}

// eachByHalves is each for elements that are often stored and soon loaded again. A load waits long for what a mask has stored: float64
// axpy of 12, over and over, takes 6.3 ns by masks and 4.3 without (Zen 5). So the tail is half a vector, half of that, and so on.
func eachByHalves(a *asm, s *isa, mc machine, n reg, ptrs []reg, unroll int, body func(m mover)) {
	if !s.maskedLoads {
		each(a, s, mc, n, ptrs, unroll, body)
		return
	}
	byHalves(a, s, mc, n, ptrs, unroll, func(_ int, m mover) { body(m) })
}

// byHalves goes along whole vectors, so many at a time, and then along half a vector, half of that, and so on. The body has the j-th of those
// that it takes at a time.
func byHalves(a *asm, s *isa, mc machine, n reg, ptrs []reg, unroll int, body func(j int, m mover)) {
	allWholes(a, s, mc, n, ptrs, []int{unroll, 1}, func(v int) {
		for j := range v {
			body(j, mover{mc: mc, disp: j * s.bytes})
		}
	})
	for few := s.lanes() / 2; few > 0; few /= 2 {
		next := a.newLabel("next")
		mc.jumpLess(n, few, next)
		body(0, mover{mc: mc, few: few})
		advance(mc, n, ptrs, few, s.elem)
		a.label(next)
	}
}

// eachOnce is each with a single copy of a long body.
func eachOnce(a *asm, s *isa, mc machine, n reg, ptrs []reg, body func(m mover)) {
	if s.scalable {
		strips(a, mc, n, ptrs, func() { body(mover{mc: mc}) })
		return
	}
	e, done := newEither(a, s, n), a.newLabel("done")
	mc.jumpZero(n, done)
	singles(a, s, mc, n, func() { mc.(fixed).tail(n) }, func() {
		body(mover{mc: mc, either: e})
		advance(mc, n, ptrs, s.lanes(), s.elem)
	})
	e.finish(mc, done)
}

// blocksOfOwn is blocks for a body in which no element of a partial vector may stand for another: where partial vectors
// cannot be loaded, elements are taken one by one.
func blocksOfOwn(a *asm, s *isa, mc machine, n reg, ptrs []reg, sizes []int, body func(v int, m mover)) {
	if s.maskedLoads || s.scalable {
		blocks(a, s, mc, n, ptrs, sizes, func(v int, tail bool) { body(v, mover{mc: mc, tail: tail}) })
		return
	}
	wholes(a, s, mc, n, ptrs, sizes, func(v int) { body(v, mover{mc: mc}) })
	one, done := a.newLabel("one"), a.newLabel("done")
	mc.jumpZero(n, done)
	a.label(one)
	body(1, mover{mc: mc, one: true})
	advance(mc, n, ptrs, 1, s.elem)
	mc.jumpPositive(n, one)
	a.label(done)
}

// eachOnceOfOwn is eachOnce for such a body.
func eachOnceOfOwn(a *asm, s *isa, mc machine, n reg, ptrs []reg, body func(m mover)) {
	if s.scalable || s.maskedLoads {
		eachOnce(a, s, mc, n, ptrs, body)
		return
	}
	e, loop, one, done := newEither(a, s, n), a.newLabel("loop"), a.newLabel("one"), a.newLabel("done")
	e.ones = true
	mc.jumpZero(n, done)
	a.label(loop)
	body(mover{mc: mc, either: e})
	mc.jumpLess(n, s.lanes(), one)
	advance(mc, n, ptrs, s.lanes(), s.elem)
	mc.jumpPositive(n, loop)
	mc.jump(done)
	a.label(one)
	advance(mc, n, ptrs, 1, s.elem)
	mc.jumpPositive(n, loop)
	e.finish(mc, done)
}
