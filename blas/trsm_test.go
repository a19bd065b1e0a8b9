package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"weft.example/internal/guard"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// arena is memory between pages that fault, for a matrix of up to 310 by 310.
type arena[T kernels.Float] struct{ all []T }

func newArena[T kernels.Float]() arena[T] {
	bytes := guard.Bytes(1 << 20)
	return arena[T]{unsafe.Slice((*T)(unsafe.Pointer(&bytes[0])), len(bytes)/int(unsafe.Sizeof(T(0))))}
}

// view is an m by n view, with rows or columns contiguous, of NaN at one end of the arena. The view's numbers are to be set.
func (a arena[T]) view(rng *rand.Rand, m, n int, columns bool) Matrix[T] {
	across, along := m, n
	if columns {
		across, along = n, m
	}
	ld := max(1, along) + []int{0, 1, 5, 5}[rng.IntN(4)]
	if far := (ld + 1023) &^ 1023; rng.IntN(3) == 0 && across*far <= len(a.all) { // rows conflict
		ld = far
	}
	x := Matrix[T]{RS: ld, CS: 1}
	if columns {
		x = Matrix[T]{RS: 1, CS: ld}
	}
	size := x.span(m, n)
	if x.Data = a.all[:size]; rng.IntN(2) == 0 {
		x.Data = a.all[len(a.all)-size:]
	}
	for i := range x.Data {
		x.Data[i] = T(math.NaN())
	}
	return x
}

// randomSystem has a triangle full of NaN but for its own elements. One row may have elements whose reciprocals are not
// moderate.
func randomSystem[T kernels.Float](rng *rand.Rand, flags, m, n int, memory [2]arena[T]) system[T] {
	on := func(bit int) bool { return flags>>bit&1 != 0 }
	x := system[T]{m: m, n: n, solve: on(0), alpha: []T{1, -1, 0.7, 1}[rng.IntN(4)]}
	x.a = Triangular[T]{memory[0].view(rng, m, m, on(3)), Triangle(on(1)), on(2)}
	x.b = memory[1].view(rng, m, n, on(4))
	odd, factor := rng.IntN(m+1), []T{1, 0x1p-40, 0x1p110}[rng.IntN(3)]
	for i := range m {
		for j := range n {
			x.b.Data[i*x.b.RS+j*x.b.CS] = number[T](rng)
		}
		for j := range m {
			v := number[T](rng) * 4 / T(m)
			if i == j {
				v = 1 + number[T](rng)/2
			}
			if i == odd && !x.a.Unit {
				v *= factor
			}
			if i != j && (x.a.Half == Upper) == (i < j) || i == j && !x.a.Unit {
				x.a.Data[i*x.a.RS+j*x.a.CS] = v
			}
		}
	}
	return x
}

// triangleOf returns the elements of a triangular matrix, with zeros and ones that are not stored.
func triangleOf[T kernels.Float](a Triangular[T], m int) []float64 {
	x := rowsOf(a.Matrix, m, m)
	for i := range m {
		for j := range m {
			switch {
			case i == j && a.Unit:
				x[i*m+j] = 1
			case i != j && (a.Half == Upper) != (i < j):
				x[i*m+j] = 0
			}
		}
	}
	return x
}

// run calls the door.
func (x *system[T]) run(w *Workspace[T]) {
	if x.solve {
		w.Trsm(x.m, x.n, x.alpha, x.a, x.b)
		return
	}
	w.Trmm(x.m, x.n, x.alpha, x.a, x.b)
}

// try runs x, and holds A·X to alpha·B or X to alpha·A·B, and all that is not X to what it was.
func (x *system[T]) try(w *Workspace[T]) error {
	a, before := slices.Clone(x.a.Data), slices.Clone(x.b.Data)
	b := rowsOf(x.b.T(), x.n, x.m) // columns
	x.run(w)
	got := rowsOf(x.b.T(), x.n, x.m)
	if !sameBits(a, x.a.Data) {
		return fmt.Errorf("A is written to")
	}
	for i := range x.m { // what is left of b then lies between its elements
		for j := range x.n {
			at := i*x.b.RS + j*x.b.CS
			before[at] = x.b.Data[at]
		}
	}
	if !sameBits(before, x.b.Data) {
		return fmt.Errorf("B is written to between its rows")
	}
	dot := dotOf64
	if unsafe.Sizeof(x.alpha) == 4 {
		dot = dotOf32
	}
	t, alpha, gamma := triangleOf(x.a, x.m), float64(x.alpha), float64(x.m+30)*eps[T]()
	product, other := b, got
	if x.solve {
		product, other = got, b
	}
	for i := range x.m {
		for j := range x.n {
			sum, scale := dot(t[i*x.m:][:x.m], product[j*x.m:][:x.m])
			want := other[j*x.m+i]
			if x.solve {
				want *= alpha
				scale += math.Abs(want)
			} else {
				sum, scale = alpha*sum, math.Abs(alpha)*scale
			}
			if d := math.Abs(sum - want); d > gamma*scale || d != d {
				return fmt.Errorf("element %d, %d: %v, want %v within %.3g", i, j, sum, want, gamma*scale)
			}
		}
	}
	return nil
}

func sameBits[T kernels.Float](x, y []T) bool {
	return slices.EqualFunc(x, y, func(x, y T) bool { return math.Float64bits(float64(x)) == math.Float64bits(float64(y)) })
}

// TestTriangular solves and multiplies with every kind of triangle, on both sides, with NaN in all that does not count.
func TestTriangular(t *testing.T) { forEach(t, testTriangular[float32], testTriangular[float64]) }

func testTriangular[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(41, 0))
	memory := [2]arena[T]{newArena[T](), newArena[T]()}
	small := NewWorkspace[T](s, nil)
	small.machine = machineOf(small.kernels, caches{L1: usualL1, L2: leastL2})
	spaces := []*Workspace[T]{NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(3)), small}
	around := []int{0, 1, 2, 3, 5, 7, 8, 9, 13, 16, 17, 24, 25, 31, 33, 47, 63, 64, 65, 70, 128}
	size := func() int { return around[rng.IntN(len(around))] }
	for i := range 32 * fewer(9, 3) {
		m, n := size(), size()
		if i%43 == 0 {
			m, n = 130+rng.IntN(fewer(171, 8)), 130+rng.IntN(fewer(171, 8))
		}
		if i%41 == 0 {
			m = solverBytes / bytesOf[T](1)
		}
		x := randomSystem(rng, i%32, m, n, memory)
		if err := x.try(spaces[i/32%3]); err != nil {
			t.Fatalf("%+v, alpha %v, %d×%d, A %d %d, B %d %d: %v", i%32, x.alpha, m, n, x.a.RS, x.a.CS, x.b.RS, x.b.CS, err)
		}
	}
}

// TestTriangularWorkers wants the same bits from any number of workers, and no allocation but the first.
func TestTriangularWorkers(t *testing.T) {
	forEach(t, testTriangularWorkers[float32], testTriangularWorkers[float64])
}

func testTriangularWorkers[T kernels.Float](t *testing.T, s *kernels.Set) {
	memory := [2]arena[T]{newArena[T](), newArena[T]()}
	for i := 0; i < 32; i += fewer(1, 5) {
		size := [][2]int{{200, 150}, {300, 131}, {150, 203}}[i%3]
		if raceEnabled && i > 0 {
			break
		}
		m, n := size[0], size[1]
		if work := m * (m / 2) * n; work < multiplyAlone {
			t.Fatalf("a system of %d is computed alone", work)
		}
		x := randomSystem(rand.New(rand.NewPCG(42, 0)), i, m, n, memory)
		b := slices.Clone(x.b.Data)
		var first []T
		for _, cpus := range []int{1, 2, 7} {
			copy(x.b.Data, b)
			withCPUs(cpus, func() {
				w := NewWorkspace[T](s, workers.New(cpus))
				x.run(w)
				if first == nil {
					first = slices.Clone(x.b.Data)
				}
				if !sameBits(first, x.b.Data) {
					t.Fatalf("flags %d, %d×%d: %d workers and one differ", i, m, n, cpus)
				}
				if cpus == 1 || i%15 > 0 {
					return
				}
				if n := mallocs.PerRun(func() { x.run(w) }); n != 0 {
					t.Errorf("flags %d: %d allocations", i, n)
				}
			})
		}
	}
}

// TestTriangularNaN wants a NaN of B in those rows alone that the triangle takes it to, and of X neither numbers nor zeros
// behind a zero of the diagonal.
func TestTriangularNaN(t *testing.T) {
	forEach(t, testTriangularNaN[float32], testTriangularNaN[float64])
}

func testTriangularNaN[T kernels.Float](t *testing.T, s *kernels.Set) {
	const m, n, column = 77, 21, 13
	w, rng := NewWorkspace[T](s, nil), rand.New(rand.NewPCG(43, 0))
	memory := [2]arena[T]{newArena[T](), newArena[T]()}
	for flags := range 32 {
		for _, row := range []int{0, 9, 70, m - 1} {
			for _, what := range []string{"NaN", "zero of the diagonal", "NaN against a zero"} {
				x := randomSystem(rng, flags, m, n, memory)
				if what != "NaN" && (x.a.Unit || x.solve != (what == "zero of the diagonal")) {
					continue
				}
				if what != "zero of the diagonal" {
					x.b.Data[row*x.b.RS+column*x.b.CS] = T(math.NaN())
				}
				if what != "NaN" {
					x.a.Data[row*(x.a.RS+x.a.CS)] = 0
				}
				x.run(w)
				for i := range m {
					for j := range n {
						want := i == row || (x.a.Half == Upper) == (i < row)
						want = want && (j == column || what == "zero of the diagonal")
						if v := float64(x.b.Data[i*x.b.RS+j*x.b.CS]); want != (v-v != 0) {
							t.Fatalf("flags %d, %s in row %d: element %d, %d is %v", flags, what, row, i, j, v)
						}
					}
				}
			}
		}
	}
}

// TestTriangularUnread has alpha zero, and A and B full of NaN.
func TestTriangularUnread(t *testing.T) {
	w, nan := NewWorkspace[float64](kernels.Best(), nil), math.NaN()
	for flags := range 8 {
		a := Triangular[float64]{Rows([]float64{nan, nan, nan, nan}, 2), flags&1 != 0, false}
		b, m, n := []float64{nan, nan, nan, nan, nan, nan, nan}, 2, 3
		x := system[float64]{solve: flags&2 != 0, m: m, n: n, a: a, b: Rows(b, 4)}
		if flags&4 != 0 {
			x.a, x.b, x.m, x.n = Triangular[float64]{Rows(make([]float64, 9), 3), false, false}, x.b.T(), n, m
		}
		x.run(w)
		for i, v := range b {
			if (i%4 < 3) != (v == 0) {
				t.Errorf("flags %d: element %d is %v", flags, i, v)
			}
		}
	}
}

func TestTriangularPanics(t *testing.T) {
	w := NewWorkspace[float64](kernels.Best(), nil)
	x := func(n, rs, cs int) Matrix[float64] { return Matrix[float64]{make([]float64, n), rs, cs} }
	for _, c := range []struct {
		m, n int
		a, b Matrix[float64]
		want []string // parts of the message
	}{
		{-1, 2, x(9, 3, 1), x(9, 2, 1), []string{"-1, 2"}},
		{1, -2, x(9, 3, 1), x(9, 2, 1), []string{"1, -2"}},
		{2, 2, x(9, -7, 1), x(9, 2, 1), []string{"A -7, 1"}},
		{2, 2, x(9, 2, 1), x(9, 1, -8), []string{"B 1, -8"}},
		{2, 3, x(9, 2, 1), x(9, 2, 1), []string{"strides of B 2, 1", "3, 1", "1, 2"}},
		{3, 2, x(9, 3, 1), x(9, 1, 2), []string{"strides of B 1, 2", "2, 1", "1, 3"}},
		{2, 2, x(9, 2, 1), x(9, 3, 2), []string{"strides of B 3, 2"}},
		{3, 2, x(8, 3, 1), x(9, 2, 1), []string{"a has 8", "9"}},
		{3, 2, x(9, 1, math.MaxInt/2+1), x(9, 2, 1), []string{"a has 9", fmt.Sprint(math.MaxInt)}},
		{3, 2, x(9, 3, 1), x(5, 2, 1), []string{"b has 5", "6"}},
		{3, 2, x(9, 3, 1), x(5, 1, 3), []string{"b has 5", "6"}},
		{3, 2, x(9, 3, 1), x(5, math.MaxInt/2+1, 1), []string{"b has 5", fmt.Sprint(math.MaxInt)}},
	} {
		for _, solve := range []bool{true, false} {
			y := system[float64]{solve: solve, m: c.m, n: c.n, alpha: 1, a: Triangular[float64]{Matrix: c.a}, b: c.b}
			text := panicText(func() { y.run(w) })
			for _, part := range c.want {
				if !strings.HasPrefix(text, "blas: ") || !strings.Contains(text, part) {
					t.Errorf("%+v: panic %q lacks %q", c, text, part)
				}
			}
		}
	}
}

// TestTriangularDiagonal has quotients that are numbers, where the reciprocal of the diagonal, or its product with B, is
// none.
func TestTriangularDiagonal(t *testing.T) {
	forEach(t, testTriangularDiagonal[float32], testTriangularDiagonal[float64])
}

func testTriangularDiagonal[T kernels.Float](t *testing.T, s *kernels.Set) {
	w, most := NewWorkspace[T](s, nil), 1022 // the exponent of the least normal number, below 0
	if unsafe.Sizeof(T(0)) == 4 {
		most = 126
	}
	two := func(e int) T { return T(math.Ldexp(1, e)) }
	tiny, small, big := two(-most-2), two(-most/3), two(most*3/4)
	for _, n := range []int{1, 9, 40} {
		b := slices.Concat(slices.Repeat([]T{3 * tiny}, n), slices.Repeat([]T{3 * big}, n))
		a := Triangular[T]{Matrix: Rows([]T{tiny, 0, big, small}, 2)}
		w.Trsm(2, n, 1, a, Rows(b, n))
		if want := slices.Concat(slices.Repeat([]T{3}, n), make([]T, n)); !slices.Equal(b, want) {
			t.Errorf("%v, want %v", b, want)
		}
	}
}

// TestTriangularCallsAreBounded holds every call of a kernel to the bounds of preempt.go.
func TestTriangularCallsAreBounded(t *testing.T) {
	t.Run("float32", testTriangularCallsAreBounded[float32])
	t.Run("float64", testTriangularCallsAreBounded[float64])
}

func testTriangularCallsAreBounded[T kernels.Float](t *testing.T) {
	memory, tile := make([]T, 4<<20), tileWork*8/bytesOf[T](1)
	for _, g := range geometries() {
		r := new(recorder)
		w := recording[T](g, r)
		for _, size := range [][2]int{{1, 1 << 20}, {16, 200000}, {17, 200000}, {solverBytes / bytesOf[T](1), 300}, {300, 10000}, {10000, 3}} {
			for flags := 0; flags < 8; flags += 1 + 4/fewer(5, 5) { // usually 0, 3 and 6, under the race detector 0 and 5
				x := system[T]{solve: flags&1 != 0, m: size[0], n: size[1], alpha: 0.5, b: Rows(memory, size[1])}
				if x.a = (Triangular[T]{Matrix[T]{memory, 0, 1}, flags&2 != 0, true}); flags&4 != 0 {
					x.b = Rows(memory, size[0]).T()
				}
				r.calls = r.calls[:0]
				x.run(w)
				if len(r.calls) == 0 {
					t.Errorf("%s %v, flags %d: no call", g.name, size, flags)
				}
				for _, c := range r.calls {
					if c.work > max(callWork, c.tile) || c.moves > callMoves || c.tile > tile {
						t.Fatalf("%s %v, flags %d: a %s of %d multiply-adds, %d of a tile, and %d elements, want at most %d, %d and %d",
							g.name, size, flags, c.kernel, c.work, c.tile, c.moves, callWork, tile, callMoves)
					}
				}
			}
		}
	}
}
