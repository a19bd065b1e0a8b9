package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"weft.example/engine"
	"weft.example/engine/metrics"
	"weft.example/kernels"
)

// training is a training run. engine.Fit goes on from epochs alone; this one goes on from any step, as an interrupt leaves it.
type training[T kernels.Float] struct {
	plan
	*examples[T]
	net       *engine.Network[T]
	optimizer *engine.Optimizer[T]
	rates     engine.Schedule
	descent   *engine.Descent[T]
	judge     *engine.Pass[T] // of examples kept aside
	batches   *engine.Batches
	batch     *engine.Batch[T]
	errors    *metrics.Regression[T] // of amounts
	guess     []T                    // Ŷ of a mini-batch
	sum       string                 // of the examples

	comm        engine.Cluster // or nil
	rank, ranks int
	heldShare   engine.Data[T] // of the examples kept aside

	progress
}

// progress is how far a run has come: what a model file keeps of it.
type progress struct {
	Done []epoch `json:"done"`
	Part part    `json:"part"`
}

// epoch is what one came to. Losses and scores are means over examples. The first two are of each example before
// the step that it was part of; those of examples kept aside are of the end, or 0 without any.
type epoch struct {
	Loss      float64 `json:"loss"`
	Score     float64 `json:"score"` // accuracy of classes, mean absolute error of amounts
	HeldLoss  float64 `json:"heldLoss"`
	HeldScore float64 `json:"heldScore"`
	Seconds   float64 `json:"seconds"` // of the steps
}

// part is the epoch under way: sums so far. Score is of this rank's examples.
type part struct {
	Steps    int     `json:"steps"`
	Examples int     `json:"examples"`
	Loss     float64 `json:"loss"`
	Score    float64 `json:"score"`
	Seconds  float64 `json:"seconds"`
}

// newTraining returns a run that has taken no step, of the network from or, if that is nil, one of the plan.
func newTraining[T kernels.Float](p plan, e *examples[T], from *engine.Network[T], s *session) (r *training[T], err error) {
	p.settle(e.train.N)
	r = &training[T]{plan: p, examples: e, net: from, sum: e.sum(), errors: metrics.NewRegression[T](e.outputs)}
	if from == nil {
		if r.net, err = networkOf[T](p, e.inputs, e.outputs, s.set); err != nil {
			return nil, err
		}
	}
	if in, out := r.net.Units(0), r.net.Units(r.net.Depth()); in != e.inputs || out != e.outputs {
		return nil, fmt.Errorf("the network has %d inputs and %d outputs, %s %d and %d", in, out, p.Data, e.inputs, e.outputs)
	}
	r.keep()
	rule := p.method().Rule()
	rule.Decay = p.Decay
	if r.optimizer, err = engine.NewOptimizer(r.net, rule); err != nil {
		return nil, err
	}
	size := min(p.Batch, e.train.N)
	if r.normalised(engine.BatchNorm) && (size == 1 || e.train.N%size == 1) {
		return nil, fmt.Errorf("batches of %d from %d examples, the last of 1: BatchNorm wants another -batch", size, e.train.N)
	}
	if r.judge, err = r.net.NewPass(min(max(e.held.N, 1), judged), engine.Config{Workers: s.pool}); err != nil {
		return nil, err
	}
	r.comm = s.comm
	r.rank, r.ranks = s.place()
	r.heldShare = shareOf(e.held, r.rank, r.ranks)
	r.batches, r.batch = engine.NewBatches(e.train.N, size, p.Seed), r.net.NewBatch(size)
	r.rates = r.schedule().rates(r.Rate, r.batches.Steps())
	r.guess = make([]T, size*e.outputs)
	return r, r.describe()
}

// join has the ranks begin together, from what rank 0 has.
func (r *training[T]) join(s *session) (err error) {
	if err := r.alike(s); err != nil {
		return err
	}
	if r.rank > 0 {
		r.Part.Score = 0
	}
	r.descent, err = engine.NewDescent(r.net, engine.FitConfig[T]{
		Loss: r.loss(), Batch: min(r.Batch, r.train.N), Rate: r.rates, Stepper: r.optimizer, Seed: r.Seed, Workers: s.pool, Cluster: r.comm,
		NonFinite: true, // whose errors speak of -rate here
	})
	return err
}

// networkOf returns a network with the weights that the seed draws.
func networkOf[T kernels.Float](p plan, inputs, outputs int, set *kernels.Set) (*engine.Network[T], error) {
	act, err := kernels.ParseAct(p.Act)
	if err != nil {
		return nil, err
	}
	var layers []engine.Layer
	for _, units := range p.Layers {
		layers = append(layers, engine.Layer{Units: units, Act: act, Dropout: p.Dropout})
	}
	net, err := engine.New[T](set, inputs, append(layers, engine.Layer{Units: outputs, Act: kernels.Identity})...)
	if err == nil {
		net.Init(p.Seed)
	}
	return net, err
}

// keep has the plan say what the network is, which may be a file's.
func (r *training[T]) keep() {
	r.Layers = nil
	for l := 1; l < r.net.Depth(); l++ {
		ly := r.net.Layer(l)
		r.Layers, r.Act, r.Dropout = append(r.Layers, ly.Units), ly.Act.String(), max(r.Dropout, ly.Dropout)
	}
}

// normalised reports whether a layer of the network has a norm.
func (r *training[T]) normalised(norm engine.Norm) bool {
	for l := 1; l <= r.net.Depth(); l++ {
		if r.net.Norm(l) == norm {
			return true
		}
	}
	return false
}

// judged is how many examples are validated at a time.
const judged = 512

// over reports whether the last epoch is done, or no better one is waited for.
func (r *training[T]) over() bool {
	return len(r.Done) >= r.Epochs || r.Patience > 0 && r.waited() >= r.Patience
}

// waited is how many epochs have come behind the first one of the lowest validation loss.
func (p *progress) waited() int {
	best := 0
	for i, e := range p.Done {
		if e.HeldLoss < p.Done[best].HeldLoss {
			best = i
		}
	}
	return len(p.Done) - 1 - best
}

// fit goes on to the last epoch, or the end of patience. It calls step after each step, and done after each epoch.
func (r *training[T]) fit(ctx context.Context, step func(cost float64, examples int), done func() error) error {
	for !r.over() {
		if err := r.epoch(ctx, step); err != nil {
			return err
		}
		if err := done(); err != nil {
			return err
		}
	}
	return nil
}

// epoch takes the steps that are left of the epoch under way.
func (r *training[T]) epoch(ctx context.Context, step func(cost float64, examples int)) error {
	number, skip := len(r.Done), r.Part.Steps
	for rows := range r.batches.Epoch(number) {
		if skip > 0 {
			skip--
			continue
		}
		start := time.Now()
		r.descent.Fail(ctx.Err())
		cost, err := r.step(rows)
		if err != nil {
			return err
		}
		r.Part.Seconds += time.Since(start).Seconds()
		step(cost, len(rows))
	}
	if err := r.gather(); err != nil {
		return err
	}
	n := float64(r.Part.Examples)
	e := epoch{Loss: r.Part.Loss / n, Score: r.Part.Score / n, Seconds: r.Part.Seconds}
	var err error
	if e.HeldLoss, e.HeldScore, err = r.validate(); err != nil {
		return err
	}
	if err := r.finite("validation loss", e.HeldLoss); err != nil {
		return err
	}
	r.Done, r.Part = append(r.Done, e), part{}
	return nil
}

// step takes one by this rank's share of the given examples, and returns the loss of all.
func (r *training[T]) step(rows []int) (cost float64, err error) {
	from, to := engine.Share(len(rows), r.rank, r.ranks)
	x, y := r.batch.Gather(r.train, rows[from:to])
	s, err := r.descent.Step(engine.Data[T]{N: to - from, X: x, Labels: y}, len(rows))
	if err != nil {
		return 0, err
	}
	if err := r.finite("loss", s.Cost); err != nil {
		return s.Cost, err
	}
	r.Part.Steps++
	r.Part.Examples += s.Examples
	r.Part.Loss += float64(s.Examples) * s.Cost
	if to > from {
		r.Part.Score += float64(to-from) * r.score(r.descent.Pass(), y, to-from)
	}
	return s.Cost, nil
}

// gather makes the score of the epoch under way that of all ranks' examples.
func (r *training[T]) gather() error {
	if r.ranks == 1 {
		return nil
	}
	sum := []float64{r.Part.Score}
	err := r.comm.Sum(sum)
	r.Part.Score = sum[0]
	return err
}

// finite wants a number, the same on all ranks, to be that.
func (r *training[T]) finite(what string, x float64) error {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return everywhere{fmt.Errorf("epoch %d, step %d: a %s of %v: a lower -rate than %v may do", len(r.Done)+1, r.Part.Steps+1, what, x, r.Rate), r.rank}
	}
	return nil
}

// score is the accuracy of a batch, or its mean absolute error.
func (r *training[T]) score(pass *engine.Pass[T], y engine.Labels[T], n int) float64 {
	if !r.amounts() {
		return pass.Accuracy(r.loss(), y)
	}
	guess := r.guess[:n*r.outputs]
	pass.Predict(r.loss(), guess)
	r.errors.Reset()
	r.errors.Add(guess, y)
	return r.meanError()
}

// validate returns the loss and the score of the examples kept aside.
func (r *training[T]) validate() (loss, score float64, err error) {
	if r.held.N == 0 {
		return 0, 0, nil
	}
	if !r.amounts() {
		return r.judge.EvaluateTogether(r.comm, r.loss(), r.heldShare)
	}
	loss, _, err = r.judge.EvaluateTogether(r.comm, r.loss(), r.heldShare, r.errors)
	return loss, r.meanError(), err
}

// meanError is in units of the labels, the mean over the outputs.
func (r *training[T]) meanError() float64 {
	sum := 0.0
	for j, unit := range r.unit.Scale {
		sum += r.errors.Of(j).MAE * unit
	}
	return sum / float64(r.outputs)
}
