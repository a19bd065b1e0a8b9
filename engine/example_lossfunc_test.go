package engine_test

import (
	"context"
	"fmt"
	"log"
	"math"

	"weft.example/engine"
	"weft.example/kernels"
)

// A quantile's loss (Koenker and Bassett, 1978) finds what nine tenths of the labels are below.
func ExampleLossFunc() {
	const q = 0.9
	pinball := func(a, y, dA []float64) (cost float64) {
		for j := range a {
			d := a[j] - y[j]
			cost += math.Max((1-q)*d, -q*d)
			if dA != nil {
				dA[j] = 1 - q
				if d < 0 {
					dA[j] = -q
				}
			}
		}
		return cost
	}
	net, err := engine.New[float64](kernels.Best(), 1, engine.Layer{Units: 1})
	if err != nil {
		log.Fatal(err)
	}
	data := engine.Data[float64]{N: 1000, X: make([]float64, 1000)}
	for i := range data.N { // 0, 0.01, …, 9.99
		data.Labels.Values = append(data.Labels.Values, float64(i)/100)
	}
	_, err = engine.Fit(context.Background(), net, data, engine.FitConfig[float64]{
		Loss: engine.MeanSquare, LossFunc: pinball, Epochs: 300, Batch: 100, Rate: engine.CosineDecay(0.5, 0, 3000),
	})
	fmt.Printf("%.1f %v\n", net.B(1)[0], err)
	// Output: 9.0 <nil>
}
