package engine

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"weft.example/internal/half"
	"weft.example/internal/mallocs"
	"weft.example/kernels"
	"weft.example/workers"
)

// narrowNet returns a network whose layers have the activations in turn, with parameters and m examples drawn from a seed.
func narrowNet[T kernels.Float](t *testing.T, set *kernels.Set, units []int, acts []kernels.Act, m int, seed uint64) (*Network[T], []float32) {
	t.Helper()
	var layers []Layer
	for i, n := range units[1:] {
		layers = append(layers, Layer{Units: n, Act: acts[i%len(acts)]})
	}
	net, err := New[T](set, units[0], layers...)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	for l := 1; l <= net.Depth(); l++ {
		for i := range net.W(l) {
			net.W(l)[i] = T(float32(rng.Float64()*2-1) / float32(math.Sqrt(float64(units[l-1]))))
		}
		for i := range net.B(l) {
			net.B(l)[i] = T(float32(rng.Float64() - 0.5))
		}
	}
	x := make([]float32, m*units[0])
	for i := range x {
		x[i] = float32(rng.Float64()*4 - 2)
		if i/units[0]%3 == 1 {
			x[i] = float32(math.Abs(float64(x[i])))
		}
	}
	return net, x
}

func narrowPredictor[T kernels.Float](t *testing.T, net *Network[T], w Weights, batch int, pool *workers.Pool) *NarrowPredictor {
	t.Helper()
	f, err := net.FreezeNarrow(w)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.NewPredictor(batch, Config{Workers: pool})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// definition is Int8's forward pass of one example as doc.go has it, one number after another. Every operation of float32 is
// rounded.
func definition[T kernels.Float](net *Network[T], x []float32) []float32 {
	for l := 1; l <= net.Depth(); l++ {
		in, out := net.Units(l-1), net.Units(l)
		var below, above float32
		for _, v := range x {
			below, above = max(below, -v), max(above, v)
		}
		scale := float32(above/255) + float32(below/255)
		zero := int64(min(255, math.RoundToEven(float64(below/scale))))
		inverse := 1 / scale
		q := make([]int64, in)
		for p, v := range x {
			q[p] = int64(math.RoundToEven(max(float64(-zero), min(float64(255-zero), float64(float32(v*inverse)))) + float64(zero)))
		}
		z := make([]float32, out)
		for j := range z {
			row := net.W(l)[j*in : (j+1)*in]
			var most float64
			for _, v := range row {
				most = max(most, math.Abs(float64(v)))
			}
			wscale := float32(most / 127)
			var sum int64
			for p, v := range row {
				sum += (q[p] - zero) * int64(math.RoundToEven(float64(v)/float64(wscale)))
			}
			z[j] = float32(float32(float32(sum)*wscale)*scale) + float32(net.B(l)[j])
		}
		activate(net.Act(l), z, l == net.Depth())
		x = z
	}
	return x
}

// tables has those of activations that no kernel has to the bit.
var tables = sync.OnceValue(func() map[kernels.Act]tableAct {
	m := map[kernels.Act]tableAct{}
	for _, act := range []kernels.Act{kernels.Sigmoid, kernels.Tanh, kernels.GELU, kernels.GELUTanh, kernels.SiLU} {
		m[act] = newTableAct(act)
	}
	return m
})

func activate(act kernels.Act, z []float32, output bool) {
	for i, v := range z {
		switch act {
		case kernels.Identity:
		case kernels.ReLU:
			z[i] = max(v, 0)
		case kernels.LeakyReLU:
			if v <= 0 {
				z[i] = v * 0.01
			}
		default:
			if output {
				z[i] = float32(activated(act, float64(v)))
			} else {
				tables()[act].apply(z[i : i+1])
			}
		}
	}
}

// narrowUnits are of one step, of odd sizes and round vectors and blocks, and deeper than a call.
var narrowUnits = [][]int{{1, 1}, {3, 5, 2}, {16, 64, 16, 1}, {37, 65, 33, 10}, {70, 131, 1, 67}, {784, 48, 10}, {1100, 17, 3}, {8195, 2}}

// TestInt8 compares predictors of every Set with the definition, bit by bit.
func TestInt8(t *testing.T) {
	for _, set := range kernels.Available() {
		for i, units := range narrowUnits {
			for first := range kernels.NumActs {
				acts := []kernels.Act{first, (first + 1) % kernels.NumActs, (first + 3) % kernels.NumActs}
				const m = 13
				net, x := narrowNet[float32](t, set, units, acts, m, uint64(i))
				wide, _ := narrowNet[float64](t, set, units, acts, m, uint64(i))
				got := narrowPredictor(t, net, Int8, m, nil).Forward(x, m)
				same := narrowPredictor(t, wide, Int8, m, nil).Forward(x, m)
				last := units[len(units)-1]
				for e := range m {
					want := definition(net, x[e*units[0]:(e+1)*units[0]])
					if !slices.Equal(got[e*last:(e+1)*last], want) {
						t.Fatalf("%s, %v, %v: example %d is %v, want %v", set, units, acts, e, got[e*last:(e+1)*last], want)
					}
				}
				if !slices.Equal(got, same) {
					t.Fatalf("%s, %v: other outputs of a float64 network", set, units)
				}
			}
		}
	}
}

// TestInt8Pieces wants the range of an example with more inputs than a kernel takes from all its pieces: the greatest, the least, and
// what is not finite.
func TestInt8Pieces(t *testing.T) {
	const in = 2*kernels.MaxElements + 5
	for _, set := range kernels.Available() {
		net, x := narrowNet[float32](t, set, []int{in, 3}, []kernels.Act{kernels.Identity}, 1, 5)
		p := narrowPredictor(t, net, Int8, 1, nil)
		for _, at := range []int{0, kernels.MaxElements - 1, kernels.MaxElements, in - 1} {
			for _, v := range []float32{30, -30} {
				y := slices.Clone(x)
				y[at] = v
				if got, want := p.Forward(y, 1), definition(net, y); !slices.Equal(got, want) {
					t.Errorf("%s: %v at %d: %v, want %v", set, v, at, got, want)
				}
			}
			for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				y := slices.Clone(x)
				y[at] = float32(v)
				for _, z := range p.Forward(y, 1) {
					if z == z {
						t.Errorf("%s: %v at %d: %v, want NaN", set, v, at, z)
					}
				}
			}
		}
	}
}

// TestInt8Golden wants the same bits on every machine.
func TestInt8Golden(t *testing.T) {
	sum := fnv.New64a()
	for first := range kernels.NumActs {
		net, x := narrowNet[float32](t, kernels.Best(), []int{37, 65, 33, 10}, []kernels.Act{first, (first + 1) % kernels.NumActs, (first + 3) % kernels.NumActs}, 7, 1)
		for _, v := range narrowPredictor(t, net, Int8, 7, nil).Forward(x, 7) {
			fmt.Fprintf(sum, "%08x", math.Float32bits(v))
		}
	}
	if got := sum.Sum64(); got != 0x93ea86aa6d492556 {
		t.Errorf("the outputs' sum is %#x", got)
	}
}

// TestBF16 compares predictors of every Set with sums in float64 of rounded weights.
func TestBF16(t *testing.T) {
	for _, set := range kernels.Available() {
		for i, units := range narrowUnits {
			const m = 13
			acts := []kernels.Act{kernels.ReLU, kernels.Tanh, kernels.Identity, kernels.GELU}
			net, x := narrowNet[float64](t, set, units, acts, m, uint64(i))
			got := narrowPredictor(t, net, BF16, m, nil).Forward(x, m)
			for l := 1; l <= net.Depth(); l++ {
				for i, w := range net.W(l) {
					net.W(l)[i] = half.BF16.Float(half.BF16.Bits(w))
				}
			}
			pass, err := net.NewPass(m, Config{})
			if err != nil {
				t.Fatal(err)
			}
			wide := make([]float64, len(x))
			for i, v := range x {
				wide[i] = float64(v)
			}
			for i, want := range pass.Forward(wide, m) {
				if math.Abs(float64(got[i])-want) > 2e-6*(1+math.Abs(want)) {
					t.Fatalf("%s, %v: element %d is %v, want %v", set, units, i, got[i], want)
				}
			}
		}
	}
}

// TestNarrowAlone wants an example's bits to be the same in any batch and for any workers.
func TestNarrowAlone(t *testing.T) {
	for _, set := range kernels.Available() {
		for w := range numWeights {
			const m = 150
			net, x := narrowNet[float32](t, set, []int{67, 131, 64, 5}, []kernels.Act{kernels.ReLU, kernels.SiLU, kernels.Identity}, m, 3)
			want := slices.Clone(narrowPredictor(t, net, w, m, nil).Forward(x, m))
			var wg sync.WaitGroup
			for _, pool := range []*workers.Pool{nil, workers.New(2), workers.New(5)} {
				p := narrowPredictor(t, net, w, m, pool)
				wg.Add(1)
				go func() {
					defer wg.Done()
					for _, n := range []int{m, 0, 1, 2, 5, 6, 7, 12, 47, 48, 49, 97} {
						if got := p.Forward(x[(m-n)*67:], n); !slices.Equal(got, want[(m-n)*5:]) {
							t.Errorf("%s, %s: %d examples have other bits than among %d", set, w, n, m)
						}
					}
				}()
			}
			wg.Wait()
		}
	}
}

// TestNarrowNotFinite has NaN and infinities in some examples, which are nothing to the others.
func TestNarrowNotFinite(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, set := range kernels.Available() {
		for w := range numWeights {
			const m = 9
			net, x := narrowNet[float32](t, set, []int{33, 17, 3}, []kernels.Act{kernels.LeakyReLU, kernels.Tanh}, m, 4)
			p := narrowPredictor(t, net, w, m, nil)
			want := slices.Clone(p.Forward(x, m))
			for i, v := range []float32{nan, inf, -inf} {
				x[(2*i+1)*33+11*i] = v
			}
			got := p.Forward(x, m)
			for i := range m {
				for j := range 3 {
					at := i*3 + j
					touched, all := i%2 > 0 && i < 6, i == 1 || w == Int8 // whose outputs are all NaN
					if touched && all && got[at] == got[at] || !touched && got[at] != want[at] {
						t.Errorf("%s, %s: example %d, output %d: %v, was %v", set, w, i, j, got[at], want[at])
					}
				}
			}
		}
	}
}

// TestInt8Least has inputs and weights that all count as 0, and others that just do not.
func TestInt8Least(t *testing.T) {
	net, err := New[float32](kernels.Best(), 2, Layer{Units: 2})
	if err != nil {
		t.Fatal(err)
	}
	copy(net.W(1), []float32{1, 1, 1e-38, -1e-38})
	copy(net.B(1), []float32{1, 2})
	p := narrowPredictor(t, net, Int8, 3, nil)
	got := p.Forward([]float32{0, 0, 1e-38, -1e-38, 3e38, -2e38}, 3)
	if want := []float32{1, 2, 1, 2, got[4], 2}; !slices.Equal(got, want) || math.Abs(float64(got[4])-1e38) > 2e36 {
		t.Errorf("%v, want %v, the fifth about 1e38", got, want)
	}
}

// TestNarrowErrors wants errors for weights that do not fit, and panics for bugs.
func TestNarrowErrors(t *testing.T) {
	net, x := narrowNet[float32](t, kernels.Best(), []int{3, 2}, []kernels.Act{kernels.Identity}, 4, 5)
	if _, err := net.FreezeNarrow(2); err == nil || err.Error() != "engine: weights 2, want 0 to 1" {
		t.Errorf("weights 2: %v", err)
	}
	net.W(1)[4] = float32(math.Inf(1))
	if _, err := net.FreezeNarrow(Int8); err == nil || err.Error() != "engine: layer 1: unit 1, input 1: a weight of +Inf, want a finite float32" {
		t.Errorf("a weight of +Inf: %v", err)
	}
	net.W(1)[4] = 1
	deep, err := New[float32](kernels.Best(), mostInt8+1, Layer{Units: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := deep.FreezeNarrow(Int8); err == nil || !strings.Contains(err.Error(), "layer 1: 65537 inputs, want at most 65536") {
		t.Errorf("65537 inputs: %v", err)
	}
	f, err := net.FreezeNarrow(Int8)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewPredictor(0, Config{}); err == nil || err.Error() != "engine: a batch of 0, want at least 1" {
		t.Errorf("a batch of 0: %v", err)
	}
	if _, err := f.NewPredictor(1, Config{KeepZ: true}); err == nil {
		t.Error("KeepZ is no error")
	}
	p, err := f.NewPredictor(4, Config{})
	if err != nil {
		t.Fatal(err)
	}
	a := p.Forward(x, 4)
	wantPanic(t, "m = 5", func() { p.Forward(x, 5) }, "m = 5, want 0 to the predictor's batch 4")
	wantPanic(t, "a short x", func() { p.Forward(x[:5], 2) }, "len(x) = 5, want at least m·n0 = 6")
	wantPanic(t, "the output as input", func() { p.Forward(a, 2) }, "x is memory of the predictor")
	wantPanic(t, "a short dst", func() { p.Predict(MeanSquare, make([]float32, 7)) }, "len(dst) = 7, want at least m·nL = 8")
	wantPanic(t, "a loss that does not fit", func() { p.Predict(CrossEntropy, make([]float32, 8)) }, "want sigmoid")
	c := *p
	wantPanic(t, "a copy", func() { c.Forward(x, 1) }, "a copy of a predictor")
	p.inUse.Enter()
	wantPanic(t, "another's", func() { p.Forward(x, 1) }, "in use by another goroutine")
	wantPanic(t, "no network", func() { _, _ = new(Narrow).NewPredictor(1, Config{}) }, "a Narrow of no network")
	copied := *net
	wantPanic(t, "a copy of a network", func() { _, _ = copied.FreezeNarrow(BF16) }, "a copy of a network")
}

// TestNarrowFrozen changes a network after it was frozen, which must not matter, and asks for predictions.
func TestNarrowFrozen(t *testing.T) {
	for w := range numWeights {
		net, x := narrowNet[float32](t, kernels.Best(), []int{6, 9, 4}, []kernels.Act{kernels.ReLU, kernels.Identity}, 5, 6)
		plain, err := net.Freeze().NewPredictor(5, Config{})
		if err != nil {
			t.Fatal(err)
		}
		p := narrowPredictor(t, net, w, 5, nil)
		clear(net.Params())
		want, got := plain.Forward(x, 5), p.Forward(x, 5)
		for i := range want {
			if math.Abs(float64(got[i]-want[i])) > 0.02 {
				t.Errorf("%s: output %d is %v, want about %v", w, i, got[i], want[i])
			}
		}
		y, z := make([]float32, 20), make([]float32, 20)
		plain.Predict(SoftmaxCrossEntropy, y)
		p.Predict(SoftmaxCrossEntropy, z)
		c, d := make([]int, 5), make([]int, 5)
		plain.Classes(SoftmaxCrossEntropy, c)
		p.Classes(SoftmaxCrossEntropy, d)
		for i := range y {
			if math.Abs(float64(y[i]-z[i])) > 0.01 {
				t.Errorf("%s: probability %d is %v, want about %v", w, i, z[i], y[i])
			}
		}
		if !slices.Equal(c, d) {
			t.Errorf("%s: classes %v, want %v", w, d, c)
		}
	}
}

// TestNarrowAllocatesNothing counts the allocations of a forward pass.
func TestNarrowAllocatesNothing(t *testing.T) {
	for w := range numWeights {
		for _, pool := range []*workers.Pool{nil, workers.New(4)} {
			const m = 100
			net, x := narrowNet[float32](t, kernels.Best(), []int{67, 131, 64, 5}, []kernels.Act{kernels.ReLU, kernels.SiLU, kernels.Identity}, m, 3)
			p := narrowPredictor(t, net, w, m, pool)
			y, c := make([]float32, m*5), make([]int, m)
			if n := mallocs.PerRun(func() {
				p.Forward(x, m)
				p.Predict(SoftmaxCrossEntropy, y)
				p.Classes(SoftmaxCrossEntropy, c)
			}); n > 0 {
				t.Errorf("%s: %d allocations", w, n)
			}
		}
	}
}

// TestExactActivations compares activations with package math's, and the interpolated ones with those.
func TestExactActivations(t *testing.T) {
	defined := map[kernels.Act]func(z float64) float64{
		kernels.Sigmoid:  func(z float64) float64 { return 1 / (1 + math.Exp(-z)) },
		kernels.Tanh:     math.Tanh,
		kernels.SiLU:     func(z float64) float64 { return z / (1 + math.Exp(-z)) },
		kernels.GELU:     func(z float64) float64 { return z / 2 * math.Erfc(-z/math.Sqrt2) },
		kernels.GELUTanh: func(z float64) float64 { return z / 2 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(z+0.044715*z*z*z))) },
	}
	rng := rand.New(rand.NewPCG(9, 9))
	for act, want := range defined {
		table := newTableAct(act)
		for i := range 200000 {
			z := float64(float32(rng.NormFloat64() * []float64{1, 5, 20, 1e-4}[i%4]))
			g := activated(act, z)
			if d := math.Abs(g - want(z)); d > 2e-15*max(1, math.Abs(z)) {
				t.Fatalf("%s(%v) = %v, want %v", act, z, g, want(z))
			}
			if r := math.Abs(g-want(z)) / math.Abs(want(z)); (act == kernels.Tanh || act == kernels.Sigmoid) && r > 1e-11 {
				t.Fatalf("%s(%v) = %v, want %v: relative error %v", act, z, g, want(z), r)
			}
			y := []float32{float32(z)}
			if table.apply(y); math.Abs(float64(y[0])-want(z)) > 6.2e-6+1e-7*math.Abs(z) {
				t.Fatalf("interpolated %s(%v) = %v, want %v", act, z, y[0], want(z))
			}
		}
		inf := math.Inf(1)
		ends := []float32{float32(inf), float32(-inf), float32(math.NaN())}
		table.apply(ends)
		for i, z := range []float64{inf, -inf} {
			limit := [2]float64{inf, 0}[i]
			switch act {
			case kernels.Sigmoid:
				limit = [2]float64{1, 0}[i]
			case kernels.Tanh:
				limit = [2]float64{1, -1}[i]
			}
			if got := activated(act, z); got != limit {
				t.Errorf("%s(%v) = %v, want %v", act, z, got, limit)
			}
			if math.Abs(float64(ends[i])-limit) > 2e-6 && float64(ends[i]) != limit {
				t.Errorf("interpolated %s(%v) = %v, want %v", act, z, ends[i], limit)
			}
		}
		if nan := activated(act, math.NaN()); nan == nan || ends[2] == ends[2] {
			t.Errorf("%s(NaN) = %v, %v", act, nan, ends[2])
		}
	}
}
