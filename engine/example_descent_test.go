package engine_test

import (
	"fmt"
	"log"

	"weft.example/engine"
)

// A loop of one's own on a rank of a cluster. Of one process, as here, rank 0 of 1 has all of a mini-batch.
func ExampleDescent() {
	var cluster engine.Cluster
	rank, ranks := 0, 1
	if cluster != nil {
		rank, ranks = cluster.Rank(), cluster.Size()
	}
	net, opt := newDropping()
	steps, err := engine.NewDescent(net, engine.FitConfig[float32]{
		Loss: engine.SoftmaxCrossEntropy, Batch: 20, Rate: engine.ConstantRate(0.01), Stepper: opt, Seed: 1, Cluster: cluster})
	if err != nil {
		log.Fatal(err)
	}
	data, batch := ring(), net.NewBatch(20)
	batches := engine.NewBatches(data.N, 20, 1)
	for epoch := range 30 {
		cost := 0.0
		for rows := range batches.Epoch(epoch) {
			from, to := engine.Share(len(rows), rank, ranks)
			x, y := batch.Gather(data, rows[from:to])
			s, err := steps.Step(engine.Data[float32]{N: to - from, X: x, Labels: y}, len(rows))
			if err != nil {
				log.Fatal(err)
			}
			cost += s.Cost * float64(s.Examples) / float64(data.N)
		}
		if rank == 0 && epoch == 29 {
			fmt.Printf("%d steps, cost below 0.1: %v\n", opt.Steps(), cost < 0.1)
		}
	}
	// Output: 300 steps, cost below 0.1: true
}
