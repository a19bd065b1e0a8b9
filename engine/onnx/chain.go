package onnx

import (
	"fmt"
	"slices"

	"weft.example/engine/onnx/internal/onnxpb"
	"weft.example/kernels"
)

// chain is the network that the nodes so far come to, along the way from the input to the output.
type chain struct {
	graph  *graph
	value  string // what they have computed
	shape  []int  // of value: features behind the batch, -1 where unknown; nil if all is
	batch  int    // the fixed size of a batch, or 0
	layers []*layer
	before []affine // that wait for a layer behind
	head   Head
}

// newChain follows a graph from its input to its output.
func newChain(g *graph) (*chain, error) {
	c := &chain{graph: g, value: g.input.Name}
	if err := c.begin(g.input); err != nil {
		return nil, fmt.Errorf("input %.80q: %w", g.input.Name, err)
	}
	table := operators()
	for c.value != g.output {
		users := g.users[c.value]
		var err error
		switch len(users) {
		case 0:
			return nil, fmt.Errorf("value %.80q goes to no node, and the graph's output is %.80q", c.value, g.output)
		case 1:
			err = c.step(table, users[0])
		default:
			err = c.pattern(users)
		}
		if err != nil {
			return nil, err
		}
	}
	return c, c.end()
}

// begin takes type and shape of the graph's input.
func (c *chain) begin(v *onnxpb.ValueInfoProto) error {
	t := v.GetType().GetTensorType()
	if t == nil {
		return fmt.Errorf("no type, or none of a tensor")
	}
	if kind, ok := kindOf(t.ElemType); !ok || !kind.float {
		return fmt.Errorf("type %v, want FLOAT, DOUBLE, FLOAT16 or BFLOAT16", onnxpb.TensorProto_DataType(t.ElemType))
	}
	if t.Shape == nil {
		return nil
	}
	dims := t.Shape.Dim
	if len(dims) < 2 || len(dims) > 8 {
		return fmt.Errorf("%d dimensions, want a batch and the features of an example", len(dims))
	}
	for i, d := range dims {
		n := d.GetDimValue()
		if n < 0 || n >= 1<<31 {
			return fmt.Errorf("size %d in dimension %d", n, i)
		}
		if i == 0 {
			c.batch = int(n)
			continue
		}
		if n == 0 {
			n = -1
		}
		c.shape = append(c.shape, int(n))
	}
	return nil
}

// step takes a node that alone uses the value.
func (c *chain) step(table map[string]operator, n *node) error {
	op, ok := table[n.OpType]
	switch {
	case !n.own() || !ok:
		return n.errorf("domain %.80q, operator %.80q: not one of a dense network's", n.Domain, n.OpType)
	case n.used:
		return n.errorf("it comes twice")
	case c.graph.opset < op.since:
		return n.errorf("it is of opset %d, and the file's is %d", op.since, c.graph.opset)
	case len(n.Input) < op.least || len(n.Input) > op.most:
		return n.errorf("%d inputs, want %d to %d", len(n.Input), op.least, op.most)
	case len(n.Output) == 0 || n.Output[0] == "":
		return n.errorf("no output")
	}
	for i, a := range n.Attribute {
		if !slices.Contains(op.attributes, a.Name) || n.attribute(a.Name) != a {
			return n.errorf("attribute %d, %.80q, is not one that is read", i, a.Name)
		}
	}
	for _, name := range n.Output[1:] {
		if len(c.graph.users[name]) > 0 || name == c.graph.output {
			return n.errorf("its output %.80q is used, want only the first", name)
		}
	}
	if c.head != Plain && !op.plain {
		return n.errorf("it follows %s, which a network may have only as its end", heads()[c.head].op)
	}
	n.used = true
	if err := op.apply(c, n); err != nil {
		return err
	}
	c.value = n.Output[0]
	return nil
}

// end wants nothing left over.
func (c *chain) end() error {
	if users := c.graph.users[c.value]; len(users) > 0 {
		return users[0].errorf("it uses the graph's output %.80q", c.value)
	}
	for _, n := range c.graph.nodes {
		if !n.used {
			return n.errorf("it is not on the way from the input to the output")
		}
	}
	if len(c.layers) == 0 {
		return fmt.Errorf("the graph has no Gemm and no MatMul, so there is no layer")
	}
	if len(c.before) > 0 {
		return fmt.Errorf("the output %.80q is scaled or shifted behind an activation, where no layer follows", c.value)
	}
	return nil
}

// operand returns the constant that is input i of a node, or nil if the node has none.
func (c *chain) operand(n *node, i int) (*constant, error) {
	if i >= len(n.Input) || n.Input[i] == "" {
		return nil, nil
	}
	k := c.graph.constants[n.Input[i]]
	if k == nil {
		return nil, n.errorf("input %d, %.80q, is computed, want an initializer or a Constant", i, n.Input[i])
	}
	return k, nil
}

// numbers is an operand that must be there, of a floating-point type.
func (c *chain) numbers(n *node, i int) (*constant, error) {
	k, err := c.operand(n, i)
	if err == nil && k == nil {
		return nil, n.errorf("input %d lacks", i)
	}
	if err == nil && !k.kind.float {
		return nil, n.errorf("input %d, tensor %.80q, is of type %s", i, k.name, k.kind.name)
	}
	return k, err
}

// features returns how many features a value has that is batch × features, or -1.
func (c *chain) features(n *node) (int, error) {
	switch {
	case c.shape == nil:
		return -1, nil
	case len(c.shape) != 1:
		return 0, n.errorf("its input has %d dimensions, want 2, batch × features: is a Flatten missing?", len(c.shape)+1)
	}
	return c.shape[0], nil
}

// dense adds a layer of weights that are in × out, or out × in.
func (c *chain) dense(n *node, weights *constant, across bool, alpha float64) error {
	features, err := c.features(n)
	if err != nil {
		return err
	}
	if len(weights.dims) != 2 {
		return n.errorf("tensor %.80q has shape %v, want two sizes", weights.name, weights.dims)
	}
	in, out := weights.dims[0], weights.dims[1]
	if across {
		in, out = out, in
	}
	if features >= 0 && in != features {
		return n.errorf("tensor %.80q, %v, takes %d features, and there are %d", weights.name, weights.dims, in, features)
	}
	for _, a := range c.before {
		if a.size != 1 && a.size != in {
			return n.errorf("tensor %.80q, %v, takes %d features, and there are %d", weights.name, weights.dims, in, a.size)
		}
	}
	c.layers = append(c.layers, &layer{at: n, in: in, out: out, weights: weights, across: across, alpha: alpha, before: c.before})
	c.before, c.shape = nil, []int{out}
	return nil
}

// open returns the layer that an activation or an affine operator is of, or nil.
func (c *chain) open() *layer {
	if len(c.layers) == 0 || len(c.before) > 0 || c.layers[len(c.layers)-1].acted {
		return nil
	}
	return c.layers[len(c.layers)-1]
}

// activate gives the layer its activation.
func (c *chain) activate(n *node, act kernels.Act) error {
	l := c.open()
	if l == nil {
		return n.errorf("it does not follow a layer, but the input, an activation or what is folded into a layer behind")
	}
	l.act, l.acted = act, true
	return nil
}

// fold puts an affine operator into the layer before, or keeps it for the one behind.
func (c *chain) fold(n *node, a affine) error {
	list := &c.before
	if l := c.open(); l != nil {
		list = &l.after
		if l.norm != nil {
			list = &l.norm.affines
		}
	}
	if len(*list) >= mostFolds {
		return n.errorf("more than %d operators are folded into one layer", mostFolds)
	}
	*list = append(*list, a)
	return nil
}

// perFeature wants a constant to have one element, or one for each feature.
func (c *chain) perFeature(n *node, k *constant) error {
	if k.size == 1 && len(k.dims) <= max(len(c.shape), 1)+1 {
		return nil
	}
	features, err := c.features(n)
	if err != nil {
		return err
	}
	if len(k.dims) < 1 || len(k.dims) > 2 || k.size != k.dims[len(k.dims)-1] || k.size != features {
		return n.errorf("tensor %.80q has shape %v, want one element or one of each feature, %d", k.name, k.dims, features)
	}
	return nil
}
