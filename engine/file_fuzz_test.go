package engine

import (
	"bytes"
	"io"
	"path/filepath"
	"runtime"
	"testing"

	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// fuzzNetwork is a small network with dropout.
func fuzzNetwork(t testing.TB) *Network[float32] {
	t.Helper()
	net, err := New[float32](kernels.Best(), 2, Layer{Units: 3, Act: kernels.ReLU, Dropout: 0.5}, Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	return net
}

// toldNetwork is that with everything told.
func toldNetwork(t testing.TB) *Network[float32] {
	t.Helper()
	net := fuzzNetwork(t)
	err := net.SetAbout(About{
		Loss: CrossEntropy.String(), Classes: []string{"no", "<é>"}, Columns: []string{"a, b", ""},
		InputShift: []float64{0.1, -2}, InputScale: []float64{1, 1e-300}, Keys: map[string]string{"note": "mine"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// seeds adds a file, with and without its checksum, as a change passes only without; and
// changes of it.
func seeds(f *testing.F, tensors []safetensors.Tensor, metadata map[string]string) {
	f.Helper()
	for _, write := range []func(io.Writer, []safetensors.Tensor, map[string]string) error{safetensors.Write, writeSummed} {
		var b bytes.Buffer
		if err := write(&b, tensors, metadata); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
		f.Add(b.Bytes()[:b.Len()-1])
		for old, other := range map[string]string{`"3,1"`: `"3,9"`, `"relu,sigmoid"`: `"sigmoid,relu"`, `"0.5,0"`: `"0,0.5"`, `"weft.dropouts"`: `"note.dropouts"`, `1e-300`: `1`, `\",\"`: `\"\"`} {
			f.Add(bytes.Replace(b.Bytes(), []byte(old), []byte(other), 1))
		}
	}
}

// wantProportion wants little more allocated than the file is long: 8 times the header, and
// the parameters, of which each array begins on a cache line.
func wantProportion(t *testing.T, file []byte, do func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20+16*uint64(len(file)) {
		t.Errorf("%d bytes allocated for a file of %d", n, len(file))
	}
}

// FuzzReadNetwork wants a file either refused or to be a network that, written
// and read again, is the same.
func FuzzReadNetwork(f *testing.F) {
	net := toldNetwork(f)
	seeds(f, net.tensors(safetensors.DTypeOf[float32]()), net.describe())
	f.Fuzz(func(t *testing.T, file []byte) {
		var first *Network[float32]
		var err error
		wantProportion(t, file, func() {
			first, err = ReadNetwork[float32](kernels.Best(), bytes.NewReader(file), int64(len(file)))
		})
		if err != nil {
			return
		}
		again := contents(t, first)
		second, err := ReadNetwork[float32](kernels.Best(), bytes.NewReader(again), int64(len(again)))
		if err != nil {
			t.Fatal(err)
		}
		wantSameNetwork(t, second, first)
	})
}

// FuzzCheckpoint wants a file either refused, with nothing changed, or to be a checkpoint
// that, saved and loaded again, is the same.
func FuzzCheckpoint(f *testing.F) {
	net := toldNetwork(f)
	velocity := newHeavyBall(net, "v")
	copy(velocity.velocity[0], net.params)
	tensors := append(net.tensors(safetensors.DTypeOf[float32]()), net.parameters(optimizerPrefix+"v.", velocity.velocity[0]).tensors(safetensors.DTypeOf[float32]())...)
	metadata := net.describe()
	metadata[keySteps], metadata[keySeed] = "7", "9"
	seeds(f, tensors, metadata)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, file []byte) {
		first, empty := fuzzNetwork(t), fuzzNetwork(t)
		opt := newHeavyBall(first, "v")
		var seed uint64
		var err error
		wantProportion(t, file, func() { seed, err = first.readCheckpoint(opt, bytes.NewReader(file), int64(len(file))) })
		if err != nil {
			wantSameNetwork(t, first, empty)
			if opt.steps != 0 || total(opt.velocity[0]) != 0 {
				t.Errorf("an error, and %d steps, velocity %v", opt.steps, opt.velocity[0])
			}
			return
		}
		path := filepath.Join(dir, "checkpoint")
		if err := SaveCheckpoint(path, first, opt, seed); err != nil {
			t.Fatal(err)
		}
		second := fuzzNetwork(t)
		optAgain := newHeavyBall(second, "v")
		seedAgain, err := LoadCheckpoint(path, second, optAgain)
		if err != nil || seedAgain != seed || optAgain.steps != opt.steps {
			t.Fatalf("seed %d after %d steps becomes %d after %d, %v", seed, opt.steps, seedAgain, optAgain.steps, err)
		}
		wantSameNetwork(t, second, first)
		if !bytes.Equal(bits(t, optAgain.velocity[0]), bits(t, opt.velocity[0])) {
			t.Error("the optimiser's bits differ")
		}
	})
}
