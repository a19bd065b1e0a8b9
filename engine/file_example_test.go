package engine_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"weft.example/engine"
	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// A network is saved, and loaded where the program that trained it is not.
func ExampleLoad() {
	dir, err := os.MkdirTemp("", "weft")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model.safetensors")

	set := kernels.Best()
	net, err := engine.New[float32](set, 2, engine.Layer{Units: 1, Act: kernels.ReLU})
	if err != nil {
		log.Fatal(err)
	}
	copy(net.W(1), []float32{2, -1})
	copy(net.B(1), []float32{0.5})
	if err := net.Save(path); err != nil {
		log.Fatal(err)
	}

	loaded, err := engine.Load[float32](set, path)
	if err != nil {
		log.Fatal(err)
	}
	pass, err := loaded.NewPass(1, engine.Config{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(loaded.Units(0), "inputs,", loaded.Act(1), loaded.W(1), loaded.B(1))
	fmt.Println(pass.Forward([]float32{3, 1}, 1))
	// Output:
	// 2 inputs, relu [2 -1] [0.5]
	// [5.5]
}

// The weights of a network that PyTorch trained and wrote with
// safetensors.torch.save_file(model.state_dict(), path), model being
// nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)).
func ExampleNetwork_LoadParams() {
	net, err := engine.New[float32](kernels.Best(), 784,
		engine.Layer{Units: 128, Act: kernels.ReLU},
		engine.Layer{Units: 10, Act: kernels.Identity})
	if err != nil {
		log.Fatal(err)
	}
	err = net.LoadParams("model.safetensors", engine.SequentialNames)
	fmt.Println(err)
	// Output: engine: loading model.safetensors: open model.safetensors: no such file or directory
}

// Keras has kernels as in × out. This writes a network so, in half precision, and reads it again.
func ExampleNetwork_LoadParamsWith() {
	net, err := engine.New[float32](kernels.Best(), 2, engine.Layer{Units: 3, Act: kernels.Identity})
	if err != nil {
		log.Fatal(err)
	}
	copy(net.W(1), []float32{
		1, 2,
		3, 4,
		5, 6,
	})
	dir, err := os.MkdirTemp("", "weft")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "keras.safetensors")
	keras := engine.ParamsConfig{
		Names: func(l int) (weight, bias string) {
			return fmt.Sprintf("dense_%d/kernel", l), fmt.Sprintf("dense_%d/bias", l)
		},
		InOut: true,
		DType: safetensors.F16,
	}
	if err := net.SaveParamsWith(path, keras); err != nil {
		log.Fatal(err)
	}
	net.Init(1)
	if err := net.LoadParamsWith(path, keras); err != nil {
		log.Fatal(err)
	}
	fmt.Println(net.W(1))
	// Output: [1 2 3 4 5 6]
}
