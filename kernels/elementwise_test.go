package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"weft.example/internal/long"
)

// elementwise is a kernel that computes out[i] from out[i], x[i] and y[i].
type elementwise[T Float] struct {
	name string
	call func(k *table[T], n int, out, x, y *T)
	want func(out, x, y T) (want T, tol float64)
	// alias lists where out may lie besides apart from both.
	alias []alias
	// unary says that only x counts.
	unary bool
}

// alias is where the output of an element-wise kernel lies.
type alias int

const (
	apart alias = iota
	onX
	onY
)

// actTol is how far an activation may be from the reference at x, in units in
// the last place of the result forward and of dy backward; zero is to the bit.
func actTol(a Act, x float64) float64 {
	switch a {
	case Identity, ReLU, LeakyReLU:
		return 0
	case GELU, GELUTanh: // the error of an exponent as large as x³ where x < 0
		x = max(min(0, x), -40)
		return 8 - 4*x*x*x
	}
	return 8
}

func actCases[T Float]() []elementwise[T] {
	ref := FunctionsOf[T](reference())
	var cases []elementwise[T]
	for a := range NumActs {
		cases = append(cases, elementwise[T]{
			name: a.String() + " forward",
			call: func(k *table[T], n int, out, x, _ *T) { k.Act[a].Forward(n, out, x) },
			want: func(_, x, _ T) (T, float64) {
				var y T
				ref.Act[a].Forward(1, &y, &x)
				return y, actTol(a, float64(x)) * (eps[T]()*math.Abs(float64(y)) + tiny[T]())
			},
			alias: []alias{onX},
			unary: true,
		}, elementwise[T]{
			name: a.String() + " backward",
			call: func(k *table[T], n int, out, x, y *T) { k.Act[a].Backward(n, out, x, y) },
			want: func(_, dy, y T) (T, float64) {
				var dx T
				ref.Act[a].Backward(1, &dx, &dy, &y)
				scale := math.Max(math.Abs(float64(dx)), math.Abs(float64(dy))/8)
				return dx, actTol(a, 0) * (eps[T]()*scale + tiny[T]())
			},
			alias: []alias{onX, onY},
		})
	}
	return cases
}

func expCase[T Float]() elementwise[T] {
	return mapCase("exp", exp[T], func(k *table[T]) func(n int, y, x *T) { return k.Exp })
}

func softplusCase[T Float]() elementwise[T] {
	return mapCase("softplus", softplus[T], func(k *table[T]) func(n int, y, x *T) { return k.Softplus })
}

// mapCase is a kernel of one input beside the reference.
func mapCase[T Float](name string, ref func(n int, y, x *T), of func(k *table[T]) func(n int, y, x *T)) elementwise[T] {
	return elementwise[T]{
		name: name,
		call: func(k *table[T], n int, out, x, _ *T) { of(k)(n, out, x) },
		want: func(_, x, _ T) (T, float64) {
			var y T
			ref(1, &y, &x)
			return y, 8 * (eps[T]()*math.Abs(float64(y)) + tiny[T]())
		},
		alias: []alias{onX},
		unary: true,
	}
}

func axpyCase[T Float]() elementwise[T] {
	const alpha = -0.5 // large inputs then never overflow in the product alone
	return elementwise[T]{
		name: "axpy",
		call: func(k *table[T], n int, out, x, _ *T) { k.Axpy(n, alpha, out, x) },
		want: func(out, x, _ T) (T, float64) {
			scale := math.Abs(float64(out)) + math.Abs(alpha*float64(x))
			return out + alpha*x, eps[T]()*scale + tiny[T]()
		},
	}
}

func subCase[T Float]() elementwise[T] {
	return elementwise[T]{
		name:  "sub",
		call:  func(k *table[T], n int, out, x, y *T) { k.Sub(n, out, x, y) },
		want:  func(_, x, y T) (T, float64) { return x - y, 0 },
		alias: []alias{onX, onY},
	}
}

func leakCases[T Float]() (cases []elementwise[T]) {
	for _, slope := range []T{0.25, 0.01, 0, -3} {
		cases = append(cases, elementwise[T]{
			name: fmt.Sprint("leak of ", slope),
			call: func(k *table[T], n int, out, x, y *T) { k.Leak(n, slope, out, x, y) },
			want: func(_, x, y T) (T, float64) {
				if y <= 0 {
					x *= slope
				}
				return x, 0
			},
			alias: []alias{onX, onY},
		}, elementwise[T]{ // dy = y
			name: fmt.Sprint("leak of ", slope, " forward"),
			call: func(k *table[T], n int, out, x, _ *T) { k.Leak(n, slope, out, x, x) },
			want: func(_, x, _ T) (T, float64) {
				if x <= 0 {
					x *= slope
				}
				return x, 0
			},
			alias: []alias{onX},
			unary: true,
		})
	}
	return cases
}

// checkElementwise tests kernels at every size, placement and alias, and with
// every pair of special inputs at every place in a vector.
func checkElementwise[T Float](cases ...elementwise[T]) check[T] {
	return func(r *rooms[T], k *table[T]) error {
		for _, c := range cases {
			if err := c.check(r, k); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
		return nil
	}
}

func (c elementwise[T]) check(r *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(2, 0))
	for _, n := range sizes(k.Gemm.Lanes) {
		out, x, y := uniform[T](rng, n), uniform[T](rng, n), uniform[T](rng, n)
		for _, al := range append([]alias{apart}, c.alias...) {
			for p := range placements {
				if err := c.try(r, k, al, p, out, x, y); err != nil {
					return fmt.Errorf("n = %d, alias %d, placement %d: %w", n, al, p, err)
				}
			}
		}
	}
	list := specials[T]()
	others := len(list)
	if c.unary {
		others = 1
	}
	n := 4*k.Gemm.Lanes + 3
	if !long.Tests() {
		n = 2*k.Gemm.Lanes + 3
	}
	for shift := range list {
		for other := range others {
			out, x, y := rotated(list, n, other), rotated(list, n, shift), rotated(list, n, other)
			if err := c.try(r, k, apart, placement(shift%int(placements)), out, x, y); err != nil {
				return fmt.Errorf("special inputs: %w", err)
			}
		}
	}
	return nil
}

func (c elementwise[T]) try(r *rooms[T], k *table[T], al alias, p placement, out, x, y []T) error {
	n := len(out)
	px, py, pout := r[0].input(n, p), r[1].input(n, p), r[2].output(n, p)
	switch al {
	case onX:
		px, out = pout, x
	case onY:
		py, out = pout, y
	}
	copy(px.x, x)
	copy(py.x, y)
	copy(pout.x, out)
	if err := faultless(func() { c.call(k, n, pout.first, px.first, py.first) }); err != nil {
		return err
	}
	for i, got := range pout.x {
		want, tol := c.want(out[i], x[i], y[i])
		if !near(got, want, tol) {
			return fmt.Errorf("element %d from %v, %v, %v = %v, want %v within %.3g", i, out[i], x[i], y[i], got, want, tol)
		}
		alone, xi, yi := out[i], x[i], y[i]
		c.call(k, 1, &alone, &xi, &yi)
		if !same(got, alone) {
			return fmt.Errorf("element %d from %v, %v, %v = %v, but alone %v", i, out[i], x[i], y[i], got, alone)
		}
	}
	if err := pout.intact(); err != nil {
		return err
	}
	return keptUnless(al, px, py, x, y)
}

// keptUnless returns an error if an input that is not the output was written.
func keptUnless[T Float](al alias, px, py operand[T], x, y []T) error {
	if al != onX {
		if err := px.unchanged(x); err != nil {
			return err
		}
	}
	if al != onY {
		return py.unchanged(y)
	}
	return nil
}

// sizes are all round the first vectors, then a prime and a thousand; in short fewer of them.
func sizes(lanes int) []int {
	last, far := 8*lanes+1, []int{211, 1000}
	if !long.Tests() {
		last, far = 2*lanes+1, far[:1]
	}
	var list []int
	for n := range last + 1 {
		list = append(list, n)
	}
	return append(list, far...)
}

// uniform returns numbers of either sign below ten.
func uniform[T Float](rng *rand.Rand, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = T(20*rng.Float64() - 10)
	}
	return x
}

// rotated returns n numbers from the list, over and over, from the given on.
func rotated[T Float](list []T, n, from int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = list[(from+i)%len(list)]
	}
	return x
}

func checkAddRow[T Float](r *rooms[T], k *table[T]) error {
	return checkRows(r, k, k.AddRow, func(y, row T) T { return y + row })
}

func checkAddRowReLU[T Float](r *rooms[T], k *table[T]) error {
	return checkRows(r, k, k.AddRowReLU, func(y, row T) T {
		if y+row <= 0 {
			return 0
		}
		return y + row
	})
}

// checkRows tests a kernel that does to each element what want does to it and the row's.
func checkRows[T Float](r *rooms[T], k *table[T], f func(m, n int, y *T, ldy int, row *T), want func(y, row T) T) error {
	rng := rand.New(rand.NewPCG(3, 0))
	list := specials[T]()
	for _, n := range sizes(k.Gemm.Lanes) {
		for _, m := range []int{0, 1, 2, 3, 6, 7, 8, 17} {
			slack := []int{0, 1, 5}[rng.IntN(3)]
			row, y := uniform[T](rng, n), uniform[T](rng, m*n)
			if rng.IntN(2) == 0 {
				row, y = rotated(list, n, rng.IntN(len(list))), rotated(list, m*n, rng.IntN(len(list)))
			}
			for p := range placements {
				if err := tryRows(r, f, want, m, n, n+slack, p, y, row); err != nil {
					return fmt.Errorf("m = %d, n = %d, ldy = %d, placement %d: %w", m, n, n+slack, p, err)
				}
			}
		}
	}
	return nil
}

func tryRows[T Float](r *rooms[T], f func(m, n int, y *T, ldy int, row *T), want func(y, row T) T, m, n, ldy int, p placement, y, row []T) error {
	in, out := r[0].input(n, p), r[1].output(span(m, n, ldy, 1), p)
	copy(in.x, row)
	each(m, n, func(i, j int) { out.x[i*ldy+j] = y[i*n+j] })
	if err := faultless(func() { f(m, n, out.first, ldy, in.first) }); err != nil {
		return err
	}
	for at, got := range out.x {
		i, j := at/ldy, at%ldy
		wanted := T(sentinel)
		if j < n {
			wanted = want(y[i*n+j], row[j])
		}
		if !same(got, wanted) {
			return fmt.Errorf("y[%d,%d] = %v, want %v", i, j, got, wanted)
		}
	}
	if err := out.intact(); err != nil {
		return err
	}
	return in.unchanged(row)
}

func checkSumRows[T Float](r *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(4, 0))
	for _, n := range sizes(k.Gemm.Lanes) {
		for _, m := range []int{0, 1, 2, 3, 4, 5, 8, 9, 17} {
			ldx := n + []int{0, 1, 5}[rng.IntN(3)]
			alpha := []T{1, -0.5, 1.0 / 3}[rng.IntN(3)]
			sum, x := uniform[T](rng, n), uniform[T](rng, m*n)
			if n > 0 && m > 0 {
				x[rng.IntN(len(x))] = T(math.NaN())
				x[rng.IntN(len(x))] = T(math.Inf(1))
				sum[rng.IntN(n)] = T(math.Inf(-1))
			}
			for p := range placements {
				if err := trySumRows(r, k, m, n, alpha, ldx, p, sum, x); err != nil {
					return fmt.Errorf("m = %d, n = %d, alpha = %v, ldx = %d, placement %d: %w", m, n, alpha, ldx, p, err)
				}
			}
		}
	}
	return nil
}

func trySumRows[T Float](r *rooms[T], k *table[T], m, n int, alpha T, ldx int, p placement, sum, x []T) error {
	in, out := r[0].input(span(m, n, ldx, 1), p), r[1].output(n, p)
	each(m, n, func(i, j int) { in.x[i*ldx+j] = x[i*n+j] })
	before := append([]T(nil), in.x...)
	copy(out.x, sum)
	if err := faultless(func() { k.SumRows(m, n, alpha, in.first, ldx, out.first) }); err != nil {
		return err
	}
	for j, got := range out.x {
		var total, abs float64
		for i := range m {
			total += float64(x[i*n+j])
			abs += math.Abs(float64(x[i*n+j]))
		}
		want := float64(sum[j]) + float64(alpha)*total
		abs = math.Abs(float64(sum[j])) + math.Abs(float64(alpha))*abs
		if !near(got, T(want), float64(m+3)*eps[T]()*abs) {
			return fmt.Errorf("sum[%d] = %v, want %v", j, got, want)
		}
		if m > 0 {
			alone := sum[j]
			k.SumRows(m, 1, alpha, &before[j], ldx, &alone)
			if !same(got, alone) {
				return fmt.Errorf("sum[%d] = %v, but alone %v", j, got, alone)
			}
		}
	}
	if err := out.intact(); err != nil {
		return err
	}
	return in.unchanged(before)
}

// TestReLU states ReLU's contract in numbers, the reference's included.
func TestReLU(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		testReLU(t, tableOf[float32](s))
		testReLU(t, tableOf[float64](s))
	})
}

func testReLU[T Float](t *testing.T, k *table[T]) {
	t.Helper()
	nan, inf, zero := T(math.NaN()), T(math.Inf(1)), T(math.Copysign(0, -1))
	small := T(tiny[T]())
	for _, c := range []struct{ x, y, dy, dx T }{
		{1, 1, 3, 3}, {-1, 0, 3, 0}, {0, 0, 3, 0}, {zero, 0, 3, 0}, {nan, nan, 3, 3},
		{inf, inf, -3, -3}, {-inf, 0, -3, 0}, {small, small, zero, zero}, {-small, 0, 3, 0},
		{-1, 0, nan, 0}, {0, 0, inf, 0}, {1, 1, nan, nan}, {1, 1, -inf, -inf},
	} {
		var y, dx, dz T
		k.Act[ReLU].Forward(1, &y, &c.x)
		if !same(y, c.y) {
			t.Errorf("%T: relu(%v) = %v, want %v", y, c.x, y, c.y)
		}
		k.Act[ReLU].Backward(1, &dx, &c.dy, &y)
		k.Act[ReLU].Backward(1, &dz, &c.dy, &c.x)
		if !same(dx, c.dx) || !same(dz, c.dx) {
			t.Errorf("%T: relu′ at %v times %v = %v from the output, %v from the input, want %v", y, c.x, c.dy, dx, dz, c.dx)
		}
	}
}
