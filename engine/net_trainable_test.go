package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// TestTrainableFiles wants model files and checkpoints to keep which layers are trainable, a file that does not tell to change
// nothing, and lies to be errors.
func TestTrainableFiles(t *testing.T) {
	newNet := func() *Network[float32] {
		net, err := New[float32](kernels.Best(), 2, Layer{Units: 3}, Layer{Units: 4}, Layer{Units: 1})
		if err != nil {
			t.Fatal(err)
		}
		return net
	}
	want := func(what string, net *Network[float32], list ...bool) {
		t.Helper()
		for i, trainable := range list {
			if net.Trainable(i+1) != trainable {
				t.Errorf("%s: layer %d is trainable: %v", what, i+1, !trainable)
			}
		}
	}
	net, path := newNet(), filepath.Join(t.TempDir(), "net")
	net.SetTrainable(1, false)
	net.SetTrainable(2, true)
	if err := net.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded, err := Load[float32](kernels.Best(), path)
	if err != nil {
		t.Fatal(err)
	}
	want("a model file", loaded, false, true, true)
	want("a folded network", loaded.Folded(), false, true, true)

	opt := newOptimizer(t, net, Adam.Rule())
	resume := func(of *Network[float32]) {
		t.Helper()
		if _, err := LoadCheckpoint(path, of, newOptimizer(t, of, Adam.Rule())); err != nil {
			t.Fatal(err)
		}
	}
	if err := SaveCheckpoint(path, net, opt, 1); err != nil {
		t.Fatal(err)
	}
	other := newNet()
	other.SetTrainable(3, false)
	resume(other)
	want("a checkpoint", other, false, true, true)
	if loaded, err = Load[float32](kernels.Best(), path); err != nil {
		t.Fatal(err)
	}
	want("the network of a checkpoint", loaded, false, true, true)
	net.SetTrainable(1, true)
	if err := SaveCheckpoint(path, net, opt, 1); err != nil {
		t.Fatal(err)
	}
	resume(other)
	want("a checkpoint of trainable layers alone", other, true, true, true)

	if metadata := newNet().describe(); metadata[keyTrainable] != "" {
		t.Errorf("a network whose layers are all trainable tells %q", metadata[keyTrainable])
	}
	metadata := net.describe() // which does not tell
	metadata[keySteps], metadata[keySeed] = "0", "0"
	write := func() {
		t.Helper()
		tensors := net.tensors(safetensors.F32)
		for _, s := range opt.State() {
			tensors = append(tensors, net.parameters(optimizerPrefix+s.Name+".", s.Data).tensors(safetensors.F32)...)
		}
		var b strings.Builder
		if err := safetensors.Write(&b, tensors, metadata); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write()
	other.SetTrainable(2, false)
	resume(other)
	want("a checkpoint that does not tell", other, true, false, true)

	for text, message := range map[string]string{
		"true,false":      "metadata have 3 units and 2 words of what is trainable",
		"true,false,no":   `metadata "weft.trainable" have "no", want true or false`,
		"":                "3 units and 1 words",
		"true,true,true,": "3 units and 4 words",
	} {
		metadata[keyTrainable] = text
		write()
		_, err := Load[float32](kernels.Best(), path)
		wantError(t, "Load of "+text, err, message)
		other.W(1)[0] = 7
		_, err = LoadCheckpoint(path, other, newOptimizer(t, other, Adam.Rule()))
		wantError(t, "LoadCheckpoint of "+text, err, message)
		if other.W(1)[0] != 7 {
			t.Error("an error changes the network")
		}
	}
}
