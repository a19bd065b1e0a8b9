package bench

import (
	"fmt"
	"strings"

	"weft.example/engine"
	"weft.example/kernels"
)

// GemmCase is one matrix product C = op(A)·op(B): C is M by N, the depth is K. A name holds no
// slash, so that it is one part of a benchmark's name.
type GemmCase struct {
	Name           string
	M, N, K        int
	TransA, TransB bool
}

// GemmCases are the products to measure. Those of a network layer come from
// n_{l-1} units to n_l with a batch of m: Z = A_prev·Wᵀ, dW = dZᵀ·A_prev, dA_prev = dZ·W.
func GemmCases() []GemmCase {
	return []GemmCase{
		{Name: "small-8", M: 8, N: 8, K: 8},
		{Name: "odd-17", M: 17, N: 17, K: 17},
		{Name: "odd-67", M: 67, N: 67, K: 67},
		{Name: "small-16", M: 16, N: 16, K: 16},
		{Name: "small-32", M: 32, N: 32, K: 32},
		{Name: "square-64", M: 64, N: 64, K: 64},
		{Name: "square-128", M: 128, N: 128, K: 128},
		{Name: "square-256", M: 256, N: 256, K: 256},
		{Name: "square-512", M: 512, N: 512, K: 512},
		{Name: "square-1024", M: 1024, N: 1024, K: 1024},
		{Name: "transposed-256", M: 256, N: 256, K: 256, TransA: true, TransB: true},
		{Name: "thin-k3", M: 512, N: 512, K: 3},
		{Name: "thin-n3", M: 1024, N: 3, K: 256},
		{Name: "thin-row", M: 1, N: 1024, K: 1024},
		{Name: "thin-column", M: 1024, N: 1, K: 1024},
		{Name: "cancer-Z-batch426", M: 426, N: 16, K: 30, TransB: true},
		{Name: "mnist-Z-batch1", M: 1, N: 128, K: 784, TransB: true},
		{Name: "mnist-Z-batch64", M: 64, N: 128, K: 784, TransB: true},
		{Name: "mnist-dW-batch64", M: 128, N: 784, K: 64, TransA: true},
		{Name: "mnist-dA-batch64", M: 64, N: 128, K: 64},
		{Name: "course-Z-batch209", M: 209, N: 20, K: 12288, TransB: true},
		{Name: "course-dW-batch209", M: 20, N: 12288, K: 209, TransA: true},
	}
}

// EdgeCases are products of kinds that a library is apt to be slow at: a few rows or columns, transposes of small
// matrices, widths that are no multiple of a vector, depths that memory bounds.
func EdgeCases() []GemmCase {
	return []GemmCase{
		{Name: "column-NN-90x1x40", M: 90, N: 1, K: 40},
		{Name: "column-NT-50x1x72", M: 50, N: 1, K: 72, TransB: true},
		{Name: "column-TN-48x1x60", M: 48, N: 1, K: 60, TransA: true},
		{Name: "row-NN-1x70x50", M: 1, N: 70, K: 50},
		{Name: "row-NT-1x72x50", M: 1, N: 72, K: 50, TransB: true},
		{Name: "columns-NN-80x2x64", M: 80, N: 2, K: 64},
		{Name: "columns-NT-72x3x56", M: 72, N: 3, K: 56, TransB: true},
		{Name: "columns-NT-150x4x90", M: 150, N: 4, K: 90, TransB: true},
		{Name: "transposed-NT-5x5x5", M: 5, N: 5, K: 5, TransB: true},
		{Name: "transposed-NT-12x12x12", M: 12, N: 12, K: 12, TransB: true},
		{Name: "transposed-NT-48x48x48", M: 48, N: 48, K: 48, TransB: true},
		{Name: "transposed-TN-60x60x60", M: 60, N: 60, K: 60, TransA: true},
		{Name: "transposed-TT-24x24x24", M: 24, N: 24, K: 24, TransA: true, TransB: true},
		{Name: "transposed-TT-60x52x70", M: 60, N: 52, K: 70, TransA: true, TransB: true},
		{Name: "narrow-NN-90x90x9", M: 90, N: 90, K: 9},
		{Name: "narrow-NN-23x23x23", M: 23, N: 23, K: 23},
		{Name: "shallow-NN-1400x1300x6", M: 1400, N: 1300, K: 6},
		{Name: "shallow-NT-1400x1300x11", M: 1400, N: 1300, K: 11, TransB: true},
		{Name: "wide-NN-6x1400x800", M: 6, N: 1400, K: 800},
		{Name: "wide-TT-800x5x700", M: 800, N: 5, K: 700, TransA: true, TransB: true},
		{Name: "vector-NN-1x900x1100", M: 1, N: 900, K: 1100},
		{Name: "vector-NT-1x300x600", M: 1, N: 300, K: 600, TransB: true},
		{Name: "layer-TN-30x700x1900", M: 30, N: 700, K: 1900, TransA: true},
		{Name: "layer-NN-1900x700x30", M: 1900, N: 700, K: 30},
		{Name: "square-NT-850x850x850", M: 850, N: 850, K: 850, TransB: true},
	}
}

// Flops is the number of floating-point operations of the product.
func (c GemmCase) Flops() float64 { return 2 * float64(c.M) * float64(c.N) * float64(c.K) }

// Bytes is what the product has to move at least, of elements of so many bytes: it reads A and B and
// writes C, once each.
func (c GemmCase) Bytes(element int) float64 {
	m, n, k := float64(c.M), float64(c.N), float64(c.K)
	return float64(element) * (m*k + k*n + m*n)
}

// Shape is the case as one writes it: 64x512x784, with :NT, :TN or :TT behind where a matrix is
// transposed.
func (c GemmCase) Shape() string {
	shape := fmt.Sprintf("%dx%dx%d", c.M, c.N, c.K)
	if c.TransA || c.TransB {
		shape += ":" + letter(c.TransA) + letter(c.TransB)
	}
	return shape
}

func letter(trans bool) string {
	if trans {
		return "T"
	}
	return "N"
}

// Size is a length for element-wise kernels, named for the memory that its
// three arrays fit in.
type Size struct {
	Name  string
	Bytes int // of one array
}

// Sizes are the lengths to measure element-wise kernels at.
func Sizes() []Size {
	return []Size{
		{"L1", 8 << 10},
		{"L2", 128 << 10},
		{"DRAM", 64 << 20},
	}
}

// NetworkCase is a network and the batch that passes through it.
type NetworkCase struct {
	Name   string
	Batch  int
	Inputs int
	Layers []engine.Layer
}

// Shape is the units of inputs and layers, as one writes them: 784-128-64-1.
func (c NetworkCase) Shape() string {
	var b strings.Builder
	fmt.Fprint(&b, c.Inputs)
	for _, l := range c.Layers {
		fmt.Fprint(&b, "-", l.Units)
	}
	return b.String()
}

// Lecture returns the layers of the lecture's networks: ReLU in all but the last,
// which is sigmoid.
func Lecture(units ...int) []engine.Layer {
	layers := make([]engine.Layer, len(units))
	for i, n := range units {
		layers[i] = engine.Layer{Units: n, Act: kernels.ReLU}
	}
	layers[len(units)-1].Act = kernels.Sigmoid
	return layers
}

// NetworkCases are the networks to measure.
func NetworkCases() []NetworkCase {
	return []NetworkCase{
		{"lecture-batch1", 1, 784, Lecture(128, 64, 1)},
		{"lecture-batch64", 64, 784, Lecture(128, 64, 1)},
		{"mnist-batch1", 1, 784, Lecture(512, 256, 10)},
		{"mnist-batch64", 64, 784, Lecture(512, 256, 10)},
		{"mnist-batch256", 256, 784, Lecture(512, 256, 10)},
		{"wide-batch256", 256, 1024, Lecture(1024, 1024, 1024)},
		{"course-batch209", 209, 12288, Lecture(20, 7, 5, 1)},
		{"cancer-batch426", 426, 30, Lecture(16, 8, 1)},
	}
}

// ForwardFlops is the number of floating-point operations in the products of a
// forward pass.
func (c NetworkCase) ForwardFlops() float64 {
	var weights int
	in := c.Inputs
	for _, l := range c.Layers {
		weights += in * l.Units
		in = l.Units
	}
	return 2 * float64(c.Batch) * float64(weights)
}

// BackwardFlops is the same of a backward pass, which leaves out dA[0].
func (c NetworkCase) BackwardFlops() float64 {
	first := 2 * float64(c.Batch) * float64(c.Inputs*c.Layers[0].Units)
	return 2*c.ForwardFlops() - first
}

// ForwardBytes is what a forward pass has to move at least, of elements of so many bytes: it reads
// inputs, weights and biases and writes what each layer puts out.
func (c NetworkCase) ForwardBytes(element int) float64 {
	params, units := c.sizes()
	return float64(element) * float64(params+c.Batch*units)
}

// BackwardBytes is the same of a backward pass, which reads all that and writes a gradient for each
// weight and bias.
func (c NetworkCase) BackwardBytes(element int) float64 {
	params, units := c.sizes()
	return float64(element) * float64(2*params+c.Batch*units)
}

// sizes are the numbers of weights and biases, and of inputs and units.
func (c NetworkCase) sizes() (params, units int) {
	units = c.Inputs
	in := c.Inputs
	for _, l := range c.Layers {
		params += (in + 1) * l.Units
		units += l.Units
		in = l.Units
	}
	return params, units
}
