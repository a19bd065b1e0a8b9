package engine_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"sync"

	"weft.example/engine"
	"weft.example/kernels"
)

// ring is 200 points, those of class 1 inside of a circle and those of class 0
// around it.
func ring() engine.Data[float32] {
	d := engine.Data[float32]{N: 200}
	for i := range d.N {
		class := i % 2
		angle, radius := float64(i)*2.4, 1.5-float64(class)+0.25*math.Sin(float64(7*i))
		d.X = append(d.X, float32(radius*math.Cos(angle)), float32(radius*math.Sin(angle)))
		d.Labels.Classes = append(d.Labels.Classes, class)
	}
	return d
}

// newNetwork returns 2-16-n: n logits of a point.
func newNetwork(n int) *engine.Network[float32] {
	net, err := engine.New[float32](kernels.Best(), 2,
		engine.Layer{Units: 16, Act: kernels.ReLU},
		engine.Layer{Units: n, Act: kernels.Identity})
	if err != nil {
		log.Fatal(err)
	}
	net.Init(1)
	return net
}

// Fit trains on shuffled mini-batches until the cost of examples kept aside
// no longer falls.
func ExampleFit() {
	net, data := newNetwork(2), ring()
	history, err := engine.Fit(context.Background(), net, data, engine.FitConfig[float32]{
		Loss:       engine.SoftmaxCrossEntropy,
		Epochs:     100,
		Batch:      32,
		Rate:       func(step int) float64 { return 0.5 / (1 + 0.01*float64(step)) },
		Validation: data, // a real one has other examples
		Patience:   5,
	})
	if err != nil {
		log.Fatal(err)
	}
	if history.Best < 0 {
		log.Fatal("no epoch has a finite validation cost")
	}
	best := history.Epochs[history.Best]
	fmt.Printf("accuracy %.2f, cost below 0.1: %v\n", best.ValidationAccuracy, best.ValidationCost < 0.1)
	// Output: accuracy 1.00, cost below 0.1: true
}

// A loop of one's own takes its batches from Batches and may start the backward
// pass from the gradient of any loss: here that of ln cosh(a - y), tanh(a - y).
func ExamplePass_BackwardFrom() {
	net, data := newNetwork(1), ring()
	pass, err := net.NewPass(32, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	batches, batch := engine.NewBatches(data.N, 32, 1), net.NewBatch(32)
	dA := make([]float32, 32)
	for epoch := range 100 {
		for rows := range batches.Epoch(epoch) {
			x, y := batch.Gather(data, rows)
			for i, a := range pass.Forward(x, len(rows)) {
				dA[i] = float32(math.Tanh(float64(a) - float64(y.Classes[i])))
			}
			pass.BackwardFrom(dA)
			net.Update(0.1, pass)
		}
	}
	_, accuracy := pass.Evaluate(engine.MeanSquare, data)
	fmt.Printf("accuracy %.2f\n", accuracy)
	// Output: accuracy 1.00
}

// Any number of goroutines predict with one network, each with its own pass.
func ExampleNetwork_NewPass() {
	net, data := newNetwork(2), ring()
	_, err := engine.Fit(context.Background(), net, data, engine.FitConfig[float32]{
		Loss: engine.SoftmaxCrossEntropy, Epochs: 50, Batch: 32, Rate: func(int) float64 { return 0.5 },
	})
	if err != nil {
		log.Fatal(err)
	}
	classes := make([]int, data.N)
	var wg sync.WaitGroup
	for from := 0; from < data.N; from += 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			pass, err := net.NewPass(50, engine.Config{})
			if err != nil {
				log.Fatal(err)
			}
			pass.Forward(data.X[2*from:], 50)
			pass.Classes(engine.SoftmaxCrossEntropy, classes[from:])
		}()
	}
	wg.Wait()
	fmt.Println("the first six are", classes[:6])
	// Output: the first six are [0 1 0 1 0 1]
}
