package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weft.example/engine"
	"weft.example/internal/ranks"
)

// trainRanks is bench train on n ranks, with the arguments of each, of which the first alone may be named files that can be written.
func trainRanks(t *testing.T, n int, args func(rank int) []string) (out []string, errs []error) {
	t.Helper()
	out = make([]string, n)
	errs = ranks.Run(n, func(c *ranks.Rank) error {
		j, err := parse(context.Background(), append([]string{"train"}, args(c.Rank())...), io.Discard)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		s, err := j.newSession(&b, io.Discard, nil)
		if err != nil {
			return err
		}
		s.comm, s.style = c, style{width: usualWidth}
		err = s.train(context.Background())
		out[c.Rank()] = b.String()
		return err
	})
	return out, errs
}

// stopRanks stops a training of n ranks at a step, as a signal to one of them does, and returns the errors of train's fit.
func stopRanks(n, steps, interrupted int, path string, args []string) []error {
	return ranks.Run(n, func(c *ranks.Rank) error {
		j, err := parse(context.Background(), append([]string{"train"}, args...), io.Discard)
		if err != nil {
			return err
		}
		s, err := j.newSession(io.Discard, io.Discard, nil)
		if err != nil {
			return err
		}
		p := usual()
		if err := p.apply(s.given); err != nil {
			return err
		}
		s.comm = c
		r, err := prepare[float64](context.Background(), s, p)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		r.rates = stoppingAt(r.rates, func(step int) {
			if step == steps && c.Rank() == interrupted {
				cancel()
			}
		})
		if err := r.join(s); err != nil { // with these rates
			return err
		}
		own := ""
		if c.Rank() == 0 {
			own = path
		}
		return fit(ctx, s, r, own, nil)
	})
}

// stoppingAt is a schedule that tells of each step.
func stoppingAt(of engine.Schedule, tell func(step int)) engine.Schedule {
	return func(step int) float64 {
		tell(step)
		return of(step)
	}
}

// near wants what two trainings came to, to differ by rounding alone.
func near(t *testing.T, what string, got, want trained) {
	t.Helper()
	for i, v := range want.params {
		if !(math.Abs(got.params[i]-v) <= 1e-9) {
			t.Errorf("%s: parameter %d is %v, want %v", what, i, got.params[i], v)
			break
		}
	}
	numbers := func(e epoch) []float64 { return []float64{e.Loss, e.Score, e.HeldLoss, e.HeldScore} }
	if len(got.done) != len(want.done) {
		t.Errorf("%s: %d epochs, want %d", what, len(got.done), len(want.done))
		return
	}
	for i, e := range want.done {
		for k, v := range numbers(e) {
			if x := numbers(got.done[i])[k]; !(math.Abs(x-v) <= 1e-9*math.Abs(v)) {
				t.Errorf("%s: number %d of epoch %d is %v, want %v", what, k, i, x, v)
			}
		}
	}
	if fmt.Sprint(got.plan, got.batch, got.classes) != fmt.Sprint(want.plan, want.batch, want.classes) {
		t.Errorf("%s: %+v, want %+v", what, got.plan, want.plan)
	}
}

// onRanks are trainings that ranks share.
var onRanks = [][]string{
	{"-data", "iris", "-dropout", "0.3", "-optimizer", "momentum", "-schedule", "warmup:1,step:1"},
	{"-data", "iris", "-optimizer", "sgd", "-layers", "none", "-validation", "0", "-batch", "119"}, // a step of 119, one of 31
	{"-data", "iris", "-label", "petal_width", "-drop", "species", "-loss", "huber", "-seed", "7", "-batch", "59"},
}

// TestTrainRanks wants what one process comes to from 2 and 3 ranks, that rank 0 alone prints and saves, and that a file
// which only it sees is gone on from, also behind a stop in the middle of an epoch by another number of ranks.
func TestTrainRanks(t *testing.T) {
	for _, c := range onRanks {
		dir := t.TempDir()
		args := append([]string{"-dtype", "float64", "-epochs", "4"}, c...)
		whole, file := filepath.Join(dir, "whole"), filepath.Join(dir, "file")
		text, _ := mustRun(t, append([]string{"train", "-save", whole}, args...)...)
		want := readTrained(t, whole)
		on := func(flag string, args ...string) func(rank int) []string {
			return func(rank int) []string {
				own := file
				if rank > 0 {
					own = filepath.Join(dir, "no", "such")
				}
				return append([]string{flag, own}, args...)
			}
		}
		for n := 2; n <= 3; n++ {
			what := fmt.Sprintf("%q on %d ranks", args, n)
			out, errs := trainRanks(t, n, on("-save", args...))
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			near(t, what, readTrained(t, file), want)
			if !strings.Contains(out[0], fmt.Sprintf("on each of %d ranks.", n)) || strings.Count(out[0], "/4 ") != 4 {
				t.Errorf("%s: output %q, want that of one process, %q", what, out[0], text)
			}
			steps := 3 // in the middle of an epoch of 4, 2 and 3 steps
			for rank, err := range stopRanks(n, steps-1, n-1, file, args) {
				var all everywhere
				if !errors.Is(err, context.Canceled) || !errors.As(err, &all) || all.rank != rank {
					t.Errorf("%s: %v ends rank %d", what, err, rank)
				}
			}
			if got := readTrained(t, file); len(got.done)+got.batch.Steps == 0 || slices.Equal(got.params, want.params) || len(got.done) > 1 {
				t.Errorf("%s: stopped in epoch %d behind %d steps", what, len(got.done), got.batch.Steps)
			}
			if _, errs := trainRanks(t, 5-n, on("-resume")); errors.Join(errs...) != nil {
				t.Fatalf("%s: going on: %v", what, errors.Join(errs...))
			}
			near(t, what+" and others", readTrained(t, file), want)
		}
	}
}

// TestTrainRanksPatience wants all ranks to end where one process does, and the best file of rank 0.
func TestTrainRanksPatience(t *testing.T) {
	dir := t.TempDir()
	args := []string{"-data", "iris", "-dtype", "float64", "-rate", "0.05", "-epochs", "60", "-patience", "4"}
	alone, best := filepath.Join(dir, "alone"), filepath.Join(dir, "best")
	mustRun(t, append([]string{"train", "-best", alone}, args...)...)
	_, errs := trainRanks(t, 2, func(rank int) []string {
		if rank == 0 {
			return append([]string{"-best", best, "-naive"}, args...)
		}
		return append([]string{"-naive"}, args...)
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	near(t, "best", readTrained(t, best), readTrained(t, alone))
}

// TestTrainRanksLoad wants ranks to begin with a network that only rank 0 sees.
func TestTrainRanksLoad(t *testing.T) {
	dir := t.TempDir()
	first, alone, together := filepath.Join(dir, "first"), filepath.Join(dir, "alone"), filepath.Join(dir, "together")
	mustRun(t, "train", "-data", "iris", "-layers", "9", "-epochs", "2", "-dtype", "float64", "-save", first)
	args := []string{"-data", "iris", "-epochs", "2", "-dtype", "float64", "-seed", "5"}
	mustRun(t, append([]string{"train", "-load", first, "-save", alone}, args...)...)
	_, errs := trainRanks(t, 3, func(rank int) []string {
		if rank > 0 {
			return append([]string{"-load", filepath.Join(dir, "none")}, args...)
		}
		return append([]string{"-load", first, "-save", together}, args...)
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	near(t, "-load", readTrained(t, together), readTrained(t, alone))
}

// TestTrainRanksErrors wants errors of one rank and of all.
func TestTrainRanksErrors(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "other.csv")
	write(t, other, []byte("a,b\n1,x\n2,y\n3,x\n4,y\n"))
	same := filepath.Join(dir, "same")
	for _, c := range []struct {
		args [2]string
		want string // of rank 1, or of both where it is everywhere
		all  bool
	}{
		{[2]string{"-data iris", "-data iris -seed 3"}, `rank 1 trains by "seed": 3, and rank 0 by "seed": 1, want the same flags and examples`, false},
		{[2]string{"-data iris -epochs 3", "-data iris -epochs 4"}, `rank 1 trains by "epochs": 4, and rank 0 by "epochs": 3`, false},
		{[2]string{"-data iris", "-data " + other}, `rank 1 trains by "data": "` + other + `", and rank 0 by "data": "iris"`, false},
		{[2]string{"-data iris", "-data none/such.csv"}, "none/such.csv: no such file", false},
		{[2]string{"-rate 1000 -optimizer sgd", "-rate 1000 -optimizer sgd"}, "epoch 1, step ", true},
		{[2]string{"-data iris -load " + same, "-data iris -load " + same}, "left", false},
	} {
		_, errs := trainRanks(t, 2, func(rank int) []string { return strings.Fields(c.args[rank]) })
		if errs[1] == nil || !strings.Contains(errs[1].Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.args, errs[1], c.want)
		}
		for rank, err := range errs {
			var all everywhere
			if errors.As(err, &all) != c.all || c.all && all.rank != rank || err == nil {
				t.Errorf("%q: rank %d ends with %v", c.args, rank, err)
			}
			var stderr bytes.Buffer
			if code := status(err, &stderr); code == 0 || (stderr.Len() == 0) != (c.all && rank > 0) {
				t.Errorf("%q: rank %d has status %d and %q on standard error", c.args, rank, code, stderr.String())
			}
		}
	}
}

// TestTrainAlone wants -alone to have no need of a launcher's library.
func TestTrainAlone(t *testing.T) {
	t.Setenv("PMI_SIZE", "2")
	t.Setenv("WEFT_MPI", "no/such/library.so")
	code, out, errs := runWith(context.Background(), "train", "-data", "iris", "-epochs", "1")
	if code != 1 || out != "" || !strings.Contains(errs, "no/such/library.so") {
		t.Errorf("status %d, %q, %q", code, out, errs)
	}
	mustRun(t, "train", "-data", "iris", "-epochs", "1", "-alone")
	t.Setenv("PMI_SIZE", "1")
	mustRun(t, "train", "-data", "iris", "-epochs", "1")
}
