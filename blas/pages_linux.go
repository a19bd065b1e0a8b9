package blas

import "syscall"

// largePage is a page of x86-64 and of ARM64 with many entries of the page table in one.
const largePage = 2 << 20

// wantLargePages asks the system for large pages from an address on. They are whole, and so begin before the memory and end behind it, in the
// same arena of Go's heap.
func wantLargePages(from uintptr, bytes int) {
	end := (from + uintptr(bytes) + largePage - 1) &^ (largePage - 1)
	from &^= largePage - 1
	syscall.Syscall(syscall.SYS_MADVISE, from, end-from, syscall.MADV_HUGEPAGE) // a system that has none says so, and is as before
}
