package tests_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// throughOutput is a pass whose Z[1] is its input, of n numbers an example, and
// whose output is of the given activation.
func throughOutput[T kernels.Float](t *testing.T, set *kernels.Set, n, batch int, output kernels.Act, cfg engine.Config) *engine.Pass[T] {
	t.Helper()
	net, err := engine.New[T](set, n, engine.Layer{Units: n, Act: output})
	if err != nil {
		t.Fatal(err)
	}
	for j := range n {
		net.W(1)[j*n+j] = 1
	}
	pass, err := net.NewPass(batch, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return pass
}

// bernoulli is ln(1+e^z) - y·z of a label y from 0 to 1, as a sum of two terms of which
// neither is below 0.
func bernoulli(z, y float64) float64 {
	tail := math.Log1p(math.Exp(-math.Abs(z)))
	if z > 0 {
		return z*(1-y) + tail
	}
	return -z*y + tail
}

// TestCostSaturated wants the cost of a sigmoid output and of its logits, at any finite z
// and label, to some units in float64's last place, where A has long become 1 or 0.
func TestCostSaturated(t *testing.T) {
	forEachSet(t, testCostSaturated[float32], testCostSaturated[float64])
}

func testCostSaturated[T kernels.Float](t *testing.T, set *kernels.Set) {
	// Softplus is within 2.5 units in the last place; a product and a sum add one.
	const bound = 4 * 0x1p-52
	for _, keepZ := range []bool{false, true} {
		sigmoid := throughOutput[T](t, set, 2, 3, kernels.Sigmoid, engine.Config{KeepZ: keepZ})
		logits := throughOutput[T](t, set, 2, 3, kernels.Identity, engine.Config{KeepZ: keepZ})
		for _, size := range []float64{0, 1e-30, 0.1, 3, 16, 17.5, 36, 37, 40, 100, 700, 1000, 1e30} {
			for _, sign := range []float64{1, -1} {
				for _, label := range []float64{0, 1, 0.5, 0.25, 0.1, 1 - 0x1p-20} {
					z, y := T(sign*size), T(label)
					x, labels := []T{z, z}, engine.Labels[T]{Values: []T{y, y}}
					want := 2 * bernoulli(float64(z), float64(y))
					sigmoid.Forward(x, 1)
					logits.Forward(x, 1)
					for _, c := range []struct {
						name string
						got  float64
					}{
						{"Cost", sigmoid.Cost(labels.Values)},
						{"Loss of probabilities", sigmoid.Loss(engine.CrossEntropy, labels)},
						{"Loss of logits", logits.Loss(engine.LogitCrossEntropy, labels)},
					} {
						if !(math.Abs(c.got-want) <= bound*want) {
							t.Errorf("keepZ %v, z = %v, y = %v: %s %v, want %v", keepZ, z, y, c.name, c.got, want)
						}
					}
				}
			}
		}
	}
}

// TestCostOfWhatIsWritten wants the cost of A[L] where the caller has written it, and of Z[L]
// where A[L] is as Forward left it.
func TestCostOfWhatIsWritten(t *testing.T) {
	forEachSet(t, testCostOfWhatIsWritten[float32], testCostOfWhatIsWritten[float64])
}

func testCostOfWhatIsWritten[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, keepZ := range []bool{false, true} {
		pass := throughOutput[T](t, set, 2, 3, kernels.Sigmoid, engine.Config{KeepZ: keepZ})
		y := []T{0, 0, 0, 0}
		wantCost := func(what string, want float64) {
			t.Helper()
			if got := pass.Cost(y); got != want && !(math.Abs(got-want) <= 1e-15*want) {
				t.Errorf("keepZ %v, %s: %v, want %v", keepZ, what, got, want)
			}
		}
		a := pass.Forward([]T{40, 0, 40, 0}, 2)
		wantCost("as Forward left it", 40+math.Ln2)
		a[0] = 0.75
		wantCost("one written", (math.Log(4)+math.Log(2)+40+math.Log(2))/2)
		a[0] = 1
		wantCost("written back", 40+math.Ln2)
		if z := pass.Z(1); (z != nil) != keepZ {
			t.Errorf("keepZ %v: Z(1) = %v", keepZ, z)
		} else if keepZ {
			z[0] = -1
			wantCost("a Z written, which A is no longer of", math.Inf(1))
		}
		pass.Forward([]T{40, 0, 40, 0}, 2)
		wantCost("forward again", 40+math.Ln2)
	}
}

// TestCostOfReusedPass wants the costs of the first rows alone, whatever a larger batch has
// left behind them.
func TestCostOfReusedPass(t *testing.T) {
	forEachSet(t, testCostOfReusedPass[float32], testCostOfReusedPass[float64])
}

func testCostOfReusedPass[T kernels.Float](t *testing.T, set *kernels.Set) {
	const most = 70
	pass := throughOutput[T](t, set, 3, most, kernels.Sigmoid, engine.Config{})
	x, y := make([]T, 3*most), make([]T, 3*most)
	for i := range x {
		x[i] = T(40 * math.Sin(float64(i*i)))
		y[i] = T(i % 2)
	}
	for _, m := range []int{most, 3, 1, 0, 41, most} {
		var want float64
		for i := range 3 * m {
			want += bernoulli(float64(x[i]), float64(y[i]))
		}
		want /= float64(max(m, 1))
		pass.Forward(x, m)
		if got := pass.Cost(y[:3*m]); !(math.Abs(got-want) <= 1e-14*want) {
			t.Errorf("%d examples: %v, want %v", m, got, want)
		}
	}
}

// TestCostOfNoNumber states what an infinite z costs, its limit, and that NaN stays.
func TestCostOfNoNumber(t *testing.T) {
	forEachSet(t, testCostOfNoNumber[float32], testCostOfNoNumber[float64])
}

func testCostOfNoNumber[T kernels.Float](t *testing.T, set *kernels.Set) {
	inf, nan := math.Inf(1), math.NaN()
	sigmoid := throughOutput[T](t, set, 1, 1, kernels.Sigmoid, engine.Config{})
	logits := throughOutput[T](t, set, 1, 1, kernels.Identity, engine.Config{})
	for _, c := range []struct{ z, y, want float64 }{
		{inf, 1, 0}, {inf, 0, inf}, {inf, 0.5, inf}, {-inf, 0, 0}, {-inf, 1, inf}, {-inf, 0.5, inf},
		{nan, 0, nan}, {nan, 1, nan}, {nan, 0.5, nan}, {3, nan, nan}, {-3, nan, nan}, {inf, nan, nan},
	} {
		y := engine.Labels[T]{Values: []T{T(c.y)}}
		sigmoid.Forward([]T{T(c.z)}, 1)
		logits.Forward([]T{T(c.z)}, 1)
		for _, got := range []float64{sigmoid.Loss(engine.CrossEntropy, y), logits.Loss(engine.LogitCrossEntropy, y)} {
			if got != c.want && (got == got || c.want == c.want) {
				t.Errorf("z = %v, y = %v: %v, want %v", c.z, c.y, got, c.want)
			}
		}
	}
}

// TestDerivativeOfWhatIsWritten wants g′ of a sigmoid output from A[L] as the caller has
// written it, where Z is not asked for: that the cost has a use for Z changes nothing.
func TestDerivativeOfWhatIsWritten(t *testing.T) {
	pass := throughOutput[float64](t, kernels.Best(), 1, 1, kernels.Sigmoid, engine.Config{})
	pass.Forward([]float64{40}, 1)
	pass.A(1)[0] = 0.25
	pass.BackwardFrom([]float64{1})
	if got := pass.DZ(1)[0]; got != 0.1875 {
		t.Errorf("dZ = %v, want a(1-a) = 0.1875", got)
	}
	pass.BackwardLoss(engine.MeanSquare, engine.Labels[float64]{Values: []float64{0}})
	if got := pass.DZ(1)[0]; got != 0.25*0.1875 {
		t.Errorf("dZ = %v of the mean square, want a²(1-a) = %v", got, 0.25*0.1875)
	}
}

// TestFitSaturated validates by an example whose A is 1 and whose label is 0: the costs are
// finite, and the epoch of the least is kept.
func TestFitSaturated(t *testing.T) {
	net, err := engine.New[float32](kernels.Best(), 1, engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	net.W(1)[0] = 1
	data := engine.Data[float32]{N: 2, X: []float32{17.5, -40}, Labels: engine.Labels[float32]{Values: []float32{0, 1}}}
	h, err := engine.Fit(context.Background(), net, data, engine.FitConfig[float32]{
		Loss: engine.CrossEntropy, Epochs: 3, Batch: 2, Rate: constant(1e-3), Validation: data, Patience: 3,
	})
	if err != nil || h.Best != 2 {
		t.Fatalf("best epoch %d of %+v, %v; want 2", h.Best, h.Epochs, err)
	}
	if got := h.Epochs[0].Cost; !(math.Abs(got-28.75) < 1e-6) {
		t.Errorf("the first epoch costs %v, want (17.5+40)/2", got)
	}
	if slices.ContainsFunc(h.Epochs, func(e engine.Epoch) bool { return !isFinite(e.ValidationCost) }) {
		t.Errorf("%+v", h.Epochs)
	}
}
