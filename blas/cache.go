package blas

import (
	"unsafe"

	"github.com/klauspost/cpuid/v2"

	"weft/kernels"
)

// cachesHere are those of this CPU.
func cachesHere() caches {
	c := &cpuid.CPU.Cache
	here := caches{c.L1D, c.L2}
	if here.L1 <= 0 {
		here.L1 = usualL1
	}
	if here.L2 <= 0 {
		here.L2 = usualL2
	}
	here.L2 = min(max(here.L2, leastL2), mostL2)
	return here
}

// residency tells from where operands come, beside the rest of a network: B from L3, as it outgrows three quarters of L2; C
// from L3, as it outgrows L2; C from memory.
type residency struct{ farB, farC, memoryC bool }

// residency of an m by n product of depth k, whose elements have so many bytes. C is not known to outgrow L3.
func (c caches) residency(m, n, k, size int) residency {
	return residency{farB: k*n*size > c.L2*3/4, farC: m*n*size > c.L2}
}

// Rows that are read where they lie fall on sets of the caches: lines that lie whole pages apart share a set of L1.
// Strides are in elements.

// pressure is how many times over a line of each of so many rows, a stride apart, fills the sets of a cache that
// they fall on.
func (m *machine) pressure(rows, stride, cache int) float64 {
	bytes := stride * m.size
	return float64(rows) * float64(max(bytes&-bytes, line)) / float64(cache)
}

// conflict tells whether rows so far apart, as many as a tile has, drive each other out of a set of L1.
func (m *machine) conflict(stride int) bool { return stride*m.size%page == 0 && m.MR > ways }

// evictsL1 tells whether L1 loses what tiles read of so many rows, before they come back to it or to what they
// fetched.
func (m *machine) evictsL1(rows, stride int) bool {
	return m.slim() && m.pressure(rows, stride, m.L1) >= 1
}

// evictsL2 tells whether even L2 loses what a tile that packs B has fetched of a column of lines for the tile beside
// it.
func (m *machine) evictsL2(rows, stride int) bool {
	return m.slim() && m.pressure(rows, stride, m.L2) >= 4
}

// sameSet tells whether lines so far apart share a set of L1.
func sameSet[T kernels.Float](stride int) bool { return bytesOf[T](stride)%page == 0 }

// aligned tells whether rows of a matrix, ld apart, begin vectors of so many lanes, a power of two.
func aligned[T kernels.Float](lanes int, first *T, ld int) bool {
	return ld&(lanes-1) == 0 && uintptr(unsafe.Pointer(first))&(uintptr(lanes)*unsafe.Sizeof(*first)-1) == 0
}

// bytesOf is the bytes of n elements.
func bytesOf[T kernels.Float](n int) int { return n * int(unsafe.Sizeof(T(0))) }

// aheadOf returns where the elements lie that follow those at hand by so many, in rows of n that are ld apart.
func aheadOf(elements, n, ld int) int {
	if ld == n {
		return elements
	}
	return ceilDiv(elements, n) * ld // beyond a row is something else
}
