package engine

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"weft.example/internal/ranks"
	"weft.example/kernels"
)

// TestFitRows wants the bits of Fit from rows that are read when their turn comes, on any number of ranks, and each read once in an epoch.
func TestFitRows(t *testing.T) {
	for _, kind := range []string{"adam", "batch norm", "weights"} {
		r := trials[float64]()[kind]
		data := r.data(50)
		run := func(c Cluster, rows bool, read []int) (*Network[float64], error) {
			net, err := New[float64](kernels.Best(), 5, r.layers...)
			if err != nil {
				return nil, err
			}
			net.Init(3)
			cfg := FitConfig[float64]{
				Loss: r.loss, Epochs: 4, Batch: 12, Seed: 5, Rate: ConstantRate(0.01), Stepper: newOptimizer(t, net, r.rule), Cluster: c,
				Validation: r.data(9),
			}
			if !rows {
				_, err = Fit(context.Background(), net, data, cfg)
				return net, err
			}
			batch := net.NewBatch(12)
			_, err = FitRows(context.Background(), net, Rows[float64]{data.N, func(numbers []int) (Data[float64], error) {
				for _, i := range numbers {
					read[i]++
				}
				x, y := batch.Gather(data, numbers)
				return Data[float64]{len(numbers), x, y}, nil
			}}, cfg)
			return net, err
		}
		for n := 1; n <= 4; n++ {
			wants, reads := make([]*Network[float64], n), make([][]int, n)
			errs := ranks.Run(n, func(c *ranks.Rank) (err error) {
				wants[c.Rank()], err = run(c, false, nil)
				return err
			})
			errs = append(errs, ranks.Run(n, func(c *ranks.Rank) error {
				reads[c.Rank()] = make([]int, data.N)
				net, err := run(c, true, reads[c.Rank()])
				if err == nil && !slices.Equal(net.params, wants[c.Rank()].params) {
					t.Errorf("%s: other parameters than Fit's on rank %d of %d", kind, c.Rank(), n)
				}
				return err
			})...)
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
			for i := range data.N {
				all := 0
				for _, read := range reads {
					all += read[i]
				}
				if all != 4 {
					t.Errorf("%s: example %d is read %d times on %d ranks in 4 epochs", kind, i, all, n)
				}
			}
		}
	}
}

// TestFitRowsErrors wants what is wrong with rows named, alone and on several ranks, and the step not taken.
func TestFitRowsErrors(t *testing.T) {
	r := trials[float64]()["sgd"]
	data := r.data(50)
	for _, c := range []struct {
		want  string
		steps int
		rows  func(rank, calls int, good Data[float64]) (Data[float64], error)
		n     int
	}{
		{"epoch 0, step 2: the disk is full", 2, func(rank, calls int, good Data[float64]) (Data[float64], error) {
			if rank == 1 && calls == 2 {
				return good, errDisk
			}
			return good, nil
		}, 50},
		{"epoch 0, step 0: 3 examples of Rows, want the 4 that are asked for", 0, func(rank, _ int, good Data[float64]) (Data[float64], error) {
			if rank == 1 {
				good.N = 3
			}
			return good, nil
		}, 50},
		{"epoch 0, step 1: example 2 has NaN as input 1, want finite numbers", 1, func(rank, calls int, good Data[float64]) (Data[float64], error) {
			if rank == 1 && calls == 1 {
				good.X[11] = math.NaN()
			}
			return good, nil
		}, 50},
		{"FitRows of Rows without Read", 0, nil, 50},
		{"FitRows on 0 examples, want 1 to", 0, func(int, int, Data[float64]) (Data[float64], error) { return Data[float64]{}, nil }, 0},
	} {
		for _, n := range []int{1, 3} {
			steps := make([]int, n)
			errs := ranks.Run(n, func(rank *ranks.Rank) error {
				net, err := New[float64](kernels.Best(), 5, r.layers...)
				if err != nil {
					return err
				}
				net.Init(3)
				batch, calls, who := net.NewBatch(12), 0, rank.Rank()
				if n == 1 {
					who = 1
				}
				rows := Rows[float64]{N: c.n}
				if c.rows != nil {
					rows.Read = func(numbers []int) (Data[float64], error) {
						x, y := batch.Gather(data, numbers)
						calls++
						return c.rows(who, calls-1, Data[float64]{len(numbers), x, y})
					}
				}
				_, err = FitRows(context.Background(), net, rows, FitConfig[float64]{
					Loss: r.loss, Epochs: 1, Batch: 4 * n, Rate: ConstantRate(0.01), Cluster: rank,
					OnStep: func(Step) error { steps[rank.Rank()]++; return nil },
				})
				return err
			})
			for rank, err := range errs {
				if wantError(t, "FitRows", err, c.want); steps[rank] != c.steps {
					t.Errorf("%s: %d steps, want %d", c.want, steps[rank], c.steps)
				}
			}
		}
	}
}

// TestTeamPartsGoOn wants ranks with other numbers of mini-batches, that know them, to go on from a checkpoint to where they would have come, and
// those of which one does not know them to be told so.
func TestTeamPartsGoOn(t *testing.T) {
	r := trials[float64]()["adam"]
	data := r.data(4000)
	sizes := [][]int{{4, 2}, {4, 4, 1}, {3}}
	run := func(c *ranks.Rank, net *Network[float64], opt *Optimizer[float64], from, to, known int) error {
		if c.Rank() > 0 {
			from *= known // another rank's From does not matter
		}
		_, err := FitSource(context.Background(), net, parts{len(sizes[c.Rank()]) * known, sizes}.of(data, net, c.Rank()), FitConfig[float64]{
			Loss: r.loss, From: from, Epochs: to, Batch: 12, Seed: 5, Rate: ConstantRate(0.01), Stepper: opt, Cluster: c,
		})
		return err
	}
	errs := ranks.Run(3, func(c *ranks.Rank) error {
		var params [][]float64
		for _, stop := range []int{5, 3} {
			net, err := New[float64](kernels.Best(), 5, r.layers...)
			if err != nil {
				return err
			}
			net.Init(3)
			opt := newOptimizer(t, net, r.rule)
			if err := run(c, net, opt, 0, stop, 1); err != nil {
				return err
			}
			if stop < 5 {
				if err := run(c, net, opt, stop, 5, 1); err != nil {
					return err
				}
			}
			if params = append(params, net.params); opt.Steps() != 15 {
				t.Errorf("%d steps, want 5 epochs of 3", opt.Steps())
			}
		}
		if !slices.Equal(params[0], params[1]) {
			t.Errorf("rank %d: other parameters behind a stop", c.Rank())
		}
		net, err := New[float64](kernels.Best(), 5, r.layers...)
		if err != nil {
			return err
		}
		net.Init(3)
		wantError(t, "FitSource", run(c, net, newOptimizer(t, net, r.rule), 3, 5, 0), "rank 0: Fit from epoch 3 of a Source of unknown Steps")
		return nil
	})
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

// TestDataSource wants the bits of Fit from a Source of the same examples, and ranks with parts of them in memory, one of them empty, to agree.
func TestDataSource(t *testing.T) {
	r := trials[float64]()["adam"]
	want, err := r.on(nil, kernels.Best())
	if err != nil {
		t.Fatal(err)
	}
	run := func(c Cluster, d Data[float64], size int) (*Network[float64], error) {
		net, err := New[float64](kernels.Best(), 5, r.layers...)
		if err != nil {
			return nil, err
		}
		net.Init(3)
		_, err = FitSource(context.Background(), net, d.Source(net, size, 11), FitConfig[float64]{
			Loss: r.loss, Epochs: r.epochs, Batch: r.batch, Seed: 11, Rate: Warmup(10, CosineDecay(0.02, 0.001, 90)),
			Stepper: newOptimizer(t, net, r.rule), Cluster: c,
		})
		return net, err
	}
	if net, err := run(nil, r.data(r.n), r.batch); err != nil || !slices.Equal(net.params, want.net.params) {
		t.Errorf("%v, or other parameters than Fit's", err)
	}
	nets := make([]*Network[float64], 3)
	errs := ranks.Run(3, func(c *ranks.Rank) (err error) {
		d := r.data(30 * c.Rank())
		nets[c.Rank()], err = run(c, d, 4)
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(nets[0].params, nets[2].params) || slices.Equal(nets[0].params, want.net.params) {
		t.Error("ranks with parts come to other parameters, or to those of another set")
	}
}
