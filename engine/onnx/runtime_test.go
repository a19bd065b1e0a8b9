package onnx

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"unsafe"

	"weft.example/engine"
	"weft.example/kernels"
)

// run is what testdata/ort.js reads for each model.
type run struct {
	Path string    `json:"path"`
	Type string    `json:"type"`
	X    []float64 `json:"x"`
	N    int       `json:"n"`

	// Level is how much ONNX Runtime optimises. Above basic it makes one operator of the parts
	// of SiLU, which it has for float32 alone.
	Level string `json:"level"`
	want  []float64
}

// TestRuntime wants ONNX Runtime to load what Save writes, and to compute what the network does.
// WEFT_ORT names the folder in which npm has installed onnxruntime-node.
func TestRuntime(t *testing.T) {
	dir := os.Getenv("WEFT_ORT")
	if dir == "" {
		t.Skip("WEFT_ORT does not name a folder with onnxruntime-node")
	}
	runs := append(saved[float32](t), saved[float64](t)...)
	input, err := json.Marshal(runs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", filepath.Join("testdata", "ort.js"))
	cmd.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(dir, "node_modules"))
	cmd.Stdin = bytes.NewReader(input)
	var failure bytes.Buffer
	cmd.Stderr = &failure
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, failure.Bytes())
	}
	var outputs [][]float64
	if err := json.Unmarshal(text, &outputs); err != nil || len(outputs) != len(runs) {
		t.Fatalf("%d outputs, %v, want %d", len(outputs), err, len(runs))
	}
	for i, r := range runs {
		bound := 1e-5
		if r.Type == "float64" {
			bound = 1e-13
		}
		t.Run(r.Type+filepath.Base(r.Path), func(t *testing.T) { wantNear(t, outputs[i], r.want, bound) })
	}
}

// saved are networks of every activation and head that ONNX Runtime has for T, some with LayerNorm.
func saved[T kernels.Float](t *testing.T) (runs []run) {
	t.Helper()
	kind := fmt.Sprintf("float%d", 8*unsafe.Sizeof(T(0)))
	for act := range kernels.NumActs {
		switch act {
		case kernels.LeakyReLU, kernels.GELU, kernels.GELUTanh:
			if kind == "float64" {
				continue
			}
		}
		level := "all"
		if act == kernels.SiLU && kind == "float64" {
			level = "basic"
		}
		for head := range NumHeads {
			first := engine.Layer{Units: 7, Act: act, Slope: slopeOf(act)}
			if head%2 > 0 {
				first.Norm, first.NormEpsilon = engine.LayerNorm, 0x1p-10 // as a float32 has it
			}
			net, err := engine.New[T](kernels.Best(), 5, first, engine.Layer{Units: 3})
			if err != nil {
				t.Fatal(err)
			}
			net.Init(uint64(head))
			path := filepath.Join(t.TempDir(), fmt.Sprintf("%v-%v.onnx", act, head))
			if err := Save(path, net, head); err != nil {
				t.Fatal(err)
			}
			x := randoms(4 * 5)
			runs = append(runs, run{path, kind, x, 5, level, output(t, net, head, x)})
		}
	}
	return runs
}
