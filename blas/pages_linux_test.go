package blas

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// TestLargePages wants them asked for for the whole of the first and the last.
func TestLargePages(t *testing.T) {
	own, err := syscall.Mmap(-1, 0, 2*largePage, syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(own)
	syscall.Madvise(own, syscall.MADV_HUGEPAGE)
	if !strings.Contains(flagsOf(t, uintptr(unsafe.Pointer(&own[0]))), " hg") {
		t.Skip("a system without large pages, or an emulator, which does not ask for them")
	}
	for _, n := range []int{leastOfLargePages / 4, 1 << 20, 3_000_001} {
		x := Make[float32](n)
		first, last := uintptr(unsafe.Pointer(&x[0])), uintptr(unsafe.Pointer(&x[n-1]))
		for _, at := range []uintptr{first &^ (largePage - 1), first, last, last | (largePage - 1)} { // of whole pages
			if flags := flagsOf(t, at); !strings.Contains(flags, " hg") {
				t.Errorf("%d elements: flags %q at %x, want hg", n, flags, at)
			}
		}
	}
}

// flagsOf are what the system knows of the memory at an address.
func flagsOf(t *testing.T, address uintptr) string {
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	in := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var from, to uintptr
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x ", &from, &to); n == 2 {
			in = from <= address && address < to
		}
		if flags, ok := strings.CutPrefix(lines.Text(), "VmFlags:"); ok && in {
			return flags
		}
	}
	t.Skip("no flags of memory here")
	return ""
}
