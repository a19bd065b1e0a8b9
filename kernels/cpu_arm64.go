//go:build !purego && !race

package kernels

import "github.com/klauspost/cpuid/v2"

func hasNEON() bool { return cpuid.CPU.Supports(cpuid.ASIMD) }
