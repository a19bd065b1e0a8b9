package engine_test

import (
	"fmt"

	"weft.example/engine"
)

// A loop of one's own shows a Plateau the cost of each epoch and multiplies its rates by the scale.
// [engine.Fit] does both by itself with FitConfig.Plateau.
func ExamplePlateau() {
	rate := engine.ConstantRate(0.1)
	plateau := engine.Plateau{Factor: 0.1, Patience: 2, MinDelta: 1e-4}
	for epoch, cost := range []float64{0.9, 0.5, 0.5, 0.5, 0.3} { // of validation
		fmt.Printf("epoch %d: rate %.2g\n", epoch, rate(epoch)*plateau.Scale())
		plateau.See(cost)
	}
	// Output:
	// epoch 0: rate 0.1
	// epoch 1: rate 0.1
	// epoch 2: rate 0.1
	// epoch 3: rate 0.1
	// epoch 4: rate 0.01
}
