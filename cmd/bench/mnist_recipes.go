package main

import (
	"context"
	"time"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// recipe is a network for MNIST, what error is published for its sizes, and how
// it is trained here.
type recipe struct {
	name      string
	published float64 // test error in percent
	source    string
	most      float64 // the error in percent that weft has to come up to

	layers   []engine.Layer
	loss     engine.Loss
	rule     engine.Rule
	rate     float64 // of the first step; it falls to 0 along half a cosine
	batch    int
	epochs   int
	examples int // train on the first so many
}

// recipes are networks of Nielsen's book, Neural Networks and Deep Learning
// (2015), on its 50 000 images, and of the table by LeCun, Cortes and Burges at
// yann.lecun.com/exdb/mnist, on all 60 000. The former have the mini-batches,
// rate and penalty of Nielsen's chapter 3, whose 97.92 % of the validation digits
// compare with them; the errors of his here are without a penalty. What the
// sources do not state was chosen by the error that -validate prints, for which
// no test image is looked at.
func recipes() []recipe {
	sigmoids := func(hidden int) []engine.Layer {
		return []engine.Layer{{Units: hidden, Act: kernels.Sigmoid}, {Units: mnistDigits, Act: kernels.Sigmoid}}
	}
	relus := func(hidden ...int) (layers []engine.Layer) {
		for _, units := range hidden {
			layers = append(layers, engine.Layer{Units: units, Act: kernels.ReLU, Dropout: 0.2})
		}
		return append(layers, engine.Layer{Units: mnistDigits, Act: kernels.Identity})
	}
	const nielsens = 50000
	penalty := engine.Rule{Method: engine.SGD, Decay: 5.0 / nielsens} // his λ/n
	adamW := engine.AdamW.Rule()
	adamW.Decay = 0.1
	return []recipe{
		{
			name: "784-30-10, sigmoid", published: 4.58, source: "Nielsen, chapter 1", most: 4.6,
			layers: sigmoids(30), loss: engine.CrossEntropy, rule: penalty,
			rate: 0.5, batch: 10, epochs: 30, examples: nielsens,
		},
		{
			name: "784-100-10, sigmoid", published: 3.18, source: "Nielsen, chapter 3", most: 3.2,
			layers: sigmoids(100), loss: engine.CrossEntropy, rule: penalty,
			rate: 0.5, batch: 10, epochs: 30, examples: nielsens,
		},
		{
			name: "784-300-10, ReLU, softmax", published: 4.7, source: "LeCun et al., 1998", most: 2,
			layers: relus(300), loss: engine.SoftmaxCrossEntropy, rule: adamW,
			rate: 2e-3, batch: 100, epochs: 20, examples: mnistTrain,
		},
		{
			name: "784-500-300-10, ReLU, softmax", published: 1.53, source: "Hinton, 2005", most: 1.6,
			layers: relus(500, 300), loss: engine.SoftmaxCrossEntropy, rule: adamW,
			rate: 2e-3, batch: 100, epochs: 20, examples: mnistTrain,
		},
	}
}

// train trains the recipe's network and returns it with the seconds that this
// took. It calls after at the end of each epoch.
func (r recipe) train(ctx context.Context, set *kernels.Set, pool *workers.Pool, data engine.Data[float32], after func()) (*engine.Network[float32], float64, error) {
	net, err := engine.New[float32](set, mnistPixels, r.layers...)
	if err != nil {
		return nil, 0, err
	}
	net.Init(1)
	optimizer, err := engine.NewOptimizer(net, r.rule)
	if err != nil {
		return nil, 0, err
	}
	data.N = min(data.N, r.examples) // the rows behind are left out
	steps := r.epochs * engine.NewBatches(data.N, r.batch, 1).Steps()
	start := time.Now()
	_, err = engine.Fit(ctx, net, data, engine.FitConfig[float32]{
		Loss: r.loss, Epochs: r.epochs, Batch: r.batch, Seed: 1, Workers: pool,
		Rate:    engine.CosineDecay(r.rate, 0, steps),
		Stepper: optimizer,
		OnEpoch: func(engine.Epoch) error { after(); return nil },
	})
	return net, time.Since(start).Seconds(), err
}

// errorOf returns the share of images, in percent, that net takes for another
// digit.
func (r recipe) errorOf(net *engine.Network[float32], pool *workers.Pool, data engine.Data[float32]) (float64, error) {
	pass, err := net.NewPass(min(data.N, 500), engine.Config{Workers: pool})
	if err != nil {
		return 0, err
	}
	_, accuracy := pass.Evaluate(r.loss, data)
	return 100 * (1 - accuracy), nil
}
