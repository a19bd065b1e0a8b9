package main

import (
	"context"
	"fmt"

	"weft.example/bench"
	"weft.example/bench/results"
	"weft.example/engine"
)

// What a training run on the breast-cancer data has to come up to.
const (
	agreeUpdates   = 200   // over the first so many,
	agreeBound     = 1e-10 // costs differ by at most this, relatively,
	cancerAccuracy = 0.95  // and in the end the test accuracy is at least this
)

// trainCancer trains one network by both paths from the same parameters and prints
// the two cost curves.
func (s *session) trainCancer(ctx context.Context) error {
	data, err := bench.BreastCancer()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Training 30-16-8-1 (ReLU, ReLU, sigmoid) on %s:\n%d examples of %d features, float64, full batch, rate %g.\n\n",
		data.Name, data.Train.N, data.Features, cancerRate)
	naive, weft, err := s.trainBoth(ctx, data, s.updates)
	if err != nil {
		return err
	}
	s.addRuns(naive, weft)
	if err := s.printCurves(naive, weft); err != nil {
		return err
	}
	return s.judge(naive, weft)
}

const cancerRate = 0.1

// addRuns adds both runs to the results: the time of one update, and the costs.
func (s *session) addRuns(naive, weft outcome) {
	row := s.row("train", "float64", "breast-cancer", "30-16-8-1", 0, "")
	row.Allocs = -1
	row.Impl, row.Workers, row.Seconds, row.Series = "naive", 1, []float64{naive.perUpdate()}, naive.series()
	s.results.Rows = append(s.results.Rows, row)
	row.Impl, row.Workers, row.Seconds, row.Series = "weft", s.pool.Limit(), []float64{weft.perUpdate()}, weft.series()
	s.results.Rows = append(s.results.Rows, row)
}

// outcome is a training run and how well its network does on the test examples.
type outcome struct {
	bench.Run
	accuracy float64
}

func (o outcome) perUpdate() float64 { return o.Time.Seconds() / float64(len(o.Costs)) }

func (o outcome) series() []results.Series {
	return []results.Series{{Name: "cost", By: "update", At: upTo(len(o.Costs)), Values: o.Costs}}
}

// upTo counts from 1 to n.
func upTo(n int) []int {
	at := make([]int, n)
	for i := range at {
		at[i] = i + 1
	}
	return at
}

func (s *session) trainBoth(ctx context.Context, data *bench.Dataset, updates int) (naive, weft outcome, err error) {
	net, err := engine.New[float64](s.set, data.Features, bench.Lecture(16, 8, 1)...)
	if err != nil {
		return naive, weft, err
	}
	net.Init(1)
	pass, err := net.NewPass(max(data.Train.N, data.Test.N), engine.Config{Workers: s.pool})
	if err != nil {
		return naive, weft, err
	}
	plain := bench.NaiveOf(net)
	x, y, m := data.Train.X, data.Train.Y, data.Train.N

	bar := s.progress("training", 2*updates)
	defer bar.Close()
	after := func() { _ = bar.Add(1) }
	if naive.Run, err = bench.Descend(ctx, updates, bench.NaiveStep(plain, cancerRate, x, y, m), after); err != nil {
		return naive, weft, err
	}
	if weft.Run, err = bench.Descend(ctx, updates, bench.WeftStep(net, pass, cancerRate, x, y, m), after); err != nil {
		return naive, weft, err
	}
	_ = bar.Finish()
	naive.accuracy = bench.Accuracy(plain.Forward(data.Test.X, data.Test.N).Output(), data.Test.Y)
	weft.accuracy = bench.Accuracy(pass.Forward(data.Test.X, data.Test.N), data.Test.Y)
	return naive, weft, nil
}

// printCurves prints the cost before every hundredth update and before the last.
func (s *session) printCurves(naive, weft outcome) error {
	w := s.pairs()
	fmt.Fprint(w, "update\tcost, naive\tcost, weft\n")
	last := len(weft.Costs) - 1
	for i := range weft.Costs {
		if i%100 == 0 || i == last {
			fmt.Fprintf(w, "%6d\t%11.9f\t%11.9f\n", i, naive.Costs[i], weft.Costs[i])
		}
	}
	fmt.Fprintf(w, "test accuracy\t%10.1f%%\t%10.1f%%\n", 100*naive.accuracy, 100*weft.accuracy)
	fmt.Fprintf(w, "time\t%8.0f ms\t%8.0f ms\t%.1f× as fast\n",
		1e3*naive.Time.Seconds(), 1e3*weft.Time.Seconds(), naive.Time.Seconds()/weft.Time.Seconds())
	return w.Flush()
}

// judge prints how far the curves are apart. It returns an error unless they
// agree and the test accuracy is what it should be.
func (s *session) judge(naive, weft outcome) error {
	most := bench.Difference(naive.Costs[:agreeUpdates+1], weft.Costs[:agreeUpdates+1])
	fmt.Fprintf(s.out, "\nThe costs of the first %d updates differ by at most %.1e, of %.0e allowed.\n",
		agreeUpdates, most, agreeBound)
	if !(most <= agreeBound) { // NaN fails
		return fmt.Errorf("the cost curves differ by %.1e, want at most %.0e", most, agreeBound)
	}
	if a := min(naive.accuracy, weft.accuracy); a < cancerAccuracy {
		return fmt.Errorf("test accuracy %.3f, want at least %.2f", a, cancerAccuracy)
	}
	return nil
}
