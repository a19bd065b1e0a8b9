package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// planShapes are small ones of each way, and some that need a plan and packing space.
func planShapes() [][3]int {
	return [][3]int{{1, 1, 1}, {2, 3, 4}, {4, 4, 4}, {8, 8, 8}, {13, 13, 13}, {5, 40, 3}, {33, 31, 17}, {1, 60, 64}, {60, 1, 64}, {64, 2, 80}, {7, 100, 1}, {0, 3, 2}, {3, 0, 2}, {3, 2, 0}, {90, 70, 100}}
}

// TestGemmPlan holds a plan, a batch and a list of products to the bits of Gemm.
func TestGemmPlan(t *testing.T) { forEach(t, testGemmPlan[float32], testGemmPlan[float64]) }

func testGemmPlan[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	rng := rand.New(rand.NewPCG(17, 0))
	for _, size := range planShapes() {
		for i := range fewer(8, 4) {
			p := randomProduct[T](rng, size[0], size[1], size[2])
			plan := NewGemmPlan(s, workers.New(1+i%3), Shape{p.m, p.n, p.k, p.a.RS, p.a.CS, p.b.RS, p.b.CS, p.ldc}, p.alpha, p.beta)
			want := slices.Clone(p.c)
			NewWorkspace[T](s, nil).Gemm(p.m, p.n, p.k, p.alpha, p.a, p.b, p.beta, want, p.ldc)
			got := slices.Clone(p.c)
			plan.Do(p.a.Data, p.b.Data, got)
			if !slices.EqualFunc(got, want, same) {
				t.Fatalf("%v: a plan differs from Gemm", p)
			}
			testBatch(t, rng, plan, p, want)
		}
	}
}

// testBatch computes the product several times, at steps that may be 0 for A and B.
func testBatch[T kernels.Float](t *testing.T, rng *rand.Rand, plan *GemmPlan[T], p product[T], want []T) {
	t.Helper()
	count := []int{0, 1, 2, 7, 3000}[rng.IntN(5)]
	if p.m*p.n*p.k > 10000 {
		count = min(count, 7)
	}
	repeat := func(x []T, step int) []T {
		all := make([]T, max(0, count-1)*step+len(x))
		for i := range count {
			copy(all[i*step:], x)
		}
		return all
	}
	step := func(x []T) int { return rng.IntN(2) * (len(x) + rng.IntN(3)) }
	sa, sb, sc := step(p.a.Data), step(p.b.Data), len(p.c)+rng.IntN(3)
	a, b, c := repeat(p.a.Data, sa), repeat(p.b.Data, sb), repeat(p.c, sc)
	plan.Batch(count, a, sa, b, sb, c, sc)
	var as, bs, cs [][]T
	for i := range count {
		if !slices.EqualFunc(c[i*sc:][:len(want)], want, same) {
			t.Fatalf("%v: product %d of %d with steps %d, %d, %d differs from Gemm", p, i, count, sa, sb, sc)
		}
		as, bs, cs = append(as, p.a.Data), append(bs, p.b.Data), append(cs, slices.Clone(p.c))
	}
	plan.Each(as, bs, cs)
	for i := range cs {
		if !slices.EqualFunc(cs[i], want, same) {
			t.Fatalf("%v: product %d of a list of %d differs from Gemm", p, i, count)
		}
	}
}

// TestBatchBeside computes products whose Cs lie side by side in the rows of one matrix.
func TestBatchBeside(t *testing.T) {
	const n, count = 3, 5
	set := kernels.Best()
	plan := NewGemmPlan[float64](set, nil, Shape{n, n, n, n, 1, n, 1, n * count}, 1, 0)
	a, b, c := ramp[float64](n*n*count), ramp[float64](n*n), make([]float64, n*n*count)
	plan.Batch(count, a, n*n, b, 0, c, n)
	for i := range count {
		want := make([]float64, n*n)
		NewWorkspace[float64](set, nil).Gemm(n, n, n, 1, Rows(a[i*n*n:], n), Rows(b, n), 0, want, n)
		for r := range n {
			if got := c[r*n*count+i*n:][:n]; !slices.Equal(got, want[r*n:][:n]) {
				t.Errorf("row %d of product %d is %v, want %v", r, i, got, want[r*n:][:n])
			}
		}
	}
}

// TestGemmPlanShared uses one plan from many goroutines, small and large.
func TestGemmPlanShared(t *testing.T) {
	for _, n := range []int{6, 80} {
		plan := NewGemmPlan[float32](kernels.Best(), workers.New(2), Shape{n, n, n, n, 1, 1, n, n}, 1, 0)
		a, b, want := ramp[float32](n*n), ramp[float32](n*n), make([]float32, n*n)
		plan.Do(a, b, want)
		var wait sync.WaitGroup
		for range 8 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				c := make([]float32, n*n)
				for range fewer(50, 10) {
					plan.Do(a, b, c)
				}
				if !slices.Equal(c, want) {
					t.Errorf("%d cubed: other bits from several goroutines", n)
				}
			}()
		}
		wait.Wait()
	}
}

// TestGemmPlanRefuses wants both numbers of what is too small.
func TestGemmPlanRefuses(t *testing.T) {
	set, x := kernels.Best(), make([]float64, 100)
	shape := Shape{3, 4, 5, 5, 1, 4, 1, 4}
	plan := NewGemmPlan[float64](set, nil, shape, 1, 0)
	const huge = math.MaxInt / 2
	for _, c := range []struct {
		call func()
		want string
	}{
		{func() { NewGemmPlan[float64](set, nil, Shape{-1, 4, 5, 5, 1, 4, 1, 4}, 1, 0) }, "-1, 4, 5"},
		{func() { NewGemmPlan[float64](set, nil, Shape{3, 4, 5, 5, 1, 4, 1, 3}, 1, 0) }, "ldc = 3"},
		{func() { NewGemmPlan[float64](set, nil, Shape{3, 4, 5, -5, 1, 4, 1, 4}, 1, 0) }, "-5"},
		{func() { plan.Do(x[:14], x[:20], x[:12]) }, "14, 20 and 12 elements, want at least 15, 20 and 12"},
		{func() { plan.Do(x[:15], x[:19], x[:12]) }, "19"},
		{func() { plan.Do(x[:15], x[:20], x[:11]) }, "11"},
		{func() { plan.Batch(-1, x, 0, x, 0, x, 12) }, "-1"},
		{func() { plan.Batch(2, x, -1, x, 0, x, 12) }, "-1"},
		{func() { plan.Batch(2, x, 0, x, 0, x, 11) }, "11 apart overlap"},
		{func() { plan.Batch(2, x, 0, x, 0, x, 0) }, "0 apart overlap"},
		{func() { plan.Batch(2, x, 86, x, 0, x, 12) }, "a has 100 elements"},
		{func() { plan.Batch(2, x, 0, x, 81, x, 12) }, "b has 100 elements"},
		{func() { plan.Batch(9, x, 0, x, 0, x, 12) }, "c has 100 elements"},
		{func() { plan.Batch(5, x, huge, x, 0, x, 12) }, "a has 100 elements"},
		{func() { plan.Batch(huge, x, 0, x, 0, x, 12) }, "c has 100 elements"},
		{func() { plan.Each([][]float64{x}, [][]float64{x}, nil) }, "1 As, 1 Bs and 0 Cs"},
		{func() { plan.Each([][]float64{x, x[:1]}, [][]float64{x, x}, [][]float64{x, x}) }, "1, 100 and 100"},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, c.want) {
					t.Errorf("panic %q, want %q in it", got, c.want)
				}
			}()
			c.call()
		}()
	}
}

// TestGemmPlanAllocates finds nothing that a product or a batch allocates.
func TestGemmPlanAllocates(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector has a sync.Pool lose things")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	for _, n := range []int{5, 70} {
		plan := NewGemmPlan[float32](kernels.Best(), workers.New(2), Shape{n, n, n, n, 1, n, 1, n}, 1, 0)
		const count = 40
		a, b, c := ramp[float32](n*n*count), ramp[float32](n*n*count), make([]float32, n*n*count)
		for _, f := range []func(){
			func() { plan.Do(a, b, c) },
			func() { plan.Batch(count, a, n*n, b, n*n, c, n*n) },
		} {
			if got := mallocs.PerRun(f); got > 0 {
				t.Errorf("%d cubed: %d allocations", n, got)
			}
		}
	}
}

func ExampleGemmPlan() {
	set := kernels.Best()
	shape := Shape{M: 2, N: 2, K: 2, ARS: 2, ACS: 1, BRS: 2, BCS: 1, LDC: 2} // row-major
	plan := NewGemmPlan[float64](set, nil, shape, 1, 0)

	a, b, c := []float64{1, 2, 3, 4}, []float64{0, 1, 1, 0}, make([]float64, 4)
	plan.Do(a, b, c)
	fmt.Println(c)

	many := []float64{1, 2, 3, 4, 5, 6, 7, 8} // two As, one B
	cs := make([]float64, 8)
	plan.Batch(2, many, 4, b, 0, cs, 4)
	fmt.Println(cs)

	// Output:
	// [2 1 4 3]
	// [2 1 4 3 6 5 8 7]
}

// same tells whether two elements have the same bits, or are both NaN.
func same[T kernels.Float](x, y T) bool { return x == y || x != x && y != y }
