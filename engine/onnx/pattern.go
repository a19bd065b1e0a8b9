package onnx

import (
	"cmp"
	"math"
	"slices"

	"weft.example/kernels"
)

// Activations that older opsets lack come in parts: one value goes to several nodes, whose values
// meet again. Their formula is brought into one form and compared with those of SiLU and GELU.

// formula is a function of x: x itself, a sum, a product, or a function of a formula.
type formula struct {
	kind  string // "x", "+", "*", "Sigmoid", "Erf" or "Tanh"
	k     float64
	parts []formula // of a sum, with k, or of a product, times k; else the argument
}

const (
	mostNodes = 16 // of an activation in parts; GELUTanh may take 9
	mostTerms = 16 // of a sum or a product
)

func variable() formula                     { return formula{kind: "x"} }
func number(k float64) formula              { return formula{kind: "+", k: k} }
func of(function string, f formula) formula { return formula{kind: function, parts: []formula{f}} }

// isNumber tells whether f is the same for any x.
func (f formula) isNumber() bool { return f.kind == "+" && len(f.parts) == 0 }

// sum is the sum of both, with the terms of sums in one list.
func sum(f, g formula) formula {
	s := formula{kind: "+"}
	for _, f := range []formula{f, g} {
		if f.kind == "+" {
			s.k += f.k
			s.parts = append(s.parts, f.parts...)
		} else {
			s.parts = append(s.parts, f)
		}
	}
	return s.plain(0)
}

// product is the product of both, with the factors of products in one list.
func product(f, g formula) formula {
	p := formula{kind: "*", k: 1}
	for _, f := range []formula{f, g} {
		switch {
		case f.isNumber():
			p.k *= f.k
		case f.kind == "*":
			p.k *= f.k
			p.parts = append(p.parts, f.parts...)
		default:
			p.parts = append(p.parts, f)
		}
	}
	if len(p.parts) == 0 {
		return number(p.k)
	}
	return p.plain(1)
}

// plain orders the parts, and leaves a list of one alone that changes nothing.
func (f formula) plain(nothing float64) formula {
	if len(f.parts) == 1 && f.k == nothing {
		return f.parts[0]
	}
	slices.SortStableFunc(f.parts, compare)
	return f
}

// compare orders formulas by their form, whatever their numbers.
func compare(f, g formula) int {
	if c := cmp.Or(cmp.Compare(f.kind, g.kind), cmp.Compare(len(f.parts), len(g.parts))); c != 0 {
		return c
	}
	return slices.CompareFunc(f.parts, g.parts, compare)
}

// like tells whether two formulas are the same, their numbers as near as FLOAT16 has them.
func (f formula) like(g formula) bool {
	return compare(f, g) == 0 && math.Abs(f.k-g.k) <= math.Abs(g.k)*0x1p-11 &&
		slices.EqualFunc(f.parts, g.parts, formula.like)
}

// activations are the formulas of those that come in parts.
func activations() map[kernels.Act]formula {
	half := func(f formula) formula { return product(product(number(0.5), variable()), sum(number(1), f)) }
	cube := product(variable(), product(variable(), variable()))
	inner := product(number(math.Sqrt(2/math.Pi)), sum(variable(), product(number(0.044715), cube)))
	return map[kernels.Act]formula{
		kernels.SiLU:     product(variable(), of("Sigmoid", variable())),
		kernels.GELU:     half(of("Erf", product(number(math.Sqrt(0.5)), variable()))),
		kernels.GELUTanh: half(of("Tanh", inner)),
	}
}

// pattern takes the nodes from those that use the value to where their values meet again.
func (c *chain) pattern(users []*node) error {
	refuse := func() error {
		return users[0].errorf("it and node %d, %.80q (%.80s), use value %.80q, and do not come to SiLU or GELU",
			users[1].place, users[1].Name, users[1].OpType, c.value)
	}
	if c.value == c.graph.output || c.head != Plain {
		return refuse()
	}
	values, waiting := map[string]formula{c.value: variable()}, len(users)
	nodes := c.graph.nodes[users[0].place:]
	for range mostNodes {
		i := slices.IndexFunc(nodes, func(n *node) bool { return !n.used && c.reads(n, values) })
		if i < 0 {
			return refuse()
		}
		n := nodes[i]
		nodes = nodes[i+1:]
		f, ok := c.formula(n, values)
		if !ok || len(f.parts) > mostTerms {
			return refuse()
		}
		n.used = true
		values[n.Output[0]] = f
		// One waiting use fewer for each value that the node reads, and its own uses more.
		for j, name := range n.Input {
			if _, ok := values[name]; ok && !slices.Contains(n.Input[:j], name) {
				waiting--
			}
		}
		if waiting == 0 {
			for act, want := range activations() {
				if f.like(want) {
					c.value = n.Output[0]
					return c.activate(n, act)
				}
			}
		}
		waiting += len(c.graph.users[n.Output[0]])
	}
	return refuse()
}

// reads tells whether a node has one of the values as an input.
func (c *chain) reads(n *node, values map[string]formula) bool {
	return slices.ContainsFunc(n.Input, func(name string) bool { _, ok := values[name]; return ok })
}

// formula returns what a node computes, if it is one of an activation's.
func (c *chain) formula(n *node, values map[string]formula) (formula, bool) {
	none := formula{}
	if !n.own() || len(n.Attribute) > 0 || len(n.Output) != 1 || n.Output[0] == "" || len(n.Input) < 1 || len(n.Input) > 2 {
		return none, false
	}
	var in [2]formula
	for i, name := range n.Input {
		f, ok := values[name]
		if k := c.graph.constants[name]; !ok && k != nil && k.size == 1 && k.kind.float && len(k.dims) <= len(c.shape)+1 {
			f, ok = number(k.element()(0)), true
		}
		if !ok {
			return none, false
		}
		in[i] = f
	}
	if len(n.Input) == 1 {
		switch n.OpType {
		case "Sigmoid", "Erf", "Tanh":
			return of(n.OpType, in[0]), true
		case "Identity":
			return in[0], true
		}
		return none, false
	}
	switch n.OpType {
	case "Add":
		return sum(in[0], in[1]), true
	case "Mul":
		return product(in[0], in[1]), true
	case "Div":
		return product(in[0], number(1/in[1].k)), in[1].isNumber()
	case "Pow":
		return product(in[0], product(in[0], in[0])), in[1].isNumber() && in[1].k == 3
	}
	return none, false
}
