package engine

import "weft.example/kernels"

// carve cuts the batch's memory out of one slab.
func (p *Pass[T]) carve(cfg Config) {
	n := p.net
	var sizes []int
	for i, units := range n.units[1:] {
		for range n.copies(i, cfg) {
			sizes = append(sizes, p.batch*units)
		}
	}
	if cfg.InputGradient {
		sizes = append(sizes, p.batch*n.units[0])
	}
	if cfg.InputDropout > 0 {
		sizes = append(sizes, p.batch*n.units[0])
	}
	s := newSlab[T](sizes)
	p.memory = s.free
	for i := range p.layers {
		l := layer[T]{
			in: n.units[i], out: n.units[i+1], act: n.activation(i),
			w: n.W(i + 1), b: n.B(i + 1),
			weights: n.layout.weights[i], biases: n.layout.biases[i],
			gammas: n.layout.gammas[i], betas: n.layout.betas[i],
			dw: n.layout.weights[i].of(p.grads), db: n.layout.biases[i].of(p.grads),
		}
		size := p.batch * l.out
		l.a, l.dz = s.take(size), s.take(size)
		l.z, l.y = l.a, l.a
		switch {
		case l.act.Input:
			l.z = s.take(size)
			l.y = l.z
		case cfg.KeepZ || n.drops[i] > 0:
			l.z, l.y = s.take(size), s.take(size)
		case n.sigmoidOutput(i + 1):
			l.z = s.take(size)
		}
		if n.norms[i].Norm != NoNorm {
			l.hat = s.take(size)
		}
		p.layers[i] = l
	}
	if cfg.InputGradient {
		p.da0 = s.take(p.batch * n.units[0])
	}
	if cfg.InputDropout > 0 {
		p.input.room = s.take(p.batch * n.units[0])
	}
}

// width is the elements that a pass holds of an example, X with them, which it keeps.
func (n *Network[T]) width(cfg Config) int {
	width := 2 * n.units[0] // X and dA[0]
	if cfg.InputDropout > 0 {
		width += n.units[0]
	}
	for i, units := range n.units[1:] {
		width += n.copies(i, cfg) * units
	}
	return width
}

// copies is how many arrays of a layer's size a pass has, with i from 0.
func (n *Network[T]) copies(i int, cfg Config) int {
	if n.norms[i].Norm != NoNorm {
		return 1 + n.copiesOfAct(i, cfg) // hat
	}
	return n.copiesOfAct(i, cfg)
}

// copiesOfAct is copies without those of a Norm.
func (n *Network[T]) copiesOfAct(i int, cfg Config) int {
	switch {
	case n.activation(i).Input:
		return 3 // A, dZ, Z
	case cfg.KeepZ || n.drops[i] > 0:
		return 4 // A, dZ, Z, g(Z)
	case n.sigmoidOutput(i + 1):
		return 3 // A, dZ, Z
	}
	return 2 // A, dZ
}

// sigmoidOutput reports whether layer l is the output and a sigmoid.
func (n *Network[T]) sigmoidOutput(l int) bool { return l == n.Depth() && n.Act(l) == kernels.Sigmoid }
