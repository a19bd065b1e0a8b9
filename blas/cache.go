package blas

import (
	"unsafe"

	"github.com/klauspost/cpuid/v2"

	"weft.example/kernels"
)

// cachesHere are those of this CPU. Of Intel's, Emerald Rapids reads 25 to 27 GB/s from L3 by eight rows side by side, 24 by one; Zen
// 3 and 5 read and write memory fastest from end to end, and Zen 5 reads L2 by rows. Others were not measured.
func cachesHere() caches {
	c := &cpuid.CPU.Cache
	here := caches{c.L1D, c.L2, cpuid.CPU.VendorID == cpuid.Intel, cpuid.CPU.VendorID == cpuid.AMD}
	if here.L1 <= 0 {
		here.L1 = usualL1
	}
	if here.L2 <= 0 {
		here.L2 = usualL2
	}
	here.L2 = min(max(here.L2, leastL2), mostL2)
	return here
}

// residency tells where operands come from, in a program that uses much else between two products.
type residency struct {
	farB    bool // B comes from L3: it outgrows three quarters of L2
	farC    bool // C comes from L3: it outgrows L2
	memoryC bool // C comes from memory
}

// residency of an m by n product of depth k. Elements have size bytes. It leaves memoryC false: caches has no L3.
func (c caches) residency(m, n, k, size int) residency {
	return residency{farB: k*n*size > c.L2*3/4, farC: m*n*size > c.L2}
}

// Set conflicts. Lines that lie whole pages apart share a set of L1, so rows in place may share few sets. Strides are in
// elements.

// pressure takes one line of each of some rows, a stride apart. They fall on some sets of a cache. pressure is the lines
// divided by what those sets hold. From 1 on the lines evict each other. cache is in bytes.
func (m *machine) pressure(rows, stride, cache int) float64 {
	bytes := stride * m.size
	return float64(rows) * float64(max(bytes&-bytes, line)) / float64(cache)
}

// conflict tells whether the rows of a tile, a stride apart, evict each other from a set of L1.
func (m *machine) conflict(stride int) bool { return stride*m.size%page == 0 && m.MR > ways }

// evictsL1 tells whether L1 loses the lines of some rows, a stride apart, before the next tile reads the rest of each
// line.
func (m *machine) evictsL1(rows, stride int) bool {
	return m.slim() && m.pressure(rows, stride, m.L1) >= 1
}

// evictsL2 tells whether even L2 loses the lines that a tile which packs B has fetched of rows, a stride apart, before the
// tile beside it reads them.
func (m *machine) evictsL2(rows, stride int) bool {
	return m.slim() && m.pressure(rows, stride, m.L2) >= 4
}

// sameSet tells whether lines a stride apart share a set of L1.
func sameSet[T kernels.Float](stride int) bool { return bytesOf[T](stride)%page == 0 }

// aligned tells whether every row of a matrix begins at an address that is a multiple of a vector's bytes. first is its
// first element, rows are ld elements apart, and lanes is a power of two.
func aligned[T kernels.Float](lanes int, first *T, ld int) bool {
	return ld&(lanes-1) == 0 && uintptr(unsafe.Pointer(first))&(uintptr(lanes)*unsafe.Sizeof(*first)-1) == 0
}

// bytesOf is the bytes of n elements.
func bytesOf[T kernels.Float](n int) int { return n * int(unsafe.Sizeof(T(0))) }

// aheadOf returns how far ahead in memory the element is that comes as many elements later. Rows have n elements and are ld
// apart.
func aheadOf(elements, n, ld int) int {
	if ld == n {
		return elements
	}
	return ceilDiv(elements, n) * ld // the same column, whole rows on: behind a row lies something else
}
