package engine_test

import (
	"context"
	"fmt"
	"log"

	"weft.example/engine"
	"weft.example/kernels"
)

// Every process of a cluster runs this program. With a cluster of nil, as here, it is one alone.
func ExampleFit_cluster() {
	var cluster engine.Cluster
	first := cluster == nil || cluster.Rank() == 0

	net, err := engine.New[float64](kernels.Best(), 1, engine.Layer{Units: 1})
	if err != nil {
		log.Fatal(err)
	}
	data := engine.Data[float64]{N: 64, X: make([]float64, 64), Labels: engine.Labels[float64]{Values: make([]float64, 64)}}
	for i := range data.X {
		data.X[i] = float64(i) / 64
		data.Labels.Values[i] = 3*data.X[i] - 1
	}
	_, err = engine.Fit(context.Background(), net, data, engine.FitConfig[float64]{
		Loss: engine.MeanSquare, Epochs: 200, Batch: 16, Rate: engine.ConstantRate(0.5), Cluster: cluster,
		OnEpoch: func(e engine.Epoch) error {
			if first && e.Number == 199 {
				fmt.Printf("%.2f %.2f, cost %.4f\n", net.W(1)[0], net.B(1)[0], e.Cost)
			}
			return nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 3.00 -1.00, cost 0.0000
}
