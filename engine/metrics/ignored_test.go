package metrics

import (
	"math"
	"testing"

	"weft.example/engine"
)

// TestIgnored wants examples of the class Ignored passed over by every metric, whatever their
// predictions are.
func TestIgnored(t *testing.T) {
	nan := math.NaN()
	confusion, logLoss, top, roc := NewConfusion[float64](2), NewLogLoss[float64](2), NewTopK[float64](2, 1), NewROC[float64](2, 4)
	y := engine.Labels[float64]{Classes: []int{0, engine.Ignored, 1}}
	prediction := []float64{0.75, 0.25, nan, nan, 0.5, 0.5}
	for _, m := range []engine.Metric[float64]{confusion, logLoss, top, roc} {
		m.Add(prediction, y)
	}
	confusion.AddClasses([]int{0, 7, 1}, []int{0, engine.Ignored, 1}, nil)
	if got := confusion.Accuracy(); got != 0.75 {
		t.Errorf("accuracy %v, want 3/4", got)
	}
	if got, want := logLoss.Mean(), -(math.Log(0.75)+math.Log(0.5))/2; !(math.Abs(got-want) <= 1e-15) {
		t.Errorf("log loss %v, want %v", got, want)
	}
	if got := top.Accuracy(); got != 0.5 {
		t.Errorf("top-1 accuracy %v, want 1/2", got)
	}
	if got := roc.AUC(); got != 1 {
		t.Errorf("area %v, want 1", got)
	}
}
