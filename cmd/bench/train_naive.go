package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"weft.example/bench"
	"weft.example/engine"
	"weft.example/kernels"
)

// What plain Go is to do of a training: so many steps, or what it comes to in that time.
const (
	besideSteps = 200
	besideTime  = 3 * time.Second
)

// apart is how far losses of the two paths may be apart, relatively: each step adds to the rounding of the one before.
var apart = map[string]float64{"float32": 1e-3, "float64": 1e-8}

// beside is the naive path, with what the first steps of weft's came to.
type beside[T kernels.Float] struct {
	naive *bench.NaiveDescent[T]
	costs []float64
}

// newBeside copies the network as it is before the first step.
func newBeside[T kernels.Float](r *training[T]) (*beside[T], error) {
	if r.Dropout > 0 {
		return nil, errors.New("-naive: no naive dropout")
	}
	if r.normalised(engine.BatchNorm) || r.normalised(engine.LayerNorm) {
		return nil, errors.New("-naive: no naive normalisation")
	}
	rule := r.optimizer.Rule()
	naive, err := bench.NewNaiveDescent(bench.NaiveOf(r.net), r.loss(), rule)
	if err != nil {
		return nil, fmt.Errorf("-naive: %s", oneLine(err))
	}
	return &beside[T]{naive: naive}, nil
}

// see keeps the cost of a step of weft's.
func (b *beside[T]) see(cost float64) {
	if b != nil && len(b.costs) < besideSteps {
		b.costs = append(b.costs, cost)
	}
}

// compare takes the same steps in plain Go, prints how long that takes, and wants the same losses.
func (b *beside[T]) compare(ctx context.Context, s *session, r *training[T]) error {
	var costs []float64
	start, examples := time.Now(), 0
	for number := 0; len(costs) < len(b.costs); number++ {
		for rows := range r.batches.Epoch(number) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if len(costs) == len(b.costs) || len(costs) > 0 && time.Since(start) > besideTime {
				b.costs = b.costs[:len(costs)]
				break
			}
			x, y := r.batch.Gather(r.train, rows)
			costs = append(costs, b.naive.Step(r.rates(len(costs)), x, valuesOf(y, r.outputs), len(rows)))
			examples += len(rows)
		}
	}
	return b.judge(s, r, costs, float64(examples), time.Since(start).Seconds())
}

// judge prints and holds the costs against weft's.
func (b *beside[T]) judge(s *session, r *training[T], costs []float64, examples, seconds float64) error {
	var whole float64
	for _, e := range r.Done {
		whole += e.Seconds
	}
	weft, naive := float64(len(r.Done)*r.train.N)/whole, examples/seconds
	most := bench.Difference(b.costs, costs)
	fmt.Fprintf(s.out, "\nPlain Go trains on %s examples/s, weft on %s: %s as fast.\n", short(naive), short(weft), times(weft/naive))
	fmt.Fprintf(s.out, "The losses of the first %d steps differ by at most %.1e, of %.0e allowed.\n", len(costs), most, apart[r.DType])
	row := s.row("train", r.DType, r.Data, r.shape(), examples, "examples")
	row.Impl, row.Workers, row.Seconds, row.Allocs = "naive", 1, []float64{seconds}, -1
	s.results.Rows = append(s.results.Rows, row)
	if !(most <= apart[r.DType]) { // NaN fails
		return fmt.Errorf("the losses of plain Go and weft differ by %.1e, want at most %.0e", most, apart[r.DType])
	}
	return nil
}

// valuesOf has 1 at each class, or the amounts.
func valuesOf[T kernels.Float](y engine.Labels[T], outputs int) []T {
	if y.Classes == nil {
		return y.Values
	}
	values := make([]T, len(y.Classes)*outputs)
	for i, class := range y.Classes {
		values[i*outputs+class] = 1
	}
	return values
}
