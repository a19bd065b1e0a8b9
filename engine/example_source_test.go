package engine_test

import (
	"context"
	"fmt"
	"iter"
	"log"
	"math/rand/v2"

	"weft.example/engine"
	"weft.example/kernels"
)

// A generator makes each mini-batch when its turn comes, as a reader of large files would.
func ExampleFitSource() {
	net, err := engine.New[float32](kernels.Best(), 1, engine.Layer{Units: 1})
	if err != nil {
		log.Fatal(err)
	}
	x, y := make([]float32, 50), make([]float32, 50)
	source := engine.Source[float32]{Epoch: func(number int) iter.Seq2[engine.Data[float32], error] {
		return func(yield func(engine.Data[float32], error) bool) {
			rng := rand.New(rand.NewPCG(1, uint64(number)))
			for range 20 {
				for i := range x {
					x[i] = rng.Float32()
					y[i] = 3*x[i] - 1
				}
				if !yield(engine.Data[float32]{N: len(x), X: x, Labels: engine.Labels[float32]{Values: y}}, nil) {
					return
				}
			}
		}
	}}
	_, err = engine.FitSource(context.Background(), net, source, engine.FitConfig[float32]{
		Loss: engine.MeanSquare, Epochs: 50, Batch: len(x), Rate: engine.ConstantRate(0.5),
	})
	fmt.Printf("%.2f %.2f %v\n", net.W(1)[0], net.B(1)[0], err)
	// Output: 3.00 -1.00 <nil>
}
