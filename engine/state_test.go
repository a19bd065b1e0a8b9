package engine

import (
	"fmt"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestStateSizes puts slabs of other lengths in the place of the optimiser's: a step
// panics with both lengths, writes nothing and is not counted. Those of the right
// length it takes.
func TestStateSizes(t *testing.T) {
	forEachFloat(t, testStateSizes[float32], testStateSizes[float64])
}

func testStateSizes[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, rule := range rules() {
		slabs := len(newOptimizer(t, oddNetwork[T](t, set), rule).State())
		for slab := range slabs {
			net, p := optimised[T](t, set, nil)
			o := newOptimizer(t, net, rule)
			o.Step(0.1, p)
			size := len(net.Params())
			for _, length := range []int{0, 10, size - 9, size - 5, size - 1, size + 1} {
				room := make([]T, size+1)
				o.State()[slab].Data = room[:length]
				params := slices.Clone(net.Params())
				wantPanic(t, fmt.Sprintf("%v, slab %d of %d", rule.Method, slab, length), func() { o.Step(0.1, p) },
					fmt.Sprintf("%q has %d elements", o.State()[slab].Name, length), fmt.Sprintf("the network's %d", size))
				if o.Steps() != 1 || !slices.Equal(net.Params(), params) || total(room) != 0 {
					t.Errorf("%v: slab %d of %d elements: %d steps counted, or something is written", rule.Method, slab, length, o.Steps())
				}
			}
			own := make([]T, size)
			o.State()[slab].Data = own
			o.Step(0.1, p)
			if o.Steps() != 2 || slices.Max(own) == 0 {
				t.Errorf("%v: slab %d of the right length is not taken", rule.Method, slab)
			}
		}
	}
}
