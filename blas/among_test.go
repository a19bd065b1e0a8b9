package blas

import (
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestAmong computes rows or columns of a product one after the other and wants the bits of all at once, also of products that have their last
// columns apart, of which some are small.
func TestAmong(t *testing.T) { forEach(t, testAmong[float32], testAmong[float64]) }

func testAmong[T kernels.Float](t *testing.T, s *kernels.Set) {
	rng := rand.New(rand.NewPCG(45, 0))
	w := NewWorkspace[T](s, nil)
	all := []caches{cachesHere(), {L1: 32 << 10, L2: 512 << 10}, {L1: 48 << 10, L2: 1 << 20, manyStreams: true}}
	around := []int{24, 30, 64, 128, 136, 200, 250, 300, 512}
	for i := range fewer(400, 50) {
		w.machine = machineOf(w.kernels, all[i%len(all)])
		m, n, k := around[rng.IntN(len(around))]+rng.IntN(9), around[rng.IntN(len(around))]+rng.IntN(9), around[rng.IntN(len(around))]+rng.IntN(9)
		switch rng.IntN(4) {
		case 0:
			m *= 4
		case 1:
			m = 8 + rng.IntN(32)
		case 2:
			n = 8 + rng.IntN(32)
		}
		if m*n*k > fewer(1<<24, 1<<21) {
			continue
		}
		layout := rng.IntN(4)
		var x problem[T]
		a, b := tight[T](rng, m, k, layout&1 > 0), tight[T](rng, k, n, layout&2 > 0)
		whole, parts := make([]T, m*n), make([]T, m*n)
		x.set(m, n, k, 1, 0)
		x.on(&a, &b, whole, n)
		w.multiply(&x)
		x.c = parts
		rows, total := rng.IntN(2) == 0, n
		unit := panelColumns(w.kernels)
		if rows {
			total = m
		}
		for from := 0; from < total; {
			to := min(total, from+(1+rng.IntN(1+total/unit))*unit)
			i0, i1, j0, j1 := 0, m, from, to
			if rows {
				i0, i1, j0, j1 = from, to, 0, n
			}
			y := x.part(i0, i1, j0, j1)
			w.among(&y, &x)
			from = to
		}
		if !slices.Equal(whole, parts) {
			j := 0
			for whole[j] == parts[j] {
				j++
			}
			t.Errorf("%d×%d×%d, layout %d, by rows %v, %+v: element %d, %d is %v among all, %v among some", m, n, k, layout, rows, w.machine.caches, j/n, j%n, whole[j], parts[j])
		}
	}
}
