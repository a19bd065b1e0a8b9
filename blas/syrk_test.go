package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// rankUpdate is one call of Syrk, or of Syr2k where two is set.
type rankUpdate[T kernels.Float] struct {
	half        Triangle
	two         bool
	n, k        int
	alpha, beta T
	a, b        Matrix[T]
	c           []T
	ldc         int
}

func (p *rankUpdate[T]) run(w *Workspace[T]) {
	if p.two {
		w.Syr2k(p.half, p.n, p.k, p.alpha, p.a, p.b, p.beta, p.c, p.ldc)
		return
	}
	w.Syrk(p.half, p.n, p.k, p.alpha, p.a, p.beta, p.c, p.ldc)
}

func (p *rankUpdate[T]) String() string {
	return fmt.Sprintf("upper %v, two %v, n %d, k %d, alpha %v, beta %v, A %d %d, B %d %d, ldc %d",
		p.half, p.two, p.n, p.k, p.alpha, p.beta, p.a.RS, p.a.CS, p.b.RS, p.b.CS, p.ldc)
}

// stored tells whether element i, j of C is in its triangle.
func (p *rankUpdate[T]) stored(i, j int) bool {
	return i < p.n && j < p.n && (i == j || (i < j) == bool(p.half))
}

// randomUpdate has random strides, alpha and beta. All of C's storage is NaN but what is read.
func randomUpdate[T kernels.Float](rng *rand.Rand, half Triangle, two bool, n, k int) *rankUpdate[T] {
	p := &rankUpdate[T]{half: half, two: two, n: n, k: k, ldc: max(1, n) + []int{0, 1, 5}[rng.IntN(3)]}
	p.alpha = []T{1, -1, 0.7, 1, -1, 0.7, 1, 0}[rng.IntN(8)]
	p.beta = []T{0, 1, -1, -0.5}[rng.IntN(4)]
	p.a, p.b = randomMatrix[T](rng, n, k), randomMatrix[T](rng, n, k)
	if p.alpha == 0 {
		p.a.Data, p.b.Data = nans[T](len(p.a.Data)), nans[T](len(p.b.Data))
	}
	p.c = nans[T](n * p.ldc)
	for i := range n {
		for j := range n {
			if p.stored(i, j) && p.beta != 0 {
				p.c[i*p.ldc+j] = number[T](rng)
			}
		}
	}
	return p
}

func nans[T kernels.Float](n int) []T { return slices.Repeat([]T{T(math.NaN())}, n) }

// try runs p and compares all of C's storage with plain loops in float64.
func (p *rankUpdate[T]) try(w *Workspace[T]) error {
	before, k := slices.Clone(p.c), p.k
	if p.alpha == 0 {
		k = 0
	}
	p.run(w)
	a, b := rowsOf(p.a, p.n, k), rowsOf(p.a, p.n, k)
	gamma := float64(k + 8 + 3*ceilDiv(k, 64)) // one rounding a step, and three for each piece of the depth
	if p.two {
		b, gamma = rowsOf(p.b, p.n, k), 2*gamma
	}
	for at, got := range p.c {
		i, j := at/p.ldc, at%p.ldc
		if !p.stored(i, j) {
			if got == got {
				return fmt.Errorf("C[%d,%d] = %v written", i, j, got)
			}
			continue
		}
		want, scale := dotOf64(a[i*k:][:k], b[j*k:][:k])
		if p.two {
			v, s := dotOf64(b[i*k:][:k], a[j*k:][:k])
			want, scale = want+v, scale+s
		}
		want, scale = float64(p.alpha)*want, math.Abs(float64(p.alpha))*scale
		if p.beta != 0 {
			c := float64(p.beta) * float64(before[at])
			want, scale = want+c, scale+math.Abs(c)
		}
		bound := gamma * eps[T]() * scale
		if d := math.Abs(float64(got) - want); d > bound || d != d {
			return fmt.Errorf("C[%d,%d] = %v, want %v within %.3g", i, j, got, want, bound)
		}
	}
	return nil
}

func TestSyrk(t *testing.T) { forEach(t, testSyrk[float32], testSyrk[float64]) }

// testSyrk computes triangles of all sizes round the edges of tiles, strips and blocks, of small depths, and of depths past
// the edges of pieces. 70x1000 and 200x340 go by panels.
func testSyrk[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	rng := rand.New(rand.NewPCG(41, 0))
	spaces := []*Workspace[T]{NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(3))}
	try := func(n, k int) {
		for _, half := range []Triangle{Lower, Upper} {
			for _, two := range []bool{false, true} {
				p := randomUpdate[T](rng, half, two, n, k)
				if err := p.try(spaces[rng.IntN(2)]); err != nil {
					t.Fatalf("%v: %v", p, err)
				}
			}
		}
	}
	for n := 0; n < 71; n += 4 / fewer(4, 4) {
		try(n, []int{0, 1, 2, 5, 8, 17, 40, 70}[rng.IntN(8)])
	}
	sizes := [][2]int{{130, 3}, {131, 64}, {70, 1000}, {200, 340}, {70, 2500}, {200, 131}, {300, 50}, {17, 3000}}
	for _, size := range sizes[:fewer(len(sizes), 3)] {
		if s.Name == "generic" {
			size[0] = min(size[0], 131)
		}
		try(size[0], size[1])
	}
}

// TestSyrkAnyWorkers wants the same bits for any number of workers.
func TestSyrkAnyWorkers(t *testing.T) { forEach(t, testSyrkWorkers[float32], testSyrkWorkers[float64]) }

func testSyrkWorkers[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(42, 0))
	for flags := range 16 {
		two, turned, half, panels := flags&1 != 0, flags&2 != 0, Triangle(flags&4 != 0), flags&8 != 0
		n, k := 150, 90
		if panels {
			n, k = 203, 700
		}
		if raceEnabled && flags%7 > 0 {
			continue
		}
		p := randomUpdate[T](rng, half, two, n, k)
		p.alpha = 0.7
		p.a, p.b = tight[T](rng, p.n, p.k, turned), tight[T](rng, p.n, p.k, turned)
		var first []T
		for _, cpus := range []int{1, 2, 7} {
			q := *p
			q.c = slices.Clone(p.c)
			withCPUs(cpus, func() { q.run(NewWorkspace[T](s, workers.New(0))) })
			if cpus == 1 {
				first = q.c
			}
			for i, v := range q.c {
				if v != first[i] && q.stored(i/q.ldc, i%q.ldc) {
					t.Fatalf("%v: C[%d,%d] = %v with %d workers, %v with one", p, i/q.ldc, i%q.ldc, v, cpus, first[i])
				}
			}
		}
	}
}

// TestTrianglesAllocateNothing wants no allocation after the first call.
func TestTrianglesAllocateNothing(t *testing.T) {
	forEach(t, testTrianglesAllocate[float32], testTrianglesAllocate[float64])
}

func testTrianglesAllocate[T kernels.Float](t *testing.T, s *kernels.Set) {
	withCPUs(2, func() {
		w := NewWorkspace[T](s, workers.New(2))
		for _, n := range []int{8, 40, 110} {
			a, c := Rows(make([]T, n*n), n), make([]T, n*n)
			if got := mallocs.PerRun(func() {
				w.Syrk(Lower, n, n, 1, a, 1, c, n)
				w.Syr2k(Upper, n, n, 1, a, a, 1, c, n)
				w.Symm(Right, Upper, n, n, 1, a, a, 1, c, n)
			}); got != 0 {
				t.Errorf("%d allocations for n = %d", got, n)
			}
		}
	})
}

// TestTrianglePanics wants sizes, strides and lengths checked, with both numbers, and a workspace in use refused.
func TestTrianglePanics(t *testing.T) {
	w := NewWorkspace[float64](kernels.Best(), nil)
	x := func(n int) Matrix[float64] { return Rows(make([]float64, n), 5) }
	wide := Matrix[float64]{make([]float64, 25), math.MaxInt/4 + 1, 1}
	for _, c := range []struct {
		want string
		call func()
	}{
		{"blas: sizes m, n, k = -1, -1, 5,", func() { w.Syrk(Lower, -1, 5, 1, x(25), 0, nil, 5) }},
		{"blas: a has 24 elements, want at least 25", func() { w.Syrk(Upper, 5, 5, 1, x(24), 0, make([]float64, 25), 5) }},
		{"blas: c has 24 elements, want at least 25", func() { w.Syrk(Upper, 5, 5, 1, x(25), 0, make([]float64, 24), 5) }},
		{"blas: ldc = 4, want at least max(1, n) = 5", func() { w.Syrk(Upper, 5, 5, 1, x(25), 0, make([]float64, 25), 4) }},
		{"blas: a has 25 elements, want at least ", func() { w.Syrk(Lower, 5, 5, 1, wide, 0, make([]float64, 25), 5) }},
		{"blas: a has 24 elements, want at least 25", func() { w.Syr2k(Lower, 5, 5, 1, x(24), x(25), 0, make([]float64, 25), 5) }},
		{"blas: b has 24 elements, want at least 25", func() { w.Syr2k(Lower, 5, 5, 1, x(25), x(24), 0, make([]float64, 25), 5) }},
		{"blas: b has 25 elements, want at least ", func() { w.Syr2k(Lower, 5, 5, 1, x(25), wide, 0, make([]float64, 25), 5) }},
		{"blas: sizes m, n, k = 5, -1, 5,", func() { w.Symm(Left, Lower, 5, -1, 1, x(25), x(25), 0, nil, 5) }},
		{"blas: a has 24 elements, want at least 25", func() { w.Symm(Left, Lower, 5, 4, 1, x(24), x(25), 0, make([]float64, 25), 5) }},
		{"blas: b has 18 elements, want at least 19", func() { w.Symm(Left, Lower, 4, 4, 1, x(25), x(18), 0, make([]float64, 25), 5) }},
		{"blas: a has 24 elements, want at least 25", func() { w.Symm(Right, Lower, 4, 5, 1, x(24), x(25), 0, make([]float64, 25), 5) }},
		{"blas: b has 19 elements, want at least 20", func() { w.Symm(Right, Lower, 4, 5, 1, x(25), x(19), 0, make([]float64, 25), 5) }},
		{"blas: c has 19 elements, want at least 20", func() { w.Symm(Right, Lower, 4, 5, 1, x(25), x(25), 0, make([]float64, 19), 5) }},
	} {
		if text := panicText(c.call); !strings.HasPrefix(text, c.want) {
			t.Errorf("panic %q, want one that begins %q", text, c.want)
		}
	}
	a, c := x(25), make([]float64, 25)
	for name, again := range map[string]func(){
		"Syrk":  func() { w.Syrk(Lower, 5, 5, 1, a, 0, c, 5) },
		"Syr2k": func() { w.Syr2k(Lower, 5, 5, 1, a, a, 0, c, 5) },
		"Symm":  func() { w.Symm(Left, Lower, 5, 5, 1, a, a, 0, c, 5) },
	} {
		text := panicText(func() { w.GemmThen(5, 5, 5, 1, a, a, 0, make([]float64, 25), 5, func(_, _, _, _ int) { again() }) })
		if !strings.Contains(text, "in use") {
			t.Errorf("%s inside of GemmThen: panic %q", name, text)
		}
	}
}
