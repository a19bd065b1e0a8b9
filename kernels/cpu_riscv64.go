//go:build !purego && !race

package kernels

import (
	"runtime"

	"golang.org/x/sys/cpu"
	"golang.org/x/sys/unix"

	"weft.example/kernels/riscv64"
)

// hasRVV tells whether the CPU has V of version 1. A kernel too old to be asked for versions, or an
// emulator of one, announces V for version 0.7 too. Lanes tells them apart: it asks for vectors of
// 32-bit elements in a way that version 0.7 takes for elements that it lacks, and answers 0 there.
func hasRVV() bool {
	return cpu.RISCV64.HasV || announced('V') && riscv64.LanesF32RVV() > 0
}

// announced tells whether Linux announces a one-letter extension to programs.
func announced(letter byte) bool {
	const hwcap = 16 // AT_HWCAP
	if runtime.GOOS != "linux" {
		return false
	}
	entries, _ := unix.Auxv() // none of them if it fails
	for _, e := range entries {
		if e[0] == hwcap {
			return e[1]>>(letter-'A')&1 != 0
		}
	}
	return false
}
