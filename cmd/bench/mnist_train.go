package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/stat"

	"weft.example/bench"
	"weft.example/engine"
	"weft.example/workers"
)

// How MNIST is trained.
const (
	mnistBatch    = 64
	mnistRate     = 0.1
	mnistDecay    = 0.8  // of the rate, from one epoch to the next
	mnistAccuracy = 0.97 // what the test accuracy has to come up to
	naiveSteps    = 20   // enough to estimate the naive path's time by
)

// mnistRun trains one network on mini-batches.
type mnistRun struct {
	data  *mnistData
	level [256]float32 // of each pixel value: mean 0, standard deviation 1 over the training images
	net   *engine.Network[float32]
	pass  *engine.Pass[float32]
	x, y  []float32 // the mini-batch
	order []int     // of the training images
	rng   *rand.Rand
}

// trainMNIST trains 784-128-64-10 and prints cost and test accuracy by epoch.
func (s *session) trainMNIST(ctx context.Context, data *mnistData) error {
	net, err := engine.New[float32](s.set, mnistPixels, bench.Lecture(128, 64, mnistDigits)...)
	if err != nil {
		return err
	}
	r, err := newMNISTRun(data, net, s.pool)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Training 784-128-64-10 (ReLU, ReLU, ten sigmoid outputs) on MNIST,\nfloat32, mini-batches of %d.\n\n", mnistBatch)
	naive := r.naiveEpoch()
	bar := s.progress("training", s.epochs*len(r.order)/mnistBatch)
	defer bar.Close()
	fmt.Fprintln(s.out, "epoch  mean cost  test accuracy  seconds")
	rate := float32(mnistRate)
	var accuracy, total float64
	for epoch := range s.epochs {
		start := time.Now()
		cost, err := r.epoch(ctx, rate, func() { _ = bar.Add(1) })
		if err != nil {
			return err
		}
		spent := time.Since(start).Seconds()
		total += spent
		accuracy = r.accuracy()
		_ = bar.Clear()
		fmt.Fprintf(s.out, "%5d  %9.4f  %12.2f%%  %7.2f\n", epoch+1, cost, 100*accuracy, spent)
		rate *= mnistDecay
	}
	_ = bar.Finish()
	perEpoch := total / float64(s.epochs)
	fmt.Fprintf(s.out, "\nThe naive path would take %.1f s an epoch, as %d of its steps tell:\n%.1f times as long as weft's %.2f s.\n",
		naive, naiveSteps, naive/perEpoch, perEpoch)
	if accuracy < mnistAccuracy {
		return fmt.Errorf("test accuracy %.4f, want at least %.2f", accuracy, mnistAccuracy)
	}
	return nil
}

// newMNISTRun prepares net for training.
func newMNISTRun(data *mnistData, net *engine.Network[float32], pool *workers.Pool) (*mnistRun, error) {
	net.Init(1)
	pass, err := net.NewPass(mnistBatch, engine.Config{Workers: pool})
	if err != nil {
		return nil, err
	}
	r := &mnistRun{
		data: data, level: levels(data.train), net: net, pass: pass,
		x:   make([]float32, mnistBatch*mnistPixels),
		y:   make([]float32, mnistBatch*mnistDigits),
		rng: rand.New(rand.NewPCG(1, 2)),
	}
	for i := range data.train.images {
		r.order = append(r.order, i)
	}
	return r, nil
}

// levels standardises the 256 values of a pixel, on the training images.
func levels(d digits) (level [256]float32) {
	var values, counts [256]float64
	for v := range values {
		values[v] = float64(v)
	}
	for _, image := range d.images {
		for _, p := range image {
			counts[p]++
		}
	}
	mean, std := stat.PopMeanStdDev(values[:], counts[:])
	for v := range level {
		level[v] = float32((values[v] - mean) / std)
	}
	return level
}

// load fills the mini-batch with the given images and returns their number.
func (r *mnistRun) load(d digits, numbers []int) int {
	clear(r.y)
	for i, number := range numbers {
		x := r.x[i*mnistPixels : (i+1)*mnistPixels]
		for j, p := range d.images[number] {
			x[j] = r.level[p]
		}
		r.y[i*mnistDigits+int(d.labels[number])] = 1
	}
	return len(numbers)
}

// naiveEpoch estimates the naive path's seconds for an epoch.
func (r *mnistRun) naiveEpoch() float64 {
	plain := bench.NaiveOf(r.net)
	start := time.Now()
	for i := range naiveSteps {
		m := r.load(r.data.train, r.order[i*mnistBatch:(i+1)*mnistBatch])
		bench.NaiveStep(plain, mnistRate, r.x, r.y, m)()
	}
	step := time.Since(start).Seconds() / naiveSteps
	return step * float64(len(r.order)) / mnistBatch
}

// epoch takes one step for each full mini-batch, in random order, and returns
// the mean of their costs.
func (r *mnistRun) epoch(ctx context.Context, rate float32, after func()) (float64, error) {
	r.rng.Shuffle(len(r.order), func(i, j int) { r.order[i], r.order[j] = r.order[j], r.order[i] })
	steps := len(r.order) / mnistBatch
	var sum float64
	for i := range steps {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		m := r.load(r.data.train, r.order[i*mnistBatch:(i+1)*mnistBatch])
		sum += bench.WeftStep(r.net, r.pass, rate, r.x, r.y, m)()
		after()
	}
	return sum / float64(steps), nil
}

// accuracy is the share of test images whose digit has the largest output.
func (r *mnistRun) accuracy() float64 {
	test := r.data.test
	numbers := make([]int, 0, mnistBatch)
	var right int
	for from := 0; from < len(test.images); from += mnistBatch {
		numbers = numbers[:0]
		for i := from; i < min(from+mnistBatch, len(test.images)); i++ {
			numbers = append(numbers, i)
		}
		m := r.load(test, numbers)
		output := r.pass.Forward(r.x, m)
		for i, number := range numbers {
			if argmax(output[i*mnistDigits:(i+1)*mnistDigits]) == int(test.labels[number]) {
				right++
			}
		}
	}
	return float64(right) / float64(len(test.images))
}

func argmax(xs []float32) int {
	best := 0
	for i, x := range xs {
		if x > xs[best] {
			best = i
		}
	}
	return best
}
