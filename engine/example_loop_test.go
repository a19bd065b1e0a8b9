package engine_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"weft/engine"
	"weft/kernels"
)

// newDropping returns 2-64-2 with dropout of the hidden layer, and Adam for it.
func newDropping() (*engine.Network[float32], *engine.Optimizer[float32]) {
	net, err := engine.New[float32](kernels.Best(), 2,
		engine.Layer{Units: 64, Act: kernels.GELU, Dropout: 0.1},
		engine.Layer{Units: 2, Act: kernels.Identity})
	if err != nil {
		log.Fatal(err)
	}
	net.Init(1)
	opt, err := engine.NewOptimizer(net, engine.Adam.Rule())
	if err != nil {
		log.Fatal(err)
	}
	return net, opt
}

// trainEpoch goes over the data once, in an order and with masks of dropout that
// follow from the seed.
func trainEpoch(pass *engine.Pass[float32], opt *engine.Optimizer[float32], batch *engine.Batch[float32],
	data engine.Data[float32], epoch int, seed uint64) {
	for rows := range engine.NewBatches(data.N, 20, seed).Epoch(epoch) {
		x, y := batch.Gather(data, rows)
		pass.Train(seed, opt.Steps())
		pass.Forward(x, len(rows))
		pass.BackwardLoss(engine.SoftmaxCrossEntropy, y)
		opt.Step(0.01, pass)
	}
}

// A loop of one's own trains with dropout by Adam. Evaluate drops nothing.
func ExamplePass_Train() {
	net, opt := newDropping()
	pass, err := net.NewPass(20, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	data, batch := ring(), net.NewBatch(20)
	for epoch := range 30 {
		trainEpoch(pass, opt, batch, data, epoch, 1)
	}
	cost, accuracy := pass.Evaluate(engine.SoftmaxCrossEntropy, data)
	fmt.Printf("%d steps, accuracy %.2f, cost below 0.1: %v\n", opt.Steps(), accuracy, cost < 0.1)
	// Output: 300 steps, accuracy 1.00, cost below 0.1: true
}

// Training that stops after any epoch goes on from a checkpoint to the bits that it
// would have come to without a stop.
func ExampleSaveCheckpoint() {
	dir, err := os.MkdirTemp("", "weft")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "checkpoint.safetensors")
	data := ring()

	// train goes on to the given number of epochs and returns the cost.
	train := func(net *engine.Network[float32], opt *engine.Optimizer[float32], epochs int, seed uint64) float64 {
		pass, err := net.NewPass(20, engine.Config{})
		if err != nil {
			log.Fatal(err)
		}
		batch := net.NewBatch(20)
		for epoch := opt.Steps() / 10; epoch < epochs; epoch++ { // of 10 steps
			trainEpoch(pass, opt, batch, data, epoch, seed)
		}
		cost, _ := pass.Evaluate(engine.SoftmaxCrossEntropy, data)
		return cost
	}

	net, opt := newDropping()
	train(net, opt, 3, 7)
	if err := engine.SaveCheckpoint(path, net, opt, 7); err != nil {
		log.Fatal(err)
	}
	want := train(net, opt, 6, 7)

	net, opt = newDropping() // in another program
	seed, err := engine.LoadCheckpoint(path, net, opt)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("from step", opt.Steps(), "with seed", seed)
	fmt.Println("the same cost:", train(net, opt, 6, seed) == want)
	// Output:
	// from step 30 with seed 7
	// the same cost: true
}
