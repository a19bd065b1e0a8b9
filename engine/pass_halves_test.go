package engine

import (
	"testing"

	"weft.example/kernels"
)

// TestRooms wants room for halves of products, as large as the largest layer's weights, only where
// products are of halves. A pass computes with all of it.
func TestRooms(t *testing.T) {
	net, err := New[float32](kernels.Best(), 40, Layer{Units: 30, Act: kernels.Tanh}, Layer{Units: 2, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	for _, c := range []struct {
		batch           int
		small, products int // how many rooms
	}{
		{runOf, 0, 0},
		{runOf + 1, 1, 0},
		{oneProduct, 3, 0},
		{oneProduct + 1, 0, 4},
		{2 * oneProduct, 0, 4},
		{2*oneProduct + 1, 0, 5},
	} {
		p, err := net.NewPass(c.batch, Config{})
		if err != nil {
			t.Fatal(err)
		}
		small, products := 0, 0
		for _, room := range p.rooms {
			switch len(room) {
			case 30:
				small++
			case 40 * 30:
				products++
			}
		}
		if small != c.small || products != c.products || len(p.rooms) != small+products {
			t.Errorf("%d examples: %d rooms, %d for columns and %d for products, want %d and %d", c.batch, len(p.rooms), small, products, c.small, c.products)
		}
		p.Forward(make([]float32, c.batch*40), c.batch)
		p.Backward(make([]float32, c.batch*2))
	}
}
