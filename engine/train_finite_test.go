package engine

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"weft.example/kernels"
)

// finiteRun is a run of 3 epochs of 3 steps by plain descent.
func finiteRun[T kernels.Float](t *testing.T, set *kernels.Set) (*Network[T], Data[T], FitConfig[T]) {
	t.Helper()
	net, err := New[T](set, 2, Layer{Units: 3, Act: kernels.Tanh}, Layer{Units: 2})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	data := Data[T]{N: 5, X: []T{1, -2, 3, 4, -5, 6, 7, 8, 9, -1}, Labels: Labels[T]{Classes: []int{0, 1, 1, 0, 1}}}
	return net, data, FitConfig[T]{Loss: SoftmaxCrossEntropy, Epochs: 3, Batch: 2, Rate: ConstantRate(0.1), Seed: 1}
}

// spoiler is a Stepper that puts a number in the place of a parameter at one step.
type spoiler[T kernels.Float] struct {
	at    *int // a step to come, counted down
	place *T
	value T
}

func (s spoiler[T]) Step(float64, *Pass[T]) {
	if *s.at == 0 {
		*s.place = s.value
	}
	*s.at--
}

// TestFitNotFinite spoils one parameter at one step: Fit ends with an error that has the
// numbers of epoch and step, after the last step too, and goes on where that is asked for.
func TestFitNotFinite(t *testing.T) {
	forEachFloat(t, testFitNotFinite[float32], testFitNotFinite[float64])
}

func testFitNotFinite[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, c := range []struct {
		at     int
		place  func(n *Network[T]) *T
		want   string
		epochs int
	}{
		{0, func(n *Network[T]) *T { return &n.W(1)[5] }, "epoch 0, step 1: a cost of NaN, want a finite one; epoch 0, after step 0: W(1)[5] is NaN", 0},
		{4, func(n *Network[T]) *T { return &n.B(2)[1] }, "epoch 1, step 5: a cost of NaN", 1},
		{5, func(n *Network[T]) *T { return &n.W(2)[0] }, "epoch 1, after step 5: W(2)[0] is NaN, want finite parameters", 1},
		{8, func(n *Network[T]) *T { return &n.B(1)[2] }, "epoch 2, after step 8: B(1)[2] is NaN, want finite parameters", 2},
	} {
		net, data, cfg := finiteRun[T](t, set)
		at := c.at
		cfg.Stepper = spoiler[T]{&at, c.place(net), T(math.NaN())}
		h, err := Fit(context.Background(), net, data, cfg)
		wantError(t, fmt.Sprintf("step %d", c.at), err, c.want)
		if len(h.Epochs) != c.epochs {
			t.Errorf("step %d: %d epochs, want %d", c.at, len(h.Epochs), c.epochs)
		}
		net, data, cfg = finiteRun[T](t, set)
		at = c.at
		cfg.Stepper, cfg.NonFinite = spoiler[T]{&at, c.place(net), T(math.NaN())}, true
		if h, err := Fit(context.Background(), net, data, cfg); err != nil || len(h.Epochs) != 3 {
			t.Errorf("step %d: %v after %d epochs with NonFinite, want 3", c.at, err, len(h.Epochs))
		}
	}
	// An infinite weight of a unit whose output is 0 or 1 leaves the cost finite; one
	// that is large but finite is no error.
	for _, c := range []struct {
		value T
		want  string
	}{
		{T(math.Inf(-1)), "after step 2: W(1)[5] is -Inf"},
		{T(math.Inf(1)), "after step 2: W(1)[5] is +Inf"},
		{largestOf[T](), ""},
	} {
		net, data, cfg := finiteRun[T](t, set)
		at := 2
		cfg.Stepper, cfg.Epochs = spoiler[T]{&at, &net.W(1)[5], c.value}, 1
		_, err := Fit(context.Background(), net, data, cfg)
		if c.want != "" {
			wantError(t, fmt.Sprint(c.value), err, c.want)
		} else if err != nil {
			t.Errorf("%v: %v", c.value, err)
		}
	}
}

func largestOf[T kernels.Float]() T {
	largest := math.MaxFloat64
	if v := T(largest); finite(v) {
		return v
	}
	return math.MaxFloat32
}

// TestFitDiverges descends at a rate that no parameter stands.
func TestFitDiverges(t *testing.T) {
	forEachFloat(t, testFitDiverges[float32], testFitDiverges[float64])
}

func testFitDiverges[T kernels.Float](t *testing.T, set *kernels.Set) {
	net, data, cfg := finiteRun[T](t, set)
	data.Labels = Labels[T]{Values: data.X}
	cfg.Loss, cfg.Epochs, cfg.Rate = MeanSquare, 50, ConstantRate(1e30)
	h, err := Fit(context.Background(), net, data, cfg)
	wantError(t, "Fit", err, "epoch ")
	if len(h.Epochs) == 50 || !strings.Contains(err.Error(), "step ") {
		t.Errorf("%v after %d epochs", err, len(h.Epochs))
	}
}

// TestFitOfNotFinite wants parameters that are not finite at the start told before a step.
func TestFitOfNotFinite(t *testing.T) {
	net, data, cfg := finiteRun[float32](t, kernels.Best())
	net.B(1)[2] = float32(math.Inf(1))
	steps := 0
	cfg.OnStep = func(Step) error { steps++; return nil }
	_, err := Fit(context.Background(), net, data, cfg)
	if wantError(t, "Fit", err, "a network whose B(1)[2] is +Inf, want finite parameters"); steps != 0 {
		t.Errorf("%d steps", steps)
	}
}

// TestFitEndsSpoilt ends a run whose last step has spoilt a parameter by an error of
// OnStep or the context: Fit returns both.
func TestFitEndsSpoilt(t *testing.T) {
	stop := errors.New("stop")
	for _, want := range []error{stop, context.Canceled} {
		net, data, cfg := finiteRun[float64](t, kernels.Best())
		ctx, cancel := context.WithCancel(context.Background())
		at := 3
		cfg.Stepper = spoiler[float64]{&at, &net.W(2)[4], math.NaN()}
		cfg.OnStep = func(s Step) error {
			switch {
			case s.Number < 3:
			case want == stop:
				return stop
			default:
				cancel()
			}
			return nil
		}
		_, err := Fit(ctx, net, data, cfg)
		cancel()
		if text := "; epoch 1, after step 3: W(2)[4] is NaN, want finite parameters"; !errors.Is(err, want) || !strings.HasSuffix(err.Error(), text) {
			t.Errorf("%v, want %v%s", err, want, text)
		}
	}
}

// TestFitData wants the first number of X that is not finite named, and none beyond N.
func TestFitData(t *testing.T) {
	forEachFloat(t, testFitData[float32], testFitData[float64])
}

func testFitData[T kernels.Float](t *testing.T, set *kernels.Set) {
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		net, data, cfg := finiteRun[T](t, set)
		before := slices.Clone(net.Params())
		spoilt := data
		spoilt.X = slices.Clone(data.X)
		spoilt.X[5], spoilt.X[8] = T(bad), T(bad)
		want := fmt.Sprintf("example 2 has %v as input 1, want finite numbers", bad)
		_, err := Fit(context.Background(), net, spoilt, cfg)
		wantError(t, "Fit", err, "engine: "+want)
		cfg.Validation = spoilt
		_, err = Fit(context.Background(), net, data, cfg)
		wantError(t, "Fit", err, "for validation: "+want)
		if !slices.Equal(net.Params(), before) {
			t.Error("a step is taken")
		}
		cfg.Validation, cfg.NonFinite = Data[T]{}, true
		if _, err := Fit(context.Background(), net, spoilt, cfg); err != nil {
			t.Errorf("with NonFinite: %v", err)
		}
		cfg.NonFinite, spoilt.N = false, 2
		net.Init(1)
		if _, err := Fit(context.Background(), net, spoilt, cfg); err != nil {
			t.Errorf("with %v behind the examples: %v", bad, err)
		}
	}
}

// TestFitBlank wants weights that are all zero refused where there are hidden layers,
// whatever the biases. Without hidden layers they are a place to start from.
func TestFitBlank(t *testing.T) {
	forEachFloat(t, testFitBlank[float32], testFitBlank[float64])
}

func testFitBlank[T kernels.Float](t *testing.T, set *kernels.Set) {
	net, data, cfg := finiteRun[T](t, set)
	clear(net.Params())
	net.B(1)[0] = 1
	_, err := Fit(context.Background(), net, data, cfg)
	wantError(t, "Fit", err, "weights are all zero, want those of Init")
	net.W(2)[5] = 1
	if _, err := Fit(context.Background(), net, data, cfg); err != nil {
		t.Errorf("a weight beside zeros: %v", err)
	}
	shallow, err := New[T](set, 2, Layer{Units: 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Fit(context.Background(), shallow, data, cfg); err != nil || total(shallow.W(1)) != total(shallow.W(1)) || shallow.W(1)[0] == 0 {
		t.Errorf("without hidden layers: %v, W = %v", err, shallow.W(1))
	}
}

// TestFitState has gradients whose squares T does not hold, so that a second moment becomes
// infinite and no step moves anything from there on. Fit ends with an error that names it, at
// its start too, and leaves the parameters finite.
func TestFitState(t *testing.T) {
	forEachFloat(t, testFitState[float32], testFitState[float64])
}

func testFitState[T kernels.Float](t *testing.T, set *kernels.Set) {
	large := T(math.Sqrt(float64(largestOf[T]()))) * 4
	for _, method := range []Method{RMSProp, Adam, AdamW} {
		net, err := New[T](set, 1, Layer{Units: 2})
		if err != nil {
			t.Fatal(err)
		}
		data := Data[T]{N: 2, X: []T{1, 1}, Labels: Labels[T]{Values: []T{1, large, 1, large}}}
		if _, ok := any(large).(float64); ok { // whose square a cost does not hold
			data.X, data.Labels.Values = []T{large, large}, []T{1, 1, 1, 1}
		}
		opt := newOptimizer(t, net, method.Rule())
		cfg := FitConfig[T]{Loss: MeanSquare, Epochs: 3, Batch: 2, Rate: ConstantRate(1e-3), Stepper: opt}
		h, err := Fit(context.Background(), net, data, cfg)
		wantError(t, method.String(), err, `epoch 0, after step 0: slab "v" has +Inf as element `)
		if len(h.Epochs) != 0 || spoilt(net.Params()) >= 0 {
			t.Errorf("%v: %d epochs, parameters %v", method, len(h.Epochs), net.Params())
		}
		_, err = Fit(context.Background(), net, data, cfg)
		wantError(t, method.String(), err, `engine: Fit with an optimizer whose slab "v" has +Inf as element `)
		if opt.Steps() != 1 {
			t.Errorf("%v: %d steps, want 1", method, opt.Steps())
		}
		cfg.NonFinite = true
		if _, err := Fit(context.Background(), net, data, cfg); err != nil {
			t.Errorf("%v with NonFinite: %v", method, err)
		}
	}
}
