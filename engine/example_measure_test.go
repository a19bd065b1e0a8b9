package engine_test

import (
	"context"
	"fmt"
	"log"

	"weft.example/engine"
	"weft.example/engine/metrics"
)

// A network that has been trained is measured on examples that it has not seen.
func ExamplePass_Measure() {
	net, data := newNetwork(2), ring()
	_, err := engine.Fit(context.Background(), net, data, engine.FitConfig[float32]{
		Loss: engine.SoftmaxCrossEntropy, Epochs: 50, Batch: 32, Rate: engine.ConstantRate(0.5),
	})
	if err != nil {
		log.Fatal(err)
	}
	pass, err := net.NewPass(64, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	confusion, loss := metrics.NewConfusion[float32](2), metrics.NewLogLoss[float32](2)
	pass.Measure(engine.SoftmaxCrossEntropy, data, confusion, loss)
	fmt.Printf("accuracy %.2f, recall of class 0 %.2f, log loss below 0.1: %v\n",
		confusion.Accuracy(), confusion.Of(0).Recall, loss.Mean() < 0.1)
	// Output: accuracy 1.00, recall of class 0 1.00, log loss below 0.1: true
}
