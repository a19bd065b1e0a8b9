package engine

import "fmt"

// SetInput makes the m rows of x, m × n_0, the input A[0]. It is the start of a
// forward pass in single steps.
func (p *Pass[T]) SetInput(x []T, m int) {
	p.enter()
	defer p.leave()
	p.setInput(x, m)
}

func (p *Pass[T]) setInput(x []T, m int) {
	p.x, p.m = p.net.input(x, m, p.batch, p.memory, "pass"), m
	p.dropInput()
}

// input returns the m rows of x, m × n_0, for somebody who takes a batch of them and writes
// to his memory meanwhile.
func (n *Network[T]) input(x []T, m, batch int, memory []T, somebody string) []T {
	if m < 0 || m > batch {
		panic(fmt.Sprintf("engine: m = %d, want 0 to the %s's batch %d", m, somebody, batch))
	}
	size := m * n.units[0]
	if len(x) < size {
		panic(fmt.Sprintf("engine: len(x) = %d, want at least m·n0 = %d", len(x), size))
	}
	if x = x[:size]; overlap(x, memory) {
		panic(fmt.Sprintf("engine: x is memory of the %s, as its output is, want a copy", somebody))
	}
	return x
}

// dropInput makes A[0] of X, in training, by a mask of its own.
func (p *Pass[T]) dropInput() {
	d := &p.input
	if d.on = p.training && d.rate > 0; !d.on {
		return
	}
	d.key = d.keyAt(mix(p.maskKey), p.part.place(p.net.units[0])) // as of a layer 0
	copy(d.room, p.x)
	p.x = d.room[:len(p.x)]
	p.dropInputOf(p.x)
}

// dropInputOf multiplies m rows by the mask, if there is one.
func (p *Pass[T]) dropInputOf(x []T) {
	if p.input.on {
		p.input.of = x
		p.spread(p.m, rowsPerPart(p.net.units[0]), p.input.rows)
	}
}

func (p *Pass[T]) dropInputRows(from, to int) {
	n := p.net.units[0]
	p.input.apply(p.input.of, from*n, to*n)
}
