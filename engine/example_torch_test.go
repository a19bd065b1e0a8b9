package engine_test

import (
	"context"
	"fmt"
	"log"

	"weft.example/engine"
	"weft.example/engine/data"
	"weft.example/engine/scale"
	"weft.example/kernels"
)

// The program that docs/from-pytorch.md has beside PyTorch's.
func ExampleFit_csv() {
	iris, err := data.ReadCSV[float32]("../examples/iris/iris.csv", data.CSV{Label: "species"})
	if err != nil {
		log.Fatal(err)
	}
	examples := iris.Data
	scaler, err := scale.Standard(examples.X, 4)
	if err != nil {
		log.Fatal(err)
	}
	scaler.Transform(examples.X, examples.X)

	net, err := engine.New[float32](kernels.Best(), 4,
		engine.Layer{Units: 16, Act: kernels.ReLU},
		engine.Layer{Units: 3})
	if err != nil {
		log.Fatal(err)
	}
	net.Init(1)
	adam, err := engine.NewOptimizer(net, engine.Adam.Rule())
	if err != nil {
		log.Fatal(err)
	}
	_, err = engine.Fit(context.Background(), net, examples, engine.FitConfig[float32]{
		Loss: engine.SoftmaxCrossEntropy, Stepper: adam, Rate: engine.ConstantRate(0.01), Epochs: 60, Batch: 16})
	if err != nil {
		log.Fatal(err)
	}

	pass, err := net.NewPass(examples.N, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	_, accuracy := pass.Evaluate(engine.SoftmaxCrossEntropy, examples)
	fmt.Println("accuracy above 0.95:", accuracy > 0.95)
	// Output:
	// accuracy above 0.95: true
}
