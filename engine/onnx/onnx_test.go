package onnx

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"weft.example/engine"
	"weft.example/engine/onnx/internal/onnxpb"
	"weft.example/kernels"
)

// parse reads a model that is not in a file.
func parse[T kernels.Float](t testing.TB, m *onnxpb.ModelProto) (*engine.Network[T], Info, error) {
	t.Helper()
	b, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return Read[T](kernels.Best(), bytes.NewReader(b), int64(len(b)))
}

// output computes what the graph of a network that was read returns.
func output[T kernels.Float](t *testing.T, net *engine.Network[T], head Head, x []float64) []float64 {
	t.Helper()
	m := len(x) / net.Units(0)
	pass, err := net.NewPass(m, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	data := make([]T, len(x))
	for i, v := range x {
		data[i] = T(v)
	}
	pass.Forward(data, m)
	prediction := make([]T, m*net.Units(net.Depth()))
	pass.Predict(head.Loss(), prediction)
	list := make([]float64, len(prediction))
	for i, v := range prediction {
		list[i] = float64(v)
		if head == LogSoftmax {
			list[i] = math.Log(list[i])
		}
	}
	return list
}

// wantNear wants numbers within a bound of others, relative to 1 where they are smaller.
func wantNear(t *testing.T, got, want []float64, bound float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d numbers, want %d", len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= bound*max(1, math.Abs(want[i]))) {
			t.Errorf("output %d is %v, want %v", i, got[i], want[i])
		}
	}
}

// TestGolden reads what PyTorch and ONNX's own library wrote, and wants what PyTorch computes.
func TestGolden(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	var golden map[string]struct{ X, Y []float64 }
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.onnx"))
	if err != nil || len(files) != len(golden) || len(files) < 9 {
		t.Fatalf("files %v, %v, want %d", files, err, len(golden))
	}
	heads := map[string]Head{"softmax": Softmax, "logsoftmax": LogSoftmax, "external": Softmax}
	for name, c := range golden {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name+".onnx")
			single, info, err := Load[float32](kernels.Best(), path)
			if err != nil {
				t.Fatal(err)
			}
			double, _, err := Load[float64](kernels.Best(), path)
			if err != nil {
				t.Fatal(err)
			}
			if info.Head != heads[name] || info.Input != "x" || info.Output != "y" || (info.Batch == 4) != (name == "fixed") {
				t.Errorf("%+v", info)
			}
			wantNear(t, output(t, single, info.Head, c.X), c.Y, 4e-6)
			bound := 4e-6 // of float32, which PyTorch has computed in
			if name == "double" {
				bound = 1e-14
			}
			wantNear(t, output(t, double, info.Head, c.X), c.Y, bound)
		})
	}
}

// TestRoundTrip writes networks of every activation and head, and wants the same bits read, and
// the graph to be the network, as the plain evaluator has it.
func TestRoundTrip(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testRoundTrip[float32](t, 4e-6) })
	t.Run("float64", func(t *testing.T) { testRoundTrip[float64](t, 2e-8) }) // LeakyRelu's slope is a float32
}

func testRoundTrip[T kernels.Float](t *testing.T, bound float64) {
	for act := range kernels.NumActs {
		for head := range NumHeads {
			net, err := engine.New[T](kernels.Best(), 5, engine.Layer{Units: 7, Act: act, Dropout: 0.25, Slope: slopeOf(act)},
				engine.Layer{Units: 6, Act: act, Norm: engine.Norm(int(head) % 2 * int(engine.LayerNorm)), NormEpsilon: float64(head%2) * 1e-3}, engine.Layer{Units: 3})
			if err != nil {
				t.Fatal(err)
			}
			net.Init(uint64(act))
			for l := 1; l <= 3; l++ {
				for i := range net.B(l) {
					net.B(l)[i] = T(i) - 1.25
				}
			}
			net.B(1)[0], net.W(1)[0] = T(math.Copysign(0, -1)), T(math.Copysign(0, -1))
			path := filepath.Join(t.TempDir(), "net.onnx")
			if err := Save(path, net, head); err != nil {
				t.Fatal(err)
			}
			again, info, err := Load[T](kernels.Best(), path)
			if err != nil {
				t.Fatalf("%v, %v: %v", act, head, err)
			}
			wantHead, wantLast := head, kernels.Identity
			if head == Sigmoid {
				wantHead, wantLast = Plain, kernels.Sigmoid
			}
			if info.Head != wantHead || again.Act(3) != wantLast || again.Act(1) != act || info.Producer != "weft" || info.Batch != 0 {
				t.Errorf("%v, %v: %v, %+v", act, head, again, info)
			}
			wantBits(t, again, net)
			if got, want := again.Layer(1), net.Layer(1); got.Slope != want.Slope {
				t.Errorf("layer 1 is %+v, want %+v", got, want)
			}
			if again.Layer(2) != net.Layer(2) {
				t.Errorf("layer 2 is %+v, want %+v", again.Layer(2), net.Layer(2))
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			m := new(onnxpb.ModelProto)
			if err := proto.Unmarshal(b, m); err != nil {
				t.Fatal(err)
			}
			x := randoms(4 * 5)
			wantNear(t, output(t, net, head, x), evaluate(t, m, array{[]int{4, 5}, x}).v, bound)
		}
	}
}

// slopeOf is a slope that no activation has by itself.
func slopeOf(act kernels.Act) float64 {
	if act == kernels.LeakyReLU {
		return 0.3
	}
	return 0
}

func randoms(n int) []float64 {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(float32(r.Float64()*4 - 2))
	}
	return x
}

// wantBits wants two networks to have the same parameters, with the sign of zeros.
func wantBits[T kernels.Float](t *testing.T, got, want *engine.Network[T]) {
	t.Helper()
	if got.Depth() != want.Depth() || len(got.Params()) != len(want.Params()) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i, v := range want.Params() {
		if g := got.Params()[i]; math.Float64bits(float64(g)) != math.Float64bits(float64(v)) {
			t.Errorf("parameter %d is %v, want %v", i, g, v)
		}
	}
}

// TestWriteRefuses wants a head that does not fit to be an error, and the file left as it was.
func TestWriteRefuses(t *testing.T) {
	net, err := engine.New[float32](kernels.Best(), 2, engine.Layer{Units: 2, Act: kernels.Sigmoid})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "net.onnx")
	if err := Save(path, net, Plain); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for head, want := range map[Head]string{Softmax: "onnx: saving " + path + ": head softmax with output activation sigmoid, want identity", NumHeads: "onnx: saving " + path + ": head 4, want 0 to 3"} {
		if err := Save(path, net, head); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file has changed: %v", err)
	}
}

// TestGraphs reads graphs of every form that is folded, and wants what the plain evaluator has.
func TestGraphs(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testGraphs[float32](t, 1e-5) })
	t.Run("float64", func(t *testing.T) { testGraphs[float64](t, 1e-13) })
}

func testGraphs[T kernels.Float](t *testing.T, bound float64) {
	constants := func() map[string]array {
		return map[string]array{
			"w": {[]int{6, 4}, randoms(24)}, "v": {[]int{4, 6}, randoms(24)}, "u": {[]int{4, 4}, randoms(16)},
			"b": {[]int{4}, randoms(4)}, "row": {[]int{1, 4}, []float64{0.5, -2, 3, 1}}, "one": {nil, []float64{1.5}}, "single": {[]int{1}, []float64{-0.75}},
			"f": {[]int{6}, []float64{0.5, -2, 3, 1, 4, -0.25}}, "positive": {[]int{4}, []float64{0.5, 1, 2, 3}}, "wide": {[]int{6}, []float64{0.5, 1, 2, 3, 4, 5}},
		}
	}
	attribute := integer
	for i, nodes := range [][]*onnxpb.NodeProto{
		{op("Gemm", "x w", "y")},
		{op("Gemm", "x w b", "y", decimal("alpha", 0.5), decimal("beta", -3))},
		{op("Gemm", "x v row", "y", attribute("transB", 1), decimal("alpha", 0))},
		{op("Gemm", "x w one", "y"), op("Identity", "b", "unused")},
		{op("MatMul", "x w", "1"), op("Add", "b 1", "y")},
		{op("Transpose", "v", "vt"), op("MatMul", "x vt", "1"), op("Sub", "1 row", "2"), op("Mul", "positive 2", "3"), op("Div", "3 row", "4"), op("Sub", "b 4", "y")},
		{op("Transpose", "v", "vt"), op("Transpose", "vt", "vtt"), op("Gemm", "x vtt", "y", attribute("transB", 1))},
		{op("Sub", "x wide", "1"), op("Div", "1 f", "2"), op("Mul", "2 one", "3"), op("Gemm", "3 w b", "4"), op("Tanh", "4", "5"),
			op("Mul", "5 row", "6"), op("Add", "6 single", "7"), op("MatMul", "7 u", "y")},
		{op("Gemm", "x w b", "1"), op("BatchNormalization", "1 row4 b row4 positive", "2", decimal("epsilon", 0.25)), op("Relu", "2", "3"),
			op("BatchNormalization", "3 b row4 b positive", "4", attribute("training_mode", 0)), op("Dropout", "4", "5"), op("Gemm", "5 u b", "y")},
		{op("Gemm", "x w b", "1"), op("BatchNormalization", "1 row4 b row4 positive", "2"), op("LayerNormalization", "2 row4 b", "3", decimal("epsilon", 0.5)),
			op("Mul", "3 row", "4"), op("Sub", "b 4", "5"), op("Tanh", "5", "6"), op("MatMul", "6 u", "7"), op("LayerNormalization", "7 positive", "y", attribute("axis", 1), decimal("epsilon", 0.25))},
		{op("Gemm", "x w b", "1"), op("LeakyRelu", "1", "2", decimal("alpha", 0.125)), op("Gemm", "2 u b", "3"), op("LeakyRelu", "3", "4", decimal("alpha", 0)),
			op("Gemm", "4 u b", "5"), op("LeakyRelu", "5", "y", decimal("alpha", 2))},
		{op("BatchNormalization", "x f f wide wide", "1"), op("MatMul", "1 w", "2"), op("MatMul", "2 u", "3"), op("Gelu", "3", "y")},
		{op("Gemm", "x w b", "1"), op("Gelu", "1", "2", &onnxpb.AttributeProto{Name: "approximate", S: []byte("tanh")}), op("Gemm", "2 u b", "3"), op("Sigmoid", "3", "y")},
		{op("Gemm", "x w b", "1"), op("Sigmoid", "1", "2"), op("Mul", "2 1", "3"), op("Gemm", "3 u b", "4"), op("Softmax", "4", "y", attribute("axis", -1))},
		{op("Gemm", "x w b", "1"), op("Cast", "1", "2", attribute("to", 1)), op("LogSoftmax", "2", "3", attribute("axis", 1)), op("Identity", "3", "y")},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			list := constants()
			list["row4"] = array{[]int{4}, list["row"].v}
			m := draft(20, []int64{6}, list, nodes...)
			net, info, err := parse[T](t, m)
			if err != nil {
				t.Fatal(err)
			}
			x := randoms(5 * 6)
			wantNear(t, output(t, net, info.Head, x), evaluate(t, m, array{[]int{5, 6}, x}).v, bound)
		})
	}
}

// TestFlattened wants an image to become a row in each of the ways that exporters write.
func TestFlattened(t *testing.T) {
	list := map[string]array{"w": {[]int{6, 2}, randoms(12)}, "255": {nil, []float64{255}}}
	shape := func(dims ...int64) *onnxpb.NodeProto {
		return op("Constant", "", "shape", &onnxpb.AttributeProto{Name: "value_ints", Ints: dims})
	}
	x := randoms(3 * 6)
	want := multiply(array{[]int{3, 6}, x}, list["w"], 1.0/255)
	for i, nodes := range [][]*onnxpb.NodeProto{
		{op("Flatten", "1", "2")},
		{op("Flatten", "1", "2", integer("axis", -3))},
		{shape(0, -1), op("Reshape", "1 shape", "2")},
		{shape(-1, 6), op("Reshape", "1 shape", "2")},
		{shape(0, 6), op("Reshape", "1 shape", "2", integer("allowzero", 0))},
	} {
		nodes = append([]*onnxpb.NodeProto{op("Div", "x 255", "1")}, append(nodes, op("MatMul", "2 w", "y"))...)
		net, info, err := parse[float64](t, draft(14, []int64{1, 2, 3}, list, nodes...))
		if err != nil {
			t.Errorf("%d: %v", i, err)
			continue
		}
		wantNear(t, output(t, net, info.Head, x), want.v, 1e-13)
	}
}

// TestInputs wants inputs of unknown and of fixed sizes read, and initializers that are inputs too.
func TestInputs(t *testing.T) {
	list := map[string]array{"w": {[]int{6, 2}, randoms(12)}, "b": {[]int{2}, randoms(2)}, "f": {[]int{6}, randoms(6)}}
	x := randoms(4 * 6)
	want := broadcast(multiply(array{[]int{4, 6}, x}, list["w"], 1), list["b"], func(a, b float64) float64 { return a + b })
	shape := func(m *onnxpb.ModelProto) *onnxpb.TensorShapeProto {
		return m.Graph.Input[0].GetType().GetTensorType().Shape
	}
	size := func(n int64) *onnxpb.TensorShapeProto_Dimension {
		return &onnxpb.TensorShapeProto_Dimension{Value: &onnxpb.TensorShapeProto_Dimension_DimValue{DimValue: n}}
	}
	gemm := op("Gemm", "1 w b", "y")
	rows := op("Constant", "", "rows", &onnxpb.AttributeProto{Name: "value_ints", Ints: []int64{4, -1}})
	for _, c := range []struct {
		what   string
		batch  int
		err    string
		change func(m *onnxpb.ModelProto)
		nodes  []*onnxpb.NodeProto
	}{
		{"no shape", 0, "", func(m *onnxpb.ModelProto) { m.Graph.Input[0].GetType().GetTensorType().Shape = nil }, []*onnxpb.NodeProto{op("Identity", "x", "1"), gemm}},
		{"no shape, flattened", 0, "", func(m *onnxpb.ModelProto) { m.Graph.Input[0].GetType().GetTensorType().Shape = nil }, []*onnxpb.NodeProto{op("Flatten", "x", "1"), gemm}},
		{"no shape, shifted", 0, `one of each feature, -1`, func(m *onnxpb.ModelProto) { m.Graph.Input[0].GetType().GetTensorType().Shape = nil }, []*onnxpb.NodeProto{op("Add", "x f", "1"), gemm}},
		{"symbolic features", 0, "", func(m *onnxpb.ModelProto) { shape(m).Dim[1] = &onnxpb.TensorShapeProto_Dimension{} }, []*onnxpb.NodeProto{op("Flatten", "x", "1"), gemm}},
		{"fixed batch", 4, "", func(m *onnxpb.ModelProto) { shape(m).Dim[0] = size(4) }, []*onnxpb.NodeProto{rows, op("Reshape", "x rows", "1"), gemm}},
		{"another batch", 0, "its shape is [4 -1]", func(m *onnxpb.ModelProto) { shape(m).Dim[0] = size(5) }, []*onnxpb.NodeProto{rows, op("Reshape", "x rows", "1"), gemm}},
		{"initializers listed", 0, "", func(m *onnxpb.ModelProto) {
			m.Graph.Input = append(m.Graph.Input, &onnxpb.ValueInfoProto{Name: "w"}, &onnxpb.ValueInfoProto{Name: "b"})
		}, []*onnxpb.NodeProto{op("Identity", "x", "1"), gemm}},
	} {
		m := draft(13, []int64{6}, list, c.nodes...)
		c.change(m)
		net, info, err := parse[float64](t, m)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: error %v, want %s", c.what, err, c.err)
			}
			continue
		}
		if err != nil || info.Batch != c.batch {
			t.Errorf("%s: %v, batch %d, want %d", c.what, err, info.Batch, c.batch)
			continue
		}
		wantNear(t, output(t, net, info.Head, x), want.v, 1e-13)
	}
}

// TestFolded wants batch normalisation folded into what is written.
func TestFolded(t *testing.T) {
	net, err := engine.New[float32](kernels.Best(), 3, engine.Layer{Units: 4, Act: kernels.ReLU, Norm: engine.BatchNorm}, engine.Layer{Units: 2})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	for j := range 4 {
		net.Gamma(1)[j], net.Beta(1)[j], net.RunningMean(1)[j], net.RunningVar(1)[j] = 2, float32(j), 0.5, 0.25
	}
	path := filepath.Join(t.TempDir(), "net.onnx")
	if err := Save(path, net, Plain); err != nil {
		t.Fatal(err)
	}
	got, _, err := Load[float32](kernels.Best(), path)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Params(), net.Folded().Params()) || got.Norm(1) != engine.NoNorm {
		t.Error("what is read is not the folded network")
	}
}
