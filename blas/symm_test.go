package blas

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"weft.example/internal/checked"
	"weft.example/internal/long"
	"weft.example/kernels"
	"weft.example/workers"
)

func TestSymm(t *testing.T) { forEach(t, testSymm[float32], testSymm[float64]) }

// testSymm computes products of all sizes round the edges of tiles, then of symmetric matrices that are cut into blocks.
// Storage outside of the triangle is NaN.
func testSymm[T kernels.Float](t *testing.T, s *kernels.Set) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	rng := rand.New(rand.NewPCG(43, 0))
	spaces := []*Workspace[T]{NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(3))}
	try := func(side int, other int) {
		for _, where := range []Side{Left, Right} {
			for _, half := range []Triangle{Lower, Upper} {
				m, n := side, other
				if where == Right {
					m, n = n, m
				}
				p := randomProduct[T](rng, m, n, side)
				a, full := randomSymmetric[T](rng, half, side)
				w, b := spaces[rng.IntN(2)], p.b
				if p.a = full; where == Right {
					b = randomMatrix[T](rng, m, side)
					p.a, p.b = b, full
				}
				if p.alpha == 0 {
					clear(a.Data)
					a.Data, b.Data = nans[T](len(a.Data)), nans[T](len(b.Data))
				}
				err := p.try(min(w.machine.KC, max(1, side/2)), func() { w.Symm(where, half, m, n, p.alpha, a, b, p.beta, p.c, p.ldc) })
				if err != nil {
					t.Fatalf("right %v, upper %v, %d×%d, alpha %v, beta %v, A %d %d, B %d %d, ldc %d: %v",
						where, half, m, n, p.alpha, p.beta, a.RS, a.CS, b.RS, b.CS, p.ldc, err)
				}
			}
		}
	}
	for side := 0; side < 71; side += 4 / fewer(4, 4) {
		try(side, []int{0, 1, 2, 5, 8, 17, 40, 70}[rng.IntN(8)])
	}
	sizes := [][2]int{{130, 3}, {200, 31}, {515, 9}, {1030, 5}}
	for _, size := range sizes[:fewer(len(sizes), 2)] {
		try(size[0], size[1])
	}
}

// randomSymmetric returns a triangle of a symmetric matrix and the whole of it.
func randomSymmetric[T kernels.Float](rng *rand.Rand, half Triangle, n int) (a, full Matrix[T]) {
	a = randomMatrix[T](rng, n, n)
	for a.RS == 0 {
		a = randomMatrix[T](rng, n, n)
	}
	full = Rows(make([]T, n*n), n)
	stored := nans[T](len(a.Data))
	for i := range n {
		for j := range n {
			p, q := i, j
			if (i < j) != bool(half) {
				p, q = j, i
			}
			at := p*a.RS + q*a.CS
			stored[at], full.Data[i*n+j] = a.Data[at], a.Data[at]
		}
	}
	a.Data = stored
	return a, full
}

// TestSymmAnyWorkers wants the same bits for any number of workers.
func TestSymmAnyWorkers(t *testing.T) { forEach(t, testSymmWorkers[float32], testSymmWorkers[float64]) }

func testSymmWorkers[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(44, 0))
	for flags := range 16 {
		side, half, turned := Side(flags&1 != 0), Triangle(flags&2 != 0), flags&4 != 0
		k, other := 150, 120 // rows for two workers, for more products are shared
		if flags&8 != 0 {
			k, other = 600+flags*60, 17 // blocks of them
		}
		if raceEnabled && flags > 0 {
			break
		}
		if !long.Tests() && flags > 8 && flags < 14 {
			continue
		}
		m, n := k, other
		if side == Right {
			m, n = n, m
		}
		a, b := tight[T](rng, k, k, turned), randomMatrix[T](rng, m, n)
		var first []T
		for _, cpus := range []int{1, 2, 3, 7} {
			c := make([]T, m*n)
			withCPUs(cpus, func() { NewWorkspace[T](s, workers.New(0)).Symm(side, half, m, n, 1, a, b, 0, c, n) })
			if cpus == 1 {
				first = c
			}
			if !slices.Equal(c, first) {
				t.Fatalf("flags %d: not the bits of one worker with %d", flags, cpus)
			}
		}
	}
}

// TestSymmLaysOnce wants no matrix laid out for a small product that Symm then leaves to a plan, which lays it out again.
func TestSymmLaysOnce(t *testing.T) {
	const k, n = smallDepth + 44, 2
	if k*k*n > smallWork {
		t.Fatalf("%d rows and %d columns are not small", k, n)
	}
	a, b, c := make([]float64, k*k), make([]float64, k*n), make([]float64, k*n)
	for _, side := range []Side{Left, Right} {
		s, m, n := NewSpaces[float64](kernels.Best(), nil), k, n
		if side == Right {
			m, n = n, m
		}
		if s.Symm(checked.Operands{}, side, Lower, m, n, 1, a, k, b, n, 0, c, n) {
			t.Fatalf("a product of depth %d is small", k)
		}
		if w := s.Get(); w.operand != nil {
			t.Errorf("side %v: %d elements of room for a product that was not computed", side, len(w.operand))
		}
	}
}
