package engine

import (
	"unsafe"

	"weft.example/engine/safetensors"
)

// narrowWeights is one type of weights.
type narrowWeights interface {
	// product computes Z[i,j] = Σp X[i,p]·W[j,p] + b[j] for m rows of X, ldx apart, and all Outputs of a row of z. Behind
	// the last p of a row of X there is a finite number, or memory that is not read.
	product(s *narrowRoom, m int, x []float32, ldx int, z []float32, bias []float32)
	Outputs() int // elements of a row of z
	Depth() int   // elements that are read of a row of x, or of its bytes

	tensors(layer, in, out int) []safetensors.Tensor // of weights, for a file
}

// narrowRoom is one worker's.
type narrowRoom struct {
	x     []float32    // a part's inputs, where rows must be longer than they are
	z     [2][]float32 // Z and A of layers, in turn
	bytes []uint8      // a layer's inputs
	steps []step       // by example
	reach []reach      // likewise
	more  reach
}

// reach is what Narrow.Range tells of some numbers.
type reach [3]float32

// step is what the bytes q of an example's numbers mean: scale·(q - zero). A scale of NaN says that some are not finite.
type step struct {
	scale float32
	zero  int
}

// wholes is the memory of x as whole numbers of as many bits.
func wholes(x []float32) []int32 {
	return unsafe.Slice((*int32)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}
