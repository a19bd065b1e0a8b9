package gonumlapack_test

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/gonumlapack"
)

// Two lines have gonum/mat factorize and solve on weft's kernels.
func Example() {
	blas64.Use(gonumblas.Implementation{})
	lapack64.Use(gonumlapack.Implementation{})

	a := mat.NewDense(2, 2, []float64{2, 1, 1, 3})
	b := mat.NewVecDense(2, []float64{5, 10})
	var lu mat.LU
	lu.Factorize(a)
	var x mat.VecDense
	if err := lu.SolveVecTo(&x, false, b); err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%.3g\n", mat.Formatted(&x))
	// Output:
	// ⎡1⎤
	// ⎣3⎦
}
