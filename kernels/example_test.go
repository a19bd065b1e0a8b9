package kernels_test

import (
	"fmt"
	"log"

	"weft.example/kernels"
)

// The kernels of the best instruction set that the CPU runs. They check nothing: lengths are the caller's business.
func Example() {
	set, err := kernels.Default()
	if err != nil {
		log.Fatal(err)
	}
	x, y := []float32{1, 2, 3, 4, 5}, []float32{10, 10, 10, 10, 10}
	kernels.Of[float32](set).Axpy(len(x), -3, &y[0], &x[0]) // y += -3·x
	fmt.Println(y)

	relu := kernels.FunctionsOf[float32](set).Act[kernels.ReLU]
	relu.Forward(len(y), &y[0], &y[0])
	fmt.Println(y)

	// Output:
	// [7 4 1 -2 -5]
	// [7 4 1 0 0]
}
