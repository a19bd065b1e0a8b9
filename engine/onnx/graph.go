package onnx

import (
	"errors"
	"fmt"
	"slices"

	"weft.example/engine/onnx/internal/onnxpb"
)

// graph is a file's graph with its values by name.
type graph struct {
	opset     int
	nodes     []*node
	constants map[string]*constant
	users     map[string][]*node // of each value
	input     *onnxpb.ValueInfoProto
	output    string
}

// node is an operator of the graph.
type node struct {
	*onnxpb.NodeProto
	place int  // among the graph's nodes
	used  bool // it is a part of the network, or a constant
}

// errorf is an error that says which node it is about.
func (n *node) errorf(format string, args ...any) error {
	return fmt.Errorf("node %d, %.80q (%.80s): %w", n.place, n.Name, n.OpType, fmt.Errorf(format, args...))
}

// newGraph looks up what the nodes of a model are about.
func newGraph(m *onnxpb.ModelProto) (*graph, error) {
	if m.Graph == nil {
		return nil, errors.New("the file has no graph")
	}
	g := &graph{constants: map[string]*constant{}, users: map[string][]*node{}}
	if err := g.setOpset(m.OpsetImport); err != nil {
		return nil, err
	}
	origins := map[string]bool{}
	if err := g.setEnds(m.Graph, origins); err != nil {
		return nil, err
	}
	for i, p := range m.Graph.Node {
		n := &node{NodeProto: p, place: i}
		g.nodes = append(g.nodes, n)
		if len(p.Input) > 256 || len(p.Output) > 256 {
			return nil, n.errorf("%d inputs and %d outputs, want at most 256", len(p.Input), len(p.Output))
		}
		for _, name := range p.Output {
			if name != "" && origins[name] {
				return nil, n.errorf("its output %.80q is a value already", name)
			}
			origins[name] = true
		}
		if err := g.fold(n); err != nil {
			return nil, err
		}
		for j, name := range p.Input {
			if !n.used && name != "" && !slices.Contains(p.Input[:j], name) {
				g.users[name] = append(g.users[name], n)
			}
		}
	}
	return g, nil
}

func (g *graph) setOpset(imports []*onnxpb.OperatorSetIdProto) error {
	const first, last = 13, 22
	for _, o := range imports {
		if o.Domain == "" || o.Domain == "ai.onnx" {
			if o.Version < first || o.Version > last {
				return fmt.Errorf("opset %d, want %d to %d", o.Version, first, last)
			}
			g.opset = int(o.Version)
		}
	}
	if g.opset == 0 {
		return errors.New("the file names no opset of ONNX's own operators")
	}
	return nil
}

// setEnds finds the graph's initializers, its one input that is none of them, and its output.
func (g *graph) setEnds(p *onnxpb.GraphProto, origins map[string]bool) error {
	for _, t := range p.Initializer {
		if origins[t.Name] {
			return fmt.Errorf("tensor %.80q is there twice", t.Name)
		}
		origins[t.Name] = true
		c, err := newConstant(t, t.Name)
		if err != nil {
			return err
		}
		g.constants[t.Name] = c
	}
	for _, v := range p.Input {
		if g.constants[v.Name] != nil {
			continue // an initializer's default, as files of old have it
		}
		if g.input != nil {
			return fmt.Errorf("the graph has inputs %.80q and %.80q, want one", g.input.Name, v.Name)
		}
		g.input = v
		origins[v.Name] = true
	}
	switch {
	case g.input == nil:
		return errors.New("the graph has no input")
	case len(p.Output) != 1:
		return fmt.Errorf("the graph has %d outputs, want one", len(p.Output))
	}
	g.output = p.Output[0].Name
	return nil
}

// fold makes a constant of a node that is one, or that has the values of one.
func (g *graph) fold(n *node) error {
	var c *constant
	var err error
	if n.OpType == "Constant" && n.own() {
		c, err = constantOf(n)
	} else if len(n.Input) > 0 && g.constants[n.Input[0]] != nil && n.own() {
		of := g.constants[n.Input[0]]
		switch n.OpType {
		case "Identity":
			c = of
		case "Cast":
			c, err = of, wider(n, of)
		case "Transpose":
			if len(of.dims) != 2 {
				return n.errorf("tensor %.80q has %d dimensions, want 2", of.name, len(of.dims))
			}
			if p := n.ints("perm", []int64{1, 0}); slices.Equal(p, []int64{1, 0}) {
				c = of.transpose()
			} else if slices.Equal(p, []int64{0, 1}) {
				c = of
			}
		}
	}
	if err != nil || c == nil {
		return err
	}
	if len(n.Output) != 1 {
		return n.errorf("%d outputs, want 1", len(n.Output))
	}
	n.used, g.constants[n.Output[0]] = true, c
	return nil
}

// own tells whether a node is one of ONNX's own operators.
func (n *node) own() bool { return n.Domain == "" || n.Domain == "ai.onnx" }

// constantOf returns the value of a Constant.
func constantOf(n *node) (*constant, error) {
	if len(n.Attribute) != 1 || len(n.Output) != 1 {
		return nil, n.errorf("%d attributes and %d outputs, want one", len(n.Attribute), len(n.Output))
	}
	a := n.Attribute[0]
	t := a.T
	switch a.Name {
	case "value":
		if t == nil {
			return nil, n.errorf("attribute %q has no tensor", a.Name)
		}
	case "value_float":
		t = &onnxpb.TensorProto{DataType: int32(onnxpb.TensorProto_FLOAT), FloatData: []float32{a.F}}
	case "value_floats":
		t = &onnxpb.TensorProto{DataType: int32(onnxpb.TensorProto_FLOAT), FloatData: a.Floats, Dims: []int64{int64(len(a.Floats))}}
	case "value_int":
		t = &onnxpb.TensorProto{DataType: int32(onnxpb.TensorProto_INT64), Int64Data: []int64{a.I}}
	case "value_ints":
		t = &onnxpb.TensorProto{DataType: int32(onnxpb.TensorProto_INT64), Int64Data: a.Ints, Dims: []int64{int64(len(a.Ints))}}
	default:
		return nil, n.errorf("attribute %.80q is not one that is read", a.Name)
	}
	c, err := newConstant(t, n.Output[0])
	if err != nil {
		return nil, n.errorf("%w", err)
	}
	return c, nil
}

// wider wants a Cast of a constant to keep its values.
func wider(n *node, of *constant) error {
	to, ok := kindOf(int32(n.int("to", 0)))
	if ok && to.name == of.kind.name {
		return nil
	}
	if !ok || !to.float || !of.kind.float || to.bytes <= of.kind.bytes {
		return n.errorf("tensor %.80q of type %s is cast to %v, want a wider one", of.name, of.kind.name, onnxpb.TensorProto_DataType(n.int("to", 0)))
	}
	return nil
}

// attribute returns a node's attribute, or nil.
func (n *node) attribute(name string) *onnxpb.AttributeProto {
	for _, a := range n.Attribute {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// int returns a number of a node's attributes, or what ONNX has for one that lacks.
func (n *node) int(name string, absent int64) int64 {
	if a := n.attribute(name); a != nil {
		return a.I
	}
	return absent
}

func (n *node) ints(name string, absent []int64) []int64 {
	if a := n.attribute(name); a != nil {
		return a.Ints
	}
	return absent
}

func (n *node) float(name string, absent float32) float32 {
	if a := n.attribute(name); a != nil {
		return a.F
	}
	return absent
}

func (n *node) text(name, absent string) string {
	if a := n.attribute(name); a != nil {
		return string(a.S)
	}
	return absent
}
