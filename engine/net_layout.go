package engine

import "weft.example/kernels"

// layout places the weights and biases of layers 1 … L, and γ and β where there is a [Norm], in
// one slab. A slab of gradients has the same layout as that of the parameters, so that an update,
// or a sum over several machines, is one loop.
type layout[T kernels.Float] struct {
	weights, biases, gammas, betas []extent[T] // γ and β of no elements, where there is no Norm
	places[T]
}

func layoutOf[T kernels.Float](units []int, norms []normSpec) (l layout[T]) {
	for i, n := range units[1:] {
		l.weights = append(l.weights, l.next(n*units[i]))
		l.biases = append(l.biases, l.next(n))
		if norms[i].Norm == NoNorm {
			n = 0
		}
		l.gammas = append(l.gammas, l.next(n))
		l.betas = append(l.betas, l.next(n))
	}
	return l
}

// end is where the last array of layer l ends.
func (l *layout[T]) end(at int) int { return max(l.biases[at-1].to, l.betas[at-1].to) }

// statistics places the running means and variances of layers 1 … L, of no elements where there is no
// BatchNorm.
type statistics[T kernels.Float] struct {
	means, variances []extent[T]
	places[T]
}

func statisticsOf[T kernels.Float](units []int, norms []normSpec) (s statistics[T]) {
	for i, n := range units[1:] {
		if !normRows()[norms[i].Norm].tracked {
			n = 0
		}
		s.means = append(s.means, s.next(n))
		s.variances = append(s.variances, s.next(n))
	}
	return s
}

// places are arrays in a slab, in the order of their names in files.
type places[T kernels.Float] struct {
	list []extent[T]
	size int
}

// next places n elements behind the others, on a cache line.
func (p *places[T]) next(n int) extent[T] {
	e := extent[T]{p.size, p.size + n}
	p.size += roundUp[T](n)
	if n > 0 {
		p.list = append(p.list, e)
	}
	return e
}

// extent is a piece of a slab of T.
type extent[T kernels.Float] struct{ from, to int }

// of returns the piece, or nil if it has no elements.
func (e extent[T]) of(slab []T) []T {
	if e.from == e.to {
		return nil
	}
	return slab[e.from:e.to:e.to]
}
