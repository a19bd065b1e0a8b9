//go:build ((linux && !android) || (darwin && !ios) || (freebsd && cgo)) && (amd64 || arm64) && !nopeers

package peers

import (
	"strings"
	"testing"
	"unsafe"
)

// TestNested has the assembly call itself: the registers that it has to keep are those that it counts in.
func TestNested(t *testing.T) {
	room := []byte("\x00" + strings.Repeat("x", 99))
	inner := newCall(libraryC(t).address("strcat"), room, []byte("ab\x00"))
	inner.block.count = 2
	outer := newCall(repeatPC, uintptr(unsafe.Pointer(&inner.block)))
	outer.Repeat(3)
	outer.keep = append(outer.keep, inner)
	if got, _, _ := strings.Cut(string(room), "\x00"); got != strings.Repeat("ab", 6) {
		t.Errorf("%q", got)
	}
}
