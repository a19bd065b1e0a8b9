package asmgen

import "weft.example/kernels/internal/args"

// along goes along the row and its vector. The body has the j-th vector of those that it takes at a time.
func (x *ramp) along(body func(j int, m mover)) {
	if !x.masks {
		x.blocks(2, body)
		return
	}
	near := x.newLabel("near")
	x.jumpLess(x.left, 2*args.RampVectors*x.lanes(), near)
	x.head(func(m mover) { body(0, m) })
	x.label(near)
	x.blocks(2, body)
}

// blocks goes along what is left of the row, with masks by so many blocks a round, and its last vectors at once. Zen 5 foresees the end of
// up to six rounds, and waits 24 cycles at each of a longer row: by two blocks RampDots has fewer. Stores bind outer products before.
func (x *ramp) blocks(most int, body func(j int, m mover)) {
	const block = args.RampVectors
	ptrs := x.pointers()
	if x.windows {
		byHalves(x.asm, x.isa, x.machine, x.left, ptrs, block, body)
		return
	}
	if !x.masks {
		blocksOfOwn(x.asm, x.isa, x.machine, x.left, ptrs, []int{block, 1}, func(n int, m mover) {
			for j := range n {
				body(j, m.at(j*x.bytes))
			}
		})
		return
	}
	sizes, align := []int{2 * block, block}, x.align
	if most == 1 { // float32 Ger of 256 by 256 takes 3.0 µs where the loop begins within a line, and 2.6
		align = func() { x.asm.alignTo(line) }
	}
	wholesAt(x.asm, x.isa, x.machine, x.left, ptrs, sizes[2-most:], align, func(n int) {
		for j := range n {
			body(j%block, mover{mc: x.machine, disp: j * x.bytes})
		}
	})
	short := x.newLabel("short")
	x.jumpZero(x.left, short) // a load of no element, too, waits for a store of the whole vector there
	x.machine.(masked).parts(x.left, block)
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
	x.beforeWhole()
	x.machine.(masked).parts(x.spare, 1)
	body(mover{mc: x.machine, part: 1})
	x.pastHead()
}

// beforeWhole leaves in spare how many elements head takes.
func (x *ramp) beforeWhole() {
	t := x.spare
	x.set(t, 0)
	x.sub(t, x.from)
	x.remainder(t, t, x.bytes)
	x.shift(t, -log2(x.elem))
}

// pastHead goes on behind the elements that head takes.
func (x *ramp) pastHead() {
	t := x.spare
	x.sub(x.left, t)
	x.shift(t, log2(x.elem))
	for _, p := range x.pointers() {
		x.machine.add(p, t)
	}
}

// alongHeadLast is along, but takes the head of a long row when the rest is done: the store of a part of a vector does not keep the
// vector behind it waiting.
func (x *ramp) alongHeadLast(fetch bool, body func(j int, m mover)) {
	if x.windows {
		x.toWhole(body)
	}
	if !x.masks {
		x.blocks(1, body)
		return
	}
	before := x.beforeWhole
	if fetch {
		before = x.beforeLine
	}
	near, end := x.newLabel("near"), x.newLabel("whole")
	x.jumpLess(x.left, 2*args.RampVectors*x.lanes(), near)
	before()
	x.pastHead()
	if fetch {
		x.arg(x.spare, rampAhead)
	}
	x.blocks(1, func(j int, m mover) {
		if fetch && m.part == 0 {
			x.prefetchAt(x.ai, x.spare, m.disp)
		}
		body(j, m)
	})
	x.start()
	before()
	x.jumpZero(x.spare, end)
	x.machine.(masked).parts(x.spare, 1)
	body(0, mover{mc: x.machine, part: 1})
	x.jump(end)
	x.label(near)
	x.blocks(1, body)
	x.label(end)
}

// toWhole takes what comes before an aligned vector of a row that is not short: an element, two, four. Stores of vectors then take a line each.
func (x *ramp) toWhole(body func(j int, m mover)) {
	whole := x.newLabel("whole")
	x.jumpLess(x.left, 16*x.lanes(), whole)
	for few := 1; few < x.lanes(); few *= 2 {
		next := x.newLabel("next")
		x.remainder(x.spare, x.ai, 2*few*x.elem)
		x.jumpLess(x.spare, few*x.elem, next)
		body(0, mover{mc: x.machine, few: few})
		advance(x.machine, x.left, x.pointers(), few, x.elem)
		x.label(next)
	}
	x.label(whole)
}

// beforeLine leaves in spare how many elements of the row come before a vector that lies within a line.
func (x *ramp) beforeLine() {
	t := x.spare
	x.set(t, 0)
	x.sub(t, x.ai)
	x.remainder(t, t, x.bytes)
	x.shift(t, -log2(x.elem))
}
