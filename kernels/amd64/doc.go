// Package amd64 holds the generated assembly of weft's kernels for x86-64.
// Package kernels says what each computes and which runs where.
package amd64
