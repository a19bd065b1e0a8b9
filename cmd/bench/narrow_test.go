package main

import (
	"context"
	"math"
	"testing"

	"weft.example/engine"
	"weft.example/internal/long"
	"weft.example/kernels"
)

// TestNarrowMNIST trains on MNIST's images and compares test errors of narrow weights with those of float32. engine's doc.go states
// the bounds.
func TestNarrowMNIST(t *testing.T) {
	if !long.Tests() {
		t.Skip("trains for some seconds; -args -long")
	}
	data, err := loadMNIST(context.Background(), "")
	if err != nil {
		t.Skip(err)
	}
	train, test := data.train.cut(0, 20000).rows(), data.test.rows()
	for _, r := range recipes()[2:] {
		r.epochs, r.examples = 4, train.N
		net, _, err := r.train(context.Background(), kernels.Best(), nil, train, func() {})
		if err != nil {
			t.Fatal(err)
		}
		want, err := r.errorOf(net, nil, test)
		if err != nil {
			t.Fatal(err)
		}
		for w, most := range map[engine.Weights]float64{engine.BF16: 0.1, engine.Int8: 0.3} {
			f, err := net.FreezeNarrow(w)
			if err != nil {
				t.Fatal(err)
			}
			p, err := f.NewPredictor(test.N, engine.Config{})
			if err != nil {
				t.Fatal(err)
			}
			p.Forward(test.X, test.N)
			classes, wrong := make([]int, test.N), 0
			p.Classes(r.loss, classes)
			for i, c := range classes {
				if c != test.Labels.Classes[i] {
					wrong++
				}
			}
			got := 100 * float64(wrong) / float64(test.N)
			t.Logf("%s: %s has an error of %.2f %%, float32 %.2f %%", r.name, w, got, want)
			if math.Abs(got-want) > most {
				t.Errorf("%s: %s has an error of %.2f %%, want %.2f ± %.1f %%", r.name, w, got, want, most)
			}
		}
	}
}
