// Package asmgen writes weft's assembly: one description of each kernel,
// lowered to every instruction set. Its test compares what is committed with
// what it generates, and with -generate writes it.
//
// A kernel (tile.go, elementwise.go, sums.go, peak.go, exp.go and what uses it) is a Go function
// over a machine (machine.go). A machine knows registers by number and a few dozen operations. What
// only some machines can is a flag of isa, and an interface beside machine. A kernel takes registers by
// name (regs.go). One that needs more than the machine has is refused here, not by a crash later.
//
// Three files spell the operations of each architecture, x86, neon and rvv. For rvv they are:
//
//	rvv.go           integers, jumps, memory
//	rvv_rows.go      how rows of matrices are reached
//	rvv_vectors.go   what vectors compute
package asmgen
