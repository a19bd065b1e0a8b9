// Ranks trains one network by as many processes as a launcher of MPI has started.
package main

import (
	"context"
	"fmt"
	"log"

	"weft.example/cluster"
	"weft.example/engine"
	"weft.example/kernels"
)

func main() {
	c, err := cluster.Join("")
	if err != nil {
		log.Fatal(err)
	}
	if err := train(c); err != nil {
		c.Abort(err) // ends the others too
		log.Fatal(err)
	}
	if err := c.Close(); err != nil {
		log.Fatal(err)
	}
}

func train(c *cluster.Comm) error {
	net, err := engine.New[float64](kernels.Best(), 2, engine.Layer{Units: 4, Act: kernels.Sigmoid}, engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		return err
	}
	net.Init(1)
	xor := engine.Data[float64]{N: 4, X: []float64{0, 0, 0, 1, 1, 0, 1, 1}, Labels: engine.Labels[float64]{Values: []float64{0, 1, 1, 0}}}
	h, err := engine.Fit(context.Background(), net, xor, engine.FitConfig[float64]{
		Loss: engine.CrossEntropy, Epochs: 2000, Batch: 4, Rate: engine.ConstantRate(2), Cluster: c})
	if err == nil && c.Rank() == 0 { // which prints and saves
		fmt.Printf("%d ranks, cost %.6f\n", c.Size(), h.Epochs[1999].Cost)
	}
	return err
}
