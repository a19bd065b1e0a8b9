package metrics

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"weft.example/engine"
)

type stateful interface {
	engine.Metric[float64]
	engine.Mergeable
}

// stateMetrics are one of each kind, of so many outputs.
func stateMetrics(outputs int) []stateful {
	return []stateful{
		NewConfusion[float64](outputs), NewMultiLabel[float64](outputs), NewLogLoss[float64](outputs),
		NewTopK[float64](outputs, 2), NewRegression[float64](outputs), NewROC[float64](outputs, 0),
	}
}

// TestState wants the states of parts, one of them empty, to make a metric that has the numbers of the whole, and
// those of another kind or size refused.
func TestState(t *testing.T) {
	const m, n = 40, 3
	for _, nan := range []bool{false, true} {
		x, y := make([]float64, m*n), engine.Labels[float64]{Classes: make([]int, m), Weights: make([]float64, m)}
		for i := range x {
			x[i] = 0.5 + 0.49*math.Sin(float64(i*i))
			y.Classes[i/n], y.Weights[i/n] = i/n*7%n, 1+math.Mod(float64(i)/n, 3)
		}
		if nan {
			x[31] = math.NaN()
		}
		wholes, merged := stateMetrics(n), stateMetrics(n)
		for k, whole := range wholes {
			whole.Add(x, y)
			for _, at := range [][2]int{{0, 9}, {9, 9}, {9, m}} {
				p := stateMetrics(n)[k]
				p.Add(x[at[0]*n:at[1]*n], engine.Labels[float64]{Classes: y.Classes[at[0]:at[1]], Weights: y.Weights[at[0]:at[1]]})
				if err := merged[k].MergeState(p.AppendState(nil)); err != nil {
					t.Fatal(err)
				}
			}
			want, got := numbersOf(whole), numbersOf(merged[k])
			for i, w := range want {
				if !(math.Abs(got[i]-w) <= 1e-13*math.Abs(w)) && !(math.IsNaN(w) && math.IsNaN(got[i])) {
					t.Errorf("%T: number %d is %v of parts, %v of the whole", whole, i, got[i], w)
				}
				if math.IsNaN(w) != nan {
					t.Errorf("%T: number %d is %v", whole, i, w)
				}
			}
			name := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", whole), "*metrics."), "[float64]")
			err := merged[k].MergeState(append(whole.AppendState(nil), 1))
			if err == nil || !strings.Contains(err.Error(), "a "+name+", want") {
				t.Errorf("%T: a state with a number more: %v", whole, err)
			}
			if err := merged[k].MergeState(nil); err == nil {
				t.Errorf("%T: an empty state is taken", whole)
			}
		}
	}
}

// numbersOf are those of a metric that each of its sums has a part in.
func numbersOf(m any) []float64 {
	switch c := m.(type) {
	case *Confusion[float64]:
		return []float64{c.Accuracy(), c.Macro().F1, c.Weighted().Precision}
	case *MultiLabel[float64]:
		return []float64{c.Accuracy(), c.ExactMatch(), c.AccuracyOf(1), c.Macro().F1, c.Weighted().Recall}
	case *LogLoss[float64]:
		return []float64{c.Mean()}
	case *TopK[float64]:
		return []float64{c.Accuracy()}
	case *Regression[float64]:
		return []float64{c.MSE(), c.MAE(), c.R2()}
	case *ROC[float64]:
		return []float64{c.AUC(), c.Weighted()}
	}
	return nil
}
