package blas

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"weft.example/kernels"
	"weft.example/workers"
)

// TestGemmThen wants the epilogue to meet every element once, and final.
func TestGemmThen(t *testing.T) { forEach(t, testGemmThen[float32], testGemmThen[float64]) }

func testGemmThen[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	rng := rand.New(rand.NewPCG(6, 0))
	spaces := []*Workspace[T]{NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(3))}
	list := append(some(sizes(spaces[0].machine)), [3]int{160, 161, 162}, [3]int{300, 70, 700}, [3]int{70, 300, 1100})
	for i, size := range list {
		p, w := randomProduct[T](rng, size[0], size[1], size[2]), spaces[i%2]
		if err := p.tryThen(w.GemmThen); err != nil {
			t.Fatalf("%d×%d×%d, alpha %v, A %d %d, B %d %d, ldc %d: %v", p.m, p.n, p.k, p.alpha, p.a.RS, p.a.CS, p.b.RS, p.b.CS, p.ldc, err)
		}
	}
}

// some of the sizes do where it is not the numbers that are tested.
func some(sizes [][3]int) (list [][3]int) {
	step := 5
	if raceEnabled {
		step = 17
	}
	for i := 0; i < len(sizes); i += step {
		list = append(list, sizes[i])
	}
	return list
}

// TestPlansThen does so by every plan.
func TestPlansThen(t *testing.T) { forEach(t, testPlansThen[float32], testPlansThen[float64]) }

func testPlansThen[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(7, 0))
	w := NewWorkspace[T](s, nil)
	bs := w.machine
	for _, shape := range [][3]int{{3, 5, 7}, {2*bs.MR + 1, 3*bs.NR - 1, 2*bs.KC + 20}, {chunkArea/chunkRows + 3, chunkRows + 2, 3}, {257, 70, dotBytes/4 + 1}} {
		for _, p := range plans() {
			x := randomProduct[T](rng, shape[0], shape[1], shape[2])
			if !fits(p, x.a, x.b) {
				continue
			}
			err := x.tryThen(func(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int, then Epilogue) {
				w.then = then
				y := problem[T]{m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, ldc: ldc}
				w.runPlan(p, y, grid{min(m, 2), min(ceilDiv(n, bs.lanes), 2)})
			})
			if err != nil {
				t.Fatalf("%v, %d×%d×%d: %v", p, x.m, x.n, x.k, err)
			}
		}
	}
}

// tryThen computes p with an epilogue that takes down what it meets.
func (p product[T]) tryThen(gemm func(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int, then Epilogue)) error {
	met, seen := make([]int, p.m*p.n), make([]T, p.m*p.n)
	gemm(p.m, p.n, p.k, p.alpha, p.a, p.b, p.beta, p.c, p.ldc, func(i0, i1, j0, j1 int) {
		for i := i0; i < i1; i++ {
			for j := j0; j < j1; j++ {
				met[i*p.n+j]++
				seen[i*p.n+j] = p.c[i*p.ldc+j]
			}
		}
	})
	if at := slices.IndexFunc(met, func(n int) bool { return n != 1 }); at >= 0 {
		return fmt.Errorf("element %d, %d met %d times", at/p.n, at%p.n, met[at])
	}
	for at, v := range seen {
		if c := p.c[at/p.n*p.ldc+at%p.n]; v != c && (v == v || c == c) {
			return fmt.Errorf("element %d, %d was %v when met and is %v", at/p.n, at%p.n, v, c)
		}
	}
	return nil
}

// TestGemmThenPanics wants a product that panics to leave no epilogue to the
// next.
func TestGemmThenPanics(t *testing.T) {
	w := NewWorkspace[float32](kernels.Best(), nil)
	x := make([]float32, 4)
	called := false
	text := panicText(func() {
		w.GemmThen(2, 2, 2, 1, Rows(x, 2), Rows(x[:3], 2), 0, make([]float32, 4), 2, func(_, _, _, _ int) { called = true })
	})
	w.Gemm(2, 2, 2, 1, Rows(x, 2), Rows(x, 2), 0, make([]float32, 4), 2)
	if text == "" || called {
		t.Errorf("panic %q, and the epilogue called: %v", text, called)
	}
}

// TestEpiloguePanics wants an epilogue's panic to come to the caller, whichever worker met
// it, and the workspace and its workers to be as good as before.
func TestEpiloguePanics(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	const n = 130
	x, c := make([]float32, n*n), make([]float32, n*n)
	for i := range x {
		x[i] = float32(i % 5)
	}
	pool := workers.New(3)
	for name, w := range map[string]*Workspace[float32]{"alone": NewWorkspace[float32](kernels.Best(), nil), "shared": NewWorkspace[float32](kernels.Best(), pool)} {
		packed := NewPacked(kernels.Best(), n, n, Rows(x, n))
		for i := 0; i < n; i += 7 {
			text := panicText(func() {
				then := func(i0, i1, _, _ int) {
					if i0 <= i && i < i1 {
						panic("row met")
					}
				}
				if i%2 == 0 {
					w.GemmThen(n, n, n, 1, Rows(x, n), Rows(x, n), 0, c, n, then)
				} else {
					w.GemmPacked(n, 1, Rows(x, n), packed, 0, c, n, then)
				}
			})
			if text != "row met" {
				t.Fatalf("%s, row %d: panic %q", name, i, text)
			}
		}
		w.Gemm(n, n, n, 1, Rows(x, n), Rows(x, n), 0, c, n)
		want := float32(0)
		for p := range n {
			want += x[(n-1)*n+p] * x[p*n+n-1] // whole numbers, so in any order
		}
		if c[n*n-1] != want {
			t.Errorf("%s: the next product has %v, want %v", name, c[n*n-1], want)
		}
	}
	for start := time.Now(); ; {
		var task meeting
		pool.Run(2, &task)
		if task.met.Load() {
			break
		}
		if time.Since(start) > 20*time.Second { // beyond the time that a pool works alone
			t.Fatal("the workers are busy for good")
		}
	}
}

// meeting is a task of two parts, of which each waits for the other for a while.
type meeting struct {
	here atomic.Int32
	met  atomic.Bool
}

func (m *meeting) Do(_, _ int) {
	m.here.Add(1)
	defer m.here.Add(-1) // or one worker would meet itself
	for start := time.Now(); !m.met.Load() && time.Since(start) < 100*time.Millisecond; runtime.Gosched() {
		if m.here.Load() == 2 {
			m.met.Store(true)
		}
	}
}
