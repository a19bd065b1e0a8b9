package svd

import (
	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/reflect"
)

// reflector makes H = I − tau·v·vᵀ with H·x = (beta, 0, …, 0), and writes v, with v[0] = 1, over x. It is I, with
// tau zero, where x has zeros below its first element.
func reflector(bl gonumblas.Implementation, x []float64) (beta, tau float64) {
	alpha := x[0]
	x[0] = 1
	return reflect.Generate(bl, len(x), alpha, x[1:], 1)
}

const eps = 0x1p-53 // half the distance from 1 to the next number
