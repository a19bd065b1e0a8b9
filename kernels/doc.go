// Package kernels holds weft's numeric kernels: what runs inside registers.
//
// A [Set] is the complete table of kernels for one instruction set. The first
// Set is the Go reference, the specification of every kernel; each later one
// starts as a copy of the one below it and replaces what its assembly does
// better, so no entry is ever missing. Choose a Set once, at the top, and pass
// it down:
//
//	set, err := kernels.Default()          // the best this CPU runs, or $WEFT_ISA
//	k := kernels.Of[float32](set)          // what products are made of
//	f := kernels.FunctionsOf[float32](set) // what networks need besides
//
// [Kernels] and [Functions] are apart since the linker keeps all that a Set refers to.
// Functions are 0.24 MB on amd64, and a program that only multiplies is linked without them.
//
// Kernels trust their caller. They check nothing, take elements and never
// bytes, and read and write exactly the elements their contract names. Sizes
// may be zero. They are not interruptible by Go's scheduler, so callers bound
// the work of one call to some 10 µs: [MaxElements] for element-wise kernels,
// and a depth k of a few hundred for a tile.
//
// NaN and infinities propagate as IEEE 754 sums and products do; no kernel
// skips a zero. No kernel changes the floating-point environment, and
// subnormals are neither flushed on input nor on output.
package kernels
