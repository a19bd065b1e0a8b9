package tests_test

import (
	"math"
	"testing"

	"weft.example/engine"
	"weft.example/internal/long"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestManyExamples sums equal gradients and costs over more examples than a float32 counts one by
// one. It wants the mean of each sum, by BackwardLoss and by BackwardUpdate.
func TestManyExamples(t *testing.T) {
	m := 4_000_000
	if !long.Tests() {
		m = 400_001
	}
	for _, size := range []struct{ in, out int }{{2, 1}, {3, 3}} {
		for _, dz := range []float32{1, 0.1, 1. / 3} {
			testManyExamples(t, m, size.in, size.out, dz)
		}
	}
}

// testManyExamples has dZ alike in all examples, and A[0] = 0.3.
func testManyExamples(t *testing.T, m, in, out int, dz float32) {
	net, err := engine.New[float32](kernels.Best(), in, engine.Layer{Units: out})
	if err != nil {
		t.Fatal(err)
	}
	pass, err := net.NewPass(m, engine.Config{Workers: workers.New(2)})
	if err != nil {
		t.Fatal(err)
	}
	const a = float32(0.3)
	labels := engine.Labels[float32]{Values: equal(out*m, -dz)} // Z = 0, so dZ = -Y
	pass.Forward(equal(in*m, a), m)
	if cost, want := pass.Loss(engine.MeanSquare, labels), float64(out)*float64(dz)*float64(dz)/2; math.Abs(cost/want-1) > 1e-12 {
		t.Errorf("dZ of %v: a cost of %v, want %v", dz, cost, want)
	}
	pass.BackwardLoss(engine.MeanSquare, labels)
	db, dw := float64(dz), float64(dz)*float64(a)
	wantAll(t, "db", pass.DB(1), db)
	wantAll(t, "dW", pass.DW(1), dw)
	pass.BackwardUpdate(engine.MeanSquare, labels, 0.5)
	wantAll(t, "b after a step", net.B(1), -db/2)
	wantAll(t, "W after a step", net.W(1), -dw/2)
}

func equal(n int, v float32) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = v
	}
	return x
}

// wantAll wants all of x to be within a millionth of want.
func wantAll(t *testing.T, what string, x []float32, want float64) {
	t.Helper()
	for _, got := range x {
		if math.Abs(float64(got)/want-1) > 1e-6 {
			t.Errorf("%s of equal examples is %v, want %v", what, got, want)
			return
		}
	}
}
