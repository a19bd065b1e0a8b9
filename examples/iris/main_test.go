package main

// The program prints what holds on any instruction set.
func Example() {
	main()
	// Output:
	// validation accuracy above 0.9: true
	// answers: setosa versicolor virginica
}
