package engine_test

import (
	"context"
	"fmt"
	"log"
	"slices"

	"weft.example/engine"
	"weft.example/kernels"
)

// A network that has learnt one task learns another with its last layer alone, as one does with
// few examples.
func ExampleNetwork_SetTrainable() {
	net, err := engine.New[float32](kernels.Best(), 2, // one that Load has returned, say
		engine.Layer{Units: 16, Act: kernels.ReLU},
		engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		log.Fatal(err)
	}
	net.Init(1)
	before := slices.Clone(net.W(1))
	net.SetTrainable(1, false)
	_, err = engine.Fit(context.Background(), net, ring(), engine.FitConfig[float32]{
		Loss: engine.CrossEntropy, Epochs: 3, Batch: 32, Rate: engine.ConstantRate(0.1),
	})
	fmt.Println(slices.Equal(net.W(1), before), err)
	// Output: true <nil>
}
