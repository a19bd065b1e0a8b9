package kernels

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// checkUpdateSteps has rows that get longer and shorter, and are at growing and falling distances: triangles, dense and packed.
// Small whole numbers are computed without rounding.
func checkUpdateSteps[T Float](r *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(23, 0))
	for i, update := range k.Update {
		for _, n := range sizes(k.Gemm.Lanes) {
			if n > 3*k.Gemm.Lanes+3 {
				break
			}
			for _, step := range []int{-1, 1} {
				for p := range placements {
					if err := tryUpdateSteps(r, rng, update, i+1, n, step, p); err != nil {
						return fmt.Errorf("depth %d, from %d columns on, by %d, placement %d: %w", i+1, n, step, p, err)
					}
				}
			}
		}
	}
	return nil
}

func tryUpdateSteps[T Float](r *rooms[T], rng *rand.Rand, update Tile[T], depth, n, step int, at placement) error {
	rows := 1 + rng.IntN(5)
	if step < 0 {
		rows = min(rows, n+1)
	}
	most := max(n, n+step*(rows-1))
	p := Product[T]{M: rows, N: n, NStep: step, LDC: most + rng.IntN(3), LDCStep: rng.IntN(3), ARS: 1, AKS: rows, BKS: most + 2*rows, BGS: rng.IntN(2), Alpha: 2, Beta: T(rng.IntN(3)), Ahead: far}
	begin := func(i int) int { return i*p.LDC + i*(i-1)/2*p.LDCStep }
	a, b := r[0].input(rows*depth, at), r[1].input((depth-1)*p.BKS+most+(rows-1)*p.BGS, at)
	c := r[2].output(begin(rows-1)+n+step*(rows-1), at)
	for _, x := range [][]T{a.x, b.x} {
		for i := range x {
			x[i] = T(rng.IntN(5) - 2)
		}
	}
	want := slices.Clone(c.x) // what is between rows stays a sentinel
	for i := range rows {
		for j := range n + i*step {
			var sum T
			for q := range depth {
				sum += a.x[i+q*p.AKS] * b.x[i*p.BGS+q*p.BKS+j]
			}
			want[begin(i)+j] = p.Alpha*sum + p.Beta*sentinel
		}
	}
	beforeA, beforeB := slices.Clone(a.x), slices.Clone(b.x)
	if err := faultless(func() { update(&p, a.first, b.first, c.first) }); err != nil {
		return err
	}
	for i, got := range c.x {
		if got != want[i] {
			return fmt.Errorf("%+v: element %d is %v, want %v", p, i, got, want[i])
		}
	}
	for _, err := range []error{c.intact(), a.unchanged(beforeA), b.unchanged(beforeB)} {
		if err != nil {
			return err
		}
	}
	return nil
}
