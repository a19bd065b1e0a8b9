package eigvec

import "weft.example/internal/checked"

// blocks is the task to solve for the vectors of some blocks of rows. They have nothing to do with each other until V meets them.
type blocks struct {
	system
	left       bool
	count      int
	first, end [group]int // of each
	space      []float64  // for their vectors
}

// add adds the block of rows first … end−1.
func (b *blocks) add(first, end int) {
	b.first[b.count], b.end[b.count] = first, end
	b.count++
}

// of is the system of block i.
func (b *blocks) of(i int) system {
	s, room := b.system, (block+1)*b.n
	s.x = b.space[i*room:][:room]
	return s
}

// Do solves for block i's vectors.
func (b *blocks) Do(_, i int) {
	s := b.of(i)
	s.blas = s.blas.Alone(checked.Operands{})
	if b.left {
		s.leftBlock(b.first[i], b.end[i])
	} else {
		s.rightBlock(b.first[i], b.end[i])
	}
}
