package engine_test

import (
	"fmt"
	"log"

	"weft.example/engine"
	"weft.example/kernels"
)

// A network that is done learning predicts from weights of 8 bits, a quarter of the memory.
func ExampleNetwork_FreezeNarrow() {
	net, err := engine.New[float32](kernels.Best(), 2, engine.Layer{Units: 2, Act: kernels.Identity})
	if err != nil {
		log.Fatal(err)
	}
	copy(net.W(1), []float32{1, 0.3, -0.7, 1}) // as if it were trained
	frozen, err := net.FreezeNarrow(engine.Int8)
	if err != nil {
		log.Fatal(err)
	}
	predictor, err := frozen.NewPredictor(1, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	x := []float32{1, 0.5}
	exact, err := net.NewPass(1, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	class := make([]int, 1)
	got := predictor.Forward(x, 1)
	predictor.Classes(engine.SoftmaxCrossEntropy, class)
	fmt.Printf("%.2f, of float32 %.2f, class %d\n", got, exact.Forward(x, 1), class[0])
	// Output:
	// [1.15 -0.20], of float32 [1.15 -0.20], class 0
}
