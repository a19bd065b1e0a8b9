package engine

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"testing"

	"weft.example/kernels"
)

// TestSizes wants sizes whose products wrap, or that no address space holds, refused by
// errors that have a number to go by. Nothing near them may be allocated here.
func TestSizes(t *testing.T) {
	t.Run("float32", testSizes[float32])
	t.Run("float64", testSizes[float64])
}

func testSizes[T kernels.Float](t *testing.T) {
	const half = strconv.IntSize / 2
	side := int(math.Sqrt(mostBytes / 32)) // the first three layers have mostBytes of float32 and a quarter more
	set := kernels.Best()
	for _, c := range []struct {
		inputs int
		units  []int
		want   string
	}{
		{1 << (half - 1), []int{1 << 20}, "layer 1 has 1048576 units, want at most"},
		{1 << half, []int{1 << half}, fmt.Sprintf("layer 1 has %d units, want at most", 1<<half)}, // the product wraps to 0
		{1 << (2*half - 3), []int{1}, "layer 1 has 1 units, want at most 0 beside"},
		{math.MaxInt, []int{math.MaxInt}, "want at most 0 beside"},
		{2, []int{math.MaxInt}, fmt.Sprintf("layer 1 has %d units, want at most", math.MaxInt)},
		{1, []int{1 << 23, 1 << 23, 1}, "layer 2 has 8388608 units, want at most"},
		{side, []int{2 * side, 2 * side, 2 * side, 2 * side}, fmt.Sprintf("layers 1 to %d have", map[string]int{"float32": 3, "float64": 2}[fmt.Sprintf("%T", T(0))])},
	} {
		var layers []Layer
		for _, n := range c.units {
			layers = append(layers, Layer{Units: n})
		}
		net, err := New[T](set, c.inputs, layers...)
		wantError(t, fmt.Sprintf("New(%d, %d)", c.inputs, c.units), err, c.want)
		if net != nil {
			t.Error("a network beside an error")
		}
	}
	net, err := New[T](set, 3, Layer{Units: 4, Act: kernels.GELU}, Layer{Units: 2, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	frozen := net.Freeze()
	for _, batch := range []int{mostBytes / 4, max(1<<(2*half-5), mostBytes/8+1), 1 << (2*half - 4), 1 << (2*half - 3), 1 << (2*half - 2), math.MaxInt/4 + 1, math.MaxInt/2 + 1, math.MaxInt - 15, math.MaxInt} {
		want := fmt.Sprintf("a batch of %d, want at most ", batch)
		for _, cfg := range []Config{{}, {KeepZ: true, InputGradient: true}} {
			p, err := net.NewPass(batch, cfg)
			wantError(t, fmt.Sprintf("NewPass(%d)", batch), err, want)
			if p != nil {
				t.Error("a pass beside an error")
			}
		}
		p, err := frozen.NewPredictor(batch, Config{})
		wantError(t, fmt.Sprintf("NewPredictor(%d)", batch), err, want)
		if p != nil {
			t.Error("a predictor beside an error")
		}
		wantPanic(t, "NewBatch", func() { net.NewBatch(batch) }, fmt.Sprintf("a batch of %d, want 0 to ", batch))
		wantPanic(t, "NewBatches", func() { NewBatches(batch, 1, 0) }, fmt.Sprintf("from %d examples, want", batch))
	}
	wantPanic(t, "NewBatch", func() { net.NewBatch(-1) }, "a batch of -1, want 0 to ")
	for _, batch := range []int{0, -1, math.MinInt} {
		_, err := frozen.NewPredictor(batch, Config{})
		wantError(t, "NewPredictor", err, fmt.Sprintf("a batch of %d, want at least 1", batch))
	}
}

// TestBatchWraps has inputs so wide that a batch of them wraps where its layers do not.
func TestBatchWraps(t *testing.T) {
	const (
		inputs = 1 << 20
		batch  = 1 << (strconv.IntSize - 20)
	)
	net, err := New[float32](kernels.Best(), inputs, Layer{Units: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("a batch of %d, want at most", batch)
	_, err = net.NewPass(batch, Config{})
	wantError(t, "NewPass", err, want)
	_, err = net.Freeze().NewPredictor(batch, Config{})
	wantError(t, "NewPredictor", err, want)
}

// TestDataWraps wants an N whose products wrap told by Fit and Evaluate.
func TestDataWraps(t *testing.T) {
	net, err := New[float64](kernels.Best(), 4, Layer{Units: 2})
	if err != nil {
		t.Fatal(err)
	}
	p, err := net.NewPass(2, Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{math.MaxInt/2 + 1, math.MaxInt/4 + 1, math.MaxInt, math.MaxInt/8 + 1} {
		d := Data[float64]{N: n, X: make([]float64, 8), Labels: Labels[float64]{Values: make([]float64, 4)}}
		wantPanic(t, "Evaluate", func() { p.Evaluate(MeanSquare, d) }, fmt.Sprintf("%d examples", n), fmt.Sprintf("want at most %d", most[float64]()/4))
		_, err := Fit(context.Background(), net, d, FitConfig[float64]{Loss: MeanSquare, Epochs: 1, Batch: 2, Rate: ConstantRate(1)})
		wantError(t, "Fit", err, fmt.Sprintf("%d examples", n))
	}
	d := Data[float64]{N: 2, X: make([]float64, 8), Labels: Labels[float64]{Values: make([]float64, 4)}}
	for _, from := range []int{math.MaxInt - 1, math.MaxInt / 2} {
		_, err := Fit(context.Background(), net, d, FitConfig[float64]{
			Loss: MeanSquare, Epochs: math.MaxInt, From: from, Batch: 1, Rate: ConstantRate(1)})
		wantError(t, "Fit", err, fmt.Sprintf("from epoch %d", from))
	}
}

// TestLargeBatches wants batches larger than the data to be one step, of all examples.
func TestLargeBatches(t *testing.T) {
	for _, size := range []int{5, 6, math.MaxInt - 1, math.MaxInt} {
		b := NewBatches(5, size, 1)
		n := 0
		for rows := range b.Epoch(0) {
			n++
			if len(rows) != 5 {
				t.Errorf("batches of %d: %d rows, want 5", size, len(rows))
			}
		}
		if n != 1 || b.Steps() != 1 {
			t.Errorf("batches of %d: %d, Steps() = %d, want 1", size, n, b.Steps())
		}
	}
	if n := NewBatches(0, math.MaxInt, 1).Steps(); n != 0 {
		t.Errorf("%d steps over no examples", n)
	}
	data := Data[float64]{N: 5, X: []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, Labels: Labels[float64]{Values: make([]float64, 5)}}
	var want []float64
	for _, size := range []int{5, 6, 64, math.MaxInt} {
		net, _ := small(t, kernels.Sigmoid)
		net.Init(1)
		steps := 0
		_, err := Fit(context.Background(), net, data, FitConfig[float64]{
			Epochs: 3, Batch: size, Rate: ConstantRate(0.1), OnStep: func(s Step) error { steps++; return nil }})
		if err != nil || steps != 3 {
			t.Errorf("batch %d: %v, %d steps, want 3", size, err, steps)
		}
		got := append([]float64(nil), net.Params()...)
		if want == nil {
			want = got
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("batch %d: parameter %d = %v, want %v", size, i, got[i], want[i])
			}
		}
	}
}
