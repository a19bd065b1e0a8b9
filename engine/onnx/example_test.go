package onnx_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"weft.example/engine"
	"weft.example/engine/onnx"
	"weft.example/kernels"
)

// A PyTorch model that ends in Softmax becomes a network that ends in logits, to be served or
// trained further; Predict of the head's loss makes the probabilities that the model returns.
func ExampleLoad() {
	net, info, err := onnx.Load[float32](kernels.Best(), filepath.Join("testdata", "softmax.onnx"))
	if err != nil {
		log.Fatal(err)
	}
	predictor, err := net.Freeze().NewPredictor(1, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	predictor.Forward([]float32{1, 0, -1, 2, 0.5}, 1)
	probabilities := make([]float32, net.Units(net.Depth()))
	predictor.Predict(info.Head.Loss(), probabilities)
	fmt.Printf("%v, from %s: %.4f\n", info.Head, info.Producer, probabilities)
	// Output: softmax, from pytorch 1.13.0: [0.4366 0.2609 0.3026]
}

// A classifier is written for ONNX Runtime, with the softmax that its loss has trained it for.
func ExampleSave() {
	dir, err := os.MkdirTemp("", "weft")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model.onnx")

	net, err := engine.New[float32](kernels.Best(), 4, engine.Layer{Units: 8, Act: kernels.ReLU}, engine.Layer{Units: 3})
	if err != nil {
		log.Fatal(err)
	}
	net.Init(1)
	if err := onnx.Save(path, net, onnx.Softmax); err != nil {
		log.Fatal(err)
	}
	_, info, err := onnx.Load[float32](kernels.Best(), path)
	fmt.Println(info.Head, info.Opset, err)
	// Output: softmax 13 <nil>
}
