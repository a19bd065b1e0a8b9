package engine

import (
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
)

// String describes the network in a line: its units n_0-n_1-…-n_L, the normalisations and activations of
// its layers, T and the number of parameters.
func (n *Network[T]) String() string {
	var units, acts []string
	for _, u := range n.units {
		units = append(units, strconv.Itoa(u))
	}
	for i := range n.acts {
		name := n.actName(i)
		if norm := n.norms[i].Norm; norm != NoNorm {
			name = norm.String() + "+" + name
		}
		acts = append(acts, name)
	}
	return fmt.Sprintf("%s %s, %T, %d parameters", strings.Join(units, "-"), strings.Join(acts, " "), T(0), n.size())
}

// Summary is a table of the layers: the shape of W[l], [Norm], activation, dropout and the
// number of parameters, and of those that training changes, with their sums.
func (n *Network[T]) Summary() string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	row := func(layer, shape, norm, act, dropout, params, trainable any) {
		fmt.Fprintf(w, "%v\t%v\t%v\t%v\t%v\t%10v\t%9v\n", layer, shape, norm, act, dropout, params, trainable)
	}
	row("layer", "shape", "norm", "activation", "dropout", "parameters", "trainable")
	total := 0
	for l := 1; l <= n.Depth(); l++ {
		trainable := 0
		if n.learns(l) {
			trainable = n.sizeOf(l)
		}
		total += trainable
		shape := fmt.Sprintf("%d × %d", n.units[l], n.units[l-1])
		row(l, shape, n.Norm(l), n.actName(l-1), n.Dropout(l), n.sizeOf(l), trainable)
	}
	row("total", "", "", fmt.Sprintf("%T", T(0)), "", n.size(), total)
	w.Flush()
	return text.String()
}

// actName is the activation of layer i+1, with a slope that is not the customary one.
func (n *Network[T]) actName(i int) string {
	name := n.acts[i].String()
	if slope := n.slopes[i]; slope != 0 && slope != leakySlope {
		name = fmt.Sprintf("%s(%v)", name, slope)
	}
	return name
}

// sizeOf is the number of layer l's parameters, W and b and, with a [Norm], γ and β. It goes by the shape, which
// a [Narrow] has too.
func (n *Network[T]) sizeOf(l int) int {
	out := n.units[l]
	size := out*n.units[l-1] + out
	if n.norms[l-1].Norm != NoNorm {
		size += 2 * out
	}
	return size
}

// size is the number of parameters.
func (n *Network[T]) size() (size int) {
	for l := 1; l <= n.Depth(); l++ {
		size += n.sizeOf(l)
	}
	return size
}
