package blas

// Assembly cannot be interrupted: a signal to preempt that meets it, as most do, comes to nothing, and calls of assembly
// do not look at the stack guard. So each call is bounded, and each stands in a function that is not inlined, which does
// look: there a goroutine gives way to a stop of the world.
//
// TestCallsAreBounded holds all kernels to these bounds.
const (
	// callWork is the multiply-adds of a call, some 20 µs. One tile is not divided, and may have tileWork.
	callWork = 1 << 19
	tileWork = 9 << 17
	// callMoves is the elements that a call reads or writes of what may come from far away.
	callMoves = 1 << 17
	// callRead is the elements of B, of a matrix that meets a vector, or that are transposed, unless one tile has
	// more of B. An update has half as many of C, since it writes them too.
	callRead = 1 << 16
	// callCopy is the elements that are copied.
	callCopy = 1 << 14
	// batchCall is the products of a batch.
	batchCall = 1 << 10
)
