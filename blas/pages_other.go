//go:build !linux

package blas

func wantLargePages(from uintptr, bytes int) {}
