// Package arm64 holds the generated assembly of weft's kernels for 64-bit Arm.
// Package kernels says what each computes and which runs where.
package arm64
