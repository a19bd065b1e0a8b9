package engine

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"weft.example/kernels"
)

// FuzzFit trains small networks on few examples, with seldom numbers among them: Fit
// returns an error or leaves parameters that are finite, and never panics.
func FuzzFit(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25})
	f.Add(slices.Repeat([]byte{0xff, 0x7f, 0xf0, 3}, 20))
	for seed := range byte(40) {
		data := make([]byte, 60)
		for i := range data {
			data[i] = byte(mix(uint64(seed)<<8 + uint64(i)))
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzFit[float32](t, data)
		fuzzFit[float64](t, data)
	})
}

// source draws choices from bytes, and 0 when they are at an end.
type source struct{ data []byte }

func (s *source) below(n int) int {
	if len(s.data) == 0 {
		return 0
	}
	b := s.data[0]
	s.data = s.data[1:]
	return int(b) % n
}

// number draws a number: most are near 1.
func (s *source) number() float64 {
	switch 63 - s.below(64) {
	case 0:
		return math.NaN()
	case 1:
		return math.Inf(1 - 2*s.below(2))
	case 2:
		return 1e39 * float64(1-2*s.below(2))
	case 3:
		return 3e38 * float64(1-2*s.below(2))
	case 4:
		return math.MaxFloat64
	case 5:
		return 1e-45
	case 6:
		var bits [8]byte
		for i := range bits {
			bits[i] = byte(s.below(256))
		}
		return math.Float64frombits(binary.LittleEndian.Uint64(bits[:]))
	}
	return float64(s.below(256)-128)/64 + 1.0/128
}

func numbers[T kernels.Float](s *source, n int) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = T(s.number())
	}
	return list
}

// fuzzData draws examples; perhaps there are other numbers of them than there should be.
func fuzzData[T kernels.Float](s *source, n, in, out int) Data[T] {
	d := Data[T]{N: n - s.below(16)/15, X: numbers[T](s, n*in-s.below(16)/15)}
	if s.below(2) == 0 {
		d.Labels.Values = numbers[T](s, n*out)
	} else {
		for range n {
			d.Labels.Classes = append(d.Labels.Classes, s.below(out+s.below(16)/15))
		}
	}
	if s.below(4) == 0 {
		d.Labels.Weights = numbers[T](s, n)
	}
	return d
}

func fuzzFit[T kernels.Float](t *testing.T, data []byte) {
	s := &source{data}
	in, sets := 1+s.below(3), kernels.Available()
	loss := Loss(s.below(int(NumLosses)))
	var layers []Layer
	for range s.below(3) {
		layers = append(layers, Layer{Units: 1 + s.below(4), Act: kernels.Act(s.below(int(kernels.NumActs))), Dropout: float64(s.below(4)) / 8})
	}
	output := Layer{Units: 1 + s.below(3), Act: loss.output()}
	if output.Act == anyOutput {
		output.Act = kernels.Act(s.below(int(kernels.NumActs)))
	}
	net, err := New[T](sets[s.below(len(sets))], in, append(layers, output)...)
	if err != nil {
		t.Fatal(err)
	}
	if s.below(8) > 0 {
		net.Init(uint64(s.below(4)))
	}
	if s.below(8) == 0 {
		net.W(1)[0] = T(s.number())
	}
	cfg := FitConfig[T]{
		Loss: loss, Epochs: s.below(4), From: s.below(16) / 14, Batch: s.below(5), Patience: s.below(3), Seed: uint64(s.below(3)),
	}
	rate := s.number()
	cfg.Rate = []Schedule{ConstantRate(rate), StepDecay(rate, s.number(), 2), CosineDecay(rate, s.number(), 5), Warmup(3, ConstantRate(rate))}[s.below(4)]
	if s.below(2) == 0 {
		rule := Method(s.below(int(NumMethods))).Rule()
		if s.below(4) == 0 {
			rule.Decay = math.Abs(s.number())
		}
		o, err := NewOptimizer(net, rule)
		if err != nil {
			return
		}
		cfg.Stepper = o
	}
	if s.below(2) == 0 || cfg.Patience > 0 {
		cfg.Validation = fuzzData[T](s, 1+s.below(4), in, output.Units)
	}
	d := fuzzData[T](s, 1+s.below(6), in, output.Units)
	h, err := Fit(context.Background(), net, d, cfg)
	if err != nil {
		return
	}
	if i := spoilt(net.Params()); i >= 0 {
		t.Errorf("%v: parameter %d is %v, and no error", net, i, net.Params()[i])
	}
	for _, e := range h.Epochs {
		if !finite(e.Cost) {
			t.Errorf("%v: %+v, and no error", net, e)
		}
	}
}
