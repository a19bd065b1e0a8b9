//go:build race

package engine

// raced says that kernels are those in Go, beside the race detector: tests of large networks take fewer steps.
const raced = true
