// Command multiply multiplies through gonum's interface, and does no more: TestLinked looks at what is linked into it.
package main

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"

	"weft.example/blas/gonumblas"
)

func main() {
	blas32.Use(gonumblas.Implementation{})
	blas64.Use(gonumblas.Implementation{})
	x := blas32.General{Rows: 1, Cols: 1, Stride: 1, Data: []float32{3}}
	y := blas64.General{Rows: 1, Cols: 1, Stride: 1, Data: []float64{3}}
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, x, x, 0, blas32.General{Rows: 1, Cols: 1, Stride: 1, Data: []float32{0}})
	blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, y, y, 0, blas64.General{Rows: 1, Cols: 1, Stride: 1, Data: []float64{0}})
}
