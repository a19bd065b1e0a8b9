package engine

import (
	"context"
	"errors"
	"iter"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
)

// sourceProblem is 23 examples, a network with dropout for them and a configuration with an
// optimizer that remembers.
func sourceProblem[T kernels.Float](t *testing.T) (*Network[T], Data[T], FitConfig[T]) {
	t.Helper()
	data := Data[T]{N: 23, X: make([]T, 2*23), Labels: Labels[T]{Classes: make([]int, 23)}}
	for i := range data.X {
		data.X[i] = T(math.Sin(float64(i * i)))
		data.Labels.Classes[i/2] = i / 2 % 2
	}
	net, err := New[T](kernels.Best(), 2, Layer{Units: 5, Act: kernels.ReLU, Dropout: 0.25}, Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	opt, err := NewOptimizer(net, Adam.Rule())
	if err != nil {
		t.Fatal(err)
	}
	return net, data, FitConfig[T]{Epochs: 4, Batch: 5, Rate: StepDecay(0.1, 0.5, 3), Stepper: opt, Seed: 7, Validation: data}
}

// gathered is a source of d's own mini-batches.
func gathered[T kernels.Float](net *Network[T], d Data[T], batch int, seed uint64) Source[T] {
	batches, room := NewBatches(d.N, batch, seed), net.NewBatch(batch)
	return Source[T]{Steps: batches.Steps(), Epoch: func(number int) iter.Seq2[Data[T], error] {
		return func(yield func(Data[T], error) bool) {
			for rows := range batches.Epoch(number) {
				x, y := room.Gather(d, rows)
				if !yield(Data[T]{N: len(rows), X: x, Labels: y}, nil) {
					return
				}
			}
		}
	}}
}

// TestFitSource wants the bits of Fit from a source of the same mini-batches, the last of each epoch
// short, in one run and in one that goes on from its second epoch.
func TestFitSource(t *testing.T) {
	t.Run("float32", testFitSource[float32])
	t.Run("float64", testFitSource[float64])
}

func testFitSource[T kernels.Float](t *testing.T) {
	ctx := context.Background()
	net, data, cfg := sourceProblem[T](t)
	want, err := Fit(ctx, net, data, cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, stop := range []int{4, 2} {
		other, _, cfg := sourceProblem[T](t)
		source := gathered(other, data, cfg.Batch, cfg.Seed)
		cfg.Epochs = stop
		h, err := FitSource(ctx, other, source, cfg)
		if err == nil && stop < 4 {
			var rest History
			cfg.From, cfg.Epochs = stop, 4
			rest, err = FitSource(ctx, other, source, cfg)
			h.Epochs = append(h.Epochs, rest.Epochs...)
		}
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(h.Epochs, want.Epochs) || !slices.Equal(other.Params(), net.Params()) {
			t.Errorf("stopped after %d: %+v, want %+v", stop, h.Epochs, want.Epochs)
		}
	}
}

// TestFitSourceErrors wants what a source does wrong named with epoch and step, that step not taken,
// and the iterator ended.
func TestFitSourceErrors(t *testing.T) {
	broken := errors.New("the disk is gone")
	nan := math.NaN()
	for _, c := range []struct {
		want   string
		second Data[float64]
		err    error
	}{
		{"epoch 0, step 1: the disk is gone", Data[float64]{}, broken},
		{"epoch 0, step 1: a mini-batch of 0 examples, want 1 to 5", Data[float64]{}, nil},
		{"epoch 0, step 1: a mini-batch of 6 examples, want 1 to 5", Data[float64]{N: 6}, nil},
		{"epoch 0, step 1: len(X) = 1, want at least N·n0 = 2", Data[float64]{N: 1, X: []float64{1}}, nil},
		{"epoch 0, step 1: example 0 has class 2, want 0 to 1", Data[float64]{N: 1, X: []float64{1, 2}, Labels: Labels[float64]{Classes: []int{2}}}, nil},
		{"epoch 0, step 1: example 0 has NaN as input 1", Data[float64]{N: 1, X: []float64{1, nan}, Labels: Labels[float64]{Classes: []int{1}}}, nil},
		{"epoch 0, step 1: example 0 has label 7 of output 0", Data[float64]{N: 1, X: []float64{1, 2}, Labels: Labels[float64]{Values: []float64{7}}}, nil},
	} {
		net, data, cfg := sourceProblem[float64](t)
		data.N = 5
		ended := false
		source := Source[float64]{Epoch: func(int) iter.Seq2[Data[float64], error] {
			return func(yield func(Data[float64], error) bool) {
				ended = yield(data, nil) && !yield(c.second, c.err)
			}
		}}
		steps := 0
		cfg.OnStep = func(Step) error { steps++; return nil }
		_, err := FitSource(context.Background(), net, source, cfg)
		wantError(t, "FitSource", err, c.want)
		if steps != 1 || !ended || errors.Is(err, broken) != (c.err != nil) {
			t.Errorf("%s: %d steps, ended %v, error %v", c.want, steps, ended, err)
		}
	}
	none := func(int) iter.Seq2[Data[float64], error] { return func(func(Data[float64], error) bool) {} }
	for _, c := range []struct {
		want   string
		source Source[float64]
		change func(*FitConfig[float64])
	}{
		{"epoch 0 of 0 examples, want at least 1", Source[float64]{Epoch: none}, nil},
		{"a Source without Epoch", Source[float64]{}, nil},
		{"epoch 0, step 0: an epoch of 0 mini-batches, want the Source's Steps, 3", Source[float64]{none, 3}, nil},
		{"epoch 0, step 0: a Source whose Epoch returns nil", Source[float64]{Epoch: func(int) iter.Seq2[Data[float64], error] { return nil }}, nil},
		{"metric 0 is nil", Source[float64]{Epoch: none}, func(c *FitConfig[float64]) { c.Metrics = []Metric[float64]{nil} }},
		{"a Source of -1 steps", Source[float64]{none, -1}, nil},
		{"from epoch 1 of a Source of unknown Steps", Source[float64]{Epoch: none}, func(c *FitConfig[float64]) { c.From = 1 }},
		{"batches of 0", Source[float64]{Epoch: none}, func(c *FitConfig[float64]) { c.Batch = 0 }},
		{"for validation: len(X)", Source[float64]{Epoch: none}, func(c *FitConfig[float64]) { c.Validation.N = 99 }},
		{"a batch of", Source[float64]{Epoch: none}, func(c *FitConfig[float64]) { c.Batch = math.MaxInt }},
	} {
		net, _, cfg := sourceProblem[float64](t)
		if c.change != nil {
			c.change(&cfg)
		}
		h, err := FitSource(context.Background(), net, c.source, cfg)
		wantError(t, "FitSource", err, c.want)
		if len(h.Epochs) != 0 || h.Best != -1 {
			t.Errorf("%s: %+v", c.want, h)
		}
	}
}

// TestFitSourceSteps wants a mini-batch beyond the Source's Steps refused, before its step.
func TestFitSourceSteps(t *testing.T) {
	net, data, cfg := sourceProblem[float64](t)
	source := gathered(net, data, cfg.Batch, 1)
	source.Steps--
	steps := 0
	cfg.OnStep = func(Step) error { steps++; return nil }
	_, err := FitSource(context.Background(), net, source, cfg)
	wantError(t, "FitSource", err, "epoch 0, step 4: mini-batch 5 of an epoch, want the Source's Steps, 4")
	if steps != 4 {
		t.Errorf("%d steps, want 4", steps)
	}
}
