package blas

// Assembly cannot be interrupted: a signal to preempt that meets it, as most do, comes to nothing, and calls of assembly
// do not look at the stack guard. So each call is bounded, and each stands in a function that is not inlined, which does
// look: there a goroutine gives way to a stop of the world.
//
// A call does at most so much, in multiply-adds and in elements that are read or moved; TestCallsAreBounded holds all
// kernels to it. One tile, which is not divided, may be more where it is deep.
const (
	// callWork is the multiply-adds of a call, some 20 µs.
	callWork = 1 << 19
	// callRead is the elements of B, or of a matrix that meets a vector, which may come from far away. An update
	// has half as many of C, since it writes them too.
	callRead = 1 << 16
	// callCopy is the elements that are copied.
	callCopy = 1 << 14
)
