package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// checkSymv has columns round every edge, groups with squares on either side and without, and rows whose distance changes.
// Small whole numbers are added up without rounding, so the order of a sum does not show.
func checkSymv[T Float](r *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(19, 0))
	for _, n := range sizes(k.Gemm.Lanes) {
		if n > 5*k.Gemm.Lanes+3 {
			break
		}
		for _, groups := range []int{0, 1, 2, 3} {
			for at := range placements {
				for _, square := range []Square{SquareNone, SquareBefore, SquareBehind} {
					for flags := range 4 {
						c := symvCase[T]{n, groups, at, square, flags&1 != 0, flags&2 != 0}
						if err := c.try(r, rng, k.SymvRows); err != nil {
							return fmt.Errorf("%+v: %w", c, err)
						}
					}
				}
			}
		}
	}
	return nil
}

type symvCase[T Float] struct {
	columns int // beside the square of the group with the fewest
	groups  int
	at      placement
	square  Square
	packed  bool
	special bool // with NaN and infinities among the numbers
}

// try compares a kernel with the symmetric matrix times x, element by element.
func (c *symvCase[T]) try(r *rooms[T], rng *rand.Rand, kernel func(p *Symv[T], a, x, y, xi, yi *T)) error {
	number := func() T {
		if c.special && rng.IntN(40) == 0 {
			return []T{T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1)), 0}[rng.IntN(4)]
		}
		return T(rng.IntN(5) - 2)
	}
	rows := SymvGroup * c.groups
	n := rows + c.columns // of the matrix
	p := Symv[T]{Groups: c.groups, N: c.columns, LDA: n + rng.IntN(3), Square: c.square, Ahead: far, Alpha: T(1 + rng.IntN(2))}
	first, from := 0, rows // the rows of the matrix and the columns of the first group
	switch c.square {
	case SquareBefore:
		p.N, p.More, p.Step = n-SymvGroup, -SymvGroup, SymvGroup
		from = min(SymvGroup, n)
		if c.packed {
			p.LDA, p.Bend = n-1, -1
		}
	case SquareBehind:
		p.More = SymvGroup
		first, from = c.columns, 0
		if c.packed {
			p.LDA, p.Bend = c.columns+1, 1
		}
	}
	offset := func(i, j int) int { return i*p.LDA + p.Bend*(i*(i-1)/2) + j }
	stored := func(i int) (from, to int) { // columns of row i
		switch c.square {
		case SquareBefore:
			return i, n
		case SquareBehind:
			return 0, c.columns + i + 1
		}
		return rows, n
	}
	size, begin := 0, 0
	if rows > 0 {
		_, to := stored(rows - 1)
		begin, _ = stored(0)
		size = max(0, offset(rows-1, to)-begin)
	}
	a, x, y := r[0].input(size, c.at), r[1].input(n, c.at), r[2].output(n, c.at)
	for i := range n {
		x.x[i], y.x[i] = number(), number()
	}
	want := slices.Clone(y.x)
	for i := range rows {
		row := first + i
		for j, to := stored(i); j < to; j++ {
			v := number()
			a.x[offset(i, j)-begin] = v
			if want[row] += p.Alpha * v * x.x[j]; j != row {
				want[j] += p.Alpha * v * x.x[row]
			}
		}
	}
	beforeA, beforeX := slices.Clone(a.x), slices.Clone(x.x)
	err := faultless(func() {
		kernel(&p, a.first, at(x.first, from), at(y.first, from), at(x.first, first), at(y.first, first))
	})
	if err != nil {
		return err
	}
	for i, got := range y.x {
		if got != want[i] && (got == got || want[i] == want[i]) {
			return fmt.Errorf("element %d is %v, want %v", i, got, want[i])
		}
	}
	for _, err := range []error{y.intact(), a.unchanged(beforeA), x.unchanged(beforeX)} {
		if err != nil {
			return err
		}
	}
	return nil
}
