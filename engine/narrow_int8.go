package engine

import (
	"fmt"
	"math"

	"weft.example/blas"
	"weft.example/kernels"
)

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
