package engine

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weft.example/engine/safetensors"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestLayerNormTorch holds outputs and gradients to those of PyTorch 1.13: linear, layer_norm and tanh, linear and layer_norm with
// ε = 0.125, and half of the mean over the examples of the squared distances.
func TestLayerNormTorch(t *testing.T) {
	for _, set := range kernels.Available() {
		net, err := New[float64](set, 2, Layer{Units: 3, Act: kernels.Tanh, Norm: LayerNorm}, Layer{Units: 2, Norm: LayerNorm, NormEpsilon: 0.125})
		if err != nil {
			t.Fatal(err)
		}
		for i, list := range [][numArrays][]float64{
			{{0.5, -0.25, 1, 0.75, -0.5, 0.125}, {0.1, -0.2, 0.3}, {1.5, -0.5, 2}, {0.25, 0, -0.75}},
			{{1, -1, 0.5, 0.25, 2, -0.75}, {0.5, -0.125}, {0.5, 3}, {-1, 0.125}},
		} {
			for kind, x := range net.arraysOf(i + 1) {
				copy(x, list[kind])
			}
		}
		p, err := net.NewPass(4, Config{InputGradient: true})
		if err != nil {
			t.Fatal(err)
		}
		p.Forward([]float64{1, 2, -0.5, 3, 0, 0.25, 4, -1}, 4)
		y := Labels[float64]{Values: []float64{0, 1, 1, -1, 0.5, 2, -2, 0}}
		if cost := p.Loss(MeanSquare, y); math.Abs(cost-4.02928387920514) > 1e-13 {
			t.Errorf("%s: cost %v", set.Name, cost)
		}
		p.BackwardLoss(MeanSquare, y)
		for i := range p.DA0() {
			p.DA0()[i] /= 4
		}
		for what, c := range map[string][2][]float64{
			"A[1]": {p.A(1), {-0.6496592532311358, -0.6087730955363959, -0.9762928309620401, -0.9474652122892986, -0.45663854867046344, 0.01964581655627148,
				-0.5031658678439521, 0.40755305776865974, 0.9675278484759166, 0.7846384561680751, -0.40677086319837125, -0.998362244269307}},
			"A[2]": {p.A(2), {-0.6376422557307313, -2.049146465615612, -0.5600915460931217, -2.5144507234412696, -0.8426873634803103, -0.8188758191181382,
				-0.5705527212419134, -2.45168367254852}},
			"dW[1]": {p.DW(1), {0.012951039397672448, -0.08360556298687093, 0.26730540491461025, 0.10996461382526948, -0.28025644431228225, -0.02635905083839756}},
			"db[1]": {p.DB(1), {-2.074643978833789, 1.8604919416106211, 0.2141520372231704}},
			"dγ[1]": {p.DGamma(1), {-0.9642929741398952, 1.2068406489766312, 0.28619867939213434}},
			"dβ[1]": {p.DBeta(1), {1.8826507315301355, -9.116237246523367, 0.4279043591353118}},
			"dW[2]": {p.DW(2), {-1.682548450169037, 0.116611425477779, 0.9008541709894389, 1.6825484501690378, -0.1166114254777797, -0.9008541709894404}},
			"db[2]": {p.DB(2), {3.9014201477707764, -3.9014201477707755}},
			"dγ[2]": {p.DGamma(2), {-0.25735075730615936, 1.6337075900864786}},
			"dβ[2]": {p.DBeta(2), {-0.5277434716365192, -2.458539170180885}},
			"dX": {p.DA0(), {0.2475241301497643, -0.09957459438735354, -0.1846184234073813, -0.049756831321280184, 0.6346692756107251, 2.0309040270218888,
				0.018518951229033163, 0.05922635425605443}},
		} {
			for i, want := range c[1] {
				if got := c[0][i]; math.Abs(got-want) > 1e-13*max(1, math.Abs(want)) {
					t.Errorf("%s: %s, element %d is %v, want %v", set.Name, what, i, got, want)
				}
			}
		}
	}
}

// layerNormed is a network whose hidden layers have LayerNorm, parameters of it drawn, and inputs of m examples.
func layerNormed[T kernels.Float](t *testing.T, set *kernels.Set, m int, acts ...kernels.Act) (*Network[T], []T) {
	t.Helper()
	layers := []Layer{{Units: 37, Norm: LayerNorm}, {Units: 1, Norm: LayerNorm, NormEpsilon: 0.25}, {Units: 130, Norm: LayerNorm}, {Units: 5}, {Units: 3, Norm: LayerNorm}}
	for i := range layers {
		layers[i].Act = acts[i%len(acts)]
	}
	net, err := New[T](set, 9, layers...)
	if err != nil {
		t.Fatal(err)
	}
	net.Init(3)
	rng := rand.New(rand.NewPCG(1, 2))
	for l := 1; l <= net.Depth(); l++ {
		for kind, x := range net.arraysOf(l) {
			if kind == weightArray {
				continue
			}
			for i := range x {
				x[i] += T(rng.NormFloat64() / 4)
			}
		}
	}
	x := make([]T, m*9)
	for i := range x {
		x[i] = T(rng.NormFloat64())
	}
	return net, x
}

// TestLayerNormPredictor wants a predictor to compute LayerNorm as a pass does, to the bit where that is promised, with any workers
// and without an allocation.
func TestLayerNormPredictor(t *testing.T) {
	for _, set := range kernels.Available() {
		for _, act := range []kernels.Act{kernels.Identity, kernels.Sigmoid, kernels.SiLU} { // Z in the place of A or not
			t.Run(fmt.Sprint(set.Name, act), func(t *testing.T) {
				testLayerNormPredictor[float32](t, set, act, 1e-4)
				testLayerNormPredictor[float64](t, set, act, 1e-12)
			})
		}
	}
}

func testLayerNormPredictor[T kernels.Float](t *testing.T, set *kernels.Set, act kernels.Act, bound float64) {
	const m = 600 // rows in more than 8 parts
	net, x := layerNormed[T](t, set, m, act, kernels.ReLU)
	for _, invariant := range []bool{true, false} {
		p, err := net.NewPass(m, Config{BatchInvariant: invariant})
		if err != nil {
			t.Fatal(err)
		}
		want := p.Forward(x, m)
		var first []T
		for count := 1; count < 4; count++ {
			q, err := net.Freeze().NewPredictor(m+1, Config{BatchInvariant: invariant, Workers: workers.New(count)})
			if err != nil {
				t.Fatal(err)
			}
			got := slices.Clone(q.Forward(x, m))
			if first == nil {
				first = got
			}
			if !slices.Equal(got, first) {
				t.Errorf("%T: %d workers have other bits", T(0), count)
			}
			if !raced { // where it takes minutes
				if n := mallocs.PerRun(func() { q.Forward(x, m) }); n > 0 {
					t.Errorf("%T: %d workers: %d allocations", T(0), count, n)
				}
			}
			for i := range got {
				if d := math.Abs(float64(got[i] - want[i])); !(d <= bound) || invariant && d != 0 {
					t.Fatalf("%T: output %d is %v, want %v, invariant %v", T(0), i, got[i], want[i], invariant)
				}
			}
		}
	}
}

// TestLayerNormEdges wants an example that is not finite to be NaN and no other, one whose Z are alike to be β, and sums that would
// overflow or cancel in T to be right.
func TestLayerNormEdges(t *testing.T) {
	t.Run("float32", testLayerNormEdges[float32])
	t.Run("float64", testLayerNormEdges[float64])
}

func testLayerNormEdges[T kernels.Float](t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 9} {
		net, err := New[T](kernels.Best(), n, Layer{Units: n, Norm: LayerNorm})
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			net.W(1)[i*n+i], net.Beta(1)[i], net.Gamma(1)[i] = 1, T(i), -1
		}
		const m = 4
		x := make([]T, m*n)
		for i := range n {
			x[i], x[n+i], x[2*n+i], x[3*n+i] = 1e6+T(i), 7, T(i), 0x1p70*T(i%2)
		}
		x[2*n+n-1] = T(math.Inf(1))
		p, err := net.NewPass(m, Config{})
		if err != nil {
			t.Fatal(err)
		}
		a := p.Forward(x, m)
		mean, variance := float64(n-1)/2, float64(n*n-1)/12 // of 0 … n-1
		ones := float64(n / 2)
		for i := range n {
			if want := float64(i) - (float64(i)-mean)/math.Sqrt(variance+1e-5); math.Abs(float64(a[i])-want) > 1e-5*float64(n) {
				t.Errorf("%d units: %v, want %v", n, a[i], want)
			}
			if a[n+i] != T(i) {
				t.Errorf("%d units alike: %v, want β, %v", n, a[n+i], i)
			}
			if v := a[2*n+i]; v == v {
				t.Errorf("%d units, one of them infinite: %v, want NaN", n, v)
			}
			share := ones / float64(n)
			want := float64(i)
			if n > 1 {
				want -= (float64(i%2) - share) / math.Sqrt(share*(1-share))
			}
			if math.Abs(float64(a[3*n+i])-want) > 1e-5*float64(n) {
				t.Errorf("%d units of 2⁷⁰: %v, want %v", n, a[3*n+i], want)
			}
		}
	}
}

// TestLayerNormNarrow wants narrow weights with LayerNorm near the network, Int8's bits the same in every Set and for any batch and
// workers, no allocation, and files to keep it.
func TestLayerNormNarrow(t *testing.T) {
	const m = 50
	var bits []float32
	for _, set := range kernels.Available() {
		for _, act := range []kernels.Act{kernels.Identity, kernels.ReLU, kernels.Tanh, kernels.SiLU} {
			net, x := layerNormed[float32](t, set, m, act)
			p, err := net.NewPass(m, Config{})
			if err != nil {
				t.Fatal(err)
			}
			want := p.Forward(x, m)
			for w := range numWeights {
				q := narrowPredictor(t, net, w, m, workers.New(2))
				got := slices.Clone(q.Forward(x, m))
				var error, size float64
				for i, v := range got {
					error += math.Abs(float64(v - want[i]))
					size += math.Abs(float64(want[i]))
				}
				if !(error < 0.06*size) {
					t.Errorf("%s, %v, %v: a mean error of %v beside %v", set.Name, act, w, error/m/3, size/m/3)
				}
				if n := mallocs.PerRun(func() { q.Forward(x, m) }); n > 0 {
					t.Errorf("%v: %d allocations", w, n)
				}
				if one := q.Forward(x[9:], 1); !slices.Equal(one, got[3:6]) {
					t.Errorf("%v, %v: an example alone is %v, and among others %v", set.Name, w, one, got[3:6])
				}
				path := filepath.Join(t.TempDir(), "narrow.safetensors")
				if err := q.frozen.Save(path); err != nil {
					t.Fatal(err)
				}
				f, err := LoadNarrow(set, path)
				if err != nil {
					t.Fatal(err)
				}
				again, err := f.NewPredictor(m, Config{})
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(again.Forward(x, m), got) {
					t.Errorf("%v: a file has other bits", w)
				}
				if w == Int8 {
					bits = append(bits, got...)
				}
			}
		}
	}
	for i := range kernels.Available() {
		if n := len(bits) / len(kernels.Available()); !slices.Equal(bits[:n], bits[i*n:][:n]) {
			t.Errorf("Int8 has other bits in %s", kernels.Available()[i].Name)
		}
	}
	sum := fnv.New64a()
	for _, v := range bits[:len(bits)/len(kernels.Available())] {
		fmt.Fprintf(sum, "%08x", math.Float32bits(v))
	}
	if got := fmt.Sprintf("%#x", sum.Sum64()); got != "0x718077193b7aacd9" { // on every machine
		t.Errorf("Int8's bits sum to %s", got)
	}
}

// TestLayerNormFiles wants files of any type to have LayerNorm, with PyTorch's names where they are asked for, and lies to be errors.
func TestLayerNormFiles(t *testing.T) {
	net, _ := layerNormed[float32](t, kernels.Best(), 1, kernels.Tanh)
	path := filepath.Join(t.TempDir(), "net")
	if err := net.Save(path); err != nil {
		t.Fatal(err)
	}
	other, err := Load[float32](kernels.Best(), path)
	if err != nil || !slices.Equal(other.params, net.params) || !slices.Equal(other.layers(), net.layers()) {
		t.Errorf("%v, or another network", err)
	}
	if err := net.SaveParamsWith(path, net.Sequential()); err != nil {
		t.Fatal(err)
	}
	f := openPath(t, path)
	for name, want := range map[string][]float32{"0.weight": net.W(1), "1.weight": net.Gamma(1), "4.bias": net.Beta(2), "9.weight": net.W(4), "12.weight": net.Gamma(5)} {
		got := make([]float32, len(want))
		if err := safetensors.Read(f, name, got); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is %v, %v, want %v", name, got, err, want)
		}
	}
	if len(f.Tensors) != 18 {
		t.Errorf("%d tensors, want 18", len(f.Tensors))
	}
	other, err = New[float32](kernels.Best(), 9, net.layers()...)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.LoadParamsWith(path, net.Sequential()); err != nil || !slices.Equal(other.params, net.params) {
		t.Errorf("%v, or other parameters", err)
	}
	narrow, err := net.FreezeNarrow(BF16)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		change func(n *Narrow)
		want   string
	}{
		{func(n *Narrow) { n.layers[0].norm = nil }, `no tensor "norms.0.weight"`},
		{func(n *Narrow) { n.net.norms[0].Norm = NoNorm }, `tensor "norms.0.bias" is not one that is read`},
		{func(n *Narrow) { n.net.norms[0].Norm = BatchNorm }, "layer 1 has normalisation batch, which narrow weights have in them"},
		{func(n *Narrow) { n.net.norms[0].epsilon = -1 }, "layer 1 has NormEpsilon -1"},
		{func(n *Narrow) { n.net.norms[0].epsilon = 1e-60 }, "layer 1 has NormEpsilon 1e-60"},
	} {
		lie, layers := *narrow, slices.Clone(narrow.layers)
		lie.net, lie.layers = outlineOf(net), layers
		lie.net.norms = slices.Clone(net.norms)
		c.change(&lie)
		if err := lie.Save(path); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadNarrow(kernels.Best(), path); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// TestAddBias adds to blocks of wide rows, of which each has its own piece of b and no other element changes.
func TestAddBias(t *testing.T) {
	const m, n = 5, 2*kernels.MaxElements + 3
	fn := kernels.FunctionsOf[float32](kernels.Best())
	b := make([]float32, n)
	for j := range b {
		b[j] = float32(j + 1)
	}
	for _, block := range [][4]int{{0, m, 0, n}, {1, 4, 3, 9}, {0, 3, kernels.MaxElements - 1, n - 1}, {4, 5, 0, kernels.MaxElements + 1}} {
		z := make([]float32, m*n)
		addBias(fn, z, n, b, block[0], block[1], block[2], block[3])
		for i, v := range z {
			want, row, column := float32(0), i/n, i%n
			if row >= block[0] && row < block[1] && column >= block[2] && column < block[3] {
				want = b[column]
			}
			if v != want {
				t.Fatalf("block %v: z[%d,%d] is %v, want %v", block, row, column, v, want)
			}
		}
	}
}

// TestNormKeptLate has a layer learn first and then stay, with BackwardUpdate, whose sums of the step before must not count again.
func TestNormKeptLate(t *testing.T) {
	for _, norm := range []Norm{BatchNorm, LayerNorm} {
		net, err := New[float64](kernels.Best(), 2, Layer{Units: 3, Act: kernels.Tanh, Norm: norm}, Layer{Units: 2, Norm: norm})
		if err != nil {
			t.Fatal(err)
		}
		net.Init(1)
		p, err := net.NewPass(3, Config{InputGradient: true})
		if err != nil {
			t.Fatal(err)
		}
		step := func() {
			p.Train(1, 1)
			p.Forward([]float64{1, 2, -1, 0.5, 3, -2}, 3)
			p.BackwardUpdate(MeanSquare, Labels[float64]{Values: []float64{1, 0, 2, 1, -1, 3}}, 0.1)
		}
		step()
		net.SetTrainable(1, false)
		before, upper := slices.Concat(net.Gamma(1), net.Beta(1), net.W(1), net.B(1)), slices.Clone(net.Gamma(2))
		step()
		if !slices.Equal(slices.Concat(net.Gamma(1), net.Beta(1), net.W(1), net.B(1)), before) {
			t.Errorf("%v: a layer that is no longer trainable changes", norm)
		}
		if slices.Equal(net.Gamma(2), upper) {
			t.Errorf("%v: a layer that is trainable does not change", norm)
		}
	}
}
