package workers

import (
	"fmt"
	"testing"
)

// resting is a task each of whose parts takes so many rests, of some 25 ns.
type resting int

func (n resting) Do(_, _ int) {
	for range n {
		rest()
	}
}

// BenchmarkRun times tasks of one part for each of GOMAXPROCS workers: empty ones, which is
// what sharing costs, and such of some 1 and 10 µs. With -cpu 1,2,4,8 it shows how that grows.
func BenchmarkRun(b *testing.B) {
	p := New(0)
	for _, n := range []resting{0, 40, 400} {
		b.Run(fmt.Sprintf("rests=%d", n), func(b *testing.B) {
			var task Task = n
			for b.Loop() {
				p.Run(p.Limit(), task)
			}
		})
	}
}
