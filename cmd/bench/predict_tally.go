package main

import (
	"fmt"
	"io"

	"weft.example/bench/results"
	"weft.example/engine"
	"weft.example/engine/metrics"
	"weft.example/kernels"
)

// tally counts how right predictions are. A nil one has no labels to count by.
type tally[T kernels.Float] struct {
	rows      int
	confusion *metrics.Confusion[T] // of classes
	cost      *metrics.LogLoss[T]
	errors    *metrics.Regression[T] // of amounts
}

func newTally[T kernels.Float](m *model[T], labelled bool) *tally[T] {
	const most = 16384 // that metrics have
	switch {
	case !labelled || m.outputs > most:
		return nil
	case m.classes() != nil:
		return &tally[T]{confusion: metrics.NewConfusion[T](m.outputs), cost: metrics.NewLogLoss[T](m.outputs)}
	default:
		return &tally[T]{errors: metrics.NewRegression[T](m.outputs)}
	}
}

func (t *tally[T]) add(guess []T, y engine.Labels[T]) {
	switch {
	case t == nil:
		return
	case t.errors != nil:
		t.rows += len(y.Values)
		t.errors.Add(guess, engine.Labels[T]{Values: y.Values})
	default:
		t.rows += len(y.Classes)
		y = engine.Labels[T]{Classes: y.Classes}
		t.confusion.Add(guess, y)
		t.cost.Add(guess, y)
	}
}

// print tells it in a line.
func (t *tally[T]) print(w io.Writer) {
	switch {
	case t == nil:
	case t.errors != nil:
		fmt.Fprintf(w, "%d labels: MAE %s, RMSE %s, R² %.4f\n", t.rows, results.Figure(t.errors.MAE()), results.Figure(t.errors.RMSE()), t.errors.R2())
	default:
		fmt.Fprintf(w, "%d labels: accuracy %.2f%%, log loss %.4f, macro F1 %.4f\n", t.rows, 100*t.confusion.Accuracy(), t.cost.Mean(), t.confusion.Macro().F1)
	}
}
