package engine

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weft.example/engine/safetensors"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
)

// TestSlopeLayers wants New to refuse what is no slope, and to keep one.
func TestSlopeLayers(t *testing.T) {
	for _, c := range []struct {
		layer Layer
		want  string // or "" where it is one
		slope float64
	}{
		{Layer{}, "", 0},
		{Layer{Act: kernels.LeakyReLU}, "", 0.01},
		{Layer{Act: kernels.LeakyReLU, Slope: 0.3}, "", 0.3},
		{Layer{Act: kernels.LeakyReLU, Slope: 3}, "", 3},
		{Layer{Act: kernels.ReLU, Slope: 0.1}, "layer 1 has a Slope of 0.1 and no LeakyReLU, want 0", 0},
		{Layer{Act: kernels.LeakyReLU, Slope: -0.1}, "layer 1 has a Slope of -0.1, want a finite number above 0 in float32", 0},
		{Layer{Act: kernels.LeakyReLU, Slope: 1e-60}, "layer 1 has a Slope of 1e-60, want a finite number above 0", 0},
		{Layer{Act: kernels.LeakyReLU, Slope: 1e60}, "layer 1 has a Slope of 1e+60", 0},
		{Layer{Act: kernels.LeakyReLU, Slope: math.NaN()}, "layer 1 has a Slope of NaN", 0},
	} {
		c.layer.Units = 2
		net, err := New[float32](kernels.Best(), 1, c.layer)
		if c.want != "" {
			wantError(t, fmt.Sprint(c.layer), err, c.want)
		} else if err != nil || net.Layer(1).Slope != c.slope {
			t.Errorf("%+v: %v, want slope %v", c.layer, err, c.slope)
		}
	}
}

// sloped is a network of 3 inputs, with a LeakyReLU in a hidden layer and at the output, and an example's inputs.
func sloped[T kernels.Float](t *testing.T, set *kernels.Set, slope float64) (*Network[T], []T) {
	t.Helper()
	net, err := New[T](set, 3, Layer{Units: 20, Act: kernels.LeakyReLU, Slope: slope}, Layer{Units: 4, Act: kernels.LeakyReLU, Slope: 2 * slope})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(5)
	return net, []T{1, -2, 0.5, -1, 3, -0.25, 0, 0.125, 2}
}

// TestSlope holds passes and predictors to the definition, gradients to that of a pass that keeps Z, and 0.01 to the bits of a layer
// that says no slope.
func TestSlope(t *testing.T) {
	for _, set := range kernels.Available() {
		testSlope[float32](t, set, 1e-5)
		testSlope[float64](t, set, 1e-14)
	}
}

func testSlope[T kernels.Float](t *testing.T, set *kernels.Set, bound float64) {
	const m = 3
	for _, slope := range []float64{0.2, 1.5, 0x1p-10} {
		net, x := sloped[T](t, set, slope)
		what := fmt.Sprintf("%s, %T, %v", set.Name, T(0), slope)
		want := make([]float64, len(x))
		for i, v := range x {
			want[i] = float64(v)
		}
		for l := 1; l <= 2; l++ {
			in, out := net.Units(l-1), net.Units(l)
			next := make([]float64, m*out)
			for i := range next {
				for p := range in {
					next[i] += float64(net.W(l)[i%out*in+p]) * want[i/out*in+p]
				}
				if next[i] < 0 {
					next[i] *= slope * float64(l)
				}
			}
			want = next
		}
		near := func(name string, got []T) {
			t.Helper()
			for i, v := range got {
				if !(math.Abs(float64(v)-want[i]) <= bound*max(1, math.Abs(want[i]))) {
					t.Fatalf("%s: %s, output %d is %v, want %v", what, name, i, v, want[i])
				}
			}
		}
		p, err := net.NewPass(m, Config{})
		if err != nil {
			t.Fatal(err)
		}
		keeps, err := net.NewPass(m, Config{KeepZ: true})
		if err != nil {
			t.Fatal(err)
		}
		y := Labels[T]{Values: make([]T, m*4)}
		near("a pass", p.Forward(x, m))
		near("a pass that keeps Z", keeps.Forward(x, m))
		p.BackwardLoss(MeanSquare, y)
		keeps.BackwardLoss(MeanSquare, y)
		if !slices.Equal(p.Grads(), keeps.Grads()) {
			t.Errorf("%s: other gradients with KeepZ", what)
		}
		predictor, err := net.Freeze().NewPredictor(m, Config{})
		if err != nil {
			t.Fatal(err)
		}
		near("a predictor", predictor.Forward(x, m))
		if n := mallocs.PerRun(func() { p.Forward(x, m); p.BackwardLoss(MeanSquare, y); predictor.Forward(x, m) }); n > 0 {
			t.Errorf("%s: %d allocations", what, n)
		}
		if _, ok := any(T(0)).(float64); ok {
			cost := func() float64 { p.Forward(x, m); return p.Loss(MeanSquare, y) }
			for i := range net.W(1) {
				const h = 1e-5
				w := net.W(1)[i]
				net.W(1)[i] = w + h
				above := cost()
				net.W(1)[i] = w - h
				below := cost()
				net.W(1)[i] = w
				if want := (above - below) / (2 * h); math.Abs(float64(p.DW(1)[i])-want) > 1e-8 {
					t.Fatalf("%s: dW[%d] is %v, want %v", what, i, p.DW(1)[i], want)
				}
			}
		}
	}
	plain, x := sloped[T](t, set, 0)
	plain.slopes[0], plain.slopes[1] = leakySlope, leakySlope
	p, err := plain.NewPass(3, Config{})
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Clone(p.Forward(x, 3))
	for i := range p.layers {
		fn, ly := plain.fn, &p.layers[i]
		ly.act.Forward = func(n int, y, x *T) { fn.Leak(n, leakySlope, y, x, x) }
	}
	if !slices.Equal(p.Forward(x, 3), want) {
		t.Errorf("%s, %T: a slope of 0.01 has other bits than none", set.Name, T(0))
	}
}

// TestSlopeNarrow wants narrow weights near the network, with Int8's bits the same in every Set, and files to keep the slope.
func TestSlopeNarrow(t *testing.T) {
	var first []float32
	for _, set := range kernels.Available() {
		net, x := sloped[float32](t, set, 0.2)
		p, err := net.NewPass(3, Config{})
		if err != nil {
			t.Fatal(err)
		}
		want := p.Forward(x, 3)
		for w := range numWeights {
			q := narrowPredictor(t, net, w, 3, nil)
			got := slices.Clone(q.Forward(x, 3))
			for i, v := range got {
				if math.Abs(float64(v-want[i])) > 0.05*max(1, math.Abs(float64(want[i]))) {
					t.Errorf("%s, %v: output %d is %v, want %v", set.Name, w, i, v, want[i])
				}
			}
			path := filepath.Join(t.TempDir(), "narrow")
			if err := q.frozen.Save(path); err != nil {
				t.Fatal(err)
			}
			f, err := LoadNarrow(set, path)
			if err != nil {
				t.Fatal(err)
			}
			again, err := f.NewPredictor(3, Config{})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(again.Forward(x, 3), got) {
				t.Errorf("%v: a file has other bits", w)
			}
			if w == Int8 && first == nil {
				first = got
			}
			if w == Int8 && !slices.Equal(got, first) {
				t.Errorf("Int8 has other bits in %s", set.Name)
			}
		}
	}
}

// TestSlopeFiles wants files to have slopes, one of another slope no checkpoint, and lies to be errors.
func TestSlopeFiles(t *testing.T) {
	net, _ := sloped[float32](t, kernels.Best(), 0.3)
	path := filepath.Join(t.TempDir(), "net")
	opt := newOptimizer(t, net, Adam.Rule())
	if err := SaveCheckpoint(path, net, opt, 1); err != nil {
		t.Fatal(err)
	}
	got, err := Load[float32](kernels.Best(), path)
	if err != nil || !slices.Equal(got.layers(), net.layers()) {
		t.Errorf("%v, or other layers", err)
	}
	if s := net.String(); s != "3-20-4 leaky-relu(0.3) leaky-relu(0.6), float32, 164 parameters" {
		t.Error(s)
	}
	other, _ := sloped[float32](t, kernels.Best(), 0.2)
	_, err = LoadCheckpoint(path, other, newOptimizer(t, other, Adam.Rule()))
	wantError(t, "LoadCheckpoint", err, "the network has slopes 0.3,0.6, want 0.2,0.4")
	for text, want := range map[string]string{
		"0.3": "2 units and 1 slopes", "0.3,x": `"weft.slopes" have "x", want a number`, "0.3,-1": "layer 2 has a Slope of -1", "": "2 units and 1 slopes",
	} {
		metadata := net.describe()
		metadata[keySlopes] = text
		var b strings.Builder
		if err := safetensors.Write(&b, net.tensors(safetensors.F32), metadata); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadNetwork[float32](kernels.Best(), strings.NewReader(b.String()), int64(b.Len())); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("slopes %q: %v, want %s", text, err, want)
		}
	}
	metadata := net.describe()
	delete(metadata, keySlopes) // as older files lack it
	var b strings.Builder
	if err := safetensors.Write(&b, net.tensors(safetensors.F32), metadata); err != nil {
		t.Fatal(err)
	}
	got, err = ReadNetwork[float32](kernels.Best(), strings.NewReader(b.String()), int64(b.Len()))
	if err != nil || got.Layer(2).Slope != 0.01 {
		t.Errorf("%v, or no slope of 0.01", err)
	}
}
