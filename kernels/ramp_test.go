package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// rampKernel is one of those that go along a Ramp, and what it does with an element of A, of v and of r.
type rampKernel[T Float] struct {
	run func(p *Ramp[T], a, v, r *T)
	// each changes what it writes, the first of which is of A, by what the element is worth.
	each func(p *Ramp[T], a, v, r *T)
	// what it writes
	writesA, writesV, writesR bool
	narrow                    bool // no wider than RampAxpy's
	two                       bool // with a second vector
	even                      bool // rows all have the same columns
}

func addDot[T Float](p *Ramp[T], a, v, r *T)      { *r += p.Alpha * *a * *v }
func addMultiple[T Float](p *Ramp[T], a, v, r *T) { *v += p.Alpha * *a * *r }

// checkMatVecRows has rows that are packed, for MatVec.
func checkMatVecRows[T Float](r *rooms[T], k *table[T]) error {
	return checkRamp(r, k, rampKernel[T]{run: func(p *Ramp[T], a, v, r *T) {
		k.MatVec(p.M, p.To-p.From, p.Alpha, at(a, p.From), p.LDA, p.Bend, at(v, p.From), p.Beta, r, 1, far)
	}, each: addDot[T], writesR: true, even: true})
}

func checkMatVecT[T Float](r *rooms[T], k *table[T]) error {
	return checkRamp(r, k, rampKernel[T]{run: func(p *Ramp[T], a, v, r *T) {
		k.MatVecT(p.M, p.To-p.From, p.Alpha, at(a, p.From), p.LDA, p.Bend, r, at(v, p.From))
	}, each: addMultiple[T], writesV: true, even: true})
}

func checkRampDots[T Float](r *rooms[T], k *table[T]) error {
	return checkRamp(r, k, rampKernel[T]{run: k.RampDots, each: addDot[T], writesR: true})
}

func checkRampAxpy[T Float](r *rooms[T], k *table[T]) error {
	return checkRamp(r, k, rampKernel[T]{run: k.RampAxpy, each: addMultiple[T], writesV: true, narrow: true})
}

func checkRampOuter[T Float](r *rooms[T], k *table[T]) error {
	return checkRamp(r, k, rampKernel[T]{run: k.RampOuter, each: func(p *Ramp[T], a, v, r *T) { *a += p.Alpha * *r * *v }, writesA: true})
}

func checkRampOuter2[T Float](r *rooms[T], k *table[T]) error {
	return checkRamp(r, k, rampKernel[T]{run: k.RampOuter2, each: func(p *Ramp[T], a, v, r *T) {
		*a += p.Alpha * (*r * *v)
		*a += p.Alpha * (*at(r, p.Apart) * *at(v, p.Apart))
	}, writesA: true, two: true})
}

// checkRamp has rows whose ends move to either side, round every edge, down to none, and whose distance changes.
// Small whole numbers are added up without rounding, so the order of a sum does not show.
func checkRamp[T Float](r *rooms[T], k *table[T], kernel rampKernel[T]) error {
	rng := rand.New(rand.NewPCG(29, 0))
	most := max(RampVectors*k.Gemm.Lanes, RampColumns)
	lengths := sizes(k.Gemm.Lanes)
	if !kernel.narrow {
		lengths = append(lengths, 8*k.Gemm.Lanes+1, 9*k.Gemm.Lanes+3, 13*k.Gemm.Lanes)
	}
	for _, n := range lengths {
		for _, rows := range []int{0, 1, 2, 3, 4, 5, 9} {
			for _, steps := range [][2]int{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {-1, 0}, {0, -1}, {2, 1}, {-1, -1}, {2, 0}, {0, 2}} {
				c := rampCase[T]{n: n, rows: rows, fromStep: steps[0], toStep: steps[1], at: placement(rng.IntN(int(placements))), special: rng.IntN(4) == 0}
				if c.ends() || kernel.narrow && c.columns() > most || kernel.even && steps != [2]int{} {
					continue
				}
				skip := rng.IntN(2*k.Gemm.Lanes + 1)
				if kernel.narrow { // as far as the last column, too
					skip = rng.IntN(most - c.columns() + 1)
				}
				c.skip = skip * rng.IntN(2)
				if err := c.try(r, rng, kernel); err != nil {
					return fmt.Errorf("%+v: %w", c, err)
				}
				if c.adjoin = kernel.writesA; !c.adjoin {
					continue
				}
				for _, rows := range []int{rows, 30 + rng.IntN(10)} {
					if c.rows = rows; c.ends() {
						continue
					}
					if err := c.try(r, rng, kernel); err != nil {
						return fmt.Errorf("%+v: %w", c, err)
					}
				}
			}
		}
	}
	return nil
}

type rampCase[T Float] struct {
	n, rows          int // columns of the first row
	fromStep, toStep int
	at               placement
	special          bool // with NaN and infinities among the numbers
	adjoin           bool // each row begins where the one before ends
	skip             int  // columns in front of all rows
}

// ends tells whether there is a row of less than no columns.
func (c *rampCase[T]) ends() bool {
	from, to := c.row(max(0, c.rows-1))
	return to < from
}

// begin is the first column of row 0, so that none is below 0.
func (c *rampCase[T]) begin() int { return c.skip + max(0, -c.fromStep*(c.rows-1)) }

// row returns the columns of row i.
func (c *rampCase[T]) row(i int) (from, to int) {
	return c.begin() + i*c.fromStep, c.begin() + c.n + i*c.toStep
}

// columns is how many the widest row reaches.
func (c *rampCase[T]) columns() (most int) {
	for i := range c.rows {
		if from, to := c.row(i); to > from {
			most = max(most, to)
		}
	}
	return most
}

// try compares a kernel with what it does to every element.
func (c *rampCase[T]) try(rm *rooms[T], rng *rand.Rand, kernel rampKernel[T]) error {
	number := func() T {
		if c.special && rng.IntN(40) == 0 {
			return []T{T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1)), 0}[rng.IntN(4)]
		}
		return T(rng.IntN(5) - 2)
	}
	width := c.columns()
	p := Ramp[T]{
		M: c.rows, From: c.begin(), FromStep: c.fromStep, To: c.begin() + c.n, ToStep: c.toStep,
		LDA: width + rng.IntN(3), Bend: rng.IntN(3) - 1, Alpha: T(1 + rng.IntN(2)), Beta: T(rng.IntN(3)),
	}
	if p.Bend < 0 { // the last rows adjoin
		p.LDA += max(0, c.rows-2)
	}
	if c.adjoin {
		p.LDA, p.Bend, p.Ahead = c.n-c.fromStep, c.toStep-c.fromStep, rng.IntN(200)-100
	}
	offset := func(i, j int) int { return i*p.LDA + p.Bend*(i*(i-1)/2) + j }
	first, end := 1<<30, 0 // of what there is of A
	for i := range c.rows {
		if from, to := c.row(i); to > from {
			first, end = min(first, offset(i, from)), max(end, offset(i, to))
		}
	}
	if end == 0 {
		first = 0
	}
	if kernel.two {
		p.Apart = max(width, c.rows) + rng.IntN(3)
	}
	a, v, r := rm[0].input(end-first, c.at), rm[1].input(p.Apart+width, c.at), rm[2].output(c.rows, c.at)
	switch {
	case kernel.writesA:
		a, r = rm[2].output(end-first, c.at), rm[0].input(p.Apart+c.rows, c.at)
	case kernel.writesV:
		v, r = rm[2].output(width, c.at), rm[1].input(c.rows, c.at)
	}
	for _, x := range [][]T{v.x, r.x} {
		for i := range x {
			x[i] = number()
		}
	}
	for i := range c.rows { // what is between rows stays a sentinel
		for j, to := c.row(i); j < to; j++ {
			a.x[offset(i, j)-first] = number()
		}
	}
	wantA, wantV, wantR := slices.Clone(a.x), slices.Clone(v.x), slices.Clone(r.x)
	for i := range c.rows {
		if kernel.writesR {
			if wantR[i] *= p.Beta; p.Beta == 0 {
				wantR[i] = 0
			}
		}
		for j, to := c.row(i); j < to; j++ {
			kernel.each(&p, &wantA[offset(i, j)-first], &wantV[j], &wantR[i])
		}
	}
	if err := faultless(func() { kernel.run(&p, at(a.first, -first), v.first, r.first) }); err != nil {
		return err
	}
	for _, o := range []struct {
		name      string
		got, want []T
	}{{"a", a.x, wantA}, {"v", v.x, wantV}, {"r", r.x, wantR}} {
		for i, got := range o.got {
			if want := o.want[i]; got != want && (got == got || want == want) {
				return fmt.Errorf("%+v: %s[%d] is %v, want %v", p, o.name, i, got, want)
			}
		}
	}
	for _, o := range []operand[T]{a, v, r} {
		if err := o.intact(); err != nil {
			return err
		}
	}
	return nil
}

// checkRampSolve has triangles of either kind, round every edge. There are few and small numbers in them, so that no result is
// rounded.
func checkRampSolve[T Float](rm *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(31, 0))
	most := max(RampVectors*k.Gemm.Lanes, RampColumns)
	for n := range most + 1 {
		for try := range 8 {
			p := Ramp[T]{M: n, From: 1, FromStep: 1, To: n, Bend: rng.IntN(3) - 1, Alpha: T(1 - 2*rng.IntN(2))}
			if try%2 == 1 {
				p.From, p.FromStep, p.To, p.ToStep = 0, 0, n-1, -1
			}
			p.LDA = n + rng.IntN(3) + max(0, -p.Bend)*n
			place := placement(rng.IntN(int(placements)))
			offset := func(i, j int) int { return i*p.LDA + p.Bend*(i*(i-1)/2) + j }
			first, end := 0, 0
			if n > 1 {
				first, end = offset(0, p.From), offset(n-2, p.To+(n-2)*p.ToStep)
			}
			a, v, f := rm[0].input(end-first, place), rm[2].output(n, place), rm[1].input(n, place)
			for i := range n {
				v.x[i], f.x[i] = T(rng.IntN(5)-2), T(1-2*rng.IntN(2))
				for j := p.From + i*p.FromStep; j < p.To+i*p.ToStep; j++ {
					if a.x[offset(i, j)-first] = 0; rng.IntN(n) == 0 {
						a.x[offset(i, j)-first] = T(rng.IntN(3) - 1)
					}
				}
			}
			if try > 5 && n > 0 { // which makes NaN in its own row alone
				v.x[rng.IntN(n)] = T(math.Inf(1))
			}
			want := slices.Clone(v.x)
			for i := range n {
				own := i
				if p.FromStep == 0 {
					own = n - 1 - i
				}
				want[own] *= f.x[own]
				for j := p.From + i*p.FromStep; j < p.To+i*p.ToStep; j++ {
					want[j] += p.Alpha * want[own] * a.x[offset(i, j)-first]
				}
			}
			beforeA, beforeF := slices.Clone(a.x), slices.Clone(f.x)
			if err := faultless(func() { k.RampSolve(&p, at(a.first, -first), v.first, f.first) }); err != nil {
				return err
			}
			for i, got := range v.x {
				if got != want[i] && (got == got || want[i] == want[i]) {
					return fmt.Errorf("%+v: v[%d] is %v, want %v", p, i, got, want[i])
				}
			}
			for _, err := range []error{v.intact(), a.unchanged(beforeA), f.unchanged(beforeF)} {
				if err != nil {
					return fmt.Errorf("%+v: %w", p, err)
				}
			}
		}
	}
	return nil
}

// checkRampSolveRows is checkRampSolve for rows that have what is in front of their own element, or behind it: all of it, or a band.
func checkRampSolveRows[T Float](rm *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(37, 0))
	block := k.SolvedRows
	for try := range 600 {
		c := rampSolveRowsCase{rows: block * rng.IntN(5), wide: rng.IntN(5*block + 2), bend: rng.IntN(3) - 1, up: try%2 == 0, banded: try%4 >= 2, special: try%8 >= 6}
		if c.banded {
			c.wide += block
		}
		if err := tryRampSolveRows(rm, k, rng, c); err != nil {
			return fmt.Errorf("%+v: %w", c, err)
		}
	}
	return nil
}

type rampSolveRowsCase struct {
	rows, wide int // columns of the first row
	bend       int
	up, banded bool
	special    bool // with NaN and infinities in v
}

func tryRampSolveRows[T Float](rm *rooms[T], k *table[T], rng *rand.Rand, c rampSolveRowsCase) error {
	begin := rng.IntN(3) // columns that no row has
	p := Ramp[T]{M: c.rows, From: begin, To: begin + c.wide, ToStep: 1, Bend: c.bend, Alpha: 3, Beta: 2}
	if c.banded {
		p.FromStep = 1
	}
	columns, lowest := begin+c.wide+c.rows, begin+c.wide
	if !c.up {
		p.From, p.FromStep, p.To, p.ToStep = begin+c.rows, -1, begin+c.rows+c.wide, 0
		if lowest = begin; c.banded {
			p.ToStep = -1
		}
	}
	p.LDA = columns + rng.IntN(3) + max(0, -p.Bend)*c.rows
	if !c.up { // upwards, as rows of an upper triangle are solved
		p.LDA, p.Bend = -p.LDA-c.rows, c.bend
	}
	offset := func(i, j int) int { return i*p.LDA + p.Bend*(i*(i-1)/2) + j }
	row := func(i int) (from, to, own int) {
		from, to = p.From+i*p.FromStep, p.To+i*p.ToStep
		if c.up {
			return from, to, to
		}
		return from, to, from - 1
	}
	first, end := 1<<30, -1<<30
	for i := range c.rows {
		if from, to, _ := row(i); to > from {
			first, end = min(first, offset(i, from)), max(end, offset(i, to))
		}
	}
	if end < first {
		first, end = 0, 0
	}
	place := placement(rng.IntN(int(placements)))
	a, v, f := rm[0].input(end-first, place), rm[2].output(columns, place), rm[1].input(c.rows, place)
	for i := range v.x {
		if v.x[i] = T(rng.IntN(5) - 2); c.special && rng.IntN(20) == 0 {
			v.x[i] = T(math.Inf(1))
		}
	}
	for i := range f.x {
		f.x[i] = T(1 - 2*rng.IntN(2))
	}
	for i := range a.x { // what is between rows must not be used
		a.x[i] = T(math.NaN())
	}
	want, oneSign := slices.Clone(v.x), rng.IntN(2) == 0
	for i := range c.rows {
		from, to, own := row(i)
		for j := from; j < to; j++ {
			e := &a.x[offset(i, j)-first]
			if *e = 0; oneSign && math.IsInf(float64(want[j]), 0) { // a row has infinities, and so no NaN
				*e = T(math.Copysign(1, float64(want[j])))
			} else if rng.IntN(columns) < 2 {
				*e = T(rng.IntN(3) - 1)
			}
			want[own] -= *e * want[j]
		}
		want[own] *= f.x[own-lowest]
	}
	beforeA, beforeF := slices.Clone(a.x), slices.Clone(f.x)
	if err := faultless(func() { k.RampSolveRows(&p, at(a.first, -first), v.first, f.first) }); err != nil {
		return err
	}
	for i, got := range v.x {
		if got != want[i] && (got == got || want[i] == want[i]) {
			return fmt.Errorf("%+v: v[%d] is %v, want %v", p, i, got, want[i])
		}
	}
	for _, err := range []error{v.intact(), a.unchanged(beforeA), f.unchanged(beforeF)} {
		if err != nil {
			return fmt.Errorf("%+v: %w", p, err)
		}
	}
	return nil
}
