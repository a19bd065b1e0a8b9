package engine

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"

	"weft.example/internal/ranks"
	"weft.example/kernels"
)

// clipped is an optimizer behind a bound on the norm of the gradients.
type clipped[T kernels.Float] struct {
	*Optimizer[T]
	norms []float64
}

func (c *clipped[T]) Step(rate float64, p *Pass[T]) {
	c.norms = append(c.norms, p.ClipGrads(0.3))
	c.Optimizer.Step(rate, p)
}

// trial is a training run that every number of ranks should come to the same with.
type trial[T kernels.Float] struct {
	layers  []Layer
	rule    Rule
	plain   bool // without an optimizer
	clip    bool
	fixed   int // layer that does not learn, or 0
	loss    Loss
	epochs  int
	batch   int
	n       int
	weights bool
	change  func(c *FitConfig[T])
}

func (r *trial[T]) data(n int) Data[T] {
	out := r.layers[len(r.layers)-1].Units
	d := Data[T]{N: n, X: make([]T, 5*n), Labels: Labels[T]{Classes: make([]int, n)}}
	for i := range d.X {
		d.X[i] = T(math.Sin(float64(i*i)) + 0.3*math.Cos(float64(i)))
	}
	for i := range d.Labels.Classes {
		d.Labels.Classes[i] = int(math.Abs(float64(d.X[5*i])*2.3+float64(d.X[5*i+1]))*2) % out
	}
	if r.weights {
		for i := range n {
			d.Labels.Weights = append(d.Labels.Weights, T(i%4)/2)
		}
	}
	return d
}

// outcome is what a run came to.
type outcome[T kernels.Float] struct {
	net     *Network[T]
	history History
	steps   []Step
}

// on trains on a rank of a cluster, or alone with nil.
func (r *trial[T]) on(c Cluster, set *kernels.Set) (*outcome[T], error) {
	net, err := New[T](set, 5, r.layers...)
	if err != nil {
		return nil, err
	}
	net.Init(3)
	if r.fixed > 0 {
		net.SetTrainable(r.fixed, false)
	}
	o := &outcome[T]{net: net, steps: make([]Step, 0, 200)}
	cfg := FitConfig[T]{
		Loss: r.loss, Epochs: r.epochs, Batch: r.batch, Seed: 11, Rate: Warmup(10, CosineDecay(0.02, 0.001, 90)), Validation: r.data(17),
	}
	if c != nil {
		cfg.Cluster = c
	}
	opt, err := NewOptimizer(net, r.rule)
	if err != nil {
		return nil, err
	}
	switch {
	case r.plain:
	case r.clip:
		cfg.Stepper = &clipped[T]{Optimizer: opt}
	default:
		cfg.Stepper = opt
	}
	if r.change != nil {
		r.change(&cfg)
	}
	after := cfg.OnStep
	cfg.OnStep = func(s Step) error {
		o.steps = append(o.steps, s)
		if after != nil {
			return after(s)
		}
		return nil
	}
	o.history, err = Fit(context.Background(), net, r.data(r.n), cfg)
	return o, err
}

// ranks trains on n ranks with the given sets of kernels in turn, and wants the same of all of them to the bit.
func (r *trial[T]) ranks(t *testing.T, n int, sets ...*kernels.Set) *outcome[T] {
	t.Helper()
	all := make([]*outcome[T], n)
	errs := ranks.Run(n, func(c *ranks.Rank) (err error) {
		all[c.Rank()], err = r.on(c, sets[c.Rank()%len(sets)])
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for rank, o := range all[1:] {
		if !slices.Equal(o.net.Params(), all[0].net.Params()) || !slices.Equal(o.net.running, all[0].net.running) {
			t.Errorf("rank %d of %d has other parameters than rank 0", rank+1, n)
		}
		if fmt.Sprint(o.history, o.steps) != fmt.Sprint(all[0].history, all[0].steps) {
			t.Errorf("rank %d of %d has another history than rank 0:\n%v\n%v", rank+1, n, o.history, all[0].history)
		}
	}
	return all[0]
}

// distance is how far x is from y, beside the largest of y.
func distance[T kernels.Float](x, y []T) float64 {
	var most, off float64
	for i := range y {
		most = max(most, math.Abs(float64(y[i])))
		off = max(off, math.Abs(float64(x[i])-float64(y[i])))
	}
	return off / most
}

// steps is how many the run takes.
func (r *trial[T]) steps() int { return r.epochs * ((r.n + r.batch - 1) / r.batch) }

// trials are of 100 steps each, but for the large one beside the race detector, where 100 take minutes.
func trials[T kernels.Float]() map[string]*trial[T] {
	plain := []Layer{{Units: 9, Act: kernels.Tanh, Dropout: 0.25}, {Units: 8, Act: kernels.GELU}, {Units: 3}}
	base := trial[T]{layers: plain, loss: SoftmaxCrossEntropy, epochs: 20, batch: 12, n: 50, rule: SGD.Rule()}
	with := func(change func(r *trial[T])) *trial[T] {
		r := base
		change(&r)
		return &r
	}
	all := map[string]*trial[T]{
		"descent":       with(func(r *trial[T]) { r.plain = true }),
		"clipped":       with(func(r *trial[T]) { r.clip, r.rule = true, Adam.Rule() }),
		"weights":       with(func(r *trial[T]) { r.weights = true }),
		"layer norm":    with(func(r *trial[T]) { r.layers = slices.Clone(plain); r.layers[1].Norm = LayerNorm }),
		"batch norm":    with(func(r *trial[T]) { r.layers = slices.Clone(plain); r.layers[1].Norm = BatchNorm }),
		"input dropout": with(func(r *trial[T]) { r.change = func(c *FitConfig[T]) { c.InputDropout = 0.1 } }),
		"norm last":     with(func(r *trial[T]) { r.layers = slices.Clone(plain); r.layers[2].Norm = BatchNorm }),
		"large": with(func(r *trial[T]) {
			r.layers = []Layer{{Units: 190, Act: kernels.ReLU, Norm: LayerNorm}, {Units: 210, Act: kernels.ReLU, Norm: LayerNorm}, {Units: 300, Act: kernels.ReLU, Norm: LayerNorm}, {Units: 3}}
		}),
		"fixed":         with(func(r *trial[T]) { r.fixed = 1 }),
		"fixed between": with(func(r *trial[T]) { r.fixed = 2 }),
		"batches of 1":  with(func(r *trial[T]) { r.batch, r.epochs, r.rule = 1, 2, Momentum.Rule() }),
		"mean square":   with(func(r *trial[T]) { r.loss = MeanSquare }),
		"own loss": with(func(r *trial[T]) {
			r.loss = MeanSquare
			r.change = func(c *FitConfig[T]) {
				c.LossFunc = func(a, y, dA []T) (cost float64) {
					for j := range a {
						d := float64(a[j] - y[j])
						cost += math.Cosh(d) - 1
						if dA != nil {
							dA[j] = T(math.Sinh(d))
						}
					}
					return cost
				}
			}
		}),
	}
	for m := range NumMethods {
		all[m.String()] = with(func(r *trial[T]) { r.rule = m.Rule() })
	}
	if raced {
		all["large"].epochs = 2
	}
	return all
}

// TestTogether wants 2, 3 and 4 ranks to come to what one comes to, for every method, with dropout, batches that do not divide
// by the ranks and a last one of 2 examples.
func TestTogether(t *testing.T) {
	for name, r := range trials[float64]() {
		want, err := r.on(nil, kernels.Best())
		if err != nil {
			t.Fatal(name, err)
		}
		if n := len(want.steps); n != r.steps() || n != 100 && !raced {
			t.Fatalf("%s: %d steps", name, n)
		}
		for n := 2; n <= 4; n++ {
			got := r.ranks(t, n, kernels.Best())
			off := distance(got.net.params, want.net.params)
			if !(off <= 1e-12) {
				t.Errorf("%s: parameters of %d ranks are off by %v", name, n, off)
			}
			if len(got.net.running) > 0 {
				if off := distance(got.net.running, want.net.running); !(off <= 1e-12) {
					t.Errorf("%s: running means of %d ranks are off by %v", name, n, off)
				}
			}
		}
	}
}

// TestTogether32 wants float32 to be off by what one rank is off: n ranks round as often, in sums of their own and of theirs. Either is
// off from float64 by a random walk of as many roundings, of which 4 times the other is beyond any doubt.
func TestTogether32(t *testing.T) {
	exact := trials[float64]()
	for name, r := range trials[float32]() {
		right, err := exact[name].on(nil, kernels.Best())
		if err != nil {
			t.Fatal(name, err)
		}
		alone, err := r.on(nil, kernels.Best())
		if err != nil {
			t.Fatal(name, err)
		}
		bound := 4 * distance(inFloat64(alone.net), right.net.params)
		for n := 2; n <= 4; n++ {
			got := r.ranks(t, n, kernels.Best())
			if off := distance(inFloat64(got.net), right.net.params); !(off <= bound) {
				t.Errorf("%s: parameters of %d ranks are off by %v, want at most %v", name, n, off, bound)
			}
		}
	}
}

// inFloat64 are the parameters in the layout of float64's.
func inFloat64(n *Network[float32]) []float64 {
	layout := layoutOf[float64](n.units, n.norms)
	x := make([]float64, layout.size)
	for i, e := range layout.list {
		for j, v := range n.params[n.layout.list[i].from:n.layout.list[i].to] {
			x[e.from+j] = float64(v)
		}
	}
	return x
}

// TestTogetherSets wants ranks with other instruction sets to have the same parameters.
func TestTogetherSets(t *testing.T) {
	sets := kernels.Available()
	if len(sets) < 2 {
		t.Skip("one instruction set")
	}
	slices.Reverse(sets)
	for name, r := range trials[float32]() {
		r.epochs = 3
		r.ranks(t, len(sets), sets...)
		_ = name
	}
	for _, r := range trials[float64]() {
		r.epochs = 3
		r.ranks(t, len(sets), sets...)
	}
}

// TestTogetherOfOne wants the bits of a run alone from a cluster of one rank.
func TestTogetherOfOne(t *testing.T) {
	r := trials[float64]()["adam"]
	want, err := r.on(nil, kernels.Best())
	if err != nil {
		t.Fatal(err)
	}
	if got := r.ranks(t, 1, kernels.Best()); !slices.Equal(got.net.params, want.net.params) {
		t.Error("a cluster of one has other bits")
	}
}

// TestTogetherAllocations wants a step of 3 ranks that allocates nothing.
func TestTogetherAllocations(t *testing.T) {
	for name, r := range trials[float32]() {
		const from, steps = 10, 50
		r.batch, r.n, r.epochs = 10, (from+steps+5)*10, 1
		var before, after runtime.MemStats
		errs := ranks.Run(3, func(c *ranks.Rank) error {
			own := *r
			own.change = func(cfg *FitConfig[float32]) {
				if r.change != nil {
					r.change(cfg)
				}
				cfg.OnStep = func(s Step) error {
					if c.Rank() == 0 && s.Number == from {
						runtime.ReadMemStats(&before)
					}
					if c.Rank() == 0 && s.Number == from+steps {
						runtime.ReadMemStats(&after)
					}
					return nil
				}
				if o, ok := cfg.Stepper.(*clipped[float32]); ok {
					o.norms = make([]float64, 0, from+steps+5)
				}
			}
			_, err := own.on(c, kernels.Best())
			return err
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(name, err)
		}
		if n := after.Mallocs - before.Mallocs; n >= steps {
			t.Errorf("%s: %d allocations in %d steps", name, n, steps)
		}
	}
}
