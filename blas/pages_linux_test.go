package blas

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"unsafe"
)

// TestLargePages wants them asked for from the first to the last element.
func TestLargePages(t *testing.T) {
	if _, err := os.Stat("/sys/kernel/mm/transparent_hugepage"); err != nil {
		t.Skip("a system without large pages")
	}
	for _, n := range []int{leastOfLargePages / 4, 1 << 20, 3_000_001} {
		x := Make[float32](n)
		for _, at := range []*float32{&x[0], &x[n-1]} {
			if flags := flagsOf(t, uintptr(unsafe.Pointer(at))); !strings.Contains(flags, " hg") {
				t.Errorf("%d elements: flags %q of element %v, want hg", n, flags, at)
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
