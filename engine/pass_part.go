package engine

// part is a pass's part of a batch that several passes work on together, each on examples of its own. Without others
// it is nil.
type part struct {
	first, of int // the place of the first example in the whole batch, and the examples of that

	sum      func(x []float64) // replaces x by its sum over the passes
	complete func(l int)       // hears that the gradients of layer l are in the sink
	progress func()            // is called between the computations of a backward pass
}

// whole is the number of examples of the whole batch, of which the pass has m.
func (s *part) whole(m int) int {
	if s == nil {
		return m
	}
	return s.of
}

// place is the place in the whole batch's n columns of the element that is 0 in the pass's.
func (s *part) place(n int) int {
	if s == nil {
		return 0
	}
	return s.first * n
}

func (s *part) sums(x []float64) {
	if s != nil {
		s.sum(x)
	}
}

func (s *part) completed(l int) {
	if s != nil {
		s.complete(l)
	}
}

func (s *part) computed() {
	if s != nil {
		s.progress()
	}
}
