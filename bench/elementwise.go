package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"unsafe"

	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/kernels"
)

// rowLen is the length of a row for the kernels that work on rows.
const rowLen = 128

// ElementwiseOp is one element-wise kernel, measured on arrays x, y and z of n
// elements. The rows of AddRow and SumRows have 128.
type ElementwiseOp[T kernels.Float] struct {
	Name    string
	Streams int // how many arrays are read or written: what memory has to move
	Flops   int // of an element, 0 where a kernel is free to choose how many

	weft  func(k Kernels[T], at, n int, z, x, y []T) // elements at … at+n-1
	naive func(z, x, y []T)
	gonum func(z, x []T) // nil where gonum has none

	// terms is the number of roundings that go into one element of the result.
	terms func(n int) int
}

// ElementwiseOps are the kernels to measure.
func ElementwiseOps[T kernels.Float]() []ElementwiseOp[T] {
	return []ElementwiseOp[T]{
		{"copy", 2, 0, weftCopy[T], naiveCopy[T], nil, few},
		{"addrow", 2, 1, weftAddRow[T], naiveAddRow[T], nil, few},
		{"sumrows", 1, 1, weftSumRows[T], naiveSumRows[T], nil, rows},
		{"axpy", 3, 2, weftAxpy[T], naiveAxpy[T], gonumAxpy[T], few},
		{"sub", 3, 1, weftSub[T], naiveSub[T], nil, few},
		{"relu", 2, 1, weftForward[T](kernels.ReLU), naiveReLU[T], nil, few},
		{"relu-backward", 3, 1, weftBackward[T](kernels.ReLU), naiveReLUBackward[T], nil, few},
		{"tanh", 2, 0, weftForward[T](kernels.Tanh), naiveTanh[T], nil, few},
		{"sigmoid", 2, 0, weftForward[T](kernels.Sigmoid), naiveSigmoid[T], nil, few},
		{"sigmoid-backward", 3, 3, weftBackward[T](kernels.Sigmoid), naiveSigmoidBackward[T], nil, few},
	}
}

func few(int) int    { return 8 }
func rows(n int) int { return n/rowLen + 8 }

// Arrays are the three arrays of one size that an op works on: from x and y to z.
type Arrays[T kernels.Float] struct {
	Size    Size
	x, y, z []T
}

// NewArrays returns random arrays, the same each time. It panics unless they are of one row or
// more, and of whole ones.
func NewArrays[T kernels.Float](size Size) *Arrays[T] {
	n := size.Bytes / int(unsafe.Sizeof(T(0)))
	if n < rowLen || n%rowLen != 0 {
		panic(fmt.Sprintf("bench: arrays of %d elements, want a multiple of %d", n, rowLen))
	}
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	return &Arrays[T]{Size: size, x: random[T](rng, n), y: random[T](rng, n), z: make([]T, n)}
}

// Kernels are all kernels of a Set for one element type.
type Kernels[T kernels.Float] struct {
	*kernels.Kernels[T]
	*kernels.Functions[T]
}

// KernelsOf returns the kernels of a Set.
func KernelsOf[T kernels.Float](set *kernels.Set) Kernels[T] {
	return Kernels[T]{kernels.Of[T](set), kernels.FunctionsOf[T](set)}
}

// Elementwise is an ElementwiseOp with a Set and arrays to run on.
type Elementwise[T kernels.Float] struct {
	ElementwiseOp[T]
	K Kernels[T]
	*Arrays[T]
}

// Bytes is what one call reads and writes.
func (e Elementwise[T]) Bytes() int {
	return e.Streams * len(e.x) * int(unsafe.Sizeof(T(0)))
}

// Intensity is FLOP for each byte that one call reads or writes.
func (e Elementwise[T]) Intensity() float64 {
	return float64(e.Flops) / float64(e.Streams*int(unsafe.Sizeof(T(0))))
}

// Weft calls the kernel on pieces of the size that it is meant for.
func (e Elementwise[T]) Weft() {
	for at := 0; at < len(e.x); at += kernels.MaxElements {
		e.weft(e.K, at, min(kernels.MaxElements, len(e.x)-at), e.z, e.x, e.y)
	}
}

// Naive runs the plain loop.
func (e Elementwise[T]) Naive() { e.naive(e.z, e.x, e.y) }

// HasGonum reports whether gonum has the operation.
func (e Elementwise[T]) HasGonum() bool { return e.gonum != nil }

// Gonum calls gonum's.
func (e Elementwise[T]) Gonum() { e.gonum(e.z, e.x) }

// Check runs f and the plain loop once each and compares what they leave in z.
func (e Elementwise[T]) Check(f func()) error {
	clear(e.z)
	f()
	got := slices.Clone(e.z)
	clear(e.z)
	e.Naive()
	bound := float64(e.terms(len(e.z))) * epsilon[T]()
	for i, want := range e.z {
		if !(math.Abs(float64(got[i]-want)) <= bound) { // all are of size 1; NaN fails
			return fmt.Errorf("bench: %s: element %d of %d is %v, want %v", e.ElementwiseOp.Name, i, len(got), got[i], want)
		}
	}
	return nil
}

func weftCopy[T kernels.Float](k Kernels[T], at, n int, z, x, _ []T) {
	k.Copy(1, n, &z[at], n, &x[at], n)
}

func naiveCopy[T kernels.Float](z, x, _ []T) { copy(z, x) }

func weftAddRow[T kernels.Float](k Kernels[T], at, n int, z, _, y []T) {
	k.AddRow(n/rowLen, rowLen, &z[at], rowLen, &y[0])
}

func naiveAddRow[T kernels.Float](z, _, y []T) {
	row := y[:rowLen]
	for zs := range slices.Chunk(z, rowLen) {
		for j := range zs {
			zs[j] += row[j]
		}
	}
}

// weftSumRows takes the mean of the rows, so that it stays of size 1.
func weftSumRows[T kernels.Float](k Kernels[T], at, n int, z, x, _ []T) {
	k.SumRows(n/rowLen, rowLen, T(rowLen)/T(len(x)), &x[at], rowLen, &z[0])
}

func naiveSumRows[T kernels.Float](z, x, _ []T) {
	sum := z[:rowLen]
	for xs := range slices.Chunk(x, rowLen) {
		for j, v := range xs {
			sum[j] += v * (T(rowLen) / T(len(x)))
		}
	}
}

// half is axpy's factor.
const half = 0.5

func weftAxpy[T kernels.Float](k Kernels[T], at, n int, z, x, _ []T) {
	k.Axpy(n, half, &z[at], &x[at])
}

func naiveAxpy[T kernels.Float](z, x, _ []T) {
	for i, v := range x {
		z[i] += half * v
	}
}

func gonumAxpy[T kernels.Float](z, x []T) {
	var impl gonum.Implementation
	switch x := any(x).(type) {
	case []float32:
		impl.Saxpy(len(x), half, x, 1, any(z).([]float32), 1)
	case []float64:
		impl.Daxpy(len(x), half, x, 1, any(z).([]float64), 1)
	}
}

func weftSub[T kernels.Float](k Kernels[T], at, n int, z, x, y []T) {
	k.Sub(n, &z[at], &x[at], &y[at])
}

func naiveSub[T kernels.Float](z, x, y []T) {
	for i := range z {
		z[i] = x[i] - y[i]
	}
}

func weftForward[T kernels.Float](act kernels.Act) func(k Kernels[T], at, n int, z, x, y []T) {
	return func(k Kernels[T], at, n int, z, x, _ []T) { k.Act[act].Forward(n, &z[at], &x[at]) }
}

func weftBackward[T kernels.Float](act kernels.Act) func(k Kernels[T], at, n int, z, x, y []T) {
	return func(k Kernels[T], at, n int, z, x, y []T) {
		k.Act[act].Backward(n, &z[at], &x[at], &y[at])
	}
}

func naiveReLU[T kernels.Float](z, x, _ []T) {
	for i, v := range x {
		z[i] = max(v, 0)
	}
}

func naiveReLUBackward[T kernels.Float](z, x, y []T) {
	for i, v := range y {
		if v > 0 {
			z[i] = x[i]
		} else {
			z[i] = 0
		}
	}
}

func naiveTanh[T kernels.Float](z, x, _ []T) {
	for i, v := range x {
		z[i] = T(math.Tanh(float64(v)))
	}
}

func naiveSigmoid[T kernels.Float](z, x, _ []T) {
	for i, v := range x {
		z[i] = T(1 / (1 + math.Exp(-float64(v))))
	}
}

func naiveSigmoidBackward[T kernels.Float](z, x, y []T) {
	for i, v := range y {
		z[i] = x[i] * v * (1 - v)
	}
}
