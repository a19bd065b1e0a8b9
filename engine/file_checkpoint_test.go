package engine

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weft.example/kernels"
)

// heavyBall is gradient descent with a velocity for each parameter and a rate
// that falls with the steps.
type heavyBall[T kernels.Float] struct {
	names    []string
	velocity [][]T
	steps    int
}

func newHeavyBall[T kernels.Float](net *Network[T], names ...string) *heavyBall[T] {
	h := &heavyBall[T]{names: names}
	for range names {
		h.velocity = append(h.velocity, make([]T, len(net.Params())))
	}
	return h
}

func (h *heavyBall[T]) State() []Slab[T] {
	var list []Slab[T]
	for i, name := range h.names {
		list = append(list, Slab[T]{name, h.velocity[i]})
	}
	return list
}
func (h *heavyBall[T]) Steps() int     { return h.steps }
func (h *heavyBall[T]) SetSteps(n int) { h.steps = n }

func (h *heavyBall[T]) step(p *Pass[T]) {
	h.steps++
	for i, g := range p.Grads() {
		for _, v := range h.velocity {
			v[i] = 0.9*v[i] + g
		}
		p.net.Params()[i] -= h.velocity[0][i] / T(h.steps)
	}
}

// trainSteps takes steps on examples that depend on the count of them.
func trainSteps[T kernels.Float](t *testing.T, net *Network[T], h *heavyBall[T], steps int) {
	t.Helper()
	p, err := net.NewPass(4, Config{})
	if err != nil {
		t.Fatal(err)
	}
	x, y := make([]T, 4*net.Units(0)), make([]T, 4*net.Units(net.Depth()))
	for range steps {
		for i := range x {
			x[i] = T((i*7+h.steps)%5) - 2
		}
		for i := range y {
			y[i] = T((i + h.steps) % 2)
		}
		p.Forward(x, 4)
		p.Backward(y)
		h.step(p)
	}
}

func TestCheckpoint(t *testing.T) {
	t.Run("float32", testCheckpoint[float32])
	t.Run("float64", testCheckpoint[float64])
}

// testCheckpoint wants training that is resumed to go on with the same bits.
func testCheckpoint[T kernels.Float](t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	net := oddNetwork[T](t, kernels.Best())
	net.Init(5)
	h := newHeavyBall(net, "velocity", "other.velocity")
	trainSteps(t, net, h, 5)
	const seed = 1<<63 + 7
	if err := SaveCheckpoint(path, net, h, seed); err != nil {
		t.Fatal(err)
	}
	loaded, err := Load[T](kernels.Best(), path)
	if err != nil {
		t.Fatal(err)
	}
	wantSameNetwork(t, loaded, net)

	resumed := oddNetwork[T](t, kernels.Best())
	g := newHeavyBall(resumed, "velocity", "other.velocity")
	trainSteps(t, resumed, g, 2) // to have something to be replaced
	if got, err := LoadCheckpoint(path, resumed, g); got != seed || err != nil {
		t.Fatalf("LoadCheckpoint = %d, %v, want %d", got, err, uint64(seed))
	}
	if g.Steps() != 5 {
		t.Errorf("%d steps, want 5", g.Steps())
	}
	trainSteps(t, net, h, 5)
	trainSteps(t, resumed, g, 5)
	wantSameNetwork(t, resumed, net)
	for i := range h.velocity {
		if !bytes.Equal(bits(t, g.velocity[i]), bits(t, h.velocity[i])) {
			t.Errorf("slab %s differs", h.names[i])
		}
	}
}

// TestCheckpointErrors wants a file that does not fit refused, with nothing
// changed.
func TestCheckpointErrors(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	net := oddNetwork[float32](t, kernels.Best())
	net.Init(5)
	h := newHeavyBall(net, "v")
	trainSteps(t, net, h, 3)
	other, err := New[float32](kernels.Best(), 3, Layer{Units: 7, Act: kernels.ReLU}, Layer{Units: 1, Act: kernels.Identity}, Layer{Units: 5, Act: kernels.ReLU})
	if err != nil {
		t.Fatal(err)
	}
	wide := oddNetwork[float64](t, kernels.Best())
	large := newHeavyBall(wide, "v")
	large.velocity[0][0] = 1e39
	for _, err := range []error{
		net.Save(at("network")),
		SaveCheckpoint(at("none"), net, newHeavyBall(net), 1),
		SaveCheckpoint(at("more"), net, newHeavyBall(net, "v", "w"), 1),
		SaveCheckpoint(at("named"), net, newHeavyBall(net, "w"), 1),
		SaveCheckpoint(at("other"), other, newHeavyBall(other, "v"), 1),
		SaveCheckpoint(at("large"), wide, large, 1),
		SaveCheckpoint(at("negative"), net, &heavyBall[float32]{steps: -1}, 1),
		SaveCheckpoint(at("cut"), net, newHeavyBall(net, "v"), 1),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(at("cut"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at("cut"), whole[:len(whole)-1], 0o666); err != nil {
		t.Fatal(err)
	}
	params, velocity := bits(t, net.Params()), bits(t, h.velocity[0])
	for name, want := range map[string]string{
		"missing":  "missing",
		"network":  `metadata "weft.steps" have ""`,
		"none":     `no tensor "optimizer.v.layers.0.weight"`,
		"more":     `tensor "optimizer.w.layers.`,
		"named":    `no tensor "optimizer.v.layers.0.weight"`,
		"other":    "activations relu,identity,relu; want 3, 7,1,5, relu,identity,sigmoid",
		"large":    `tensor "optimizer.v.layers.0.weight": element 0 is 1e+39, too large for F32`,
		"negative": `metadata "weft.steps" have "-1"`,
		"cut":      "bytes of data",
	} {
		_, err := LoadCheckpoint(at(name), net, h)
		wantError(t, name, err, want)
		if h.steps != 3 || !bytes.Equal(bits(t, net.Params()), params) || !bytes.Equal(bits(t, h.velocity[0]), velocity) {
			t.Fatalf("%s changes what it was to be loaded into", name)
		}
	}
	err = SaveCheckpoint(at("none"), net, newHeavyBall(net, "v", "v"), 1)
	if err == nil || !strings.Contains(err.Error(), "another has its name") {
		t.Errorf("error %v for two slabs of a name", err)
	}
	short := &heavyBall[float32]{names: []string{"v"}, velocity: [][]float32{{1}}}
	wantPanic(t, "SaveCheckpoint", func() { _ = SaveCheckpoint(at("x"), net, short, 1) }, `slab "v" has 1 elements, want the network's`)
	wantPanic(t, "LoadCheckpoint", func() { _, _ = LoadCheckpoint(at("more"), net, short) }, `slab "v" has 1 elements`)
}
