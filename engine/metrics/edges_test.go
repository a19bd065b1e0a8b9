package metrics

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"weft.example/engine"
)

// TestPanics wants what does not fit named, with both numbers, and nothing added.
func TestPanics(t *testing.T) {
	type labels = engine.Labels[float64]
	of := func(n int) []float64 { return make([]float64, n) }
	for _, c := range metricsOf(3) {
		c.fill(3)
		before := fmt.Sprint(c.numbers())
		for _, bad := range []struct {
			p    []float64
			y    labels
			want []string
		}{
			{of(7), labels{Classes: []int{0, 1}}, []string{"len(prediction) = 7", "3 outputs"}},
			{of(6), labels{Classes: []int{0, 1, 2}}, []string{"len(Classes) = 3", "want 2"}},
			{of(6), labels{Values: of(2)}, []string{"len(Values) = 2", "= 6"}},
			{of(6), labels{}, []string{"len(Values) = 0", "= 6"}},
			{of(6), labels{Classes: []int{0, 1}, Values: of(6)}, []string{"both 6 values and 2 classes"}},
			{of(6), labels{Classes: []int{0, 1}, Weights: of(3)}, []string{"len(Weights) = 3", "2 examples"}},
			{of(6), labels{Classes: []int{0, 3}}, []string{"example 1 has class 3, want 0 to 2"}},
			{of(6), labels{Classes: []int{-2, 0}}, []string{"example 0 has class -2, want 0 to 2"}},
		} {
			wantPanic(t, c.name, func() { c.add(bad.p, bad.y) }, bad.want...)
		}
		if after := fmt.Sprint(c.numbers()); after != before {
			t.Errorf("%s: %s after panics, want %s", c.name, after, before)
		}
		for _, other := range metricsOf(4) {
			if other.name == c.name {
				wantPanic(t, c.name+".Merge", func() { c.merge(other) }, "Merge", "4", "3")
			}
		}
	}
	c := NewConfusion[float64](3)
	wantPanic(t, "AddClasses", func() { c.AddClasses([]int{0}, []int{0, 1}, nil) }, "1 predicted", "2")
	wantPanic(t, "AddClasses", func() { c.AddClasses([]int{0, 3}, []int{0, 1}, nil) }, "example 1 has class 3, want 0 to 2")
	wantPanic(t, "AddClasses", func() { c.AddClasses([]int{0, 1}, []int{0, -2}, nil) }, "example 1 has class -2, want 0 to 2")
	wantPanic(t, "AddClasses", func() { c.AddClasses([]int{0, 1}, []int{0, 1}, of(1)) }, "len(Weights) = 1", "2 examples")
	if !math.IsNaN(c.Accuracy()) {
		t.Error("AddClasses that panics adds")
	}
	wantPanic(t, "Of", func() { c.Of(3) }, "classes 3 and 3, want 0 to 2")
	wantPanic(t, "Count", func() { c.Count(0, -1) }, "classes 0 and -1, want 0 to 2")
	wantPanic(t, "MultiLabel.Of", func() { NewMultiLabel[float64](3).Of(3) }, "label 3, want 0 to 2")
	wantPanic(t, "AccuracyOf", func() { NewMultiLabel[float64](3).AccuracyOf(-1) }, "label -1, want 0 to 2")
	wantPanic(t, "ROC.Of", func() { NewROC[float64](3, 0).Of(3) }, "output 3, want 0 to 2")
	wantPanic(t, "Regression.Of", func() { NewRegression[float64](3).Of(3) }, "output 3, want 0 to 2")
	wantPanic(t, "NewConfusion", func() { NewConfusion[float64](0) }, "0 outputs, want 1 to 16384")
	wantPanic(t, "NewConfusion", func() { NewConfusion[float64](1 << 20) }, "1048576 outputs, want 1 to 16384")
	wantPanic(t, "NewTopK", func() { NewTopK[float64](3, 4) }, "the 4 likeliest of 3 outputs, want 1 to 3")
	wantPanic(t, "NewTopK", func() { NewTopK[float64](3, 0) }, "the 0 likeliest of 3 outputs, want 1 to 3")
	wantPanic(t, "NewROC", func() { NewROC[float64](3, -1) }, "a ROC of -1 examples")
	wantPanic(t, "NewROC", func() { NewROC[float64](3, math.MaxInt) }, fmt.Sprintf("a ROC of %d examples, want 0 to", math.MaxInt))
	wantPanic(t, "zero value", func() { new(MultiLabel[float64]).Add(nil, labels{}) }, "a MultiLabel of no outputs", "NewMultiLabel")
}

// wantPanic wants do to panic with a text of the package's that has all the wanted parts.
func wantPanic(t *testing.T, name string, do func(), want ...string) {
	t.Helper()
	defer func() {
		t.Helper()
		text := fmt.Sprint(recover())
		for _, w := range append(want, "metrics: ") {
			if !strings.Contains(text, w) {
				t.Errorf("%s: panic %q lacks %q", name, text, w)
			}
		}
	}()
	do()
}

// TestThreshold wants an output to be above the threshold, and not at it.
func TestThreshold(t *testing.T) {
	p, y := []float64{0.3, 0.5, 0.7}, engine.Labels[float64]{Classes: []int{1, 1, 1}}
	for threshold, want := range map[float64]float64{0.2: 3, 0.5: 1, 0.69: 1, 0.7: 0} {
		c, l := NewConfusion[float64](1), NewMultiLabel[float64](1)
		c.Threshold, l.Threshold = threshold, threshold
		c.Add(p, y)
		l.Add(p, y)
		if got := c.Count(1, 1); got != want || math.Abs(l.Accuracy()-want/3) > 1e-15 {
			t.Errorf("above %v: %v right and %v, want %v", threshold, got, 3*l.Accuracy(), want)
		}
	}
}

// TestTies wants the first of outputs that are alike to be the likelier.
func TestTies(t *testing.T) {
	p := []float64{0.25, 0.25, 0.25, 0.25}
	for class := range 4 {
		for k := 1; k <= 4; k++ {
			c, want := NewTopK[float64](4, k), 0.0
			if class < k {
				want = 1
			}
			if c.Add(p, engine.Labels[float64]{Classes: []int{class}}); c.Accuracy() != want {
				t.Errorf("class %d among %d: %v, want %v", class, k, c.Accuracy(), want)
			}
		}
		c := NewConfusion[float64](4)
		if c.Add(p, engine.Labels[float64]{Classes: []int{class}}); c.Count(class, 0) != 1 {
			t.Errorf("class %d: %v as class 0, want 1", class, c.Count(class, 0))
		}
	}
}

// TestFarR2 has labels far from 0 beside their spread, which a sum of squares would not tell.
func TestFarR2(t *testing.T) {
	c := NewRegression[float64](1)
	for i := range 1000 {
		y := 1e9 + float64(i%2)
		c.Add([]float64{y + 0.25}, engine.Labels[float64]{Values: []float64{y}})
	}
	if got := c.R2(); math.Abs(got-0.75) > 1e-6 {
		t.Errorf("R² %v, want 0.75", got)
	}
	same := NewRegression[float64](1)
	for range 5 {
		same.Add([]float64{0.1}, engine.Labels[float64]{Values: []float64{0.1}, Weights: []float64{0.7}})
	}
	if got := same.R2(); got != 1 {
		t.Errorf("R² %v of labels and predictions that are all 0.1, want 1", got)
	}
	one := NewRegression[float64](1)
	one.Add([]float64{1}, engine.Labels[float64]{Values: []float64{1}})
	if got := one.R2(); !math.IsNaN(got) || one.MAE() != 0 {
		t.Errorf("R² %v of an example, want NaN", got)
	}
}
