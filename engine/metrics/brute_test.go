package metrics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"weft.example/engine"
)

// TestPairs counts pairs: the area is the share of those of an example of the class and one of none
// that the scores have in order, of weights and with ties.
func TestPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 300 {
		m, n := 2+rng.IntN(30), 1+rng.IntN(3)
		levels := 1 + rng.IntN(8)
		scores, values, weights := make([]float64, m*n), make([]float64, m*n), make([]float64, m)
		for i := range scores {
			scores[i] = float64(rng.IntN(levels)) - 3
			values[i] = float64(rng.IntN(2))
		}
		for i := range weights {
			weights[i] = float64(rng.IntN(4)) // none at times
		}
		c := NewROC[float64](n, m)
		c.Add(scores, engine.Labels[float64]{Values: values, Weights: weights})
		for j := range n {
			var right, all float64
			for p := range m {
				for q := range m {
					if values[p*n+j] == 1 && values[q*n+j] == 0 {
						w := weights[p] * weights[q]
						all += w
						switch {
						case scores[p*n+j] > scores[q*n+j]:
							right += w
						case scores[p*n+j] == scores[q*n+j]:
							right += w / 2
						}
					}
				}
			}
			if want := right / all; !alike(c.Of(j), want, 1e-15) {
				t.Fatalf("trial %d: area %v of output %d, want %v", trial, c.Of(j), j, want)
			}
		}
	}
}

// alike compares numbers, of which NaN is NaN.
func alike(x, y, within float64) bool {
	return math.IsNaN(x) && math.IsNaN(y) || math.Abs(x-y) <= within
}

// TestMerge wants what four have added to be what one has.
func TestMerge(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const m, n = 57, 3
	p, y := make([]float64, m*n), engine.Labels[float64]{Values: make([]float64, m*n), Weights: make([]float64, m)}
	for i := range p {
		p[i], y.Values[i] = rng.Float64(), float64(rng.IntN(2))
	}
	for i := range y.Weights {
		y.Weights[i] = rng.Float64()
	}
	for _, c := range metricsOf(n) {
		c.add(p, y)
		want := c.numbers()
		parts := [4]metric{c.fresh(), c.fresh(), c.fresh(), c.fresh()}
		for i, from := range []int{0, 20, 20, 41} {
			end := []int{20, 20, 41, m}[i]
			parts[i].add(p[from*n:end*n], engine.Labels[float64]{Values: y.Values[from*n : end*n], Weights: y.Weights[from:end]})
		}
		all := c.fresh()
		for _, part := range parts {
			all.merge(part)
		}
		for i, got := range all.numbers() {
			if !alike(got, want[i], 1e-13) || math.IsNaN(got) {
				t.Errorf("%s: number %d is %v, want %v", c.name, i, got, want[i])
			}
		}
	}
}

// metric is one of the package's, for tests that range over them.
type metric struct {
	name    string
	add     func([]float64, engine.Labels[float64])
	reset   func()
	numbers func() []float64
	merge   func(metric)
	fresh   func() metric
	self    any
}

// metricsOf has each metric for n outputs.
func metricsOf(n int) []metric {
	return []metric{confusionOf(n), multiLabelOf(n), topOf(n), rocOf(n), logLossOf(n), regressionOf(n)}
}

func confusionOf(n int) metric {
	c := NewConfusion[float64](n)
	return metric{"Confusion", c.Add, c.Reset, func() []float64 {
		return flat(c.Accuracy(), c.Of(0), c.Of(1), c.Macro(), c.Micro(), c.Weighted())
	}, func(other metric) { c.Merge(other.self.(*Confusion[float64])) }, func() metric { return confusionOf(n) }, c}
}

func multiLabelOf(n int) metric {
	c := NewMultiLabel[float64](n)
	return metric{"MultiLabel", c.Add, c.Reset, func() []float64 {
		return append(flat(c.Accuracy(), c.Of(0), c.Macro(), c.Micro(), c.Weighted()), c.AccuracyOf(0), c.ExactMatch())
	}, func(other metric) { c.Merge(other.self.(*MultiLabel[float64])) }, func() metric { return multiLabelOf(n) }, c}
}

func topOf(n int) metric {
	c := NewTopK[float64](n, min(n, 2))
	return metric{"TopK", c.Add, c.Reset, func() []float64 { return []float64{c.Accuracy()} },
		func(other metric) { c.Merge(other.self.(*TopK[float64])) }, func() metric { return topOf(n) }, c}
}

func rocOf(n int) metric {
	c := NewROC[float64](n, 0)
	return metric{"ROC", c.Add, c.Reset, func() []float64 { return []float64{c.AUC(), c.Weighted(), c.Of(0)} },
		func(other metric) { c.Merge(other.self.(*ROC[float64])) }, func() metric { return rocOf(n) }, c}
}

func logLossOf(n int) metric {
	c := NewLogLoss[float64](n)
	return metric{"LogLoss", c.Add, c.Reset, func() []float64 { return []float64{c.Mean()} },
		func(other metric) { c.Merge(other.self.(*LogLoss[float64])) }, func() metric { return logLossOf(n) }, c}
}

func regressionOf(n int) metric {
	c := NewRegression[float64](n)
	return metric{"Regression", c.Add, c.Reset, func() []float64 {
		e := c.Of(0)
		return []float64{c.MSE(), c.RMSE(), c.MAE(), c.R2(), e.MSE, e.RMSE, e.MAE, e.R2}
	}, func(other metric) { c.Merge(other.self.(*Regression[float64])) }, func() metric { return regressionOf(n) }, c}
}

// flat has the numbers of scores.
func flat(first float64, scores ...Scores) []float64 {
	out := []float64{first}
	for _, s := range scores {
		out = append(out, s.Precision, s.Recall, s.F1)
	}
	return out
}

// TestEmpty wants NaN of no examples, of examples of weight 0, whatever they have, and after Reset.
func TestEmpty(t *testing.T) {
	nan := math.NaN()
	for _, n := range []int{1, 3} {
		for _, c := range metricsOf(n) {
			wantNaN := func(when string) {
				t.Helper()
				for i, x := range c.numbers() {
					if !math.IsNaN(x) {
						t.Errorf("%s of %d outputs, %s: number %d is %v, want NaN", c.name, n, when, i, x)
					}
				}
			}
			wantNaN("from the start")
			c.add(nil, engine.Labels[float64]{Values: []float64{}})
			wantNaN("after no examples")
			p := []float64{nan, nan, nan, nan, nan, nan}[:2*n]
			c.add(p, engine.Labels[float64]{Classes: []int{-100, 77}, Weights: []float64{0, 0}})
			wantNaN("of weight 0")
			c.fill(n)
			for i, x := range c.numbers() {
				if math.IsNaN(x) {
					t.Errorf("%s of %d outputs: number %d of examples is NaN", c.name, n, i)
				}
			}
			c.reset()
			wantNaN("after Reset")
		}
	}
}

// fill adds examples of which each number is one.
func (c *metric) fill(n int) {
	p, y := make([]float64, 6*n), make([]int, 6)
	for i := range p {
		p[i] = 0.1 + 0.8*float64(i%5)/5
	}
	for i := range y {
		y[i] = i % classesOf(n)
	}
	c.add(p, engine.Labels[float64]{Classes: y})
}

// TestNaN wants a NaN among predictions or labels to come to light in all numbers, which Merge takes
// along, until Reset.
func TestNaN(t *testing.T) {
	for _, n := range []int{1, 3} {
		for _, bad := range []string{"prediction", "label"} {
			for _, c := range metricsOf(n) {
				c.fill(n)
				p, y := make([]float64, n), make([]float64, n)
				if bad == "label" {
					p, y = y, p
				}
				p[n-1] = math.NaN()
				if bad == "label" {
					p, y = y, p
				}
				c.add(p, engine.Labels[float64]{Values: y})
				other := c.fresh()
				other.fill(n)
				other.merge(c)
				name := fmt.Sprintf("%s of %d outputs, %s", c.name, n, bad)
				for who, m := range map[string]metric{"itself": c, "merged": other} {
					for i, x := range m.numbers() {
						if c.name == "Regression" && n > 1 && i > 3 {
							continue // of output 0, which has none
						}
						if !math.IsNaN(x) {
							t.Errorf("%s, %s: number %d is %v, want NaN", name, who, i, x)
						}
					}
				}
				c.reset()
				c.fill(n)
				for i, x := range c.numbers() {
					if math.IsNaN(x) {
						t.Errorf("%s: number %d is NaN after Reset", name, i)
					}
				}
			}
		}
	}
}

// TestOneClass has examples of a single class: there is no area, and the scores are as scikit-learn
// has them.
func TestOneClass(t *testing.T) {
	y := engine.Labels[float64]{Classes: []int{0, 0, 0}}
	r := NewROC[float64](1, 3)
	r.Add([]float64{0.1, 0.2, 0.9}, y)
	if got := r.AUC(); !math.IsNaN(got) {
		t.Errorf("AUC %v of one class, want NaN", got)
	}
	c := NewConfusion[float64](1)
	c.Add([]float64{0.1, 0.2, 0.3}, y)
	if got, want := c.Of(1), (Scores{0, 0, 0, 0}); got != want || c.Accuracy() != 1 {
		t.Errorf("%v, accuracy %v, want %v and 1", got, c.Accuracy(), want)
	}
	if got, want := c.Macro(), (Scores{1, 1, 1, 3}); got != want {
		t.Errorf("macro %v, want %v: class 1 is nowhere", got, want)
	}
	c.ZeroDivision = 1
	if got, want := c.Of(1), (Scores{1, 1, 1, 0}); got != want {
		t.Errorf("%v with ZeroDivision 1, want %v", got, want)
	}
}
