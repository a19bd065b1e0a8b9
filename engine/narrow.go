package engine

import (
	"fmt"
	"math"

	"weft/blas"
	"weft/engine/safetensors"
	"weft/internal/half"
	"weft/kernels"
)

// Narrow is a frozen network with weights of fewer bits, to predict with: half or a quarter of the memory to read, which is what
// bounds small batches. It computes in float32, whatever the network's type was. Any number of goroutines may
// share it, each with a [NarrowPredictor] of its own. The zero value has no network, and no predictor.
type Narrow struct {
	weights Weights
	net     *Network[float32] // without parameters
	layers  []narrowLayer
}

// narrowLayer is a layer's weights and biases.
type narrowLayer struct {
	narrowWeights
	in, out int
	act     kernels.Act
	bias    []float32 // and zeros up to whole vectors
}

// narrowWeights is one type of weights.
type narrowWeights interface {
	// product computes Z[i,j] = Σp X[i,p]·W[j,p] + b[j] for m rows of X, ldx apart, and all Outputs of a row of z. Behind
	// the last p of a row of X there is a finite number, or memory that is not read.
	product(s *narrowRoom, m int, x []float32, ldx int, z []float32, bias []float32)
	Outputs() int // elements of a row of z
	Depth() int   // elements that are read of a row of x, or of its bytes

	tensors(layer, in, out int) []safetensors.Tensor // of weights, for a file
}

// FreezeNarrow returns the network as it is now, [BatchNorm] folded into its weights, which are of the given type. Int8 wants finite weights, and layers of at
// most 65536 inputs, whose sums fit 32 bits.
func (n *Network[T]) FreezeNarrow(w Weights) (*Narrow, error) {
	n.own()
	if w < 0 || w >= numWeights {
		return nil, fmt.Errorf("engine: weights %d, want 0 to %d", w, numWeights-1)
	}
	n = n.Folded()
	f := &Narrow{weights: w, net: outlineOf(n)}
	kn := kernels.NarrowOf(n.set)
	for l := 1; l <= n.Depth(); l++ {
		ly := narrowLayer{in: n.units[l-1], out: n.units[l], act: n.acts[l-1]}
		var err error
		switch in, weights := ly.in, n.W(l); w {
		case BF16:
			ly.narrowWeights = bf16Of(kn, f.net.fn, in, ly.out, weights)
		case Int8:
			ly.narrowWeights, err = int8Of(kn, in, ly.out, weights)
		}
		if err != nil {
			return nil, fmt.Errorf("engine: layer %d: %w", l, err)
		}
		ly.bias = blas.Make[float32](ly.Outputs())
		for j, b := range n.B(l) {
			ly.bias[j] = float32(b)
		}
		f.layers = append(f.layers, ly)
	}
	return f, nil
}

// outlineOf returns a network of n's shape without parameters.
func outlineOf[T kernels.Float](n *Network[T]) *Network[float32] {
	s := &Network[float32]{set: n.set, kn: kernels.Of[float32](n.set), fn: kernels.FunctionsOf[float32](n.set), costFn: n.costFn, units: n.units, acts: n.acts, drops: n.drops, norms: n.norms, about: n.about}
	s.self = s
	return s
}

// Weights returns the type of the weights.
func (f *Narrow) Weights() Weights { return f.weights }

// bf16Weights are of bfloat16.
type bf16Weights struct {
	*blas.Panels[float32, uint16, float32]
	fn *kernels.Functions[float32]
}

func bf16Of[T kernels.Float](kn *kernels.Narrow, fn *kernels.Functions[float32], in, out int, w []T) narrowWeights {
	return &bf16Weights{blas.NewPanels(kn.BF16, in, out, func(j, p int) uint16 { return half.BF16.Bits(float64(w[j*in+p])) }), fn}
}

func (w *bf16Weights) product(_ *narrowRoom, m int, x []float32, ldx int, z, bias []float32) {
	ldz := w.Outputs()
	w.Multiply(m, x, ldx, z, ldz)
	rows := rowsPerPart(ldz)
	for j := 0; j < ldz; j += kernels.MaxElements {
		n := min(ldz-j, kernels.MaxElements)
		for i := 0; i < m; i += rows {
			w.fn.AddRow(min(rows, m-i), n, &z[i*ldz+j], ldz, &bias[j])
		}
	}
}

// int8Weights are whole numbers q with W[j,p] = scale[j]·q[j,p].
type int8Weights struct {
	*blas.Panels[uint8, int8, int32]
	kn    *kernels.Narrow
	in    int
	scale []float32 // by output
	sum   []int32   // of the output's q
}

// mostInt8 is the most inputs of a layer: 255·127 of each fit a sum of 32 bits.
const mostInt8 = 1 << 16

func int8Of[T kernels.Float](kn *kernels.Narrow, in, out int, w []T) (narrowWeights, error) {
	if in > mostInt8 {
		return nil, fmt.Errorf("%d inputs, want at most %d", in, mostInt8)
	}
	q, scales := make([]int8, len(w)), make([]float32, out)
	for j := range out {
		var most float64
		for p, v := range w[j*in : (j+1)*in] {
			size := math.Abs(float64(v))
			if !(size <= math.MaxFloat32) {
				return nil, fmt.Errorf("unit %d, input %d: a weight of %v, want a finite float32", j, p, v)
			}
			most = max(most, size)
		}
		scales[j] = float32(most / 127)
		if scales[j] < leastScale {
			scales[j] = 0
			continue
		}
		for p, v := range w[j*in : (j+1)*in] {
			q[j*in+p] = int8(max(-127, min(127, math.RoundToEven(float64(v)/float64(scales[j])))))
		}
	}
	return int8From(kn, in, out, q, scales), nil
}

// int8From lays down q and its sums.
func int8From(kn *kernels.Narrow, in, out int, q []int8, scales []float32) *int8Weights {
	c := &int8Weights{Panels: blas.NewPanels(kn.Int8, in, out, func(j, p int) int8 { return q[j*in+p] }), kn: kn, in: in}
	c.scale, c.sum = blas.Make[float32](c.Outputs()), make([]int32, c.Outputs())
	copy(c.scale, scales)
	for i, v := range q {
		c.sum[i/in] += int32(v)
	}
	return c
}

// leastScale is the least scale of weights and of an example's numbers: below it all of them count as 0, whose inverse is finite.
const leastScale = 0x1p-120

func (w *int8Weights) product(s *narrowRoom, m int, x []float32, ldx int, z, bias []float32) {
	ldz, ldq := w.Outputs(), roundUp16(w.in)
	for i := range m { // all of them first: the steps of one example take long, and do not wait for another's
		w.reachOf(x[i*ldx:i*ldx+w.in], &s.reach[i], &s.more)
	}
	for i := range m {
		s.steps[i] = w.quantize(&s.reach[i], x[i*ldx:i*ldx+w.in], s.bytes[i*ldq:(i+1)*ldq])
	}
	sums := wholes(z)
	w.Multiply(m, s.bytes, ldq, sums, ldz)
	for i := range m {
		t := s.steps[i]
		for j := 0; j < ldz; j += kernels.MaxElements {
			at := i*ldz + j
			w.kn.Dequantize(min(ldz-j, kernels.MaxElements), t.zero, t.scale, &z[at], &sums[at], &w.sum[j], &w.scale[j], &bias[j])
		}
	}
}

// reach is what Narrow.Range tells of some numbers.
type reach [3]float32

// step is what the bytes q of an example's numbers mean: scale·(q - zero). A scale of NaN says that some are not finite.
type step struct {
	scale float32
	zero  int
}

// reachOf finds the reach of one example's numbers. more is room for that of pieces.
func (w *int8Weights) reachOf(x []float32, r, more *reach) {
	w.kn.Range(min(len(x), kernels.MaxElements), &x[0], &r[0])
	for i := kernels.MaxElements; i < len(x); i += kernels.MaxElements {
		w.kn.Range(min(len(x)-i, kernels.MaxElements), &x[i], &more[0])
		r[0], r[1], r[2] = max(r[0], more[0]), max(r[1], more[1]), r[2]+more[2]
	}
}

// quantize makes bytes of one example's numbers.
func (w *int8Weights) quantize(r *reach, x []float32, q []uint8) step {
	t, inverse := stepOf(r[0], r[1])
	if r[2] != 0 { // NaN
		t.scale = r[2]
	}
	zero := float32(t.zero)
	for i := 0; i < len(x); i += kernels.MaxElements {
		w.kn.Quantize(min(len(x)-i, kernels.MaxElements), inverse, -zero, 255-zero, kernels.ByteMagic+zero, &q[i], &x[i])
	}
	return t
}

// stepOf divides what lies between -below and above into 255 steps, with one of them at 0.
func stepOf(below, above float32) (t step, inverse float32) {
	t.scale = float32(above/255) + float32(below/255)
	if t.scale < leastScale {
		return step{}, 0
	}
	t.zero = int(min(255, math.RoundToEven(float64(below/t.scale))))
	return t, 1 / t.scale
}

// roundUp16 is n rounded up to whole vectors of 16 bytes.
func roundUp16(n int) int { return (n + 15) &^ 15 }
