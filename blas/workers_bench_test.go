package blas

import (
	"fmt"
	"testing"

	"weft/kernels"
)

// turning is a task whose parts multiply in registers.
type turning struct {
	set    *kernels.Set
	rounds int
}

func (t *turning) Do(_, _ int) {
	if t.rounds > 0 {
		t.set.F32.Peak(t.rounds)
	}
}

// BenchmarkRun times tasks of one part for each of GOMAXPROCS workers: empty ones, which is
// what sharing costs, and such of some 1 and 10 µs. With -cpu 1,2,4,8 it shows how that grows.
func BenchmarkRun(b *testing.B) {
	w := NewWorkers(0)
	for _, rounds := range []int{0, 300, 3000} {
		b.Run(fmt.Sprintf("rounds=%d", rounds), func(b *testing.B) {
			t := &turning{kernels.Best(), rounds}
			for b.Loop() {
				w.Run(w.Limit(), t)
			}
		})
	}
}
