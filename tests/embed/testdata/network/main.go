package main

import (
	"fmt"

	"weft.example/engine"
	"weft.example/kernels"
)

func main() {
	set, err := kernels.Default()
	if err != nil {
		panic(err)
	}
	net, err := engine.Load[float32](set, "model.safetensors")
	if err != nil {
		panic(err)
	}
	pass, err := net.NewPass(1, engine.Config{})
	if err != nil {
		panic(err)
	}
	fmt.Println(pass.Forward(make([]float32, net.Units(0)), 1))
}
