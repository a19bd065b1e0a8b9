package bench

import (
	"fmt"
	"math"
	"slices"

	"weft.example/engine"
	"weft.example/kernels"
)

// NaiveDescent trains a naive network by mini-batches, with the formulas of engine's losses and rules
// written out.
type NaiveDescent[T kernels.Float] struct {
	net   *Naive[T]
	loss  engine.Loss
	rule  engine.Rule
	steps int
	first *Grads[T] // the momentum, or Adam's mean gradient
	mean  *Grads[T] // Adam's mean square
}

// NewNaiveDescent returns one that has taken no step. An error is what has no naive form.
func NewNaiveDescent[T kernels.Float](net *Naive[T], loss engine.Loss, rule engine.Rule) (*NaiveDescent[T], error) {
	for _, act := range net.Act[1:] {
		if !slices.Contains([]kernels.Act{kernels.Identity, kernels.ReLU, kernels.Sigmoid}, act) {
			return nil, fmt.Errorf("bench: no naive %v", act)
		}
	}
	if loss != engine.SoftmaxCrossEntropy && loss != engine.MeanSquare {
		return nil, fmt.Errorf("bench: no naive %v loss", loss)
	}
	if !slices.Contains([]engine.Method{engine.SGD, engine.Momentum, engine.Adam, engine.AdamW}, rule.Method) {
		return nil, fmt.Errorf("bench: no naive %v", rule.Method)
	}
	return &NaiveDescent[T]{net: net, loss: loss, rule: rule, first: net.zeros(), mean: net.zeros()}, nil
}

// zeros are as many as there are parameters.
func (v *Naive[T]) zeros() *Grads[T] {
	g := &Grads[T]{W: make([][]T, len(v.W)), B: make([][]T, len(v.B))}
	for l := range v.W {
		g.W[l], g.B[l] = make([]T, len(v.W[l])), make([]T, len(v.B[l]))
	}
	return g
}

// Step takes a step by m examples with labels y, m × n_L, and returns their cost before it.
func (d *NaiveDescent[T]) Step(rate float64, x, y []T, m int) float64 {
	c := d.net.Forward(x, m)
	cost, da := squares(c.Output(), y)
	if d.loss == engine.SoftmaxCrossEntropy {
		cost, da = softmaxes(c.Output(), y, m)
	}
	g := d.net.BackwardFrom(c, da)
	d.steps++
	for l := 1; l < len(d.net.Units); l++ {
		d.move(rate, d.rule.Decay, d.net.W[l], g.W[l], d.first.W[l], d.mean.W[l])
		d.move(rate, 0, d.net.B[l], g.B[l], d.first.B[l], d.mean.B[l])
	}
	return cost / float64(m)
}

// move is one step of the rule for one array of parameters.
func (d *NaiveDescent[T]) move(rate, decay float64, w, dw, first, mean []T) {
	r, t := d.rule, float64(d.steps)
	for i := range w {
		g := dw[i]
		if r.Method == engine.AdamW {
			w[i] -= T(rate * decay * float64(w[i]))
		} else {
			g += T(decay) * w[i]
		}
		switch r.Method {
		case engine.SGD:
			w[i] -= T(rate) * g
		case engine.Momentum:
			first[i] = T(r.Beta1)*first[i] + g
			w[i] -= T(rate) * first[i]
		case engine.Adam, engine.AdamW:
			first[i] = T(r.Beta1)*first[i] + T(1-r.Beta1)*g
			mean[i] = T(r.Beta2)*mean[i] + T(1-r.Beta2)*g*g
			m, v := float64(first[i])/(1-math.Pow(r.Beta1, t)), float64(mean[i])/(1-math.Pow(r.Beta2, t))
			w[i] -= T(rate * m / (math.Sqrt(v) + r.Epsilon))
		}
	}
}

// softmaxes returns the sum of the examples' costs, ln Σ e^z - Σ y·z, and their gradients, softmax(z) - y.
func softmaxes[T kernels.Float](z, y []T, m int) (cost float64, dz []T) {
	dz = make([]T, len(z))
	n := len(z) / m
	for i := 0; i < len(z); i += n {
		row := z[i : i+n]
		most, sum := float64(slices.Max(row)), 0.0
		for _, v := range row {
			sum += math.Exp(float64(v) - most)
		}
		cost += most + math.Log(sum)
		for j, v := range row {
			cost -= float64(y[i+j]) * float64(v)
			dz[i+j] = T(math.Exp(float64(v)-most)/sum) - y[i+j]
		}
	}
	return cost, dz
}

// squares returns Σ ½(a - y)² and its gradients, a - y.
func squares[T kernels.Float](a, y []T) (cost float64, da []T) {
	da = make([]T, len(a))
	for i := range a {
		da[i] = a[i] - y[i]
		cost += float64(da[i]) * float64(da[i]) / 2
	}
	return cost, da
}
