package engine

import (
	"fmt"
	"testing"

	"weft.example/kernels"
)

// TestLossPanics wants every argument that does not fit named, with both numbers.
func TestLossPanics(t *testing.T) {
	_, sigmoid := small(t, kernels.Sigmoid)
	_, relu := small(t, kernels.ReLU)
	_, identity := small(t, kernels.Identity)
	of := func(n int) []float64 { return make([]float64, n) }
	type labels = Labels[float64]
	for _, c := range []struct {
		what string
		p    *Pass[float64]
		loss Loss
		y    labels
		want []string
	}{
		{"loss below", sigmoid, -1, labels{Values: of(4)}, []string{"loss -1", fmt.Sprint("0 to ", int(NumLosses-1))}},
		{"loss above", sigmoid, NumLosses, labels{Values: of(4)}, []string{fmt.Sprint("loss ", int(NumLosses))}},
		{"probabilities of relu", relu, CrossEntropy, labels{Values: of(4)}, []string{"cross-entropy loss", "relu", "want sigmoid"}},
		{"logits of sigmoid", sigmoid, LogitCrossEntropy, labels{Values: of(4)}, []string{"logit cross-entropy", "sigmoid", "want identity"}},
		{"softmax of sigmoid", sigmoid, SoftmaxCrossEntropy, labels{Values: of(4)}, []string{"softmax cross-entropy", "sigmoid", "want identity"}},
		{"values of a softmax of one", identity, SoftmaxCrossEntropy, labels{Values: of(4)}, []string{"softmax cross-entropy", "1 output", "at least 2"}},
		{"no labels", sigmoid, CrossEntropy, labels{}, []string{"len(Values) = 0", "nL = 4"}},
		{"values too short", relu, MeanSquare, labels{Values: of(3)}, []string{"len(Values) = 3", "nL = 4"}},
		{"classes too short", relu, MeanSquare, labels{Classes: []int{0}}, []string{"len(Classes) = 1", "m = 4"}},
		{"both", relu, MeanSquare, labels{Values: of(4), Classes: make([]int, 5)}, []string{"4 values", "5 classes"}},
		{"weights too short", relu, MeanSquare, labels{Values: of(4), Weights: of(2)}, []string{"len(Weights) = 2", "m = 4"}},
		{"class above", sigmoid, CrossEntropy, labels{Classes: []int{0, 1, 1, 2}}, []string{"example 3", "class 2", "0 to 1"}},
		{"class below", identity, SoftmaxCrossEntropy, labels{Classes: []int{0, 0, -2, 0}}, []string{"example 2", "class -2", "0 to 0"}},
		{"class of one", identity, SoftmaxCrossEntropy, labels{Classes: []int{0, 1, 0, 0}}, []string{"example 1", "class 1", "0 to 0"}},
	} {
		wantPanic(t, "Loss, "+c.what, func() { c.p.Loss(c.loss, c.y) }, c.want...)
		wantPanic(t, "BackwardLoss, "+c.what, func() { c.p.BackwardLoss(c.loss, c.y) }, c.want...)
		wantPanic(t, "Accuracy, "+c.what, func() { c.p.Accuracy(c.loss, c.y) }, c.want...)
		wantPanic(t, "ExactMatch, "+c.what, func() { c.p.ExactMatch(c.loss, c.y) }, c.want...)
	}
	wantPanic(t, "Predict to dst too short", func() { relu.Predict(MeanSquare, of(3)) }, "len(dst) = 3", "nL = 4")
	wantPanic(t, "Predict of another output", func() { relu.Predict(CrossEntropy, of(4)) }, "relu", "sigmoid")
	wantPanic(t, "Classes to dst too short", func() { relu.Classes(MeanSquare, make([]int, 3)) }, "len(dst) = 3", "m = 4")
	wantPanic(t, "Classes of another output", func() { relu.Classes(CrossEntropy, make([]int, 4)) }, "relu", "sigmoid")
}

// TestPredictOverlap wants no prediction to be written over what it is of, nor over a part.
func TestPredictOverlap(t *testing.T) {
	_, pass := small(t, kernels.Sigmoid)
	net, _ := small(t, kernels.Identity)
	predictor, err := net.Freeze().NewPredictor(5, Config{})
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float64, 8)
	a := predictor.Forward(x, 4)
	room := pass.A(2)[:5] // the batch's
	for _, c := range []struct {
		call string
		do   func()
	}{
		{"Predict to A[L]", func() { pass.Predict(CrossEntropy, pass.A(2)) }},
		{"Predict to A[L] and more", func() { pass.Predict(CrossEntropy, room) }},
		{"Predict to the tail of A[L]", func() { pass.Forward(x, 2); pass.Predict(CrossEntropy, room[1:]) }},
		{"Predictor.Predict to A[L]", func() { predictor.Predict(LogitCrossEntropy, a) }},
		{"Predictor.Predict to the tail of A[L]", func() { predictor.Forward(x, 2); predictor.Predict(LogitCrossEntropy, a[1:]) }},
	} {
		wantPanic(t, c.call, c.do, "dst overlaps A[2]")
	}
	pass.Predict(CrossEntropy, room[2:]) // behind the two examples
	pass.Predict(CrossEntropy, pass.DZ(2))
	predictor.Predict(LogitCrossEntropy, a[2:])
	wantPanic(t, "Predictor.Predict to dst too short", func() { predictor.Predict(LogitCrossEntropy, x[:1]) }, "len(dst) = 1", "nL = 2")
	wantPanic(t, "Predictor.Predict of another output", func() { predictor.Predict(CrossEntropy, x) }, "identity", "want sigmoid")
	wantPanic(t, "Predictor.Classes to dst too short", func() { predictor.Classes(LogitCrossEntropy, nil) }, "len(dst) = 0", "m = 2")
	wantPanic(t, "Predictor.Classes of no loss", func() { predictor.Classes(NumLosses, nil) }, fmt.Sprint("loss ", int(NumLosses)), fmt.Sprint("0 to ", int(NumLosses-1)))
}

// TestLossTable wants a name, a cost and a prediction for each loss.
func TestLossTable(t *testing.T) {
	names := map[string]bool{"unknown": true}
	for loss, row := range lossTable[float32]() {
		if name := Loss(loss).String(); names[name] {
			t.Errorf("loss %d has the name %q of another", loss, name)
		} else {
			names[name] = true
		}
		if row.cost == nil || row.predict == nil || row.right == nil {
			t.Errorf("%v has no cost, no prediction or no accuracy", Loss(loss))
		}
	}
	if !names["mean square"] || NumLosses.String() != "unknown" {
		t.Errorf("names %v", names)
	}
}
