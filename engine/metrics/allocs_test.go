//go:build !race

// The race detector allocates by itself.

package metrics

import (
	"testing"

	"weft.example/engine"
)

// TestAllocatesNothing adds, reads and resets.
func TestAllocatesNothing(t *testing.T) {
	const m, n = 40, 3
	p, y := make([]float64, m*n), engine.Labels[float64]{Classes: make([]int, m), Weights: make([]float64, m)}
	for i := range p {
		p[i] = float64(i%7) / 7
	}
	for i := range m {
		y.Classes[i], y.Weights[i] = i%n, 1
	}
	confusion, labels, roc := NewConfusion[float64](n), NewMultiLabel[float64](n), NewROC[float64](n, 2*m)
	top, loss, amounts := NewTopK[float64](n, 2), NewLogLoss[float64](n), NewRegression[float64](n)
	for name, do := range map[string]func(){
		"Confusion":  func() { _, _, _ = confusion.Macro(), confusion.Micro(), confusion.Weighted() },
		"AddClasses": func() { confusion.AddClasses(y.Classes, y.Classes, y.Weights) },
		"MultiLabel": func() { _, _, _ = labels.Macro(), labels.Micro(), labels.Weighted() },
		"ROC":        func() { _, _ = roc.AUC(), roc.Weighted() },
		"LogLoss":    func() { loss.Mean() },
		"TopK":       func() { top.Accuracy() },
		"Regression": func() { _, _, _, _ = amounts.MSE(), amounts.RMSE(), amounts.MAE(), amounts.R2() },
		"Add, Reset": func() {
			for _, metric := range []engine.Metric[float64]{confusion, labels, roc, top, loss, amounts} {
				metric.Reset()
				metric.Add(p, y)
				metric.Add(p, y)
			}
		},
	} {
		do()
		if n := testing.AllocsPerRun(10, do); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
