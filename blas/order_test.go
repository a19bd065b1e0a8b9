package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"weft.example/internal/checked"
	"weft.example/internal/long"
	"weft.example/kernels"
)

// TestEqualElements multiplies an A of equal rows by a B of equal columns and wants all elements of
// C equal to the bit, by whatever tiles and workers they are computed.
func TestEqualElements(t *testing.T) {
	forEachOrder(t, testEqualElements[float32], testEqualElements[float64])
}

func testEqualElements[T kernels.Float](t *testing.T, w *Workspace[T]) {
	eachOrder(t, w, func(rng *rand.Rand, m, n, k, slack int, tA, tB bool) error {
		row, column := numbers[T](rng, k), numbers[T](rng, k)
		a := fill(m, k, slack, tA, func(_, p int) T { return row[p] })
		b := fill(k, n, slack, tB, func(p, _ int) T { return column[p] })
		alpha, beta, ldc := []T{1, -0.7}[rng.IntN(2)], []T{0, 1, 0.3}[rng.IntN(3)], n+slack
		c := slices.Repeat([]T{number[T](rng)}, m*ldc)
		w.Gemm(m, n, k, alpha, a, b, beta, c, ldc)
		for at, v := range c {
			i, j, first := at/ldc, at%ldc, 0
			if whole := n / w.machine.lanes * w.machine.lanes; !tB && (!tA || m == 1) && j >= whole {
				first = whole // of the last columns, which may have an order of their own
			}
			if j < n && v != c[first] {
				return fmt.Errorf("C[%d,%d] = %v, C[0,%d] = %v", i, j, v, first, c[first])
			}
		}
		return nil
	})
}

// TestSymmetric wants A·Aᵀ and Aᵀ·A symmetric to the bit.
func TestSymmetric(t *testing.T) { forEachOrder(t, testSymmetric[float32], testSymmetric[float64]) }

func testSymmetric[T kernels.Float](t *testing.T, w *Workspace[T]) {
	eachOrder(t, w, func(rng *rand.Rand, m, n, k, slack int, tA, _ bool) error {
		m = min(m, n) // for the time that it takes
		a := fill(m, k, slack, tA, func(_, _ int) T { return number[T](rng) })
		c := make([]T, m*m)
		w.Gemm(m, m, k, 1, a, a.T(), 0, c, m)
		for i := range m {
			for j := range i {
				if x, y := c[i*m+j], c[j*m+i]; x != y {
					return fmt.Errorf("C[%d,%d] = %v, C[%d,%d] = %v", i, j, x, j, i, y)
				}
			}
		}
		return nil
	})
}

// forEachOrder is forEach with workspaces, of Sets whose dot products sum in another order than
// tiles: assembly's do, Go's are made to.
func forEachOrder(t *testing.T, f32 func(*testing.T, *Workspace[float32]), f64 func(*testing.T, *Workspace[float64])) {
	forEach(t, func(t *testing.T, s *kernels.Set) { f32(t, otherOrder[float32](s)) },
		func(t *testing.T, s *kernels.Set) { f64(t, otherOrder[float64](s)) })
}

// eachOrder tries shapes: some whose A or B is far, and random ones, most of them with some columns behind
// whole vectors, some deep.
func eachOrder[T kernels.Float](t *testing.T, w *Workspace[T], try func(rng *rand.Rand, m, n, k, slack int, tA, tB bool) error) {
	t.Helper()
	shapes, most := 2000, 400_000
	if !long.Tests() {
		shapes, most = 200, 100_000
	}
	shapes = fewer(shapes, 10)
	rng, lanes := rand.New(rand.NewPCG(23, 0)), w.machine.lanes
	size := func(most int) int { return int(math.Exp(rng.Float64() * math.Log(float64(most)+0.9))) }
	for i := range shapes {
		depth := 500
		if rng.IntN(8) == 0 {
			depth = 10_000
		}
		k := size(depth)
		m := size(min(400, most/k))
		n := size(min(400, most/k/m))
		if rng.IntN(2) == 0 && n > lanes {
			n = n/lanes*lanes + 1 + rng.IntN(3)
		}
		slack, tA, tB := rng.IntN(2)*3, rng.IntN(2) == 0, rng.IntN(2) == 0
		if i < 16 {
			far := [][3]int{{1100, 2*lanes + 1, 100}, {300, 4*lanes + 1, 700}, {150, 2*lanes + 2, 1500}, {1, 32*lanes + 1, 3000}}[i%4]
			m, n, k, slack, tA, tB = far[0], far[1], far[2], i/8*3, i/4%2 == 0, i/8 == 0
		}
		w.machine = machineOf(w.kernels, []caches{{L1: 32 << 10, L2: 256 << 10}, {L1: 48 << 10, L2: 1 << 20, manyStreams: true}}[rng.IntN(2)])
		if err := try(rng, m, n, k, slack, tA, tB); err != nil {
			t.Fatalf("%d×%d×%d, A transposed %v, B %v, rows %d further apart than long: %v", m, n, k, tA, tB, slack, err)
		}
	}
}

func numbers[T kernels.Float](rng *rand.Rand, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = number[T](rng)
	}
	return x
}

// fill returns an m by n matrix by rows or by columns, with slack between those.
func fill[T kernels.Float](m, n, slack int, columns bool, element func(i, j int) T) Matrix[T] {
	x := Matrix[T]{RS: n + slack, CS: 1}
	if columns {
		x.RS, x.CS = 1, m+slack
	}
	x.Data = make([]T, x.span(m, n))
	for i := range m {
		for j := range n {
			x.Data[i*x.RS+j*x.CS] = element(i, j)
		}
	}
	return x
}

// TestColumns computes a product by columns and wants the bits of all columns at once, and Gemm's sums.
func TestColumns(t *testing.T) { forEachOrder(t, testColumns[float32], testColumns[float64]) }

func testColumns[T kernels.Float](t *testing.T, w *Workspace[T]) {
	s := &Spaces[T]{Kernels: w.kernels, pool: sync.Pool{New: func() any { return w }}}
	eachOrder(t, w, func(rng *rand.Rand, m, n, k, slack int, tA, tB bool) error {
		if k == 0 {
			return nil
		}
		random := func(_, _ int) T { return number[T](rng) }
		a, b, ldc, beta := fill(m, k, slack, tA, random), fill(k, n, slack, tB, random), n+slack, []T{0, 1, 0.3}[rng.IntN(3)]
		before := make([]T, m*ldc)
		for i := range before {
			before[i] = number[T](rng)
		}
		whole, parts := slices.Clone(before), slices.Clone(before)
		all := Columns[T]{From: 0, To: n, A: a, B: b, C: whole, LDC: ldc}
		s.GemmColumns(checked.Operands{}, &all, m, n, k, -1, a, b, beta, whole, ldc)
		for from := 0; from < n; {
			to := min(n, from+(1+rng.IntN(4))*w.machine.lanes)
			apart := 4 * slack // copies have other strides, but where rows or columns are contiguous
			copies := Columns[T]{From: from, To: to, C: make([]T, m*(to-from+apart)), LDC: to - from + apart}
			copies.A = fill(m, k, apart, tA, func(i, j int) T { return a.Data[i*a.RS+j*a.CS] })
			copies.B = fill(k, to-from, apart, tB, func(i, j int) T { return b.Data[i*b.RS+(from+j)*b.CS] })
			for i := range m {
				copy(copies.C[i*copies.LDC:], parts[i*ldc+from:i*ldc+to])
			}
			s.GemmColumns(checked.Operands{}, &copies, m, n, k, -1, a, b, beta, parts, ldc)
			for i := range m {
				copy(parts[i*ldc+from:i*ldc+to], copies.C[i*copies.LDC:])
			}
			from = to
		}
		want := slices.Clone(before)
		w.Gemm(m, n, k, -1, a, b, beta, want, ldc)
		for i, v := range whole {
			if v != parts[i] {
				return fmt.Errorf("element %d, in row %d: %v among all columns, %v among few", i, i/ldc, v, parts[i])
			}
			if bound := 1e-4 * float64(k+1); !(math.Abs(float64(v)-float64(want[i])) <= bound) {
				return fmt.Errorf("element %d, in row %d: %v, want %v", i, i/ldc, v, want[i])
			}
		}
		return nil
	})
}
