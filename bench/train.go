package bench

import (
	"context"
	"math"
	"time"

	"weft.example/engine"
	"weft.example/kernels"
)

// Run is a training run: the cost before each update, and the time of all.
type Run struct {
	Costs []float64
	Time  time.Duration
}

// Descend takes full-batch steps of gradient descent. step returns the cost
// before its update; after, if not nil, is called after each.
func Descend(ctx context.Context, updates int, step func() float64, after func()) (Run, error) {
	var r Run
	start := time.Now()
	for range updates {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		r.Costs = append(r.Costs, step())
		if after != nil {
			after()
		}
	}
	r.Time = time.Since(start)
	return r, nil
}

// NaiveStep returns a step of v on m examples, the whole chain literally.
func NaiveStep[T kernels.Float](v *Naive[T], rate T, x, y []T, m int) func() float64 {
	return func() float64 {
		c := v.Forward(x, m)
		cost := c.Cost(y)
		v.Update(rate, v.Backward(c, y))
		return cost
	}
}

// WeftStep returns a step of n through the pass p on m examples.
func WeftStep[T kernels.Float](n *engine.Network[T], p *engine.Pass[T], rate T, x, y []T, m int) func() float64 {
	return func() float64 {
		p.Forward(x, m)
		cost := p.Cost(y)
		p.Backward(y)
		n.Update(rate, p)
		return cost
	}
}

// Difference is the largest relative difference of two runs' costs.
func Difference(a, b []float64) float64 {
	var most float64
	for i := range min(len(a), len(b)) {
		most = max(most, math.Abs(a[i]-b[i])/math.Abs(b[i])) // NaN stays
	}
	return most
}

// Accuracy is the share of outputs on the right side of ½.
func Accuracy[T kernels.Float](output, y []T) float64 {
	var right int
	for i, a := range output {
		if (a > 0.5) == (y[i] > 0.5) {
			right++
		}
	}
	return float64(right) / float64(len(output))
}
