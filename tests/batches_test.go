package tests_test

import (
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// TestBatches wants every example once an epoch, in batches that are full but
// for the last, and the order a function of seed and epoch.
func TestBatches(t *testing.T) {
	for _, c := range []struct{ n, size, steps, last int }{{0, 4, 0, 0}, {1, 4, 1, 1}, {8, 4, 2, 4}, {9, 4, 3, 1}, {3, 1, 3, 1}} {
		b := engine.NewBatches(c.n, c.size, 1)
		if b.Steps() != c.steps {
			t.Errorf("%+v: %d steps", c, b.Steps())
		}
		var seen []int
		for rows := range b.Epoch(0) {
			seen = append(seen, rows...)
			_ = append(rows, -1) // is the caller's, and no example of the batch to come
			if want := c.size; len(seen) < c.n && len(rows) != want || len(seen) == c.n && len(rows) != c.last {
				t.Errorf("%+v: a batch of %d", c, len(rows))
			}
		}
		slices.Sort(seen)
		for i, row := range seen {
			if i != row {
				t.Fatalf("%+v: examples %d", c, seen)
			}
		}
		if len(seen) != c.n {
			t.Errorf("%+v: %d examples", c, len(seen))
		}
	}
	b, again, other := engine.NewBatches(50, 7, 1), engine.NewBatches(50, 9, 1), engine.NewBatches(50, 7, 2)
	first := order(b, 0)
	if second := order(b, 1); slices.Equal(first, second) || !slices.Equal(second, order(again, 1)) {
		t.Error("epoch 1 has the order of epoch 0, or another one in another place")
	}
	if !slices.Equal(first, order(b, 0)) || slices.Equal(first, order(other, 0)) || slices.IsSorted(first) {
		t.Error("epoch 0 has another order a second time, or seed 2 has the same, or there is none")
	}
	for range b.Epoch(0) {
		break
	}
}

func order(b *engine.Batches, epoch int) (seen []int) {
	for rows := range b.Epoch(epoch) {
		seen = append(seen, rows...)
	}
	return seen
}

// TestGather wants the rows asked for, of what labels there are.
func TestGather(t *testing.T) {
	net, err := engine.New[float32](kernels.Best(), 2, engine.Layer{Units: 3, Act: kernels.Identity})
	if err != nil {
		t.Fatal(err)
	}
	batch := net.NewBatch(4)
	d := engine.Data[float32]{N: 3, X: []float32{0, 1, 2, 3, 4, 5}}
	d.Labels = engine.Labels[float32]{Classes: []int{7, 8, 9}, Weights: []float32{0.1, 0.2, 0.3}}
	x, y := batch.Gather(d, []int{2, 0})
	if !slices.Equal(x, []float32{4, 5, 0, 1}) || !slices.Equal(y.Classes, []int{9, 7}) ||
		!slices.Equal(y.Weights, []float32{0.3, 0.1}) || y.Values != nil {
		t.Errorf("%v, %+v", x, y)
	}
	d.Labels = engine.Labels[float32]{Values: []float32{0, 1, 2, 3, 4, 5, 6, 7, 8}}
	x, y = batch.Gather(d, []int{1})
	if !slices.Equal(x, []float32{2, 3}) || !slices.Equal(y.Values, []float32{3, 4, 5}) || y.Classes != nil || y.Weights != nil {
		t.Errorf("%v, %+v", x, y)
	}
}
