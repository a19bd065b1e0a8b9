package engine

import (
	"encoding/binary"
	"math"
	"testing"

	"weft.example/kernels"
)

// FuzzLoss draws outputs, labels that Fit takes and weights from bytes, for every loss and both
// types. Costs have to be finite and near to those of an independent formula in float64, and
// the gradient within what its roundings come to.
func FuzzLoss(f *testing.F) {
	f.Add([]byte{})
	for loss := range byte(NumLosses) {
		for form := range byte(16) {
			f.Add(append([]byte{loss, form, form % 4, form / 4}, "\x00\x00\x8cA\x00\x00\x8c\xc1some bytes to draw numbers from, for a start"...))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := &drawer{data}
		if loss, form := Loss(d.byte())%NumLosses, d.byte(); form&1 == 0 {
			newFuzzedLoss[float32](d, loss, form).check(t)
		} else {
			newFuzzedLoss[float64](d, loss, form).check(t)
		}
	})
}

// drawer draws from bytes and, when they have run out, zeros.
type drawer struct{ data []byte }

func (d *drawer) byte() byte {
	if len(d.data) == 0 {
		return 0
	}
	b := d.data[0]
	d.data = d.data[1:]
	return b
}

// uint draws a number of the given count of bytes.
func (d *drawer) uint(bytes int) uint64 {
	var b [8]byte
	for i := range bytes {
		b[i] = d.byte()
	}
	return binary.LittleEndian.Uint64(b[:])
}

// finiteOf draws any finite float32, or a float64 whose square does not overflow.
func finiteOf[T kernels.Float](d *drawer) T {
	var x float64
	if isFloat32[T]() {
		x = float64(math.Float32frombits(uint32(d.uint(4))))
	} else {
		x = math.Float64frombits(d.uint(8))
		if math.Abs(x) > 1e150 {
			x = 1 / x
		}
	}
	if !finite(x) {
		return 1
	}
	return T(x)
}

func isFloat32[T kernels.Float]() bool { return T(1)+0x1p-30 == 1 }

// roundoff is the distance from 1 to the next T.
func roundoff[T kernels.Float]() float64 {
	if isFloat32[T]() {
		return 0x1p-23
	}
	return 0x1p-52
}

// least is the least T above 0, which is lost where a result is subnormal.
func least[T kernels.Float]() float64 {
	if isFloat32[T]() {
		return 0x1p-149
	}
	return 0x1p-1074
}

// fuzzedDelta is Huber's δ, a number of either type.
const fuzzedDelta = 0.75

// sign is -1, 0 or 1.
func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// fuzzedLoss is a loss, an output of the numbers x and labels.
type fuzzedLoss[T kernels.Float] struct {
	loss   Loss
	output kernels.Act
	keepZ  bool
	m, n   int
	x      []T // Z[L]
	y      Labels[T]
}

func newFuzzedLoss[T kernels.Float](d *drawer, loss Loss, form byte) *fuzzedLoss[T] {
	c := &fuzzedLoss[T]{loss: loss, output: loss.output(), keepZ: form&2 != 0}
	c.m, c.n = 1+int(d.byte())%3, 1+int(d.byte())%5
	if c.output == anyOutput {
		c.output = [2]kernels.Act{kernels.Identity, kernels.Sigmoid}[form>>2&1]
	}
	if form&8 != 0 || loss == SoftmaxCrossEntropy && c.n == 1 {
		for range c.m {
			c.y.Classes = append(c.y.Classes, int(d.byte())%classesOf(loss, c.n))
		}
	} else {
		for range c.m * c.n {
			c.y.Values = append(c.y.Values, drawLabel[T](d, loss))
		}
	}
	if form&16 != 0 {
		for range c.m {
			c.y.Weights = append(c.y.Weights, T(d.byte())/16)
		}
	}
	for range c.m * c.n {
		c.x = append(c.x, finiteOf[T](d))
	}
	return c
}

// drawLabel draws a label of those that the loss takes.
func drawLabel[T kernels.Float](d *drawer, loss Loss) T {
	switch loss {
	case MeanSquare, MeanAbsolute, Huber:
		return finiteOf[T](d)
	case SoftmaxCrossEntropy:
		return T(d.uint(2)) / 0x1p14
	}
	return T(min(float64(d.uint(2))/0xff00, 1))
}

func (c *fuzzedLoss[T]) check(t *testing.T) {
	net, err := New[T](kernels.Best(), c.n, Layer{Units: c.n, Act: c.output})
	if err != nil {
		t.Fatal(err)
	}
	for j := range c.n {
		net.W(1)[j*c.n+j] = 1
	}
	if err := (&Data[T]{c.m, c.x, c.y}).check(c.loss, net, false); err != nil {
		t.Fatal(err)
	}
	p, err := net.NewPass(c.m, Config{KeepZ: c.keepZ, HuberDelta: fuzzedDelta})
	if err != nil {
		t.Fatal(err)
	}
	p.Forward(c.x, c.m)
	var want, bound float64
	for i := range c.m {
		cost, off := c.cost(i)
		want, bound = want+cost, bound+off
	}
	want, bound = want/float64(c.m), bound/float64(c.m)
	got := p.Loss(c.loss, c.y)
	if !finite(got) || !(math.Abs(got-want) <= bound) {
		t.Errorf("%+v: cost %v, want %v within %.2g", c, got, want, bound)
	}
	if c.loss == CrossEntropy && c.y.Values != nil && c.y.Weights == nil && p.Cost(c.y.Values) != got {
		t.Errorf("%+v: Cost %v, Loss %v", c, p.Cost(c.y.Values), got)
	}
	p.BackwardLoss(c.loss, c.y)
	for i := range c.m {
		for j := range c.n {
			want, bound, beyond := c.slope(i, j)
			if beyond {
				continue
			}
			if got := float64(p.DZ(1)[i*c.n+j]); T(got) != T(want) && !(math.Abs(got-want) <= bound) {
				t.Errorf("%+v: dZ[%d,%d] = %v, want %v within %.2g", c, i, j, got, want, bound)
			}
		}
	}
}

// weight is what example i counts for, and its labels as numbers.
func (c *fuzzedLoss[T]) labels(i int) (weight float64, y []float64) {
	target := c.y.target(c.loss, i, c.n)
	for j := range c.n {
		y = append(y, target.at(j))
	}
	return float64(c.y.weight(i)), y
}

// logistic is σ(z), of either tail's full accuracy.
func logistic(z float64) float64 {
	if z < 0 {
		return math.Exp(z) / (1 + math.Exp(z))
	}
	return 1 / (1 + math.Exp(-z))
}

// shares are the softmax of example i, with the greatest logit and ln Σe^(z-top).
func (c *fuzzedLoss[T]) shares(i int) (p []float64, top, log float64) {
	row := c.x[i*c.n : (i+1)*c.n]
	top = float64(row[0])
	for _, z := range row {
		top = max(top, float64(z))
	}
	var sum float64
	for _, z := range row {
		p = append(p, math.Exp(float64(z)-top))
		sum += p[len(p)-1]
	}
	for j := range p {
		p[j] /= sum
	}
	return p, top, math.Log(sum)
}

// cost is what example i costs, and how far the cost may be off: some roundings of each part of
// the sum. What is beside a subnormal cost is lost.
func (c *fuzzedLoss[T]) cost(i int) (cost, bound float64) {
	const eps = 0x1p-52
	weight, y := c.labels(i)
	_, top, log := c.shares(i)
	for j, y := range y {
		z := float64(c.x[i*c.n+j])
		var one, parts float64
		switch c.loss {
		case CrossEntropy, LogitCrossEntropy:
			one = y*math.Log1p(math.Exp(-math.Abs(z))) + (1-y)*math.Log1p(math.Exp(-math.Abs(z)))
			one += max(z, 0)*(1-y) + max(-z, 0)*y
			parts = one
		case SoftmaxCrossEntropy:
			one = y * (log + (top - z))
			parts = y * (1 + log + (top - z))
		case MeanSquare, MeanAbsolute, Huber:
			a := z
			if c.output == kernels.Sigmoid {
				a = logistic(z)
			}
			d := math.Abs(a - y)
			slope := d
			switch {
			case c.loss == MeanAbsolute:
				one, slope = d, 1
			case c.loss == Huber && d > fuzzedDelta:
				one, slope = fuzzedDelta*(d-fuzzedDelta/2), fuzzedDelta
			default:
				one = d * d / 2
			}
			parts = one
			if c.output == kernels.Sigmoid { // A is of T
				off := 4 * roundoff[T]() * a
				parts += (slope*off + off*off) / eps
			}
		}
		cost, bound = cost+weight*one, bound+weight*(float64(c.n+8)*eps*parts+0x1p-1070)
	}
	return cost, bound
}

// slope is the derivative of the cost of example i by its logit j, how far it may be off, and
// whether that by the output is beyond the range of T, so that there is nothing to compare.
func (c *fuzzedLoss[T]) slope(i, j int) (dz, bound float64, beyond bool) {
	eps := roundoff[T]()
	weight, labels := c.labels(i)
	y, z := labels[j], float64(c.x[i*c.n+j])
	a := z
	var off float64 // of Ŷ, or of s·Ŷ
	switch {
	case c.loss == SoftmaxCrossEntropy:
		p, top, _ := c.shares(i)
		var s, powers float64 // differences of logits are of T, and powers are off by that
		for k, p := range p {
			s += labels[k]
			if p > 0 {
				powers += p * (top - float64(c.x[i*c.n+k]))
			}
		}
		a = s * p[j]
		if p[j] > 0 {
			powers += top - z
		}
		off = (float64(c.n+10)+powers)*eps*a + s*least[T]()
	case c.loss == LogitCrossEntropy || c.output == kernels.Sigmoid:
		a = logistic(z)
		off = 4*eps*a + least[T]()
	}
	dz, bound = a-y, off+2*eps*math.Abs(a-y)
	switch {
	case c.loss == MeanAbsolute && math.Abs(dz) <= bound && dz != 0:
		return 0, 0, true // either sign will do
	case c.loss == MeanAbsolute:
		dz, bound = sign(dz), 0
	case c.loss == Huber:
		dz = max(-fuzzedDelta, min(dz, fuzzedDelta))
	}
	beyond = !finite(T(dz)) || !finite(T(weight*dz))
	if c.loss >= MeanSquare && c.output == kernels.Sigmoid {
		slope := logistic(z) * logistic(-z)
		bound = bound*slope + math.Abs(dz)*(off+4*eps*slope)
		dz *= slope
	}
	return weight * dz, weight*(bound+2*eps*math.Abs(dz)) + 4*least[T](), beyond
}
