package engine

import (
	"math"
	"slices"
)

// Folded returns a copy of the network without [BatchNorm]: W[l] and b[l] do what its layers do
// outside of training,
//
//	s = γ/√(RunningVar + ε)    W' = diag(s)·W    b' = β + s⊙(b - RunningMean)
//
// each in float64 and rounded to T. Other layers are as they were. [Network.Freeze] and package onnx fold too.
func (n *Network[T]) Folded() *Network[T] {
	n.own()
	layers := n.layers()
	for i := range layers {
		if layers[i].Norm == BatchNorm {
			layers[i].Norm, layers[i].NormEpsilon, layers[i].NormMomentum = NoNorm, 0, 0
		}
	}
	f, err := New[T](n.set, n.units[0], layers...)
	if err != nil {
		panic(err) // n is larger
	}
	f.about, f.fixed = n.about.clone(), slices.Clone(n.fixed)
	for l := 1; l <= n.Depth(); l++ {
		to := f.arraysOf(l)
		for kind, from := range n.arraysOf(l) {
			copy(to[kind], from)
		}
		if n.Norm(l) == BatchNorm {
			n.foldInto(l, f.W(l), f.B(l))
		}
	}
	return f
}

// foldInto multiplies the rows of W[l] by s, and makes b' of b.
func (n *Network[T]) foldInto(l int, w, b []T) {
	gamma, beta, mean, variance := n.Gamma(l), n.Beta(l), n.RunningMean(l), n.RunningVar(l)
	in := n.units[l-1]
	for i := range b {
		s := float64(gamma[i]) / math.Sqrt(float64(variance[i])+n.norms[l-1].epsilon)
		for j := range in {
			w[i*in+j] = T(s * float64(w[i*in+j]))
		}
		shift := s * (float64(b[i]) - float64(mean[i]))
		b[i] = T(float64(beta[i]) + shift)
	}
}
