package engine_test

import (
	"fmt"
	"log"

	"weft.example/engine"
	"weft.example/kernels"
)

// The output of a network trained on logits is made into probabilities, and into
// classes.
func ExamplePass_Predict() {
	net, err := engine.New[float32](kernels.Best(), 2, engine.Layer{Units: 3, Act: kernels.Identity})
	if err != nil {
		log.Fatal(err)
	}
	copy(net.W(1), []float32{1, 0, 0, 1, -1, -1}) // as if it were trained
	pass, err := net.NewPass(2, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	x := []float32{2, 0, -1, -2} // two examples
	fmt.Println("logits", pass.Forward(x, 2))

	probabilities, classes := make([]float32, 2*3), make([]int, 2)
	pass.Predict(engine.SoftmaxCrossEntropy, probabilities)
	pass.Classes(engine.SoftmaxCrossEntropy, classes)
	for i, class := range classes {
		fmt.Printf("class %d of %.2f\n", class, probabilities[3*i:3*i+3])
	}
	// Output:
	// logits [2 0 -2 -1 -2 3]
	// class 0 of [0.87 0.12 0.02]
	// class 2 of [0.02 0.01 0.98]
}

// A network that learns no more is frozen, and answers faster: one predictor
// for each goroutine.
func ExampleNetwork_Freeze() {
	net, err := engine.New[float32](kernels.Best(), 2, engine.Layer{Units: 3, Act: kernels.Identity})
	if err != nil {
		log.Fatal(err)
	}
	copy(net.W(1), []float32{1, 0, 0, 1, -1, -1}) // as if it were trained
	predictor, err := net.Freeze().NewPredictor(2, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	clear(net.W(1)) // the frozen network stays as it was
	fmt.Println("logits", predictor.Forward([]float32{2, 0, -1, -2}, 2))

	probabilities, classes := make([]float32, 2*3), make([]int, 2)
	predictor.Predict(engine.SoftmaxCrossEntropy, probabilities)
	predictor.Classes(engine.SoftmaxCrossEntropy, classes)
	for i, class := range classes {
		fmt.Printf("class %d of %.2f\n", class, probabilities[3*i:3*i+3])
	}
	// Output:
	// logits [2 0 -2 -1 -2 3]
	// class 0 of [0.87 0.12 0.02]
	// class 2 of [0.02 0.01 0.98]
}
