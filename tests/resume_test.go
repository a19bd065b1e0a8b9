package tests_test

import (
	"path/filepath"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// TestResume wants training from a checkpoint to go on to the bit where it would
// have gone without a stop in the middle of an epoch: parameters and optimiser
// come from the file, and the order of the examples, the masks of dropout and
// the rate from its seed and count of steps. Another seed must lead elsewhere.
func TestResume(t *testing.T) {
	for method := range engine.NumMethods {
		t.Run(method.String()+"/float32", func(t *testing.T) { testResume[float32](t, method) })
		t.Run(method.String()+"/float64", func(t *testing.T) { testResume[float64](t, method) })
	}
}

func testResume[T kernels.Float](t *testing.T, method engine.Method) {
	const stop, end, seed = 17, 40, 1<<63 + 9 // in epochs of 7 steps
	path := filepath.Join(t.TempDir(), "checkpoint")
	through, stopped, resumed, astray := newRun[T](t, method, 1), newRun[T](t, method, 1), newRun[T](t, method, 2), newRun[T](t, method, 3)
	through.train(end, seed)
	stopped.train(stop, seed)
	if err := engine.SaveCheckpoint(path, stopped.net, stopped.opt, seed); err != nil {
		t.Fatal(err)
	}
	for _, r := range []*run[T]{resumed, astray} {
		r.train(3, 5) // to have something to be replaced
		got, err := engine.LoadCheckpoint(path, r.net, r.opt)
		if err != nil || got != seed || r.opt.Steps() != stop {
			t.Fatalf("LoadCheckpoint = %d, %v after %d steps, want %d after %d", got, err, r.opt.Steps(), uint64(seed), stop)
		}
	}
	resumed.train(end, seed)
	astray.train(end, seed+1)
	wantSame(t, "resumed", resumed.arrays(), through.arrays())
	if firstDifference(astray.net.Params(), through.net.Params()) < 0 {
		t.Error("the seed does not matter")
	}
}

// run is a training run: what of it a checkpoint holds, and its data.
type run[T kernels.Float] struct {
	net   *engine.Network[T]
	opt   *engine.Optimizer[T]
	pass  *engine.Pass[T]
	batch *engine.Batch[T]
	data  engine.Data[T]
}

const runBatch = 8

// newRun returns a run over 50 examples, from the parameters of a seed.
func newRun[T kernels.Float](t *testing.T, method engine.Method, seed uint64) *run[T] {
	t.Helper()
	p := dropProblem[T](t, kernels.Best(), 50, kernels.Tanh, 0.3)
	p.net.Init(seed)
	rule := method.Rule()
	rule.Decay = 1e-3
	opt, err := engine.NewOptimizer(p.net, rule)
	if err != nil {
		t.Fatal(err)
	}
	data := engine.Data[T]{N: p.m, X: p.x, Labels: engine.Labels[T]{Values: p.y}}
	return &run[T]{p.net, opt, p.pass(t, runBatch, false, nil), p.net.NewBatch(runBatch), data}
}

// train goes on until so many steps are taken. Each follows from the parameters,
// the optimiser and the seed alone.
func (r *run[T]) train(steps int, seed uint64) {
	rate := engine.Warmup(5, engine.CosineDecay(0.05, 0.001, 30))
	batches := engine.NewBatches(r.data.N, runBatch, seed)
	for r.opt.Steps() < steps {
		epoch, number := r.opt.Steps()/batches.Steps(), -1
		for rows := range batches.Epoch(epoch) {
			if number++; epoch*batches.Steps()+number < r.opt.Steps() {
				continue // taken before the stop
			}
			if r.opt.Steps() == steps {
				return
			}
			x, y := r.batch.Gather(r.data, rows)
			r.pass.Train(seed, r.opt.Steps())
			r.pass.Forward(x, len(rows))
			r.pass.BackwardLoss(engine.CrossEntropy, y)
			r.pass.ClipGrads(1)
			r.opt.Step(rate(r.opt.Steps()), r.pass)
		}
	}
}

// arrays lists what a run comes to.
func (r *run[T]) arrays() []array[T] {
	list := []array[T]{{"Params", r.net.Params(), 0}, {"Steps", []T{T(r.opt.Steps())}, 0}}
	for _, s := range r.opt.State() {
		list = append(list, array[T]{s.Name, s.Data, 0})
	}
	return list
}
