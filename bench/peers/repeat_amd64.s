//go:build ((linux && !android) || (darwin && !ios) || (freebsd && cgo)) && !nopeers

// By hand, as the generator of kernels makes functions that Go calls, and this one is called as C's are.

#include "go_asm.h"
#include "textflag.h"

GLOBL ·repeatPC(SB), NOPTR|RODATA, $8
DATA ·repeatPC(SB)/8, $repeatC<>(SB)

// repeatC calls block.fn as often as block.count says, by System V's convention, and so it is called
// itself: DI is the block. A callee may write to its arguments on the stack, so they are laid down each time.
//
// Register map: BX the block, R12 the calls that are left. Both are the caller's, and kept on the stack.
TEXT repeatC<>(SB), NOSPLIT, $80
	MOVQ BX, 64(SP)
	MOVQ R12, 72(SP)
	MOVQ DI, BX
	MOVQ block_count(BX), R12

next:
	MOVUPS (block_stack+0)(BX), X0
	MOVUPS (block_stack+16)(BX), X1
	MOVUPS (block_stack+32)(BX), X2
	MOVUPS (block_stack+48)(BX), X3
	MOVUPS X0, 0(SP)
	MOVUPS X1, 16(SP)
	MOVUPS X2, 32(SP)
	MOVUPS X3, 48(SP)
	MOVSD  (block_floats+0)(BX), X0
	MOVSD  (block_floats+8)(BX), X1
	MOVSD  (block_floats+16)(BX), X2
	MOVSD  (block_floats+24)(BX), X3
	MOVQ   (block_ints+0)(BX), DI
	MOVQ   (block_ints+8)(BX), SI
	MOVQ   (block_ints+16)(BX), DX
	MOVQ   (block_ints+24)(BX), CX
	MOVQ   (block_ints+32)(BX), R8
	MOVQ   (block_ints+40)(BX), R9
	MOVL   $4, AX // vector registers that hold arguments, of a variadic function
	MOVQ   block_fn(BX), R10
	CALL   R10
	DECQ   R12
	JNZ    next
	MOVQ   AX, block_integer(BX)
	MOVSD  X0, block_float(BX)
	MOVQ   64(SP), BX
	MOVQ   72(SP), R12
	RET
