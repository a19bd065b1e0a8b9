package onnx

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"weft.example/engine/onnx/internal/onnxpb"
)

// array is a tensor of the plain evaluator.
type array struct {
	dims []int
	v    []float64
}

// evaluate computes a model's output as ONNX defines its operators, node by node.
func evaluate(t *testing.T, m *onnxpb.ModelProto, x array) array {
	t.Helper()
	values := map[string]array{}
	for _, c := range m.Graph.Initializer {
		values[c.Name] = arrayOf(t, c)
	}
	for _, v := range m.Graph.Input {
		if _, ok := values[v.Name]; !ok {
			values[v.Name] = x
		}
	}
	for _, n := range m.Graph.Node {
		var in []array
		for _, name := range n.Input {
			in = append(in, values[name])
		}
		values[n.Output[0]] = apply(t, &node{NodeProto: n}, in)
	}
	return values[m.Graph.Output[0].Name]
}

func arrayOf(t *testing.T, p *onnxpb.TensorProto) array {
	t.Helper()
	var a array
	for _, d := range p.Dims {
		a.dims = append(a.dims, int(d))
	}
	for _, v := range p.FloatData {
		a.v = append(a.v, float64(v))
	}
	for _, v := range p.Int64Data {
		a.v = append(a.v, float64(v))
	}
	a.v = append(a.v, p.DoubleData...)
	if len(p.RawData) == 0 {
		return a
	}
	switch onnxpb.TensorProto_DataType(p.DataType) {
	case onnxpb.TensorProto_FLOAT:
		a.v = append(a.v, numbersIn[float32](t, p.RawData, 4)...)
	case onnxpb.TensorProto_DOUBLE:
		a.v = append(a.v, numbersIn[float64](t, p.RawData, 8)...)
	case onnxpb.TensorProto_INT64:
		a.v = append(a.v, numbersIn[int64](t, p.RawData, 8)...)
	default:
		t.Fatalf("tensor %q of type %d", p.Name, p.DataType)
	}
	return a
}

func numbersIn[E float32 | float64 | int64](t *testing.T, b []byte, size int) (list []float64) {
	t.Helper()
	numbers := make([]E, len(b)/size)
	if err := binary.Read(bytes.NewReader(b), binary.LittleEndian, numbers); err != nil {
		t.Fatal(err)
	}
	for _, v := range numbers {
		list = append(list, float64(v))
	}
	return list
}

// apply is one operator.
func apply(t *testing.T, n *node, in []array) array {
	t.Helper()
	each := func(f func(float64) float64) array {
		y := array{in[0].dims, slices.Clone(in[0].v)}
		for i, v := range y.v {
			y.v[i] = f(v)
		}
		return y
	}
	sigmoid := func(v float64) float64 { return 1 / (1 + math.Exp(-v)) }
	switch n.OpType {
	case "Constant":
		return arrayOf(t, n.attribute("value").T)
	case "Identity", "Dropout", "Cast":
		return in[0]
	case "Add":
		return broadcast(in[0], in[1], func(a, b float64) float64 { return a + b })
	case "Sub":
		return broadcast(in[0], in[1], func(a, b float64) float64 { return a - b })
	case "Mul":
		return broadcast(in[0], in[1], func(a, b float64) float64 { return a * b })
	case "Div":
		return broadcast(in[0], in[1], func(a, b float64) float64 { return a / b })
	case "Pow":
		return broadcast(in[0], in[1], math.Pow)
	case "Erf":
		return each(math.Erf)
	case "Relu":
		return each(func(v float64) float64 { return max(v, 0) })
	case "LeakyRelu":
		return each(func(v float64) float64 { return max(v, 0) + min(v, 0)*float64(n.float("alpha", 0.01)) })
	case "Sigmoid":
		return each(sigmoid)
	case "Tanh":
		return each(math.Tanh)
	case "Gelu":
		if n.text("approximate", "none") == "tanh" {
			return each(func(v float64) float64 {
				return 0.5 * v * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(v+0.044715*v*v*v)))
			})
		}
		return each(func(v float64) float64 { return 0.5 * v * (1 + math.Erf(v/math.Sqrt2)) })
	case "Softmax", "LogSoftmax":
		return softmax(in[0], n.OpType == "LogSoftmax")
	case "Transpose":
		return transposed(in[0])
	case "Flatten", "Reshape":
		return array{[]int{in[0].dims[0], len(in[0].v) / in[0].dims[0]}, in[0].v}
	case "MatMul":
		return multiply(in[0], in[1], 1)
	case "Gemm":
		a, b := in[0], in[1]
		if n.int("transB", 0) != 0 {
			b = transposed(b)
		}
		y := multiply(a, b, float64(n.float("alpha", 1)))
		if len(in) < 3 {
			return y
		}
		beta := float64(n.float("beta", 1))
		return broadcast(y, in[2], func(a, c float64) float64 { return a + beta*c })
	case "LayerNormalization":
		y := array{in[0].dims, slices.Clone(in[0].v)}
		for row := range slices.Chunk(y.v, y.dims[1]) {
			var mean, variance float64
			for _, v := range row {
				mean += v / float64(len(row))
			}
			for _, v := range row {
				variance += (v - mean) * (v - mean) / float64(len(row))
			}
			for j, v := range row {
				row[j] = (v - mean) / math.Sqrt(variance+float64(n.float("epsilon", 1e-5))) * in[1].v[j]
				if len(in) > 2 {
					row[j] += in[2].v[j]
				}
			}
		}
		return y
	case "BatchNormalization":
		y := array{in[0].dims, slices.Clone(in[0].v)}
		for i := range y.v {
			j := i % y.dims[1]
			deviation := math.Sqrt(in[4].v[j] + float64(n.float("epsilon", 1e-5)))
			y.v[i] = (y.v[i]-in[3].v[j])/deviation*in[1].v[j] + in[2].v[j]
		}
		return y
	}
	t.Fatalf("operator %s", n.OpType)
	return array{}
}

// broadcast is an operator of two arrays, each repeated along its sizes of 1.
func broadcast(a, b array, f func(a, b float64) float64) array {
	rank := max(len(a.dims), len(b.dims))
	wide := func(dims []int) []int { return append(slices.Repeat([]int{1}, rank-len(dims)), dims...) }
	da, db := wide(a.dims), wide(b.dims)
	y, total := array{dims: make([]int, rank)}, 1
	for i := range rank {
		y.dims[i] = max(da[i], db[i])
		total *= y.dims[i]
	}
	at := func(dims []int, i int) (place int) {
		for step, d := 1, rank-1; d >= 0; d-- {
			if dims[d] > 1 {
				place += step * (i % y.dims[d])
			}
			step *= dims[d]
			i /= y.dims[d]
		}
		return place
	}
	for i := range total {
		y.v = append(y.v, f(a.v[at(da, i)], b.v[at(db, i)]))
	}
	return y
}

func transposed(a array) array {
	rows, columns := a.dims[0], a.dims[1]
	y := array{[]int{columns, rows}, make([]float64, len(a.v))}
	for i, v := range a.v {
		y.v[i%columns*rows+i/columns] = v
	}
	return y
}

func multiply(a, b array, alpha float64) array {
	m, k, n := a.dims[0], a.dims[1], b.dims[1]
	y := array{[]int{m, n}, make([]float64, m*n)}
	for i := range m {
		for j := range n {
			for p := range k {
				y.v[i*n+j] += a.v[i*k+p] * b.v[p*n+j]
			}
			y.v[i*n+j] *= alpha
		}
	}
	return y
}

func softmax(a array, log bool) array {
	n := a.dims[1]
	y := array{a.dims, slices.Clone(a.v)}
	for row := range slices.Chunk(y.v, n) {
		most, sum := slices.Max(row), 0.0
		for _, v := range row {
			sum += math.Exp(v - most)
		}
		for j, v := range row {
			row[j] = v - most - math.Log(sum)
			if !log {
				row[j] = math.Exp(row[j])
			}
		}
	}
	return y
}

// op is a node whose inputs have spaces between.
func op(kind, inputs, output string, attributes ...*onnxpb.AttributeProto) *onnxpb.NodeProto {
	return &onnxpb.NodeProto{OpType: kind, Name: kind + "_" + output, Input: strings.Fields(inputs), Output: []string{output}, Attribute: attributes}
}

func decimal(name string, f float32) *onnxpb.AttributeProto {
	return &onnxpb.AttributeProto{Name: name, Type: onnxpb.AttributeProto_FLOAT, F: f}
}

// draft is a model from x, batch × features, to y, with constants that the nodes name.
func draft(opset int64, features []int64, constants map[string]array, nodes ...*onnxpb.NodeProto) *onnxpb.ModelProto {
	input := batchOf[float32]("x", int(features[0]))
	shape := input.GetType().GetTensorType().Shape
	for _, f := range features[1:] {
		shape.Dim = append(shape.Dim, &onnxpb.TensorShapeProto_Dimension{Value: &onnxpb.TensorShapeProto_Dimension_DimValue{DimValue: f}})
	}
	g := &onnxpb.GraphProto{Node: nodes, Input: []*onnxpb.ValueInfoProto{input}, Output: []*onnxpb.ValueInfoProto{{Name: "y"}}}
	for _, name := range slices.Sorted(maps.Keys(constants)) {
		c := tensor(constants[name].v, constants[name].dims...)
		c.Name = name
		g.Initializer = append(g.Initializer, c)
	}
	return &onnxpb.ModelProto{IrVersion: 8, Graph: g, OpsetImport: []*onnxpb.OperatorSetIdProto{{Version: opset}}}
}
