//go:build !race

// The race detector reports what is done here on purpose.

package tests_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
)

// TestOneForTwo has two goroutines share a predictor, and a pass. Each call has its own right
// answer, or panics and says why.
func TestOneForTwo(t *testing.T) {
	net, err := engine.New[float32](kernels.Best(), 30, engine.Layer{Units: 20, Act: kernels.ReLU}, engine.Layer{Units: 3})
	if err != nil {
		t.Fatal(err)
	}
	net.Init(1)
	pass, err := net.NewPass(64, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	predictor, err := net.Freeze().NewPredictor(64, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float32, 64*30)
	for i := range x {
		x[i] = float32(i%7) - 3
	}
	for name, forward := range map[string]func(x []float32, m int) []float32{"pass": pass.Forward, "predictor": predictor.Forward} {
		want := map[int][]float32{}
		for _, m := range []int{1, 64} {
			want[m] = slices.Clone(forward(x, m))
		}
		var all sync.WaitGroup
		for m := range want {
			all.Add(1)
			go func() {
				defer all.Done()
				for range 5000 {
					text := tryForward(forward, x, m, want[m])
					if text != "" && !strings.Contains(text, "the "+name+" is in use") {
						t.Errorf("%s, batch of %d: %s", name, m, text)
						return
					}
				}
			}()
		}
		all.Wait()
	}
}

// tryForward is what is wrong with a forward pass, or what it panics with.
func tryForward(forward func(x []float32, m int) []float32, x []float32, m int, want []float32) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprint(r)
		}
	}()
	if got := forward(x, m); len(got) != len(want) {
		return fmt.Sprintf("%d outputs, want %d", len(got), len(want))
	}
	return ""
}
