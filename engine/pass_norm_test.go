package engine

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// TestNormLayers wants New to refuse what is no normalisation, and to keep its numbers.
func TestNormLayers(t *testing.T) {
	for _, c := range []struct {
		layer Layer
		want  string // or "" where it is one
	}{
		{Layer{Norm: NumNorms}, "layer 1 has normalisation"},
		{Layer{Norm: -1}, "layer 1 has normalisation -1"},
		{Layer{NormEpsilon: 1e-3}, "layer 1 has NormEpsilon 0.001 and no Norm, want 0"},
		{Layer{NormMomentum: 0.5}, "layer 1 has NormMomentum 0.5 and no BatchNorm, want 0"},
		{Layer{Norm: BatchNorm, NormEpsilon: -1}, "layer 1 has NormEpsilon -1, want a finite number above 0"},
		{Layer{Norm: BatchNorm, NormEpsilon: 1e-60}, "layer 1 has NormEpsilon 1e-60, want a finite number above 0 in float32"},
		{Layer{Norm: BatchNorm, NormEpsilon: 1e60}, "layer 1 has NormEpsilon 1e+60"},
		{Layer{Norm: BatchNorm, NormMomentum: 1.5}, "layer 1 has NormMomentum 1.5, want above 0 to 1"},
		{Layer{Norm: BatchNorm, NormMomentum: -0.1}, "layer 1 has NormMomentum -0.1"},
		{Layer{Norm: BatchNorm, NormMomentum: 1, NormEpsilon: 1e-3}, ""},
	} {
		c.layer.Units = 2
		net, err := New[float32](kernels.Best(), 1, c.layer)
		switch {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%+v: %v, want %q", c.layer, err, c.want)
		case err == nil && net.layers()[0] != c.layer:
			t.Errorf("%+v has become %+v", c.layer, net.layers()[0])
		}
	}
}

// normedNetwork has a layer of each normalisation and one without, and no number twice.
func normedNetwork(t *testing.T) *Network[float32] {
	t.Helper()
	layers := []Layer{{Units: 3, Act: kernels.ReLU, Norm: BatchNorm}, {Units: 2, Act: kernels.Tanh}, {Units: 2, Norm: BatchNorm}}
	net, err := New[float32](kernels.Best(), 2, layers...)
	if err != nil {
		t.Fatal(err)
	}
	v := float32(0)
	for l := range net.Depth() {
		for _, x := range net.arraysOf(l + 1) {
			for i := range x {
				v++
				x[i] = v
			}
		}
	}
	return net
}

// TestSequential wants the names that PyTorch has in an nn.Sequential, in what is written and read.
func TestSequential(t *testing.T) {
	net := normedNetwork(t)
	path := filepath.Join(t.TempDir(), "params.safetensors")
	if err := net.SaveParamsWith(path, net.Sequential()); err != nil {
		t.Fatal(err)
	}
	f := openPath(t, path)
	want := []string{
		"0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", // 2 is the ReLU
		"3.weight", "3.bias", // 4 is the Tanh
		"5.weight", "5.bias", "6.weight", "6.bias", "6.running_mean", "6.running_var",
	}
	var names []string
	for _, x := range f.Tensors {
		names = append(names, x.Name)
	}
	slices.Sort(want)
	if slices.Sort(names); !slices.Equal(names, want) {
		t.Errorf("tensors %q, want %q", names, want)
	}
	for name, want := range map[string][]float32{"1.weight": net.Gamma(1), "1.bias": net.Beta(1), "1.running_mean": net.RunningMean(1), "6.running_var": net.RunningVar(3), "5.weight": net.W(3)} {
		got := make([]float32, len(want))
		if err := safetensors.Read(f, name, got); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is %v, %v, want %v", name, got, err, want)
		}
	}
	read := func(c ParamsConfig) (*Network[float32], error) {
		other, err := New[float32](kernels.Best(), 2, net.layers()...)
		if err != nil {
			t.Fatal(err)
		}
		return other, other.LoadParamsWith(path, c)
	}
	same := func(what string, other *Network[float32]) {
		t.Helper()
		if !slices.Equal(other.params, net.params) || !slices.Equal(other.running, net.running) {
			t.Errorf("%s: other numbers", what)
		}
	}
	other, err := read(net.Sequential())
	if err != nil {
		t.Fatal(err)
	}
	same("Sequential", other)

	c := net.Sequential()
	c.NormNames = nil
	other, err = read(c)
	wantError(t, "LoadParams without NormNames", err, "layer 1 has normalisation batch, and there are no NormNames; Network.Sequential has those of PyTorch")
	if other.RunningVar(1)[0] != 1 || other.W(1)[0] != 0 {
		t.Error("an error changes the network")
	}
	wantError(t, "SaveParams without NormNames", net.SaveParamsWith(path, c), "there are no NormNames")

	c = net.Sequential()
	c.NormNames = func(int) (gamma, beta, mean, variance string) { return "", "", "", "" }
	wantError(t, "SaveParams of γ without a name", net.SaveParamsWith(path, c), "Gamma(1)[0] is 10, and it has no name")
	if other, err = read(c); err != nil {
		t.Fatal(err)
	}
	if other.Gamma(3)[1] != 1 || other.Beta(3)[1] != 0 || other.RunningMean(3)[1] != 0 || other.RunningVar(3)[1] != 1 {
		t.Errorf("γ, β and running means without names are %v", other.arraysOf(3))
	}
	path = filepath.Join(t.TempDir(), "own.safetensors")
	if err := net.SaveParams(path, nil); err != nil {
		t.Fatal(err)
	}
	if other, err = read(ParamsConfig{}); err != nil {
		t.Fatal(err)
	}
	same("weft's names", other)
}

// TestNormFiles wants files to have normalisations, of any type, and lies about them to be errors.
func TestNormFiles(t *testing.T) {
	net := normedNetwork(t)
	path := filepath.Join(t.TempDir(), "net")
	for _, dtype := range []safetensors.DType{safetensors.F16, safetensors.BF16, safetensors.F32, safetensors.F64} {
		if err := net.SaveAs(path, dtype); err != nil {
			t.Fatal(err)
		}
		other, err := Load[float32](kernels.Best(), path)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(other.params, net.params) || !slices.Equal(other.running, net.running) || !slices.Equal(other.layers(), net.layers()) {
			t.Errorf("%s: another network", dtype)
		}
	}
	for _, c := range []struct{ key, text, want string }{
		{keyNorms, "batch,none", "3 units and 2 normalisations"},
		{keyNorms, "batch,none,x", `"weft.norms" have "x", want one of`},
		{keyNorms, "batch,none,none", `tensor "norms.2.bias" is not one that is read`},
		{keyNorms, "batch,batch,batch", `no tensor "norms.1.weight"`},
		{keyEpsilons, "1,2", "3 units and 2 epsilons"},
		{keyEpsilons, "1,0,y", `"weft.norm_epsilons" have "y", want a number`},
		{keyEpsilons, "1,0,-1", "layer 3 has NormEpsilon -1"},
		{keyEpsilons, "1,0,NaN", "layer 3 has NormEpsilon NaN"},
		{keyMomenta, "1,0,2", "layer 3 has NormMomentum 2"},
		{keyMomenta, "1", "3 units and 1 momenta"},
	} {
		metadata := net.describe()
		metadata[c.key] = c.text
		var b strings.Builder
		if err := safetensors.Write(&b, net.tensors(safetensors.F32), metadata); err != nil {
			t.Fatal(err)
		}
		_, err := ReadNetwork[float32](kernels.Best(), strings.NewReader(b.String()), int64(b.Len()))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: %v, want %q", c.key, c.text, err, c.want)
		}
	}
}

// TestNarrowFolds wants narrow weights to have BatchNorm in them, and a file of such a network to have no Norm.
func TestNarrowFolds(t *testing.T) {
	n := normedNetwork(t)
	x := make([]float32, 3*n.units[0])
	for i := range x {
		x[i] = float32(i%7) - 2
	}
	for w := range numWeights {
		got := slices.Clone(narrowPredictor(t, n, w, 3, nil).Forward(x, 3))
		want := narrowPredictor(t, n.Folded(), w, 3, nil).Forward(x, 3)
		if !slices.Equal(got, want) {
			t.Errorf("%v: %v, want those of the folded network, %v", w, got, want)
		}
		pass, err := n.NewPass(3, Config{})
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range pass.Forward(x, 3) {
			if d := math.Abs(float64(v - got[i])); !(d < 0.02*math.Abs(float64(v))+0.1) {
				t.Errorf("%v: output %d is %v, want about %v", w, i, got[i], v)
			}
		}
	}
	f, err := n.FreezeNarrow(Int8)
	if err != nil {
		t.Fatal(err)
	}
	f.net.norms = n.norms
	path := filepath.Join(t.TempDir(), "x.safetensors")
	if err := f.Save(path); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadNarrow(n.set, path); err == nil || !strings.Contains(err.Error(), "layer 1 has normalisation batch") {
		t.Errorf("a narrow file with a Norm: %v, want an error that names it", err)
	}
}

// TestNormInit wants Init to leave nothing of what a Norm has learnt.
func TestNormInit(t *testing.T) {
	net := normedNetwork(t)
	net.Init(1)
	for l := 1; l <= net.Depth(); l++ {
		none := unnamed[float32]()
		for kind, x := range net.arraysOf(l) {
			if kind != weightArray && slices.ContainsFunc(x, func(v float32) bool { return v != none[kind] }) {
				t.Errorf("%s(%d) is %v behind Init", arrayMethods()[kind], l, x)
			}
		}
	}
}
