package engine_test

import (
	"context"
	"fmt"
	"log"

	"weft.example/engine"
	"weft.example/engine/metrics"
	"weft.example/kernels"
)

// Fit watches the area under the ROC curve of examples kept aside, ends when ten epochs have not
// raised it by 0.001, and leaves the parameters of the best epoch. It keeps F1 of each epoch as well.
func ExampleMonitor() {
	net, err := engine.New[float32](kernels.Best(), 2,
		engine.Layer{Units: 16, Act: kernels.ReLU},
		engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		log.Fatal(err)
	}
	net.Init(1)
	data := ring() // a real one has other examples for validation
	roc, confusion := metrics.NewROC[float32](1, data.N), metrics.NewConfusion[float32](1)
	history, err := engine.Fit(context.Background(), net, data, engine.FitConfig[float32]{
		Loss:       engine.CrossEntropy,
		Epochs:     200,
		Batch:      32,
		Rate:       engine.ConstantRate(0.2),
		Validation: data,
		Metrics:    []engine.Metric[float32]{roc, confusion},
		Monitor:    engine.Monitor{Value: roc.AUC, Maximize: true, MinDelta: 0.001},
		Series:     map[string]func() float64{"F1": func() float64 { return confusion.Of(1).F1 }},
		Patience:   10,
	})
	if err != nil {
		log.Fatal(err)
	}
	best := history.Epochs[history.Best]
	fmt.Printf("area %.3f, ended early: %v, F1 above 0.9: %v\n",
		best.Monitored, len(history.Epochs) < 200, history.Series["F1"][history.Best] > 0.9)
	// Output: area 1.000, ended early: true, F1 above 0.9: true
}
