package onnx

import (
	"fmt"
	"math"

	"weft.example/kernels"
)

// affine is an operator on each feature, s·x + t, with a constant or two.
type affine struct {
	scale, shift func(i int) float64 // of feature i, or nil for 1 and 0
	size         int                 // of its constants; 1 serves all features
}

// mostFolds bounds the time that a small file can take: it may name a constant of a million
// elements in any number of nodes.
const mostFolds = 64

// layer is one of the network to be, with what its parameters are made of.
type layer struct {
	at      *node
	in, out int
	act     kernels.Act
	slope   float64   // of LeakyReLU
	acted   bool      // an activation follows, maybe Identity
	weights *constant // in × out, or its transpose
	across  bool      // it is out × in
	alpha   float64
	before  []affine // of the inputs
	after   []affine // of the outputs, biases too
	norm    *layerNorm
}

// layerNorm is what normalises a layer's outputs, behind what is folded into its weights.
type layerNorm struct {
	epsilon float64
	affines []affine // of what is normalised
}

// fillNorm computes γ and β.
func fillNorm[T kernels.Float](l *layer, gamma, beta []T) error {
	scale, shift := compose(l.norm.affines, l.out)
	for j := range gamma {
		var fits [2]bool
		gamma[j], fits[0] = round[T](scale[j])
		beta[j], fits[1] = round[T](shift[j])
		if !fits[0] || !fits[1] {
			return l.at.errorf("γ and β of unit %d are %g and %g, too large for the network's type", j, scale[j], shift[j])
		}
	}
	return nil
}

// fill computes W = diag(s')·alpha·W·diag(s) and b = s'⊙(alpha·W·t) + t' in order.
func fill[T kernels.Float](l *layer, w, b []T) error {
	at, in := l.weights.element(), l.in
	if !l.across {
		at = l.weights.transpose().element()
	}
	for i := range w {
		v := at(i)
		if l.alpha != 1 {
			v *= l.alpha
		}
		var ok bool
		if w[i], ok = round[T](v); !ok {
			return l.at.errorf("the weight of unit %d and input %d, of tensor %.80q, is %g, too large for the network's type", i/in, i%in, l.weights.name, v)
		}
	}
	bias := make([]float64, l.out)
	biased := len(l.before) > 0
	if biased {
		scale, shift := compose(l.before, in)
		for i := range bias {
			row := w[i*in : (i+1)*in]
			for j := range row {
				bias[i] += float64(row[j]) * shift[j]
				row[j] = T(float64(row[j]) * scale[j])
			}
		}
	}
	for _, a := range l.after {
		for i := range bias {
			if a.scale != nil {
				s := a.scale(i)
				bias[i] *= s
				for j := range in {
					w[i*in+j] = T(float64(w[i*in+j]) * s)
				}
			}
			if a.shift == nil {
				continue
			}
			if t := a.shift(i); biased {
				bias[i] += t
			} else {
				bias[i] = t // with its sign, where it is 0
			}
		}
		biased = true
	}
	for i, v := range bias {
		var ok bool
		if b[i], ok = round[T](v); !ok {
			return l.at.errorf("bias %d is %g, too large for the network's type", i, v)
		}
	}
	return nil
}

// compose makes one scale and one shift of n features of several.
func compose(list []affine, n int) (scale, shift []float64) {
	scale, shift = make([]float64, n), make([]float64, n)
	for i := range scale {
		scale[i] = 1
		for _, a := range list {
			if a.scale != nil {
				s := a.scale(i)
				scale[i] *= s
				shift[i] *= s
			}
			if a.shift != nil {
				shift[i] += a.shift(i)
			}
		}
	}
	return scale, shift
}

// round returns v in T, and whether it stays finite if it is.
func round[T kernels.Float](v float64) (T, bool) {
	x := T(v)
	return x, !math.IsInf(float64(x), 0) || math.IsInf(v, 0)
}

// parameters counts those of all layers, or tells that a network of them takes more bytes than
// limit.
func parameters(layers []*layer, bytes int, limit int64) error {
	var total int64
	for _, l := range layers {
		// Both factors are near 1<<31 at most.
		rows := int64(l.in) + 1
		if l.norm != nil {
			rows += 2
		}
		if total += rows * int64(l.out) * int64(bytes); total > limit {
			return fmt.Errorf("the layers to node %d have over %d bytes, more than the file's tensors come to: they are used too often", l.at.place, limit)
		}
	}
	return nil
}
