package blas

// Assembly cannot be interrupted. A signal to preempt is lost if it meets assembly, as most do. A call of assembly does
// not look at the stack guard. So there are two rules:
//
//   - The work of each call is bounded.
//   - Each call stands in a Go function that is not inlined. Such a function looks at the stack guard: there the
//     goroutine gives way to a stop of the world.
//
// TestCallsAreBounded holds all kernels to these bounds.
const (
	// callWork is the most multiply-adds of a call, some 20 µs. A single tile is not divided, and may have tileWork, or twice
	// that of a triangle and float32.
	callWork = 1 << 19
	tileWork = 9 << 17
	// callMoves is the most elements that a call reads or writes in operands that may lie far from the core.
	callMoves = 1 << 17
	// callRead is the most elements of a call that
	//
	//   - are read of B, unless a single tile reads more,
	//   - are read of a matrix that meets a vector,
	//   - are transposed.
	//
	// An update may have half as many elements of C, since it reads and writes them.
	callRead = 1 << 16
	// callRow is the most elements of a row where a call reads up to eight rows side by side.
	callRow = callRead / 8
	// FewElements is the most elements of a matrix for GemvFew.
	FewElements = callRead / 4
	// callCopy is the most elements that a call copies.
	callCopy = 1 << 14
	// batchCall is the most products of a batch in a call.
	batchCall = 1 << 10
)
