package asmgen

// line is the bytes of a cache line.
const line = 64

// blocks emits a loop over n elements in blocks of vectors, largest block
// first, and then the tail. The body works on v vectors from each pointer on;
// in the tail, on one partial vector. Pointers advance; n ends at no use.
//
// A scalable machine takes a strip at a time, whatever the sizes, the last like those before.
func blocks(a *asm, s *isa, mc machine, n reg, ptrs []reg, sizes []int, body func(v int, tail bool)) {
	if s.scalable {
		strips(a, mc, n, ptrs, func() { body(1, false) })
		return
	}
	mc.align() // of the first loop alone: Go's x86 assembler hangs on a jump to an alignment
	for _, v := range sizes {
		loop, next := a.newLabel("loop"), a.newLabel("next")
		a.label(loop)
		mc.jumpLess(n, v*s.lanes(), next)
		body(v, false)
		for _, p := range ptrs {
			mc.addImm(p, v*s.bytes)
		}
		mc.addImm(n, -v*s.lanes())
		mc.jump(loop)
		a.label(next)
	}
	done := a.newLabel("done")
	mc.jumpZero(n, done)
	mc.(fixed).tail(n)
	body(1, true)
	a.label(done)
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

// mover loads and stores one vector of a block, whole or partial.
type mover struct {
	mc   machine
	disp int
	tail bool
}

func (m mover) load(v vec, p reg) {
	if m.tail {
		m.mc.(fixed).loadTail(v, p, m.disp)
	} else {
		m.mc.load(v, p, m.disp)
	}
}

func (m mover) store(p reg, v vec) {
	if m.tail {
		m.mc.(fixed).storeTail(p, m.disp, v)
	} else {
		m.mc.store(p, m.disp, v)
	}
}

// each is blocks for a body that treats every vector alike.
func each(a *asm, s *isa, mc machine, n reg, ptrs []reg, unroll int, body func(m mover)) {
	sizes := []int{unroll, 1}
	if unroll == 1 {
		sizes = sizes[1:]
	}
	blocks(a, s, mc, n, ptrs, sizes, func(v int, tail bool) {
		for j := range v {
			body(mover{mc, j * s.bytes, tail})
		}
	})
}
