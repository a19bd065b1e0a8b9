//go:build ((linux && !android) || (darwin && !ios) || (freebsd && cgo)) && !nopeers

// By hand, as the generator of kernels makes functions that Go calls, and this one is called as C's are.

#include "go_asm.h"
#include "textflag.h"

GLOBL ·repeatPC(SB), NOPTR|RODATA, $8
DATA ·repeatPC(SB)/8, $repeatC<>(SB)

// repeatC calls block.fn as often as block.count says, by AAPCS64, and so it is called itself: R0 is
// the block. A callee may write to its arguments on the stack, so they are laid down each time.
//
// Register map: R19 the block, R20 the calls that are left. Both are the caller's, and kept on the stack.
TEXT repeatC<>(SB), NOSPLIT, $0
	SUB  $80, RSP
	STP  (R19, R20), 64(RSP)
	MOVD R0, R19
	MOVD block_count(R19), R20

next:
	LDP   (block_stack+0)(R19), (R9, R10)
	LDP   (block_stack+16)(R19), (R11, R12)
	LDP   (block_stack+32)(R19), (R13, R14)
	LDP   (block_stack+48)(R19), (R15, R16)
	STP   (R9, R10), 0(RSP)
	STP   (R11, R12), 16(RSP)
	STP   (R13, R14), 32(RSP)
	STP   (R15, R16), 48(RSP)
	FLDPD (block_floats+0)(R19), (F0, F1)
	FLDPD (block_floats+16)(R19), (F2, F3)
	LDP   (block_ints+0)(R19), (R0, R1)
	LDP   (block_ints+16)(R19), (R2, R3)
	LDP   (block_ints+32)(R19), (R4, R5)
	LDP   (block_ints+48)(R19), (R6, R7)
	MOVD  block_fn(R19), R9
	BL    (R9)
	SUBS  $1, R20
	BNE   next
	MOVD  R0, block_integer(R19)
	FMOVD F0, block_float(R19)
	LDP   64(RSP), (R19, R20)
	ADD   $80, RSP
	RET
