package engine_test

import (
	"fmt"

	"weft.example/engine"
	"weft.example/kernels"
)

// A hidden layer with batch normalisation: by the batch in training, by the running means elsewhere, and folded
// into W and b of a frozen network.
func ExampleNorm() {
	net, err := engine.New[float64](kernels.Best(), 2,
		engine.Layer{Units: 8, Act: kernels.ReLU, Norm: engine.BatchNorm},
		engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		panic(err)
	}
	net.Init(2)
	x := []float64{0, 0, 0, 100, 100, 0, 100, 100} // Tanh or ReLU of W·x alone would not learn well from these
	y := engine.Labels[float64]{Values: []float64{0, 1, 1, 0}}
	pass, err := net.NewPass(4, engine.Config{})
	if err != nil {
		panic(err)
	}
	for step := range 500 {
		pass.Train(1, step)
		pass.Forward(x, 4)
		pass.BackwardUpdate(engine.CrossEntropy, y, 0.5)
	}
	predictor, err := net.Freeze().NewPredictor(4, engine.Config{})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.1f\n", predictor.Forward(x, 4))
	// Output: [0.0 1.0 1.0 0.0]
}
