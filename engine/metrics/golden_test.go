package metrics

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// golden is testdata/golden.json: what scikit-learn makes of predictions. Its golden.py wrote it.
type golden struct {
	Classification, MultiLabel, Regression []goldenCase
}

type goldenCase struct {
	Outputs            int
	Prediction, Values []float64
	Classes            []int
	Weights            []float64
	Zero               float64
	Confusion          []float64
	Accuracy, Exact    float64
	Each               []float64
	Scores             goldenScores
	AUC                []float64
	WeightedAUC        float64   `json:"weighted_auc"`
	LogLoss            []float64 // of float64 and of float32
	Top                []float64
	MSE, MAE, RMSE, R2 []float64
	Means              []float64 // MSE, RMSE, MAE, R²
}

type goldenScores struct {
	Of                     [][]float64 // precision, recall, F1, support of each class
	Macro, Micro, Weighted []float64   // precision, recall, F1
}

func readGolden(t *testing.T) (g golden) {
	t.Helper()
	text, err := os.ReadFile("testdata/golden.json")
	if err == nil {
		err = json.Unmarshal(text, &g)
	}
	if err != nil || len(g.Classification) < 7 || len(g.MultiLabel) < 4 || len(g.Regression) < 4 {
		t.Fatalf("golden.json: %v, %d, %d, %d cases", err, len(g.Classification), len(g.MultiLabel), len(g.Regression))
	}
	return g
}

func narrow[T kernels.Float](x []float64) []T {
	if x == nil {
		return nil
	}
	out := make([]T, len(x))
	for i, v := range x {
		out[i] = T(v)
	}
	return out
}

// feed resets a metric that has other examples and adds those of the case in batches of 7, with an
// empty one.
func feed[T kernels.Float](c goldenCase, to engine.Metric[T]) {
	n, m := c.Outputs, len(c.Prediction)/c.Outputs
	add := func(from, end int) {
		y := engine.Labels[T]{Weights: narrow[T](c.Weights)}
		if y.Weights != nil {
			y.Weights = y.Weights[from:end]
		}
		if c.Classes != nil {
			y.Classes = c.Classes[from:end]
		} else {
			y.Values = narrow[T](c.Values)[from*n : end*n]
		}
		to.Add(narrow[T](c.Prediction)[from*n:end*n], y)
	}
	add(0, m/2)
	to.Reset()
	for from := 0; from < m; from += 7 {
		add(from, min(from+7, m))
		add(from, from)
	}
}

// wantNear wants numbers within a relative distance.
func wantNear(t *testing.T, name string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within*max(1, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", name, got, want)
	}
}

const tight = 1e-14

func wantScores(t *testing.T, name string, got Scores, want []float64) {
	t.Helper()
	for i, v := range want {
		wantNear(t, fmt.Sprintf("%s %d", name, i), []float64{got.Precision, got.Recall, got.F1, got.Support}[i], v, tight)
	}
}

// TestClassification wants scikit-learn's numbers of one class for each example.
func TestClassification(t *testing.T) {
	for i, c := range readGolden(t).Classification {
		name := fmt.Sprintf("case %d", i)
		t.Run(name+"/float32", func(t *testing.T) { testClassification[float32](t, c, 1, 1e-6) })
		t.Run(name+"/float64", func(t *testing.T) { testClassification[float64](t, c, 0, tight) })
	}
}

func testClassification[T kernels.Float](t *testing.T, c goldenCase, typ int, within float64) {
	m := NewConfusion[T](c.Outputs)
	m.ZeroDivision = c.Zero
	feed(c, m)
	for i, want := range c.Confusion {
		if got := m.Count(i/m.Classes(), i%m.Classes()); got != want {
			t.Errorf("Count(%d, %d) = %v, want %v", i/m.Classes(), i%m.Classes(), got, want)
		}
	}
	wantNear(t, "accuracy", m.Accuracy(), c.Accuracy, tight)
	for class, want := range c.Scores.Of {
		wantScores(t, fmt.Sprintf("class %d", class), m.Of(class), want)
	}
	wantScores(t, "macro", m.Macro(), c.Scores.Macro)
	wantScores(t, "micro", m.Micro(), c.Scores.Micro)
	wantScores(t, "weighted", m.Weighted(), c.Scores.Weighted)
	if c.LogLoss != nil {
		l := NewLogLoss[T](c.Outputs)
		feed(c, l)
		wantNear(t, "log loss", l.Mean(), c.LogLoss[typ], within)
		testROC[T](t, c)
	}
	for k, want := range c.Top {
		top := NewTopK[T](c.Outputs, k+1)
		feed(c, top)
		wantNear(t, fmt.Sprintf("top %d", k+1), top.Accuracy(), want, tight)
	}
	if c.Outputs > 2 {
		top := NewTopK[T](c.Outputs, 1)
		feed(c, top)
		wantNear(t, "top 1", top.Accuracy(), c.Accuracy, tight)
	}
}

func testROC[T kernels.Float](t *testing.T, c goldenCase) {
	r := NewROC[T](c.Outputs, 5) // which grows
	feed(c, r)
	var sum float64
	for j, want := range c.AUC {
		wantNear(t, fmt.Sprintf("AUC of %d", j), r.Of(j), want, tight)
		sum += want
	}
	wantNear(t, "AUC", r.AUC(), sum/float64(len(c.AUC)), tight)
	wantNear(t, "weighted AUC", r.Weighted(), c.WeightedAUC, tight)
}

// TestMultiLabel wants scikit-learn's numbers of indicators.
func TestMultiLabel(t *testing.T) {
	for i, c := range readGolden(t).MultiLabel {
		name := fmt.Sprintf("case %d", i)
		t.Run(name+"/float32", func(t *testing.T) { testMultiLabel[float32](t, c) })
		t.Run(name+"/float64", func(t *testing.T) { testMultiLabel[float64](t, c) })
	}
}

func testMultiLabel[T kernels.Float](t *testing.T, c goldenCase) {
	m := NewMultiLabel[T](c.Outputs)
	m.ZeroDivision = c.Zero
	feed(c, m)
	wantNear(t, "accuracy", m.Accuracy(), c.Accuracy, tight)
	wantNear(t, "exact match", m.ExactMatch(), c.Exact, tight)
	for label, want := range c.Scores.Of {
		wantNear(t, fmt.Sprintf("accuracy of %d", label), m.AccuracyOf(label), c.Each[label], tight)
		wantScores(t, fmt.Sprintf("label %d", label), m.Of(label), want)
	}
	wantScores(t, "macro", m.Macro(), c.Scores.Macro)
	wantScores(t, "micro", m.Micro(), c.Scores.Micro)
	wantScores(t, "weighted", m.Weighted(), c.Scores.Weighted)
	testROC[T](t, c)
}

// TestRegression wants scikit-learn's numbers of amounts.
func TestRegression(t *testing.T) {
	for i, c := range readGolden(t).Regression {
		name := fmt.Sprintf("case %d", i)
		t.Run(name+"/float32", func(t *testing.T) { testRegression[float32](t, c) })
		t.Run(name+"/float64", func(t *testing.T) { testRegression[float64](t, c) })
	}
}

func testRegression[T kernels.Float](t *testing.T, c goldenCase) {
	m := NewRegression[T](c.Outputs)
	feed(c, m)
	for j := range c.Outputs {
		e := m.Of(j)
		wantNear(t, "MSE", e.MSE, c.MSE[j], tight)
		wantNear(t, "MAE", e.MAE, c.MAE[j], tight)
		wantNear(t, "RMSE", e.RMSE, c.RMSE[j], tight)
		wantNear(t, "R2", e.R2, c.R2[j], tight)
	}
	for i, got := range []float64{m.MSE(), m.RMSE(), m.MAE(), m.R2()} {
		wantNear(t, fmt.Sprintf("mean %d", i), got, c.Means[i], tight)
	}
}
