package engine_test

import (
	"fmt"
	"log"

	"weft.example/engine"
	"weft.example/kernels"
)

// Adam with decay apart from the gradient, after a warm-up, with the norm of the
// gradients bounded.
func ExampleOptimizer() {
	net, err := engine.New[float32](kernels.Best(), 2,
		engine.Layer{Units: 4, Act: kernels.Sigmoid},
		engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		log.Fatal(err)
	}
	net.Init(1)
	pass, err := net.NewPass(4, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	rule := engine.AdamW.Rule()
	rule.Decay = 1e-4
	opt, err := engine.NewOptimizer(net, rule)
	if err != nil {
		log.Fatal(err)
	}
	rate := engine.Warmup(10, engine.CosineDecay(0.1, 0.001, 490))

	x := []float32{0, 0, 0, 1, 1, 0, 1, 1}
	y := []float32{0, 1, 1, 0}
	for range 500 {
		pass.Forward(x, 4)
		pass.Backward(y)
		pass.ClipGrads(1)
		opt.Step(rate(opt.Steps()), pass)
	}
	for i, a := range pass.Forward(x, 4) {
		fmt.Printf("%v xor %v = %.0f\n", x[2*i], x[2*i+1], a)
	}
	fmt.Printf("%v, %d steps\n", opt.Rule().Method, opt.Steps())
	// Output:
	// 0 xor 0 = 0
	// 0 xor 1 = 1
	// 1 xor 0 = 1
	// 1 xor 1 = 0
	// adamw, 500 steps
}
