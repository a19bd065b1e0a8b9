package tests_test

import (
	"math"
	"testing"

	"weft/blas"
	"weft/engine"
	"weft/kernels"
)

// TestManyExamples sums equal gradients and costs over more examples than a float32 counts one by
// one. It wants the mean of each sum, by Backward and by BackwardUpdate.
func TestManyExamples(t *testing.T) {
	m := 4_000_000
	if testing.Short() {
		m = 400_001
	}
	set := kernels.Best()
	for _, out := range []int{1, 3} {
		net, err := engine.New[float32](set, 2, engine.Layer{Units: out})
		if err != nil {
			t.Fatal(err)
		}
		pass, err := net.NewPass(m, engine.Config{Workers: blas.NewWorkers(2)})
		if err != nil {
			t.Fatal(err)
		}
		x, y := make([]float32, 2*m), make([]float32, out*m)
		for i := range x {
			x[i] = 1
		}
		for i := range y {
			y[i] = -1 // Z = 0, so dZ = 1
		}
		labels := engine.Labels[float32]{Values: y}
		pass.Forward(x, m)
		if cost, want := pass.Loss(engine.MeanSquare, labels), float64(out)/2; math.Abs(cost-want) > 1e-12 {
			t.Errorf("a cost of %v, want %v", cost, want)
		}
		pass.BackwardLoss(engine.MeanSquare, labels)
		for l, sums := range [][]float32{pass.DB(1), pass.DW(1)} {
			for _, got := range sums {
				if math.Abs(float64(got)-1) > 1e-6 {
					t.Fatalf("d%c of %d equal examples is %v, want 1", "bW"[l], m, got)
				}
			}
		}
		pass.BackwardUpdate(engine.MeanSquare, labels, 0.5)
		for l, sums := range [][]float32{net.B(1), net.W(1)} {
			for _, got := range sums {
				if math.Abs(float64(got)+0.5) > 1e-6 {
					t.Fatalf("%c after a step of %d equal examples is %v, want -0.5", "bW"[l], m, got)
				}
			}
		}
	}
}
