//go:build !purego && !race

package kernels

import "github.com/klauspost/cpuid/v2"

func hasAVX2() bool { return cpuid.CPU.Supports(cpuid.AVX2, cpuid.FMA3) }

func hasAVX512() bool {
	return cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512VL, cpuid.BMI2)
}

// hasVNNI tells whether AVX-512 has multiply-adds of bytes.
func hasVNNI() bool { return cpuid.CPU.Supports(cpuid.AVX512VNNI) }
