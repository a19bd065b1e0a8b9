package onnx

import (
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"unsafe"

	"google.golang.org/protobuf/proto"

	"weft.example/engine"
	"weft.example/engine/onnx/internal/onnxpb"
	"weft.example/internal/files"
	"weft.example/kernels"
)

// Save writes a network to an ONNX file, for [Load] and for ONNX Runtime, whose graph returns what
// head makes of A[L]: [engine.Loss]'s prediction of SoftmaxCrossEntropy with [Softmax]. A head
// other than [Plain] wants Identity as the last activation. The input is called x, batch × n_0,
// and the output y, batch × n_L. The file is replaced whole, as [engine.Network.Save] does it.
// A network of 2 GiB or more is an error. Nothing may change n meanwhile.
func Save[T kernels.Float](path string, n *engine.Network[T], head Head) error {
	b, err := encode(n, head)
	if err == nil {
		err = files.Replace(path, func(w io.Writer) error { _, err := w.Write(b); return err })
	}
	if err != nil {
		return fmt.Errorf("onnx: saving %s: %w", path, err)
	}
	return nil
}

// Write writes what Save does.
func Write[T kernels.Float](w io.Writer, n *engine.Network[T], head Head) error {
	b, err := encode(n, head)
	if err == nil {
		_, err = w.Write(b)
	}
	if err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	return nil
}

// encode is the file of a network.
func encode[T kernels.Float](n *engine.Network[T], head Head) ([]byte, error) {
	if head < 0 || head >= NumHeads {
		return nil, fmt.Errorf("head %d, want 0 to %d", head, NumHeads-1)
	}
	if act := n.Act(n.Depth()); head != Plain && act != kernels.Identity {
		return nil, fmt.Errorf("head %v with output activation %v, want %v", head, act, kernels.Identity)
	}
	if bytes := int64(len(n.Params())) * int64(unsafe.Sizeof(T(0))); bytes > MaxFile-1<<20 {
		return nil, fmt.Errorf("the network has %d bytes, want at most %d", bytes, MaxFile-1<<20)
	}
	return proto.MarshalOptions{Deterministic: true}.Marshal(model(n.Folded(), head))
}

// model is the graph of a network. IR versions are those that came with the opsets.
func model[T kernels.Float](n *engine.Network[T], head Head) *onnxpb.ModelProto {
	opset := int64(13)
	g := &writer{value: "x", graph: &onnxpb.GraphProto{Name: "weft"}}
	for l := 1; l <= n.Depth(); l++ {
		at := "layers." + strconv.Itoa(l-1)
		g.constant(at+".weight", tensor(n.W(l), n.Units(l), n.Units(l-1)))
		g.constant(at+".bias", tensor(n.B(l), n.Units(l)))
		g.node("Gemm", at, at+".z", []string{g.value, at + ".weight", at + ".bias"}, integer("transB", 1))
		if n.Norm(l) == engine.LayerNorm {
			opset = max(opset, 17)
			norm := "norms." + strconv.Itoa(l-1)
			g.constant(norm+".weight", tensor(n.Gamma(l), n.Units(l)))
			g.constant(norm+".bias", tensor(n.Beta(l), n.Units(l)))
			g.node("LayerNormalization", norm, norm+".u", []string{g.value, norm + ".weight", norm + ".bias"},
				integer("axis", -1), number32("epsilon", n.Layer(l).NormEpsilon))
		}
		g.activate(n.Layer(l), at)
		if act := n.Act(l); act == kernels.GELU || act == kernels.GELUTanh {
			opset = max(opset, 20)
		}
	}
	if op := heads()[head].op; op != "" {
		g.node(op, "head", "head", []string{g.value})
	}
	g.graph.Node[len(g.graph.Node)-1].Output[0] = "y"
	g.graph.Input = []*onnxpb.ValueInfoProto{batchOf[T]("x", n.Units(0))}
	g.graph.Output = []*onnxpb.ValueInfoProto{batchOf[T]("y", n.Units(n.Depth()))}
	return &onnxpb.ModelProto{
		IrVersion: map[int64]int64{13: 7, 17: 8, 20: 9}[opset], ProducerName: "weft", Graph: g.graph,
		OpsetImport: []*onnxpb.OperatorSetIdProto{{Version: opset}},
	}
}

// writer is a graph that is being written.
type writer struct {
	graph *onnxpb.GraphProto
	value string // the last node's output
}

func (g *writer) constant(name string, t *onnxpb.TensorProto) {
	t.Name = name
	g.graph.Initializer = append(g.graph.Initializer, t)
}

func (g *writer) node(op, name, output string, inputs []string, attributes ...*onnxpb.AttributeProto) {
	g.graph.Node = append(g.graph.Node, &onnxpb.NodeProto{
		OpType: op, Name: name, Input: inputs, Output: []string{output}, Attribute: attributes,
	})
	g.value = output
}

// activate writes the activation of the value.
func (g *writer) activate(l engine.Layer, at string) {
	z, op := g.value, operatorOf(l.Act)
	switch l.Act {
	case kernels.Identity:
	case kernels.SiLU:
		g.node(op, at+".sigmoid", at+".sigmoid", []string{z})
		g.node("Mul", at+".act", at+".a", []string{z, g.value})
	case kernels.LeakyReLU:
		g.node(op, at+".act", at+".a", []string{z}, number32("alpha", l.Slope))
	case kernels.GELUTanh:
		g.node(op, at+".act", at+".a", []string{z}, &onnxpb.AttributeProto{Name: "approximate", Type: onnxpb.AttributeProto_STRING, S: []byte("tanh")})
	default:
		g.node(op, at+".act", at+".a", []string{z})
	}
}

// operatorOf is an activation as ONNX has it, but for SiLU, which is two operators.
func operatorOf(act kernels.Act) string {
	return [kernels.NumActs]string{
		kernels.Identity:  "Identity",
		kernels.ReLU:      "Relu",
		kernels.LeakyReLU: "LeakyRelu",
		kernels.Sigmoid:   "Sigmoid",
		kernels.Tanh:      "Tanh",
		kernels.GELU:      "Gelu",
		kernels.GELUTanh:  "Gelu",
		kernels.SiLU:      "Sigmoid",
	}[act]
}

func number32(name string, f float64) *onnxpb.AttributeProto {
	return &onnxpb.AttributeProto{Name: name, Type: onnxpb.AttributeProto_FLOAT, F: float32(f)}
}

func integer(name string, i int64) *onnxpb.AttributeProto {
	return &onnxpb.AttributeProto{Name: name, Type: onnxpb.AttributeProto_INT, I: i}
}

// dataType is T in ONNX.
func dataType[T kernels.Float]() int32 {
	if unsafe.Sizeof(T(0)) == 4 {
		return int32(onnxpb.TensorProto_FLOAT)
	}
	return int32(onnxpb.TensorProto_DOUBLE)
}

// tensor has numbers as the format wants them, little end first.
func tensor[T kernels.Float](data []T, dims ...int) *onnxpb.TensorProto {
	t := &onnxpb.TensorProto{DataType: dataType[T]()}
	for _, d := range dims {
		t.Dims = append(t.Dims, int64(d))
	}
	t.RawData, _ = binary.Append(nil, binary.LittleEndian, data) // fails for types of no fixed size alone
	return t
}

// batchOf is an input or an output of n features.
func batchOf[T kernels.Float](name string, n int) *onnxpb.ValueInfoProto {
	return &onnxpb.ValueInfoProto{Name: name, Type: &onnxpb.TypeProto{Value: &onnxpb.TypeProto_TensorType{TensorType: &onnxpb.TypeProto_Tensor{
		ElemType: dataType[T](),
		Shape: &onnxpb.TensorShapeProto{Dim: []*onnxpb.TensorShapeProto_Dimension{
			{Value: &onnxpb.TensorShapeProto_Dimension_DimParam{DimParam: "batch"}},
			{Value: &onnxpb.TensorShapeProto_Dimension_DimValue{DimValue: int64(n)}},
		}},
	}}}}
}
