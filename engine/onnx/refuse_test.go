package onnx

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"weft.example/engine/onnx/internal/onnxpb"
	"weft.example/kernels"
)

// refusedConstants are what the graphs of TestRefused name.
func refusedConstants() map[string]array {
	return map[string]array{
		"w": {[]int{3, 2}, randoms(6)}, "b": {[]int{2}, randoms(2)}, "b3": {[]int{3}, randoms(3)}, "one": {[]int{1}, []float64{1}},
		"cube": {[]int{1, 1, 2}, randoms(2)}, "batch": {[]int{4, 2}, randoms(8)}, "negative": {[]int{2}, []float64{1, -1}}, "mode": {nil, []float64{1}},
		"point": {[]int{1, 1, 1}, []float64{1}}, "square": {nil, []float64{2}}, "cubed": {nil, []float64{3}}, "half": {nil, []float64{0.5}},
		"kappa": {nil, []float64{0.044715}}, "beta": {nil, []float64{0.7978845608}},
		"huge": {[]int{3, 2}, []float64{1, 2, 3, 1e300, 5, 6}}, "hugeb": {[]int{2}, []float64{0, -1e39}}, "u": {[]int{2, 2}, randoms(4)},
	}
}

// geluTanh is GELU's approximation in parts, with an exponent that shall be 3.
func geluTanh(exponent string) []*onnxpb.NodeProto {
	return []*onnxpb.NodeProto{
		op("Gemm", "x w b", "1"), op("Pow", "1 "+exponent, "2"), op("Mul", "2 kappa", "3"), op("Add", "1 3", "4"), op("Mul", "beta 4", "5"),
		op("Tanh", "5", "6"), op("Add", "one 6", "7"), op("Mul", "1 half", "8"), op("Mul", "7 8", "y"),
	}
}

// TestRefused wants what is no dense network refused, with the node's name and place.
func TestRefused(t *testing.T) {
	if _, _, err := parse[float32](t, draft(17, []int64{3}, refusedConstants(), geluTanh("cubed")...)); err != nil {
		t.Error(err) // what is refused with another exponent
	}
	gemm := op("Gemm", "x w b", "1")
	ints := func(dims ...int64) *onnxpb.NodeProto {
		return op("Constant", "", "shape", &onnxpb.AttributeProto{Name: "value_ints", Ints: dims})
	}
	for _, c := range []struct {
		want  string
		nodes []*onnxpb.NodeProto
	}{
		{`node 0, "Conv_y" (Conv): domain "", operator "Conv": not one of a dense network's`, []*onnxpb.NodeProto{op("Conv", "x w", "y")}},
		{`node 1, "" (Gelu): domain "com.microsoft", operator "Gelu": not one`, []*onnxpb.NodeProto{gemm, {OpType: "Gelu", Domain: "com.microsoft", Input: []string{"1"}, Output: []string{"y"}}}},
		{`(Gelu): it is of opset 20, and the file's is 17`, []*onnxpb.NodeProto{gemm, op("Gelu", "1", "y")}},
		{`node 1, "LeakyRelu_y" (LeakyRelu): alpha is -0.2, want a finite number of at least 0`, []*onnxpb.NodeProto{gemm, op("LeakyRelu", "1", "y", decimal("alpha", -0.2))}},
		{`alpha is NaN`, []*onnxpb.NodeProto{gemm, op("LeakyRelu", "1", "y", decimal("alpha", float32(math.NaN())))}},
		{`(LeakyRelu): it does not follow a layer`, []*onnxpb.NodeProto{op("LeakyRelu", "x", "1"), op("Gemm", "1 w", "y")}},
		{`(Relu): attribute 0, "slope", is not one that is read`, []*onnxpb.NodeProto{gemm, op("Relu", "1", "y", decimal("slope", 1))}},
		{`attribute 1, "alpha", is not`, []*onnxpb.NodeProto{op("Gemm", "x w", "y", decimal("alpha", 1), decimal("alpha", 2))}},
		{`transA exchanges`, []*onnxpb.NodeProto{op("Gemm", "x w", "y", integer("transA", 1))}},
		{`tensor "w", [3 2], takes 2 features, and there are 3`, []*onnxpb.NodeProto{op("Gemm", "x w", "y", integer("transB", 1))}},
		{`tensor "b" has shape [2], want two sizes`, []*onnxpb.NodeProto{op("MatMul", "x b", "y")}},
		{`the value is input 1`, []*onnxpb.NodeProto{op("MatMul", "w x", "y")}},
		{`input 1, "x", is computed`, []*onnxpb.NodeProto{op("MatMul", "x x", "y")}},
		{`3 inputs, want 2 to 2`, []*onnxpb.NodeProto{op("MatMul", "x w b", "y")}},
		{`tensor "b3" has shape [3], want one element or one of each feature, 2`, []*onnxpb.NodeProto{gemm, op("Add", "1 b3", "y")}},
		{`tensor "cube" has shape [1 1 2]`, []*onnxpb.NodeProto{gemm, op("Add", "1 cube", "y")}},
		{`tensor "batch" has shape [4 2]`, []*onnxpb.NodeProto{op("Gemm", "x w batch", "y")}},
		{`it divides by the value`, []*onnxpb.NodeProto{gemm, op("Div", "one 1", "y")}},
		{`does not follow a layer`, []*onnxpb.NodeProto{op("Relu", "x", "y")}},
		{`node 2, "Tanh_y" (Tanh): it does not follow a layer`, []*onnxpb.NodeProto{gemm, op("Relu", "1", "2"), op("Tanh", "2", "y")}},
		{`node 2, "Relu_y" (Relu): it follows Softmax`, []*onnxpb.NodeProto{gemm, op("Softmax", "1", "2"), op("Relu", "2", "y")}},
		{`axis is 0, want 1`, []*onnxpb.NodeProto{gemm, op("Softmax", "1", "y", integer("axis", 0))}},
		{`scaled or shifted behind an activation`, []*onnxpb.NodeProto{gemm, op("Relu", "1", "2"), op("Mul", "2 b", "y")}},
		{`no Gemm and no MatMul`, []*onnxpb.NodeProto{op("Identity", "x", "y")}},
		{`value "1" goes to no node, and the graph's output is "y"`, []*onnxpb.NodeProto{gemm}},
		{`node 1, "Relu_2" (Relu): it uses the graph's output "y"`, []*onnxpb.NodeProto{op("Gemm", "x w", "y"), op("Relu", "y", "2")}},
		{`node 1, "Relu_3" (Relu): it is not on the way`, []*onnxpb.NodeProto{op("Gemm", "x w", "y"), op("Relu", "2", "3")}},
		{`its output "x" is a value already`, []*onnxpb.NodeProto{op("Gemm", "x w", "x")}},
		{`its output "b" is a value already`, []*onnxpb.NodeProto{op("Gemm", "x w", "b")}},
		{`"Sigmoid_2" (Sigmoid): it and node 2, "Add_y" (Add), use value "1", and do not come to SiLU or GELU`,
			[]*onnxpb.NodeProto{gemm, op("Sigmoid", "1", "2"), op("Add", "1 2", "y")}},
		{`do not come to SiLU`, []*onnxpb.NodeProto{gemm, op("Mul", "1 mode", "h"), op("Sigmoid", "h", "2"), op("Mul", "h one", "3"), op("Add", "3 2", "y")}},
		{`its output "mask" is used`, []*onnxpb.NodeProto{gemm, {OpType: "Dropout", Input: []string{"1"}, Output: []string{"2", "mask"}}, op("Relu", "mask", "3"), op("Relu", "2", "y")}},
		{`(Dropout): it is in training mode`, []*onnxpb.NodeProto{gemm, op("Dropout", "1 one mode", "y")}},
		{`(BatchNormalization): it is in training mode`, []*onnxpb.NodeProto{gemm, op("BatchNormalization", "1 b b b b", "y", integer("training_mode", 1))}},
		{`the variance of feature 1 and epsilon come to -0.99999`, []*onnxpb.NodeProto{gemm, op("BatchNormalization", "1 b b b negative", "y")}},
		{`axis is 0, want 1`, []*onnxpb.NodeProto{gemm, op("LayerNormalization", "1 b b", "y", integer("axis", 0))}},
		{`(LayerNormalization): it does not follow a layer`, []*onnxpb.NodeProto{op("LayerNormalization", "x b3 b3", "1"), op("Gemm", "1 w", "y")}},
		{`(LayerNormalization): it does not follow a layer`, []*onnxpb.NodeProto{gemm, op("Relu", "1", "2"), op("LayerNormalization", "2 b b", "3"), op("Gemm", "3 u", "y")}},
		{`it is the second of a layer`, []*onnxpb.NodeProto{gemm, op("LayerNormalization", "1 b b", "2"), op("LayerNormalization", "2 b b", "y")}},
		{`epsilon is 0, want a finite number above 0`, []*onnxpb.NodeProto{gemm, op("LayerNormalization", "1 b b", "y", decimal("epsilon", 0))}},
		{`epsilon is +Inf, want a finite`, []*onnxpb.NodeProto{gemm, op("LayerNormalization", "1 b b", "y", decimal("epsilon", float32(math.Inf(1))))}},
		{`tensor "b3" has shape [3], want one element or one of each feature, 2`, []*onnxpb.NodeProto{gemm, op("LayerNormalization", "1 b b3", "y")}},
		{`γ and β of unit 1 are 1 and -1e+39, too large`, []*onnxpb.NodeProto{gemm, op("LayerNormalization", "1 one hugeb", "y")}},
		{`input 1, "1", is computed`, []*onnxpb.NodeProto{gemm, op("LayerNormalization", "1 1", "y")}},
		{`tensor "b3" has shape [3], want [2]`, []*onnxpb.NodeProto{gemm, op("BatchNormalization", "1 b b3 b b", "y")}},
		{`it casts to type 7`, []*onnxpb.NodeProto{gemm, op("Cast", "1", "y", integer("to", 7))}},
		{`tensor "w" of type DOUBLE is cast to FLOAT, want a wider one`, []*onnxpb.NodeProto{op("Cast", "w", "narrow", integer("to", 1)), op("MatMul", "x narrow", "y")}},
		{`axis is 0, want 1`, []*onnxpb.NodeProto{op("Flatten", "x", "1", integer("axis", 0)), op("Gemm", "1 w", "y")}},
		{`its shape is [1 3]`, []*onnxpb.NodeProto{ints(1, 3), op("Reshape", "x shape", "1"), op("Gemm", "1 w", "y")}},
		{`its shape is [-1 6]`, []*onnxpb.NodeProto{ints(-1, 6), op("Reshape", "x shape", "1"), op("Gemm", "1 w", "y")}},
		{`its shape is [0 -1]`, []*onnxpb.NodeProto{ints(0, -1), op("Reshape", "x shape", "1", integer("allowzero", 1)), op("Gemm", "1 w", "y")}},
		{`its shape is not two integers`, []*onnxpb.NodeProto{ints(0, 1, 3), op("Reshape", "x shape", "1"), op("Gemm", "1 w", "y")}},
		{`(Reshape): input 1, "x", is computed`, []*onnxpb.NodeProto{op("Reshape", "x x", "1"), op("Gemm", "1 w", "y")}},
		{`input 1, tensor "shape", is of type INT64`, []*onnxpb.NodeProto{ints(0, 1), gemm, op("Add", "1 shape", "y")}},
		{`the weight of unit 1 and input 1, of tensor "huge", is 1e+300, too large for the network's type`, []*onnxpb.NodeProto{op("Gemm", "x huge", "y")}},
		{`bias 1 is -1e+39, too large`, []*onnxpb.NodeProto{op("Gemm", "x w hugeb", "y")}},
		{`tensor "point" has shape [1 1 1]`, []*onnxpb.NodeProto{gemm, op("Add", "1 point", "y")}},
		{`do not come to SiLU or GELU`, []*onnxpb.NodeProto{gemm, op("Sigmoid", "1", "2"), op("Mul", "1 2", "3"), op("Gemm", "3 u", "4"), op("Add", "1 4", "y")}},
		{`do not come to SiLU or GELU`, geluTanh("square")},
		{`(Sum): 300 inputs and 1 outputs, want at most 256`, []*onnxpb.NodeProto{op("Sum", strings.Repeat("x ", 300), "y")}},
		{`(Constant): attribute "sparse_value" is not`, []*onnxpb.NodeProto{op("Constant", "", "c", decimal("sparse_value", 1)), gemm}},
	} {
		list := refusedConstants()
		_, _, err := parse[float32](t, draft(17, []int64{3}, list, c.nodes...))
		if err == nil || !strings.HasPrefix(err.Error(), "onnx: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %s", err, c.want)
		}
	}
}

// TestRefusedModels wants the same of what is around the nodes.
func TestRefusedModels(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(m *onnxpb.ModelProto)
	}{
		{"opset 12, want 13 to 22", func(m *onnxpb.ModelProto) { m.OpsetImport[0].Version = 12 }},
		{"opset 23, want 13 to 22", func(m *onnxpb.ModelProto) { m.OpsetImport[0].Version = 23 }},
		{"names no opset", func(m *onnxpb.ModelProto) { m.OpsetImport[0].Domain = "ai.onnx.ml" }},
		{"no graph", func(m *onnxpb.ModelProto) { m.Graph = nil }},
		{`inputs "x" and "z", want one`, func(m *onnxpb.ModelProto) {
			m.Graph.Input = append(m.Graph.Input, &onnxpb.ValueInfoProto{Name: "z"})
		}},
		{"no input", func(m *onnxpb.ModelProto) { m.Graph.Input = nil }},
		{"2 outputs, want one", func(m *onnxpb.ModelProto) {
			m.Graph.Output = append(m.Graph.Output, &onnxpb.ValueInfoProto{Name: "z"})
		}},
		{`input "x": no type`, func(m *onnxpb.ModelProto) { m.Graph.Input[0].Type = nil }},
		{`input "x": type UINT8`, func(m *onnxpb.ModelProto) { m.Graph.Input[0].GetType().GetTensorType().ElemType = 2 }},
		{`input "x": 1 dimensions`, func(m *onnxpb.ModelProto) {
			s := m.Graph.Input[0].GetType().GetTensorType().Shape
			s.Dim = s.Dim[:1]
		}},
		{`tensor "w" is there twice`, func(m *onnxpb.ModelProto) {
			m.Graph.Initializer = append(m.Graph.Initializer, m.Graph.Initializer[0])
		}},
		{`tensor "w" is external data`, func(m *onnxpb.ModelProto) {
			m.Graph.Initializer[0].DataLocation = onnxpb.TensorProto_EXTERNAL
		}},
		{`tensor "w" is of type INT32`, func(m *onnxpb.ModelProto) { m.Graph.Initializer[0].DataType = 6 }},
		{`tensor "w" has 6 elements, want 8 of [4 2]`, func(m *onnxpb.ModelProto) { m.Graph.Initializer[0].Dims[0] = 4 }},
		{`tensor "w" has size -3 in dimension 0`, func(m *onnxpb.ModelProto) { m.Graph.Initializer[0].Dims[0] = -3 }},
		{`tensor "w" has size 1073741824 in dimension 1`, func(m *onnxpb.ModelProto) { m.Graph.Initializer[0].Dims[1] = 1 << 30 }},
		{`tensor "w" has 47 bytes, want 8 for each element`, func(m *onnxpb.ModelProto) {
			m.Graph.Initializer[0].RawData = m.Graph.Initializer[0].RawData[:47]
		}},
	} {
		m := draft(17, []int64{3}, map[string]array{"w": {[]int{3, 2}, randoms(6)}}, op("Gemm", "x w", "y"))
		c.change(m)
		if _, _, err := parse[float32](t, m); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %s", err, c.want)
		}
	}
}

// TestLoadRefuses wants the path in front, and no file opened that is none.
func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "net")
	if err := os.WriteFile(path, []byte("no model"), 0o666); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{path: "not an ONNX file", dir: "it is a directory"} {
		_, _, err := Load[float32](kernels.Best(), path)
		if err == nil || !strings.HasPrefix(err.Error(), "onnx: loading "+path+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// TestMemory wants small files that ask for much refused before they get it.
func TestMemory(t *testing.T) {
	var nodes, tied []*onnxpb.NodeProto
	for range 3 * mostParts {
		nodes = append(nodes, &onnxpb.NodeProto{})
	}
	name := "x"
	for i := range 1000 { // a matrix of 128 kB in a thousand layers
		next := "v" + strings.Repeat("i", i)
		tied = append(tied, op("MatMul", name+" w", next))
		name = next
	}
	tied = append(tied, op("Identity", name, "y"))
	var folds []*onnxpb.NodeProto
	for i := range 100 {
		folds = append(folds, op("Add", "v"+strings.Repeat("i", i)+" b", "v"+strings.Repeat("i", i+1)))
	}
	folds = append([]*onnxpb.NodeProto{op("MatMul", "x w", "v")}, folds...)
	list := map[string]array{"w": {[]int{128, 128}, randoms(128 * 128)}, "b": {[]int{128}, randoms(128)}}
	for want, m := range map[string]*onnxpb.ModelProto{
		"a file of more than 100000 parts": draft(13, []int64{128}, nil, nodes...),
		"they are used too often":          draft(13, []int64{128}, list, tied...),
		"more than 64 operators":           draft(13, []int64{128}, list, folds...),
	} {
		b, err := proto.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err = Read[float64](kernels.Best(), bytes.NewReader(b), int64(len(b)))
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20+8*uint64(len(b)) {
			t.Errorf("%s: %d bytes allocated for a file of %d", want, n, len(b))
		}
	}
}
