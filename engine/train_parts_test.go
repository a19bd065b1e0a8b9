package engine

import (
	"context"
	"errors"
	"iter"
	"math"
	"slices"
	"testing"

	"weft.example/internal/ranks"
	"weft.example/kernels"
)

// parts are the mini-batches that each rank of some brings, as so many examples of a set each, one behind the other.
type parts struct {
	steps int // of the Source
	sizes [][]int
}

// of yields the mini-batches of a rank.
func (p parts) of(d Data[float64], net *Network[float64], rank int) Source[float64] {
	return Source[float64]{Steps: p.steps, Epoch: func(int) iter.Seq2[Data[float64], error] {
		return func(yield func(Data[float64], error) bool) {
			from := 1000 * rank
			for _, m := range p.sizes[rank] {
				if !yield(d.rows(net, from, from+m), nil) {
					return
				}
				from += m
			}
		}
	}}
}

// whole yields the same as one rank.
func (p parts) whole(d Data[float64], net *Network[float64]) Source[float64] {
	return Source[float64]{Steps: p.steps, Epoch: func(int) iter.Seq2[Data[float64], error] {
		return func(yield func(Data[float64], error) bool) {
			froms := make([]int, len(p.sizes))
			for rank := range froms {
				froms[rank] = 1000 * rank
			}
			for k := 0; ; k++ {
				var b Data[float64]
				for rank, sizes := range p.sizes {
					if k < len(sizes) {
						one := d.rows(net, froms[rank], froms[rank]+sizes[k])
						froms[rank] += sizes[k]
						b.N += one.N
						b.X = append(b.X, one.X...)
						b.Labels.Classes = append(b.Labels.Classes, one.Labels.Classes...)
					}
				}
				if b.N == 0 || !yield(b, nil) {
					return
				}
			}
		}
	}}
}

// TestTeamParts wants ranks with parts of their own, as many mini-batches or not, of examples or not, to come to what one rank comes to
// that has the same mini-batches whole.
func TestTeamParts(t *testing.T) {
	for name, p := range map[string]parts{
		"alike":             {3, [][]int{{4, 4, 2}, {4, 4, 1}, {4, 4, 3}}},
		"steps not known":   {0, [][]int{{4, 4, 2}, {4, 4, 1}, {4, 4, 3}}},
		"of other lengths":  {0, [][]int{{4, 2}, {4, 4, 4, 4, 2}, {3}}},
		"one without":       {0, [][]int{{4, 4, 4}, {}, {4, 3, 2}}},
		"empty":             {2, [][]int{{0, 2}, {3, 0}, {1, 4}}},
		"rank 0 without":    {0, [][]int{{}, {4, 4}, {}}},
		"two ranks, uneven": {0, [][]int{{6, 6}, {1, 2, 3}}},
	} {
		for _, kind := range []string{"adam", "batch norm", "input dropout"} {
			r := trials[float64]()[kind]
			data := r.data(4000)
			run := func(c Cluster, validation Data[float64], source func(net *Network[float64]) Source[float64]) (*Network[float64], History, error) {
				net, err := New[float64](kernels.Best(), 5, r.layers...)
				if err != nil {
					return nil, History{}, err
				}
				net.Init(3)
				opt, err := NewOptimizer(net, r.rule)
				if err != nil {
					return nil, History{}, err
				}
				cfg := FitConfig[float64]{
					Loss: r.loss, Epochs: 4, Batch: 12, Seed: 5, Rate: ConstantRate(0.01), Stepper: opt, Cluster: c, Validation: validation,
					Patience: 9,
				}
				if r.change != nil {
					r.change(&cfg)
				}
				h, err := FitSource(context.Background(), net, source(net), cfg)
				return net, h, err
			}
			validation := func(net *Network[float64], from, to int) Data[float64] { return data.rows(net, 3500+from, 3500+to) }
			probe, _ := New[float64](kernels.Best(), 5, r.layers...)
			want, history, err := run(nil, validation(probe, 0, 11), func(net *Network[float64]) Source[float64] { return p.whole(data, net) })
			if err != nil {
				t.Fatal(name, kind, err)
			}
			at := [][2]int{{0, 0}, {0, 7}, {7, 11}} // of the validation
			if len(p.sizes) == 2 {
				at = at[1:]
			}
			errs := ranks.Run(len(p.sizes), func(c *ranks.Rank) error {
				got, h, err := run(c, validation(probe, at[c.Rank()][0], at[c.Rank()][1]), func(net *Network[float64]) Source[float64] {
					return p.of(data, net, c.Rank())
				})
				if err != nil {
					return err
				}
				if off := distance(got.params, want.params); !(off <= 1e-12) {
					t.Errorf("%s, %s: parameters of rank %d are off by %v", name, kind, c.Rank(), off)
				}
				for i, e := range h.Epochs {
					w := history.Epochs[i]
					if off := distance([]float64{e.Cost, e.ValidationCost, e.ValidationAccuracy}, []float64{w.Cost, w.ValidationCost, w.ValidationAccuracy}); !(off <= 1e-12) {
						t.Errorf("%s, %s: epoch %+v, want %+v", name, kind, e, w)
					}
				}
				return nil
			})
			if err := errors.Join(errs...); err != nil {
				t.Error(name, kind, err)
			}
		}
	}
}

// TestTeamPartsErrors wants what a rank's source does wrong named, with the rank, epoch and step, and no step taken.
func TestTeamPartsErrors(t *testing.T) {
	for _, c := range []struct {
		want   string
		layers []Layer
		source func(d Data[float64], net *Network[float64], rank int) Source[float64]
	}{
		{"rank 1: epoch 0, step 1: the disk is full", nil, func(d Data[float64], net *Network[float64], rank int) Source[float64] {
			return Source[float64]{Epoch: func(int) iter.Seq2[Data[float64], error] {
				return func(yield func(Data[float64], error) bool) {
					if yield(d.rows(net, 0, 2), nil) && rank == 1 {
						yield(Data[float64]{}, errDisk)
					}
				}
			}}
		}},
		{"rank 1: epoch 0, step 1: a mini-batch of 5 examples, want 0 to 4", nil, func(d Data[float64], net *Network[float64], rank int) Source[float64] {
			return parts{0, [][]int{{2}, {2, 5}, {2}}}.of(d, net, rank)
		}},
		{"rank 1: epoch 0, step 1: an epoch of 1 mini-batches, want the Source's Steps, 2", nil, func(d Data[float64], net *Network[float64], rank int) Source[float64] {
			return parts{2, [][]int{{2, 2}, {2}, {2, 2}}}.of(d, net, rank)
		}},
		{"rank 1: epoch 0, step 1: mini-batch 2 of an epoch, want the Source's Steps, 1", nil, func(d Data[float64], net *Network[float64], rank int) Source[float64] {
			return parts{2 - rank%2, [][]int{{2, 2}, {2, 2}, {2, 2}}}.of(d, net, rank)
		}},
		{"epoch 0, step 1 of 0 examples, want 1 on any rank", nil, func(d Data[float64], net *Network[float64], rank int) Source[float64] {
			return parts{2, [][]int{{2, 0}, {2, 0}, {2, 0}}}.of(d, net, rank)
		}},
		{"epoch 0 of 0 examples", nil, func(d Data[float64], net *Network[float64], rank int) Source[float64] {
			return parts{0, [][]int{{}, {}, {}}}.of(d, net, rank)
		}},
		{"step 1 of 1 example, want at least 2 for BatchNorm", []Layer{{Units: 3, Norm: BatchNorm}},
			func(d Data[float64], net *Network[float64], rank int) Source[float64] {
				return parts{0, [][]int{{2}, {1}, {1, 1}}}.of(d, net, rank)
			}},
	} {
		r := trials[float64]()["sgd"]
		if c.layers != nil {
			r.layers = c.layers
		}
		errs := ranks.Run(3, func(rank *ranks.Rank) error {
			net, err := New[float64](kernels.Best(), 5, r.layers...)
			if err != nil {
				return err
			}
			net.Init(3)
			data := r.data(4000)
			_, err = FitSource(context.Background(), net, c.source(data, net, rank.Rank()), FitConfig[float64]{
				Loss: r.loss, Epochs: 1, Batch: 12, Rate: ConstantRate(0.01), Cluster: rank,
			})
			return err
		})
		for _, err := range errs {
			wantError(t, "FitSource", err, c.want)
		}
	}
}

// TestTeamGoesOn wants 2 ranks to write what 1, 3 and 4 go on from, to what one rank comes to that does not stop, where rank 0 alone has the
// checkpoint: what the others begin with does not matter.
func TestTeamGoesOn(t *testing.T) {
	for _, kind := range []string{"adam", "nesterov", "batch norm"} {
		r := trials[float64]()[kind]
		plateau := func() *Plateau { return &Plateau{Factor: 0.5, Patience: 2, MinDelta: 0.01} }
		run := func(c Cluster, net *Network[float64], opt *Optimizer[float64], from, to int, seed uint64, p *Plateau) error {
			_, err := Fit(context.Background(), net, r.data(50), FitConfig[float64]{
				Loss: r.loss, From: from, Epochs: to, Batch: 12, Seed: seed, Rate: CosineDecay(0.02, 0.001, 90), Stepper: opt,
				Cluster: c, Plateau: p, Validation: r.data(9),
			})
			return err
		}
		fresh := func(seed uint64) (*Network[float64], *Optimizer[float64]) {
			net, err := New[float64](kernels.Best(), 5, r.layers...)
			if err != nil {
				t.Fatal(err)
			}
			if seed > 0 {
				net.Init(seed)
			}
			return net, newOptimizer(t, net, r.rule)
		}
		whole, opt := fresh(3)
		never := plateau()
		if err := run(nil, whole, opt, 0, 10, 11, never); err != nil {
			t.Fatal(err)
		}
		if never.State.Lowers == 0 {
			t.Fatalf("%s: the Plateau lowers nothing", kind)
		}
		path := t.TempDir() + "/checkpoint"
		var state PlateauState
		errs := ranks.Run(2, func(c *ranks.Rank) error {
			net, opt := fresh(3)
			p := plateau()
			if err := run(c, net, opt, 0, 6, 11, p); err != nil || c.Rank() > 0 {
				return err
			}
			state = p.State
			return SaveCheckpoint(path, net, opt, 11)
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{1, 3, 4} {
			errs := ranks.Run(n, func(c *ranks.Rank) error {
				net, opt := fresh(uint64(c.Rank()))
				from, seed, p := 0, uint64(0), plateau()
				if c.Rank() == 0 {
					var err error
					if seed, err = LoadCheckpoint(path, net, opt); err != nil {
						return err
					}
					from, p.State = 6, state
				}
				if err := run(c, net, opt, from, 10, seed, p); err != nil {
					return err
				}
				if off := distance(net.params, whole.params); !(off <= 1e-12) {
					t.Errorf("%s: parameters of rank %d of %d are off by %v", kind, c.Rank(), n, off)
				}
				if len(net.running) > 0 {
					if off := distance(net.running, whole.running); !(off <= 1e-12) {
						t.Errorf("%s: running means of rank %d of %d are off by %v", kind, c.Rank(), n, off)
					}
				}
				if opt.Steps() != 50 || p.State.Seen != 10 || p.State.Lowers != never.State.Lowers {
					t.Errorf("%s: %d steps, %+v, want 50 and %+v", kind, opt.Steps(), p.State, never.State)
				}
				return nil
			})
			if err := errors.Join(errs...); err != nil {
				t.Error(n, err)
			}
		}
	}
}

// TestTeamMonitor wants patience, the best epoch's parameters, series and a plateau by a metric that is of all ranks' examples.
func TestTeamMonitor(t *testing.T) {
	r := trials[float64]()["adam"]
	monitored := func(cfg *FitConfig[float64]) {
		m := &summing{}
		cfg.Metrics = []Metric[float64]{m}
		cfg.Series = map[string]func() float64{"n": func() float64 { return m.n }, "mean": m.mean}
		cfg.Monitor = Monitor{Value: m.mean, Maximize: true}
		cfg.Patience, cfg.Rate = 3, ConstantRate(0.2)
		cfg.Plateau = &Plateau{Factor: 0.5, Patience: 1}
	}
	own := *r
	own.change = monitored
	want, err := own.on(nil, kernels.Best())
	if err != nil || len(want.history.Epochs) == 20 || want.history.Best < 0 {
		t.Fatal(err, len(want.history.Epochs), "epochs, best", want.history.Best)
	}
	for n := 2; n <= 4; n++ {
		got := own.ranks(t, n, kernels.Best())
		if off := distance(got.net.params, want.net.params); !(off <= 1e-12) {
			t.Errorf("%d ranks: parameters are off by %v", n, off)
		}
		if got.history.Best != want.history.Best || len(got.history.Epochs) != len(want.history.Epochs) {
			t.Errorf("%d ranks: epoch %d of %d is the best, want %d of %d", n, got.history.Best, len(got.history.Epochs), want.history.Best, len(want.history.Epochs))
		}
		for name, series := range want.history.Series {
			if off := distance(got.history.Series[name], series); !(off <= 1e-12) {
				t.Errorf("%d ranks: series %s of %v, want %v", n, name, got.history.Series[name], series)
			}
		}
		for i, e := range got.history.Epochs {
			if w := want.history.Epochs[i]; math.Abs(e.Cost-w.Cost) > 1e-12 || math.Abs(e.ValidationCost-w.ValidationCost) > 1e-12 || e.ValidationAccuracy != w.ValidationAccuracy {
				t.Errorf("%d ranks: epoch %+v, want %+v", n, e, w)
			}
		}
	}
}

// TestEvaluateTogether wants the numbers of one rank from parts of a set on several, and metrics that are merged in their order.
func TestEvaluateTogether(t *testing.T) {
	r := trials[float64]()["adam"]
	net, err := New[float64](kernels.Best(), 5, r.layers...)
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	data := r.data(33)
	alone, err := net.NewPass(8, Config{})
	if err != nil {
		t.Fatal(err)
	}
	m := &summing{n: 100}
	cost, accuracy, err := alone.EvaluateTogether(nil, r.loss, data, m)
	if c, a := alone.Evaluate(r.loss, data); err != nil || c != cost || a != accuracy || m.n != 33 {
		t.Errorf("%v, %v, %v of %v without a cluster, want %v, %v", err, cost, accuracy, m, c, a)
	}
	cuts := []int{0, 5, 8, 33}
	errs := ranks.Run(3, func(c *ranks.Rank) error {
		p, err := net.NewPass(4, Config{})
		if err != nil {
			return err
		}
		own, order := &summing{n: 100}, &ordered{rank: c.Rank()}
		got, right, err := p.EvaluateTogether(c, r.loss, data.rows(net, cuts[c.Rank()], cuts[c.Rank()+1]), own, order)
		if math.Abs(got-cost) > 1e-14*cost || right != accuracy || own.n != 33 || !slices.Equal(order.ranks, []float64{0, 0, 1, 2, 2, 2, 2, 2, 2, 2}) || math.Abs(own.mean()-m.mean()) > 1e-14 {
			t.Errorf("rank %d: %v, %v, %v, want %v, %v, %v", c.Rank(), got, right, own, cost, accuracy, m)
		}
		if err == nil && c.Rank() < 3 {
			_, _, bad := p.EvaluateTogether(c, r.loss, data.rows(net, 0, 0), &lonely{})
			wantError(t, "EvaluateTogether", bad, "metric 0 on rank")
			wantError(t, "EvaluateTogether", bad, "*engine.lonely cannot be put together")
		}
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

// ordered is a metric that keeps which ranks have added batches.
type ordered struct {
	rank  int
	ranks []float64
}

func (o *ordered) Reset()                             { o.ranks = nil }
func (o *ordered) Add(_ []float64, _ Labels[float64]) { o.ranks = append(o.ranks, float64(o.rank)) }
func (o *ordered) AppendState(x []float64) []float64  { return append(x, o.ranks...) }
func (o *ordered) MergeState(x []float64) error       { o.ranks = append(o.ranks, x...); return nil }

// TestTeamFollows wants all ranks to go by rank 0's number where a Monitor's function has others elsewhere.
func TestTeamFollows(t *testing.T) {
	r := *trials[float64]()["adam"]
	all, errs := changed(&r, 3, func(c *ranks.Rank, cfg *FitConfig[float64]) {
		epochs := 0
		cfg.Patience = 2
		cfg.Monitor = Monitor{Value: func() float64 { epochs++; return float64(epochs * (1 - 2*min(c.Rank(), 1))) }}
	})
	for rank, o := range all {
		if errs[rank] != nil || o.history.Best != 0 || len(o.history.Epochs) != 3 {
			t.Errorf("rank %d: %v, epoch %d of %d is the best, want the first of 3", rank, errs[rank], o.history.Best, len(o.history.Epochs))
		}
	}
}

// TestShare wants shares that adjoin, cover all examples and are as large as each other but for one.
func TestShare(t *testing.T) {
	for n := range 40 {
		for size := 1; size <= 9; size++ {
			next, sizes := 0, []int{}
			for rank := range size {
				from, to := Share(n, rank, size)
				if from != next || to < from {
					t.Fatalf("Share(%d, %d, %d) = %d, %d behind %d", n, rank, size, from, to, next)
				}
				next, sizes = to, append(sizes, to-from)
			}
			if next != n || slices.Max(sizes)-slices.Min(sizes) > 1 || !slices.IsSortedFunc(sizes, func(a, b int) int { return b - a }) {
				t.Fatalf("%d examples in shares of %v", n, sizes)
			}
		}
	}
	for _, bad := range [][3]int{{-1, 0, 1}, {3, 0, 0}, {3, 2, 2}, {3, -1, 2}} {
		wantPanic(t, "Share", func() { Share(bad[0], bad[1], bad[2]) }, "the share of rank")
	}
}
