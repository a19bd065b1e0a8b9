package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"weft.example/internal/long"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// forEach runs f for every Set and element type.
func forEach(t *testing.T, f32, f64 func(t *testing.T, s *kernels.Set)) {
	for _, s := range kernels.Available() {
		t.Run(s.Name+"/float32", func(t *testing.T) { f32(t, s) })
		t.Run(s.Name+"/float64", func(t *testing.T) { f64(t, s) })
	}
}

// fewer returns n of all cases, half of it usually, and so many times fewer under the race detector, which Go's code
// is ten times as slow for. It is at least 1.
func fewer(n, times int) int {
	switch {
	case raceEnabled:
		return max(1, n/times)
	case !long.Tests():
		return max(1, n/2)
	}
	return n
}

// product is one call of Gemm.
type product[T kernels.Float] struct {
	m, n, k     int
	alpha, beta T
	a, b        Matrix[T]
	c           []T
	ldc         int
}

func (p product[T]) run(w *Workspace[T]) {
	w.Gemm(p.m, p.n, p.k, p.alpha, p.a, p.b, p.beta, p.c, p.ldc)
}

// sentinel is what C's storage holds between and beyond its elements.
const sentinel = -12345

// randomProduct has random numbers, strides, alpha and beta.
func randomProduct[T kernels.Float](rng *rand.Rand, m, n, k int) product[T] {
	p := product[T]{m: m, n: n, k: k, ldc: max(1, n) + []int{0, 1, 5}[rng.IntN(3)]}
	p.alpha = []T{1, -1, 0.7, 1, -1, 0.7, 1, 0}[rng.IntN(8)]
	p.beta = []T{0, 1, -0.5}[rng.IntN(3)]
	p.a, p.b = randomMatrix[T](rng, m, k), randomMatrix[T](rng, k, n)
	p.c = make([]T, m*p.ldc+rng.IntN(3))
	for i := range p.c {
		p.c[i] = sentinel
	}
	for i := range m {
		for j := range n {
			p.c[i*p.ldc+j] = number[T](rng)
			if p.beta == 0 {
				p.c[i*p.ldc+j] = T(math.NaN())
			}
		}
	}
	return p
}

// randomMatrix is a view with random strides of storage that is NaN elsewhere
// and ends with the view.
func randomMatrix[T kernels.Float](rng *rand.Rand, m, n int) Matrix[T] {
	slack := []int{0, 1, 5}[rng.IntN(3)]
	x := Matrix[T]{RS: n + slack, CS: 1}
	switch rng.IntN(8) {
	case 0, 1, 2:
		x = Matrix[T]{RS: 1, CS: m + slack}
	case 3:
		x = Matrix[T]{RS: 2*(n+slack) + 1, CS: 2}
	case 4:
		x = Matrix[T]{RS: 3, CS: 3*m + slack}
	case 5:
		x = Matrix[T]{RS: 0, CS: 1} // every row the same
	}
	x.Data = make([]T, x.span(m, n))
	for i := range x.Data {
		x.Data[i] = T(math.NaN())
	}
	for i := range m {
		for j := range n {
			x.Data[i*x.RS+j*x.CS] = number[T](rng)
		}
	}
	return x
}

func number[T kernels.Float](rng *rand.Rand) T { return T(2*rng.Float64() - 1) }

func eps[T kernels.Float]() float64 {
	if unsafe.Sizeof(T(0)) == 4 {
		return 0x1p-23
	}
	return 0x1p-52
}

func TestGemm(t *testing.T) { forEach(t, testGemm[float32], testGemm[float64]) }

func testGemm[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	rng := rand.New(rand.NewPCG(1, 0))
	spaces := []*Workspace[T]{NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(3))}
	for i, size := range sizes(spaces[0].machine) {
		p, w := randomProduct[T](rng, size[0], size[1], size[2]), spaces[i%2]
		if err := p.try(w.machine.KC, func() { p.run(w) }); err != nil {
			t.Fatalf("%d×%d×%d, alpha %v, beta %v, A %d %d, B %d %d, ldc %d: %v", p.m, p.n, p.k,
				p.alpha, p.beta, p.a.RS, p.a.CS, p.b.RS, p.b.CS, p.ldc, err)
		}
	}
}

// sizes are every m, n, k round the edges of a tile, then sizes past the edges
// of a block.
func sizes(bs machine) [][3]int {
	around := []int{0, 1, 2, bs.MR - 1, bs.MR, bs.MR + 1, bs.NR - 1, bs.NR, bs.NR + 1, 2*bs.NR + 1, 37}
	if !long.Tests() {
		around = []int{0, 1, bs.MR + 1, 2*bs.NR - 1}
	}
	rows, columns := bs.blockRows(bs.KC), bs.blockColumns(bs.KC, bs.NR)
	var list [][3]int
	for _, m := range around {
		for _, n := range around {
			for _, k := range around {
				list = append(list, [3]int{m, n, k})
			}
		}
	}
	for range fewer(4, 4) { // with other strides each time
		list = append(list,
			[3]int{3, 5, bs.KC}, [3]int{bs.MR + 1, bs.NR + 1, bs.KC + 1}, [3]int{9, bs.NR + 3, bs.KC * 5 / 4}, [3]int{100, 2*bs.NR + 1, 99}, [3]int{601, 617, 3}, [3]int{9, bs.NR + 3, bs.KC*5/4 + 1}, [3]int{2, 1, 3*bs.KC - 1},
			[3]int{rows + 1, 3, 5}, [3]int{2*rows + bs.MR, 2, 3}, [3]int{rows - 1, bs.NR + 1, bs.KC/8 + 1},
			[3]int{3, columns + 1, 7}, [3]int{2, 2*columns + bs.NR + 1, 2}, [3]int{bs.MR + 1, columns - 1, bs.KC/4 + 1},
			[3]int{1, columns + bs.NR + 1, bs.KC + 1}, [3]int{rows + 1, bs.NR + 1, 4}, [3]int{12 * bs.MR, 5*bs.NR - 1, shallow + 5}, [3]int{33 * bs.MR, columns + 1, bs.KC},
			[3]int{5, 1, 2 * 48}, [3]int{1, 1100, 300}, [3]int{16, 512, 2})
	}
	return list
}

// TestGemmReady computes products that are shared only with helpers that are awake,
// as they are behind a larger one.
func TestGemmReady(t *testing.T) { forEach(t, testReady[float32], testReady[float64]) }

func testReady[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(6, 0))
	large, small := randomProduct[T](rng, 128, 128, 128), randomProduct[T](rng, 81, 79, 80)
	if work := 81 * 79 * 80; work >= multiplyAlone || work < multiplyReady {
		t.Fatalf("work of %d is shared always or never", work)
	}
	large.alpha, small.alpha = 1, 0.7
	want := small
	want.c = slices.Clone(small.c)
	want.run(NewWorkspace[T](s, nil))
	withCPUs(4, func() {
		fresh := func() *Workspace[T] { return NewWorkspace[T](s, workers.New(0)) } // has met no stall
		rounds := 10
		if !long.Tests() {
			rounds = 3
		}
		for range rounds {
			w := fresh()
			for large.run(w); w.pool.Ready() == 1; large.run(w) {
				w = fresh()
			}
			got := small
			got.c = slices.Clone(small.c)
			got.run(w)
			if !slices.Equal(got.c, want.c) {
				t.Fatal("not the bits that one computes")
			}
		}
	})
}

// TestGemmAnyWorkers wants the same bits from any number of workers.
func TestGemmAnyWorkers(t *testing.T) {
	forEach(t, testAnyWorkers[float32], testAnyWorkers[float64])
}

func testAnyWorkers[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(2, 0))
	for _, size := range [][3]int{{131, 67, 90}, {67, 131, 90}, {3, 450, 600}, {1000, 1, 800}, {1, 1000, 800}, {128, 128, 128}} {
		if size[0]*size[1]*size[2] < multiplyAlone {
			t.Fatalf("%v is computed alone", size)
		}
		p := randomProduct[T](rng, size[0], size[1], size[2])
		var first []T
		for _, cpus := range []int{1, 2, 3, 8} {
			for _, max := range []int{0, cpus} {
				q := p
				q.c = slices.Clone(p.c)
				withCPUs(cpus, func() { q.run(NewWorkspace[T](s, workers.New(max))) })
				if first == nil {
					first = q.c
				}
				if i := slices.IndexFunc(q.c, func(v T) bool { return v != v }); i >= 0 {
					t.Fatalf("%v: element %d is NaN", size, i)
				}
				if !slices.Equal(first, q.c) {
					t.Fatalf("%v: %d workers of %d CPUs and one differ", size, max, cpus)
				}
			}
		}
	}
}

func withCPUs(n int, f func()) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	f()
}

// TestGemmSpecial puts NaN and infinities, against zeros too, into A, B and C.
func TestGemmSpecial(t *testing.T) { forEach(t, testSpecial[float32], testSpecial[float64]) }

func testSpecial[T kernels.Float](t *testing.T, s *kernels.Set) {
	const m, n = 19, 37
	w := NewWorkspace[T](s, nil)
	nan, inf := T(math.NaN()), T(math.Inf(1))
	for _, k := range []int{1, 5, w.machine.KC + 1} {
		for _, q := range []int{0, k / 2, k - 1} {
			a, b := Rows(make([]T, m*k), k), Rows(make([]T, n*k), k).T()
			c := make([]T, m*n)
			b.Data[q*b.RS+5*b.CS] = inf // 0·Inf in column 5
			a.Data[3*a.RS+q*a.CS] = nan // NaN·0 in row 3
			a.Data[7*a.RS+q*a.CS] = 2   // 2·Inf
			c[11*n+30], c[12*n] = nan, 1
			w.Gemm(m, n, k, 1, a, b, 1, c, n)
			for at, got := range c {
				i, j := at/n, at%n
				var want T
				switch {
				case i == 7 && j == 5:
					want = inf
				case i == 3 || j == 5 || i == 11 && j == 30:
					want = nan
				case i == 12 && j == 0:
					want = 1
				}
				if got != want && (got == got || want == want) {
					t.Fatalf("k = %d, step %d: C[%d,%d] = %v, want %v", k, q, i, j, got, want)
				}
			}
		}
	}
}

// TestGemmUnread gives what must not be read as NaN or not at all.
func TestGemmUnread(t *testing.T) { forEach(t, testUnread[float32], testUnread[float64]) }

func testUnread[T kernels.Float](t *testing.T, s *kernels.Set) {
	w := NewWorkspace[T](s, nil)
	nan := T(math.NaN())
	bad := Rows([]T{nan, nan, nan, nan}, 2)
	for _, c := range []struct {
		k           int
		alpha, beta T
		x           Matrix[T]
		c, want     T
	}{
		{2, 0, 3, bad, 1, 3},
		{2, 0, 0, bad, nan, 0},
		{2, 0, 1, bad, 7, 7},
		{0, 5, 3, bad, 1, 3},
		{0, 5, 3, Matrix[T]{}, 1, 3},
		{0, 5, 0, Matrix[T]{}, nan, 0},
		{0, 5, 1, Matrix[T]{}, nan, nan},
	} {
		got := []T{c.c, c.c, sentinel, c.c, c.c, sentinel}
		w.Gemm(2, 2, c.k, c.alpha, c.x, c.x, c.beta, got, 3)
		for i, v := range got {
			want := c.want
			if i%3 == 2 {
				want = sentinel
			}
			if v != want && (v == v || want == want) {
				t.Errorf("%+v: element %d = %v", c, i, v)
			}
		}
	}
	w.Gemm(0, 3, 4, 1, Matrix[T]{}, Matrix[T]{}, 0, nil, 3)
	w.Gemm(3, 0, 4, 1, Matrix[T]{}, Matrix[T]{}, 0, nil, 1)
}

func TestGemmPanics(t *testing.T) {
	w := NewWorkspace[float64](kernels.Available()[0], nil)
	x := func(n, rs, cs int) Matrix[float64] { return Matrix[float64]{make([]float64, n), rs, cs} }
	for _, c := range []struct {
		m, n, k int
		a, b    Matrix[float64]
		lenC    int
		ldc     int
		want    []string // parts of the message
	}{
		{-1, 2, 3, x(9, 3, 1), x(9, 2, 1), 9, 2, []string{"m, n, k", "-1, 2, 3"}},
		{1, -2, 3, x(9, 3, 1), x(9, 2, 1), 9, 2, []string{"m, n, k", "1, -2, 3"}},
		{1, 2, -3, x(9, 3, 1), x(9, 2, 1), 9, 2, []string{"m, n, k", "1, 2, -3"}},
		{2, 2, 2, x(9, -7, 1), x(9, 2, 1), 9, 2, []string{"A", "-7"}},
		{2, 2, 2, x(9, 2, 1), x(9, 2, -8), 9, 2, []string{"B", "-8"}},
		{2, 5, 2, x(9, 2, 1), x(10, 5, 1), 9, 4, []string{"ldc = 4", "5"}},
		{2, 0, 2, x(9, 2, 1), x(10, 5, 1), 9, 0, []string{"ldc = 0", "1"}},
		{2, 5, 2, x(4, 2, 1), x(10, 5, 1), 10, 6, []string{"c has 10", "11"}},
		{3, 5, 2, x(5, 2, 1), x(10, 5, 1), 15, 5, []string{"a has 5", "6"}},
		{3, 5, 2, x(13, 6, 2), x(10, 5, 1), 15, 5, []string{"a has 13", "15"}},
		{3, 5, 2, x(6, 2, 1), x(9, 5, 1), 15, 5, []string{"b has 9", "10"}},
		{5, 5, 2, x(20, math.MaxInt/2, 1), x(10, 5, 1), 25, 5, []string{"a has 20", strconv.Itoa(math.MaxInt)}},
		{5, 1, 1, x(20, 1, 1), x(10, 5, 1), 25, math.MaxInt / 3, []string{"c has 25", strconv.Itoa(math.MaxInt)}},
	} {
		text := panicText(func() { w.Gemm(c.m, c.n, c.k, 1, c.a, c.b, 0, make([]float64, c.lenC), c.ldc) })
		for _, part := range c.want {
			if !strings.HasPrefix(text, "blas: ") || !strings.Contains(text, part) {
				t.Errorf("%+v: panic %q lacks %q", c, text, part)
			}
		}
	}
}

func panicText(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return ""
}

// TestGemmSharedWorkers has several workspaces share workers at the same time.
func TestGemmSharedWorkers(t *testing.T) {
	forEach(t, testSharedWorkers[float32], testSharedWorkers[float64])
}

func testSharedWorkers[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	p := randomProduct[T](rand.New(rand.NewPCG(3, 0)), 120, 97, 70)
	want := slices.Clone(p.c)
	pool := workers.New(0)
	q := p
	q.c = want
	q.run(NewWorkspace[T](s, nil))
	var all sync.WaitGroup
	for range 6 {
		all.Add(1)
		go func() {
			defer all.Done()
			w := NewWorkspace[T](s, pool)
			for range 10 {
				q := p
				q.c = slices.Clone(p.c)
				q.run(w)
				if !slices.Equal(q.c, want) {
					t.Error("a product with shared workers differs from one alone")
					return
				}
			}
		}()
	}
	all.Wait()
}

// TestGemmAllocatesNothing counts allocations with one worker and with several.
func TestGemmAllocatesNothing(t *testing.T) {
	forEach(t, testAllocates[float32], testAllocates[float64])
}

func testAllocates[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	rng := rand.New(rand.NewPCG(4, 0))
	small, large := randomProduct[T](rng, 20, 20, 20), randomProduct[T](rng, 100, 101, 102)
	small.alpha, large.alpha = 0.7, 1
	for i, pool := range []*workers.Pool{nil, workers.New(1), workers.New(4)} {
		w := NewWorkspace[T](s, pool)
		n := mallocs.PerRun(func() {
			large.run(w)
			small.run(w)
		})
		if n != 0 {
			t.Errorf("%d allocations a run with pool %d", n, i)
		}
	}
}
