//go:build !noguard

// Package guard gives tests memory whose neighbours fault when touched.
package guard

import "golang.org/x/sys/unix"

// Bytes returns size bytes, a multiple of the page size, between two pages
// that fault when touched. They are never given back: a test run needs few.
func Bytes(size int) []byte {
	page := unix.Getpagesize()
	all, err := unix.Mmap(-1, 0, size+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	for _, guard := range [][]byte{all[:page], all[page+size:]} {
		if err := unix.Mprotect(guard, unix.PROT_NONE); err != nil {
			panic(err)
		}
	}
	return all[page : page+size]
}
