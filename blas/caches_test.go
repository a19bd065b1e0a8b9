package blas

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"weft.example/internal/long"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestCaches multiplies as CPUs with other caches would, shapes for which that matters.
func TestCaches(t *testing.T) { forEach(t, testCaches[float32], testCaches[float64]) }

func testCaches[T kernels.Float](t *testing.T, s *kernels.Set) {
	layouts, all := 4, []caches{{L1: 32 << 10, L2: 256 << 10}, {L1: 32 << 10, L2: 512 << 10}, {L1: 48 << 10, L2: 1 << 20, manyStreams: true}}
	if !long.Tests() {
		layouts, all = 2, all[:1]
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	rng := rand.New(rand.NewPCG(19, 0))
	w, many := NewWorkspace[T](s, nil), NewWorkspace[T](s, workers.New(3))
	for _, shape := range [][3]int{{25, 128, 192}, {18, 2048, 130}, {50, 260, 100}, {9, 20, 500}, {2, 256, 9000}, {256, 2, 9000}} {
		for layout := range layouts { // with rows and columns that lie whole powers of two apart
			x := randomProduct[T](rng, shape[0], shape[1], shape[2])
			x.a, x.b = tight[T](rng, x.m, x.k, layout&1 > 0), tight[T](rng, x.k, x.n, layout&2 > 0)
			want := x.reference(w.machine.KC)
			for _, c := range all {
				w.machine = machineOf(w.kernels, c)
				many.machine = w.machine
				y, z := x, x
				y.c, z.c = slices.Clone(x.c), slices.Clone(x.c)
				y.run(w)
				if err := y.compare(want); err != nil {
					t.Fatalf("%+v, %d×%d×%d, A %d %d, B %d %d: %v", c, x.m, x.n, x.k, x.a.RS, x.a.CS, x.b.RS, x.b.CS, err)
				}
				if z.run(many); !slices.Equal(y.c, z.c) {
					t.Fatalf("%+v, %d×%d×%d, A %d %d, B %d %d: not the bits of one worker with three", c, x.m, x.n, x.k, x.a.RS, x.a.CS, x.b.RS, x.b.CS)
				}
			}
		}
	}
}

// tight is an m by n matrix without gaps, by rows or by columns.
func tight[T kernels.Float](rng *rand.Rand, m, n int, columns bool) Matrix[T] {
	x := Matrix[T]{make([]T, m*n), n, 1}
	if columns {
		x.RS, x.CS = 1, m
	}
	for i := range x.Data {
		x.Data[i] = number[T](rng)
	}
	return x
}

func TestCachesHere(t *testing.T) {
	if c := cachesHere(); c.L1 < 8<<10 || c.L1 > c.L2 || c.L2 < leastL2 || c.L2 > mostL2 {
		t.Errorf("caches of %d and %d bytes", c.L1, c.L2)
	}
}

// TestPanelFits wants packing space for a panel of B that is as deep as any, also where L2 is the smallest.
func TestPanelFits(t *testing.T) { forEach(t, testPanelFits[float32], testPanelFits[float64]) }

func testPanelFits[T kernels.Float](t *testing.T, s *kernels.Set) {
	w := NewWorkspace[T](s, nil)
	w.machine = machineOf(w.kernels, caches{L1: 32 << 10, L2: leastL2})
	m := &w.machine
	k := m.KC * 5 / 4
	if depthPieces(k, m.KC) != 1 || depthPieces(k+1, m.KC) == 1 {
		t.Fatalf("%d steps are not the most of a piece", k)
	}
	n := m.blockColumns(k, m.NR)
	w.reserve(1, m.MR, 2*n, k)
	if have, want := len(w.scratch[0].b), n*k+m.lanes; have < want {
		t.Errorf("%d elements for a block of %d by %d, want %d", have, k, n, want)
	}
}

// TestKeptA wants A to be kept for later blocks of columns where the first one is a single panel. AVX-512's float32 has such blocks with an
// L2 of 512 KiB.
func TestKeptA(t *testing.T) { forEach(t, testKeptA[float32], testKeptA[float64]) }

func testKeptA[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(46, 0))
	w := NewWorkspace[T](s, nil)
	w.machine = machineOf(w.kernels, caches{L1: 48 << 10, L2: 512 << 10})
	x := randomProduct[T](rng, 100, 300, 1000)
	x.a, x.b = tight[T](rng, 512, x.k, true), tight[T](rng, x.k, x.n, true)
	want := x.reference(w.machine.KC)
	x.run(w)
	if err := x.compare(want); err != nil {
		t.Fatal(err)
	}
}
