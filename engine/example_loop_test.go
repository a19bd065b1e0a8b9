package engine_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"

	"weft.example/engine"
	"weft.example/kernels"
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

	cfg := engine.FitConfig[float32]{
		Loss: engine.SoftmaxCrossEntropy, Epochs: 6, Batch: 20, Rate: engine.ConstantRate(0.01), Seed: 7,
	}

	stop := errors.New("the power fails")
	net, opt := newDropping()
	cfg.Stepper = opt
	cfg.OnEpoch = func(e engine.Epoch) error {
		if e.Number < 2 {
			return nil
		}
		return errors.Join(engine.SaveCheckpoint(path, net, opt, cfg.Seed), stop)
	}
	if _, err := engine.Fit(context.Background(), net, data, cfg); !errors.Is(err, stop) {
		log.Fatal(err)
	}

	net, opt = newDropping() // in another program
	if cfg.Seed, err = engine.LoadCheckpoint(path, net, opt); err != nil {
		log.Fatal(err)
	}
	cfg.Stepper, cfg.From, cfg.OnEpoch = opt, 3, nil
	if _, err := engine.Fit(context.Background(), net, data, cfg); err != nil {
		log.Fatal(err)
	}

	whole, opt := newDropping() // without a stop
	cfg.Stepper, cfg.From = opt, 0
	if _, err := engine.Fit(context.Background(), whole, data, cfg); err != nil {
		log.Fatal(err)
	}
	fmt.Println("the same network:", slices.Equal(net.Params(), whole.Params()))
	// Output:
	// the same network: true
}
