package onnx

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"weft.example/engine/onnx/internal/onnxpb"
	"weft.example/kernels"
)

// caseFolder returns the folder of ONNX's own test cases, as Debian's package libonnx-testdata has
// them, or skips the test.
func caseFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("WEFT_ONNX_CASES")
	if dir == "" {
		dir = "/usr/share/libonnx-testdata/data"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no test cases of ONNX: install libonnx-testdata, or name a folder in WEFT_ONNX_CASES: %v", err)
	}
	return dir
}

// unmarshal reads a message of a file.
func unmarshal[M proto.Message](t *testing.T, path string, m M) M {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := proto.Unmarshal(b, m); err != nil {
		t.Fatal(err)
	}
	return m
}

// numbersOf are a tensor's, by columns in front of the last dimension with channels first.
func numbersOf(t *testing.T, p *onnxpb.TensorProto, channels bool) (v []float64, dims []int) {
	t.Helper()
	c, err := newConstant(p, p.Name)
	if err != nil {
		t.Fatal(err)
	}
	at := c.element()
	if !channels || len(c.dims) < 3 {
		for i := range c.size {
			v = append(v, at(i))
		}
		return v, c.dims
	}
	inner := c.size / c.dims[0] / c.dims[1]
	for i := range c.dims[0] {
		for j := range inner {
			for k := range c.dims[1] {
				v = append(v, at((i*c.dims[1]+k)*inner+j))
			}
		}
	}
	return v, []int{c.dims[0] * inner, c.dims[1]}
}

// place is where a product with the identity makes an operator part of a network.
type place int

const (
	itself  place = iota // the operator is a product
	before               // of the operator
	behind               // of it, which takes the value as it is
	layered              // before it, of whose outputs the first is wanted
	channel              // before it, and the second dimension are features
)

// TestCases makes networks of ONNX's own cases, their second and further inputs initializers and
// the first one of two dimensions, and wants the outputs that stand beside them.
func TestCases(t *testing.T) {
	root := filepath.Join(caseFolder(t), "node")
	for _, c := range []struct {
		place place
		names string
		err   string // that is wanted, or ""
	}{
		{itself, "gemm_alpha gemm_beta gemm_default_no_bias gemm_default_scalar_bias gemm_default_single_elem_vector_bias gemm_default_vector_bias gemm_default_zero_bias gemm_transposeB matmul_2d", ""},
		{itself, "gemm_all_attributes gemm_transposeA", "transA exchanges batch and features"},
		{itself, "gemm_default_matrix_bias", "want one element or one of each feature"},
		{itself, "matmul_3d matmul_4d", "has shape"},
		{before, "relu sigmoid sigmoid_example tanh tanh_example leakyrelu_default leakyrelu leakyrelu_example identity dropout_default dropout_default_ratio add_bcast sub_bcast mul_bcast div_bcast", ""},
		{before, "softmax_default_axis softmax_negative_axis softmax_example softmax_large_number logsoftmax_default_axis logsoftmax_negative_axis logsoftmax_example_1 logsoftmax_large_number", ""},
		{before, "softmax_axis_0 logsoftmax_axis_0", "axis is 0"},
		{before, "training_dropout training_dropout_default", "training mode"},
		{before, "elu hardsigmoid hardswish selu softplus softsign", "not one of a dense network's"},
		{behind, "flatten_axis1 flatten_default_axis flatten_negative_axis3 reshape_reduced_dims", ""},
		{behind, "cast_FLOAT16_to_FLOAT cast_FLOAT16_to_DOUBLE cast_DOUBLE_to_FLOAT cast_FLOAT_to_DOUBLE", ""},
		{behind, "flatten_axis0 flatten_axis2 flatten_negative_axis1", "want 1, which keeps the batch"},
		{behind, "reshape_extended_dims reshape_one_dim reshape_zero_dim", "its shape is not two integers"},
		{behind, "cast_FLOAT_to_STRING", "it casts to type 8"},
		{layered, "layer_normalization_2d_axis1 layer_normalization_2d_axis_negative_1", ""},
		{layered, "layer_normalization_2d_axis0 layer_normalization_2d_axis_negative_2", "want 1, the features"},
		{channel, "batchnorm_example batchnorm_epsilon", ""},
		{channel, "batchnorm_example_training_mode batchnorm_epsilon_training_mode", "3 outputs, want one"},
	} {
		for _, name := range strings.Fields(c.names) {
			t.Run(name, func(t *testing.T) { testCase(t, filepath.Join(root, "test_"+name), c.place, c.err) })
		}
	}
}

func testCase(t *testing.T, dir string, at place, wantErr string) {
	m := unmarshal(t, filepath.Join(dir, "model.onnx"), new(onnxpb.ModelProto))
	data := filepath.Join(dir, "test_data_set_0")
	g, n := m.Graph, m.Graph.Node[len(m.Graph.Node)-1]
	m.OpsetImport = []*onnxpb.OperatorSetIdProto{{Version: 17}}
	first := unmarshal(t, filepath.Join(data, "input_0.pb"), new(onnxpb.TensorProto))
	for i, v := range g.Input[1:] {
		c := unmarshal(t, filepath.Join(data, "input_"+string(rune('1'+i))+".pb"), new(onnxpb.TensorProto))
		c.Name = v.Name
		g.Initializer = append(g.Initializer, c)
	}
	x, dims := numbersOf(t, first, at == channel)
	features := dims[len(dims)-1]
	shape := []int64{int64(len(x) / features), int64(features)}
	if at == behind {
		shape, features = nil, len(x)/dims[0]
		for _, d := range dims {
			shape = append(shape, int64(d))
		}
	}
	input := &onnxpb.TensorShapeProto{}
	for _, d := range shape {
		input.Dim = append(input.Dim, &onnxpb.TensorShapeProto_Dimension{Value: &onnxpb.TensorShapeProto_Dimension_DimValue{DimValue: d}})
	}
	g.Input = g.Input[:1]
	g.Input[0].GetType().GetTensorType().Shape = input
	if len(dims) == 2 && at == behind {
		features = dims[1]
	}
	unit := array{[]int{features, features}, make([]float64, features*features)}
	for i := range features {
		unit.v[i*features+i] = 1
	}
	identity := tensor(unit.v, unit.dims...)
	identity.Name = "weft.identity"
	if at == layered {
		g.Output = g.Output[:1]
	}
	switch at {
	case before, layered, channel:
		g.Node = append([]*onnxpb.NodeProto{op("MatMul", g.Input[0].Name+" weft.identity", "weft.x")}, g.Node...)
		n.Input[0] = "weft.x"
		g.Initializer = append(g.Initializer, identity)
	case behind:
		g.Node = append(g.Node, op("MatMul", n.Output[0]+" weft.identity", "weft.y"))
		g.Output[0].Name = "weft.y"
		g.Initializer = append(g.Initializer, identity)
	}
	net, info, err := parse[float32](t, m)
	if wantErr != "" {
		if err == nil || !strings.Contains(err.Error(), wantErr) {
			t.Errorf("error %v, want %s", err, wantErr)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	want, _ := numbersOf(t, unmarshal(t, filepath.Join(data, "output_0.pb"), new(onnxpb.TensorProto)), at == channel)
	got := output(t, net, info.Head, x)
	for i, v := range want { // a probability too small for a float32 has no logarithm
		if info.Head == LogSoftmax && v < -80 && math.IsInf(got[i], -1) {
			got[i] = v
		}
	}
	wantNear(t, got, want, 2e-6)
}

// TestEveryCase wants every model of ONNX's to be read or refused, as it stands.
func TestEveryCase(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(caseFolder(t), "*", "*", "model.onnx"))
	if err != nil || len(paths) < 500 {
		t.Fatalf("%d models, %v, want 500 at least", len(paths), err)
	}
	for _, path := range paths {
		net, _, err := Load[float32](kernels.Best(), path)
		if (net == nil) != (err != nil) || err != nil && !strings.HasPrefix(err.Error(), "onnx: loading "+path) {
			t.Errorf("%s: %v, %v", path, net, err)
		}
	}
}
