package engine

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"weft.example/kernels"
)

// BenchmarkNarrow times predictors with narrow weights beside that of float32, in one process and in turn.
func BenchmarkNarrow(b *testing.B) {
	set, err := kernels.Default()
	if err != nil {
		b.Fatal(err)
	}
	net, err := New[float32](set, 784, Layer{Units: 512, Act: kernels.ReLU}, Layer{Units: 256, Act: kernels.ReLU}, Layer{Units: 10})
	if err != nil {
		b.Fatal(err)
	}
	net.Init(1)
	const most = 256
	x := make([]float32, most*784)
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	plain, err := net.Freeze().NewPredictor(most, Config{})
	if err != nil {
		b.Fatal(err)
	}
	forward := map[string]func(x []float32, m int) []float32{"float32": plain.Forward}
	for w := range numWeights {
		f, err := net.FreezeNarrow(w)
		if err != nil {
			b.Fatal(err)
		}
		p, err := f.NewPredictor(most, Config{})
		if err != nil {
			b.Fatal(err)
		}
		forward[w.String()] = p.Forward
	}
	for _, m := range []int{1, 2, 4, 8, 16, 64, 256} {
		for _, name := range []string{"float32", "bf16", "int8"} {
			b.Run(fmt.Sprintf("%d/%s", m, name), func(b *testing.B) {
				for b.Loop() {
					forward[name](x, m)
				}
				b.ReportMetric(2*float64(m)*(784*512+512*256+256*10)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}
