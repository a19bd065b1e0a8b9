package engine

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
)

// TestGatherRows cuts the data out of a larger array, and wants no row of it but the
// first N, and labels of N.
func TestGatherRows(t *testing.T) {
	t.Run("float32", testGatherRows[float32])
	t.Run("float64", testGatherRows[float64])
}

func testGatherRows[T kernels.Float](t *testing.T) {
	net, err := New[T](kernels.Best(), 2, Layer{Units: 3})
	if err != nil {
		t.Fatal(err)
	}
	batch := net.NewBatch(4)
	long := make([]T, 60)
	whole := Data[T]{N: 5, X: long[:10], Labels: Labels[T]{Values: long[:15], Weights: long[:5]}}
	classes := whole
	classes.Labels = Labels[T]{Classes: make([]int, 5, 20)}
	larger := Data[T]{N: 5, X: long, Labels: Labels[T]{Values: long, Weights: long}}
	for _, d := range []Data[T]{whole, classes, larger} {
		for _, row := range []int{5, 7, 19, -1, math.MinInt, math.MaxInt, math.MaxInt/2 + 1} {
			for _, rows := range [][]int{{row}, {0, row}, {row, 0, 4, 4}} {
				wantPanic(t, fmt.Sprint("Gather ", rows), func() { batch.Gather(d, rows) }, fmt.Sprintf("row %d, want 0 to N-1 = 4", row))
			}
		}
		if x, _ := batch.Gather(d, []int{4, 0, 4, 3}); len(x) != 8 {
			t.Errorf("%d inputs, want 8", len(x))
		}
	}
	wantPanic(t, "Gather of none", func() { batch.Gather(Data[T]{}, []int{0}) }, "row 0, want 0 to N-1 = -1")
	for _, c := range []struct {
		change func(d *Data[T])
		want   string
	}{
		{func(d *Data[T]) { d.X = d.X[:9] }, "9 elements of X, want at least 2 for each of N = 5"},
		{func(d *Data[T]) { d.X = nil }, "0 elements of X, want at least 2 for each of N = 5"},
		{func(d *Data[T]) { d.Labels.Values = d.Labels.Values[:14] }, "14 elements of Values, want at least 3 for each of N = 5"},
		{func(d *Data[T]) { d.Labels.Values = []T{} }, "0 elements of Values, want at least 3"},
		{func(d *Data[T]) { d.Labels.Weights = d.Labels.Weights[:4] }, "4 elements of Weights, want at least 1 for each of N = 5"},
		{func(d *Data[T]) { d.Labels = Labels[T]{Classes: make([]int, 4, 5)} }, "4 elements of Classes, want at least 1 for each of N = 5"},
		{func(d *Data[T]) { d.N = math.MaxInt }, fmt.Sprintf("10 elements of X, want at least 2 for each of N = %d", math.MaxInt)},
	} {
		d := whole
		c.change(&d)
		wantPanic(t, c.want, func() { batch.Gather(d, []int{0}) }, c.want)
	}
	whole.Labels = Labels[T]{} // to predict needs none
	if x, y := batch.Gather(whole, []int{1}); len(x) != 2 || y.Values != nil || y.Classes != nil || y.Weights != nil {
		t.Errorf("without labels: %v, %+v", x, y)
	}
}

// TestBatchOfAnother uses a batch with data and a pass of a network of other sizes: what
// is too narrow for either panics with both numbers, and none reads beyond.
func TestBatchOfAnother(t *testing.T) {
	of := func(in, out int) (*Network[float64], *Pass[float64], Data[float64]) {
		net, err := New[float64](kernels.Best(), in, Layer{Units: out})
		if err != nil {
			t.Fatal(err)
		}
		net.Init(1)
		p, err := net.NewPass(4, Config{})
		if err != nil {
			t.Fatal(err)
		}
		return net, p, Data[float64]{N: 5, X: make([]float64, 5*in), Labels: Labels[float64]{Values: make([]float64, 5*out)}}
	}
	net, pass, data := of(2, 3)
	before := slices.Clone(net.Params())
	for _, c := range []struct {
		in, out int
		want    string
	}{
		{3, 3, "10 elements of X, want at least 3 for each of N = 5"},
		{1, 3, "len(x) = 3, want at least m·n0 = 6"},
		{2, 4, "15 elements of Values, want at least 4 for each of N = 5"},
		{2, 1, "len(Values) = 3, want at least m·nL = 9"},
	} {
		other, _, _ := of(c.in, c.out)
		batch := other.NewBatch(4)
		wantPanic(t, c.want, func() {
			x, y := batch.Gather(data, []int{0, 4, 2})
			pass.Forward(x, 3)
			pass.BackwardUpdate(MeanSquare, y, 1)
		}, c.want)
		if !slices.Equal(net.Params(), before) {
			t.Errorf("%s: a step is taken", c.want)
		}
	}
}
