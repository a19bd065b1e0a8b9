package blas

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/internal/long"
	"weft.example/kernels"
)

// plans are all candidates there are.
func plans() []candidate {
	var list []candidate
	for f := range forms {
		for _, packA := range []bool{false, true} {
			for _, packB := range []bool{false, true} {
				if f != transposedProduct || !packB { // a transposed product reads B as it lies
					list = append(list, candidate{f, packA, packB})
				}
			}
		}
	}
	return list
}

// fits reports whether the plan can read A and B.
func fits[T kernels.Float](p candidate, a, b Matrix[T]) bool {
	switch p.form {
	case outerProducts:
		return p.packB || b.CS == 1
	case transposedProduct:
		return p.packA || a.RS == 1
	default:
		return (p.packA || a.CS == 1) && (p.packB || b.RS == 1)
	}
}

// TestPlans computes by every plan what one of them would be chosen for, whole
// and in parts.
func TestPlans(t *testing.T) { forEach(t, testPlans[float32], testPlans[float64]) }

func testPlans[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(5, 0))
	w := NewWorkspace[T](s, nil)
	bs := w.machine
	rows, columns := bs.blockRows(bs.KC), bs.blockColumns(bs.KC, bs.NR)
	shapes := [][3]int{
		{3 * bs.MR, 3*bs.NR - 1, shallow + 7}, {4*bs.MR - 1, 2*bs.NR + 1, shallow + 1}, {8*bs.MR - 3, 2 * bs.NR, bs.KC*3/4 + 1},
		{1, 1, 1}, {3, 5, 7}, {bs.MR, bs.NR, 33}, {2*bs.MR + 1, 3*bs.NR - 1, 20}, {1, 67, 40}, {67, 1, 40}, {9, 9, bs.KC + 1},
		{chunkArea/7 + 1, 7, 9}, {5, chunkRows + 1, 11}, {chunkArea/chunkRows + 3, chunkRows + 2, 3}, {9, 200, bs.KC + 1}, {2, 3, dotBytes/4 + 5},
		{1, 5, vectorBytes/4 + 5}, {5, 1, vectorBytes/4 + 5}, {1, 1100, 300}, {300, 1, 1100},
	}
	if long.Tests() {
		shapes = append(shapes, [3]int{rows + 1, 2, 5}, [3]int{2, columns + 1, 5}, [3]int{257, 3, dotBytes/4 + 1}, [3]int{3, columns/2 + 1, bs.KC + 1},
			[3]int{2*(rows*2/3) - 1, 5, bs.KC * 5 / 4}, [3]int{9, 2*(columns*2/3) - 1, bs.KC * 5 / 4},
			[3]int{2 * (rows * 2 / 3), 5, bs.KC * 5 / 4}, [3]int{9, 2 * (columns * 2 / 3), bs.KC * 5 / 4})
	}
	for _, shape := range shapes {
		for _, p := range plans() {
			for range 1 + 2_000_000/(1_000_000+shape[0]*shape[1]*shape[2]) {
				x := randomProduct[T](rng, shape[0], shape[1], shape[2])
				if x.alpha == 0 || !fits(p, x.a, x.b) {
					continue
				}
				if err := tryPlan(w, p, x); err != nil {
					t.Fatalf("%+v, %d×%d×%d, alpha %v, beta %v, A %d %d, B %d %d, ldc %d: %v", p, x.m, x.n, x.k,
						x.alpha, x.beta, x.a.RS, x.a.CS, x.b.RS, x.b.CS, x.ldc, err)
				}
			}
		}
	}
}

// runPlan computes x by a candidate, in the parts of a grid.
func (w *Workspace[T]) runPlan(p candidate, x problem[T], g grid) {
	r := requestOf(&w.machine, &x, w.then != nil)
	w.job.problem, w.job.grid = x, g
	w.machine.planOf(&w.job.plan, p, &r)
	w.run()
}

// tryPlan computes x whole and in parts, which must not change a bit.
func tryPlan[T kernels.Float](w *Workspace[T], p candidate, x product[T]) error {
	y := x
	y.c = slices.Clone(x.c)
	run := func(x product[T], g grid) {
		w.runPlan(p, problem[T]{m: x.m, n: x.n, k: x.k, alpha: x.alpha, beta: x.beta, a: x.a, b: x.b, c: x.c, ldc: x.ldc}, g)
	}
	if err := x.try(w.machine.KC, func() { run(x, grid{1, 1}) }); err != nil {
		return err
	}
	g := grid{min(x.m, 3), min(ceilDiv(x.n, w.machine.lanes), 2)}
	run(y, g)
	if !slices.Equal(x.c, y.c) {
		return fmt.Errorf("other bits in a grid of %+v", g)
	}
	return nil
}

// TestGridFeedsAll wants parts for most workers where C has so many tiles at all.
func TestGridFeedsAll(t *testing.T) {
	bs := machine{lanes: 16, sweep: 32, size: 4, MR: 8, NR: 48, KC: 1024}
	const workers = 16
	for _, s := range []shape{{m: 209, n: 20, k: 12288}, {m: 64, n: 128, k: 784}, {m: 100, n: 100, k: 5000}} {
		if g := bs.gridFor(candidate{form: innerProducts}, s, bs.lanes, workers); g.down*g.across < workers*3/4 {
			t.Errorf("%d by %d: %+v for %d workers", s.m, s.n, g, workers)
		}
	}
}

// TestGridOfARow wants long parts of one row, as many for each worker.
func TestGridOfARow(t *testing.T) {
	bs := machine{lanes: 16, sweep: 32, size: 4, MR: 8, NR: 48, KC: 1024}
	for _, c := range []struct{ n, workers, across int }{{1024, 2, 4}, {784, 2, 2}, {2048, 4, 8}, {1 << 20, 2, 8}} {
		if g := bs.gridFor(candidate{}, shape{m: 1, n: c.n, k: 1024}, bs.lanes, c.workers); g != (grid{1, c.across}) {
			t.Errorf("1 by %d: %+v for %d workers, want 1 by %d", c.n, g, c.workers, c.across)
		}
	}
}

// TestGrid covers C once with the parts of any grid.
func TestGrid(t *testing.T) {
	for _, lanes := range []int{4, 16} {
		for _, m := range []int{1, 2, 7, 64, 1000} {
			for _, n := range []int{1, 15, 16, 17, 64, 1000} {
				for _, workers := range []int{1, 2, 3, 7, 16, 64} {
					bs := machine{lanes: lanes, sweep: lanes, size: 4, MR: 4}
					g := bs.gridFor(candidate{}, shape{m: m, n: n, k: 100}, lanes, workers)
					if g.down*g.across > turns*workers {
						t.Fatalf("m = %d, n = %d: %+v for %d workers", m, n, g, workers)
					}
					covered := make([]int, m*n)
					for i := range g.down * g.across {
						i0, i1, j0, j1 := g.part(i, m, n, lanes)
						if i0 == i1 || j0 == j1 {
							t.Fatalf("m = %d, n = %d, %+v: part %d is empty", m, n, g, i)
						}
						for i := i0; i < i1; i++ {
							for j := j0; j < j1; j++ {
								covered[i*n+j]++
							}
						}
					}
					if slices.ContainsFunc(covered, func(n int) bool { return n != 1 }) {
						t.Fatalf("m = %d, n = %d, %+v: not every element is in one part", m, n, g)
					}
				}
			}
		}
	}
}

// TestPlanAlone wants a plan for one worker to sum as that for several does, in the same pieces of the depth.
func TestPlanAlone(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 0))
	for _, g := range geometries() {
		m := recording[float32](g, new(recorder)).machine
		m.caches = caches{L1: 48 << 10, L2: 1 << 20}
		m.blockB = m.L2 / 2 / m.size
		for range 20000 {
			s := shape{m: 1 + rng.IntN(5), n: 1 + rng.IntN(200), k: 1 + rng.IntN(3000), acs: 1, bcs: 1}
			s.ars, s.brs = s.k, max(s.n, 1<<rng.IntN(20))
			var alone, shared plan
			m.planFor(&alone, &request{shape: s, alone: true})
			m.planFor(&shared, &request{shape: s})
			if alone.candidate != shared.candidate || alone.depthPieces != shared.depthPieces {
				t.Fatalf("%s %+v: alone %v in %d pieces, shared %v in %d", g.name, s, alone, alone.depthPieces, shared, shared.depthPieces)
			}
		}
	}
}
