// Package riscv64 holds the generated assembly of weft's kernels for 64-bit RISC-V.
// Package kernels says what each computes and which runs where.
package riscv64
