package engine

import (
	"fmt"
	"strings"
	"testing"

	"weft.example/blas"
	"weft.example/kernels"
)

// BenchmarkServe times small batches of frozen networks beside a plain read of as much memory as their weights are, which
// bounds them where weights lie far.
func BenchmarkServe(b *testing.B) {
	set, err := kernels.Default()
	if err != nil {
		b.Fatal(err)
	}
	kn := kernels.Of[float32](set)
	for _, sizes := range [][]int{{30, 16, 8, 1}, {784, 128, 64, 1}, {784, 512, 256, 10}, {1024, 1024, 1024, 1024}, {12288, 20, 7, 5, 1}} {
		var layers []Layer
		weights := 0
		for i, n := range sizes[1:] {
			layers = append(layers, Layer{Units: n, Act: kernels.ReLU})
			weights += sizes[i] * n
		}
		net, err := New[float32](set, sizes[0], layers...)
		if err != nil {
			b.Fatal(err)
		}
		net.Init(1)
		const most = 8
		p, err := net.Freeze().NewPredictor(most, Config{})
		if err != nil {
			b.Fatal(err)
		}
		x := make([]float32, most*sizes[0])
		memory := blas.Make[float32](weights)
		fill(memory, 1) // pages that nobody has written are all one

		b.Run(fmt.Sprintf("%s/read", label(sizes)), func(b *testing.B) {
			var sum float32
			for b.Loop() {
				for i := 0; i < weights; i += kernels.MaxElements {
					kn.AbsSum(min(weights-i, kernels.MaxElements), &memory[i], &sum)
				}
			}
		})

		for _, m := range []int{1, 2, 4, 8} {
			b.Run(fmt.Sprintf("%s/%d", label(sizes), m), func(b *testing.B) {
				for b.Loop() {
					p.Forward(x, m)
				}
			})
		}
	}
}

func label(sizes []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(sizes), " ", "-"), "[]")
}
