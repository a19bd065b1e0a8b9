package scale_test

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weft.example/engine"
	"weft.example/engine/scale"
	"weft.example/kernels"
)

// newNetwork is 3-4-2 of drawn parameters.
func newNetwork[T kernels.Float](t *testing.T) *engine.Network[T] {
	t.Helper()
	net, err := engine.New[T](kernels.Best(), 3, engine.Layer{Units: 4, Act: kernels.Tanh}, engine.Layer{Units: 2, Act: kernels.Identity})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	copy(net.B(1), []T{0.5, -0.25, 0, 1})
	return net
}

// predict returns what frozen makes of x.
func predict[T kernels.Float](t *testing.T, frozen *engine.Frozen[T], x []T) []T {
	t.Helper()
	p, err := frozen.NewPredictor(len(x)/3, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(p.Forward(x, len(x)/3))
}

func TestFold(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testFold[float32](t, 0x1p-23) })
	t.Run("float64", func(t *testing.T) { testFold[float64](t, 0x1p-52) })
}

// testFold holds the folded network's answers to raw inputs to those of the network to scaled ones, within
// the rounding of Σ|W'|·|x| with |x| up to some 110 σ, and its parameters to their definition.
func testFold[T kernels.Float](t *testing.T, eps float64) {
	s := &scale.Scaler[T]{Shift: []float64{100, -3, 0.01}, Scale: []float64{-7, 0.125, 3e-4}}
	net := newNetwork[T](t)
	if err := net.SetAbout(engine.About{InputShift: s.Shift, InputScale: s.Scale, Columns: []string{"a", "b", "c"}}); err != nil {
		t.Fatal(err)
	}
	before := slices.Clone(net.Params())
	raw := of[T](107, -3, 0.0103, 93, -3.125, 0.0097, 100, -2.9, 0.01)
	scaled := make([]T, len(raw))
	s.Transform(scaled, raw)
	want := predict(t, net.Freeze(), scaled)
	frozen, err := scale.Freeze(net)
	if err != nil {
		t.Fatal(err)
	}
	got := predict(t, frozen, raw)
	for i, w := range want {
		if !(math.Abs(float64(got[i]-w)) <= 1000*eps) {
			t.Errorf("answer %d is %v, want %v", i, got[i], w)
		}
	}
	folded, err := s.Fold(net)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range net.B(1) {
		sum := float64(b)
		for j := range 3 {
			w := T(float64(net.W(1)[3*i+j]) / s.Scale[j])
			if folded.W(1)[3*i+j] != w {
				t.Errorf("W'(%d,%d) is %v, want %v", i, j, folded.W(1)[3*i+j], w)
			}
			sum -= float64(float64(w) * s.Shift[j])
		}
		if folded.B(1)[i] != T(sum) {
			t.Errorf("b'(%d) is %v, want %v", i, folded.B(1)[i], T(sum))
		}
	}
	if about := folded.About(); about.InputShift != nil || about.InputScale != nil || !slices.Equal(about.Columns, net.About().Columns) {
		t.Errorf("the folded network's About is %+v", about)
	}
	if !slices.Equal(net.Params(), before) || net.About().InputScale == nil {
		t.Error("the network itself is changed")
	}
}

// TestFoldErrors wants each error by what it is of.
func TestFoldErrors(t *testing.T) {
	net := newNetwork[float32](t)
	net.W(1)[4] = 1e3
	for _, c := range []struct {
		shift, scale []float64
		want         string
	}{
		{[]float64{1, 2}, []float64{1, 2}, "2 columns, want 3"},
		{[]float64{1, 2, 3}, []float64{1, 2}, "3 shifts and 2 scales"},
		{[]float64{0, 0, 0}, []float64{1, 0, 1}, "column 1 has shift 0 and scale 0"},
		{[]float64{0, 0, nan}, []float64{1, 1, 1}, "column 2 has shift NaN"},
		{[]float64{0, 0, 0}, []float64{1, 1e-36, 1}, "weight 1 of unit 1 is +Inf"},
		{[]float64{0, 1e37, 0}, []float64{1, 1, 1}, "the bias of unit 1 is -Inf"},
	} {
		s := &scale.Scaler[float32]{Shift: c.shift, Scale: c.scale}
		if folded, err := s.Fold(net); err == nil || folded != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", s, err, c.want)
		}
	}
	if _, err := scale.Freeze(net); err == nil || !strings.Contains(err.Error(), "nothing tells") {
		t.Errorf("error %v, want that nothing tells of a scaling", err)
	}
}

// TestNarrowScaled serves a network of 8 bits from its file, with the scaling that the file tells: columns of
// thousands beside ones of units keep what they say.
func TestNarrowScaled(t *testing.T) {
	net := newNetwork[float32](t)
	scaler := &scale.Scaler[float32]{Shift: []float64{20000, 0.5, -3}, Scale: []float64{5000, 0.25, 2}}
	if err := net.SetAbout(engine.About{InputShift: scaler.Shift, InputScale: scaler.Scale}); err != nil {
		t.Fatal(err)
	}
	frozen, err := net.FreezeNarrow(engine.Int8)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "net")
	if err := frozen.Save(path); err != nil {
		t.Fatal(err)
	}
	if frozen, err = engine.LoadNarrow(kernels.Best(), path); err != nil {
		t.Fatal(err)
	}
	about := frozen.About()
	x := []float32{26000, 0.75, -4, 14000, 0.25, 1}
	(&scale.Scaler[float32]{Shift: about.InputShift, Scale: about.InputScale}).Transform(x, x)
	p, err := frozen.NewPredictor(2, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	got := p.Forward(x, 2)
	for i, want := range predict(t, net.Freeze(), x) {
		if math.Abs(float64(got[i]-want)) > 0.05 {
			t.Errorf("output %d is %v, of float32 %v", i, got[i], want)
		}
	}
}
