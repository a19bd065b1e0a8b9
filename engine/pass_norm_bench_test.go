package engine

import (
	"fmt"
	"testing"

	"weft.example/kernels"
)

// BenchmarkNorm takes forward and backward passes of 784-512-256-10, and forward passes of a predictor, with each normalisation of the
// hidden layers.
func BenchmarkNorm(b *testing.B) {
	for _, m := range []int{1, 64} {
		for norm := range NumNorms {
			net, err := New[float32](kernels.Best(), 784, Layer{Units: 512, Act: kernels.ReLU, Norm: norm}, Layer{Units: 256, Act: kernels.ReLU, Norm: norm}, Layer{Units: 10})
			if err != nil {
				b.Fatal(err)
			}
			net.Init(1)
			x, y := make([]float32, m*784), Labels[float32]{Classes: make([]int, m)}
			for i := range x {
				x[i] = float32(i%17) / 17
			}
			p, err := net.NewPass(m, Config{})
			if err != nil {
				b.Fatal(err)
			}
			q, err := net.Freeze().NewPredictor(m, Config{})
			if err != nil {
				b.Fatal(err)
			}
			if m > 1 {
				b.Run(fmt.Sprintf("train/%v/batch%d", norm, m), func(b *testing.B) {
					for b.Loop() {
						p.Train(1, 1)
						p.Forward(x, m)
						p.BackwardLoss(SoftmaxCrossEntropy, y)
					}
				})
			}
			b.Run(fmt.Sprintf("predict/%v/batch%d", norm, m), func(b *testing.B) {
				for b.Loop() {
					q.Forward(x, m)
				}
			})
		}
	}
}
