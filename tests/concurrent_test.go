package tests_test

import (
	"slices"
	"sync"
	"testing"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestConcurrentPasses predicts with one network in several goroutines at once,
// each with its own pass and two of them with shared workers of their own. All
// see the same bits; the race detector sees that none writes what another reads.
func TestConcurrentPasses(t *testing.T) {
	p := newProblem[float32](t, kernels.Best(), 700, 30, chain([]int{40, 3}, kernels.ReLU, kernels.Identity), 2)
	labels := engine.Labels[float32]{Classes: make([]int, p.m)}
	alone := p.pass(t, p.m, false, nil)
	want, likely := make([]float32, 3*p.m), make([]int, p.m)
	alone.Forward(p.x, p.m)
	alone.Predict(engine.SoftmaxCrossEntropy, want)
	alone.Classes(engine.SoftmaxCrossEntropy, likely)
	withCPUs(4, func() {
		var wg sync.WaitGroup
		for g := range 6 {
			var pool *workers.Pool
			if g < 2 {
				pool = workers.New(3)
			}
			pass := p.pass(t, p.m, false, pool)
			wg.Add(1)
			go func() {
				defer wg.Done()
				got, classes := make([]float32, len(want)), make([]int, p.m)
				for range 5 {
					pass.Forward(p.x, p.m)
					pass.Predict(engine.SoftmaxCrossEntropy, got)
					pass.Classes(engine.SoftmaxCrossEntropy, classes)
					pass.BackwardLoss(engine.SoftmaxCrossEntropy, labels)
					if firstDifference(got, want) >= 0 || !slices.Equal(classes, likely) {
						t.Errorf("goroutine %d predicts otherwise", g)
					}
				}
			}()
		}
		wg.Wait()
	})
}
