package gonumblas_test

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"weft.example/blas/gonumblas"
)

// Once at the start of a program, gonum is told what to multiply with.
func Example() {
	blas64.Use(gonumblas.Implementation{})
	blas32.Use(gonumblas.Implementation{})

	a := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	var c mat.Dense
	c.Mul(a, a.T())
	fmt.Println(mat.Formatted(&c))

	x := blas32.General{Rows: 1, Cols: 2, Stride: 2, Data: []float32{1, 2}}
	y := blas32.General{Rows: 1, Cols: 1, Stride: 1, Data: make([]float32, 1)}
	blas32.Gemm(blas.NoTrans, blas.Trans, 1, x, x, 0, y)
	fmt.Println(y.Data)

	// Output:
	// ⎡14  32⎤
	// ⎣32  77⎦
	// [5]
}
