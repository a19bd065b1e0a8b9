package svd

import (
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
)

// leastHalves is the rows from which workers share the two blocks of a merge.
const leastHalves = 128

// halves is the task to conquer them.
type halves struct {
	b          [2]divided
	lo, nl, nr int
	ok         [2]bool
}

// conquerHalves decomposes the blocks of nl rows from lo on, and of nr rows behind the row lo+nl.
func (b *divided) conquerHalves(lo, nl, nr int) bool {
	if b.half || nl+nr < leastHalves {
		return b.conquer(lo, nl) && b.conquer(lo+nl+1, nr)
	}
	h := scratch.Job[halves](b.tasks)
	*h = halves{b: [2]divided{*b, *b}, lo: lo, nl: nl, nr: nr}
	h.b[0].take(0, 0, 0, nl)
	h.b[1].take(nl, nl*nl, nl*(nl+1), nr)
	b.bl.Run(checked.Operands{}, 2, h)
	ok := h.ok[0] && h.ok[1]
	*h = halves{}
	return ok
}

// take makes b one for n rows, with workspace of its own: parts of what it has, from elements that others do not take.
func (b *divided) take(at, square, packed, n int) {
	b.bl, b.half = b.bl.Alone(checked.Operands{}), true
	for _, part := range []*[]float64{&b.z, &b.pole, &b.weight, &b.source, &b.deflated, &b.side, &b.column, &b.root, &b.line} {
		*part = (*part)[at:][:n]
	}
	b.delta, b.left, b.packed = b.delta[square:][:n*n], b.left[square:][:n*n], b.packed[packed:][:n*(n+1)]
}

// Do conquers a half.
func (h *halves) Do(_, i int) {
	b, lo, n := &h.b[i], h.lo, h.nl
	if i == 1 {
		lo, n = h.lo+h.nl+1, h.nr
	}
	h.ok[i] = b.conquer(lo, n)
}
