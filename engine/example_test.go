package engine_test

import (
	"fmt"
	"log"

	"weft.example/engine"
	"weft.example/kernels"
)

// A network of four hidden units learns the exclusive or.
func Example() {
	set, err := kernels.Default()
	if err != nil {
		log.Fatal(err)
	}
	net, err := engine.New[float32](set, 2,
		engine.Layer{Units: 4, Act: kernels.Sigmoid},
		engine.Layer{Units: 1, Act: kernels.Sigmoid})
	if err != nil {
		log.Fatal(err)
	}
	net.Init(1)

	x := []float32{0, 0, 0, 1, 1, 0, 1, 1} // four examples, one per row
	y := []float32{0, 1, 1, 0}
	pass, err := net.NewPass(4, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	for range 2000 {
		pass.Forward(x, 4)
		pass.Backward(y)
		net.Update(2, pass)
	}
	for i, a := range pass.Forward(x, 4) {
		fmt.Printf("%v xor %v = %.0f\n", x[2*i], x[2*i+1], a)
	}
	fmt.Printf("cost below 0.01: %v\n", pass.Cost(y) < 0.01)
	// Output:
	// 0 xor 0 = 0
	// 0 xor 1 = 1
	// 1 xor 0 = 1
	// 1 xor 1 = 0
	// cost below 0.01: true
}
