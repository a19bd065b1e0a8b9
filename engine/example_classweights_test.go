package engine_test

import (
	"fmt"
	"log"

	"weft.example/engine"
)

// Two of six examples are of class 0, and count for twice as much as the others.
func ExampleBalancedWeights() {
	labels := engine.Labels[float32]{Classes: []int{1, 1, 1, 1, 0, 0}}
	weights, err := engine.BalancedWeights(labels.Classes, 2)
	if err != nil {
		log.Fatal(err)
	}
	if err := labels.WeighClasses(weights); err != nil {
		log.Fatal(err)
	}
	fmt.Println(weights, labels.Weights)
	// Output: [1.5 0.75] [0.75 0.75 0.75 0.75 1.5 1.5]
}
