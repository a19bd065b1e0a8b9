//go:build ((linux && !android) || (darwin && !ios) || (freebsd && cgo)) && (amd64 || arm64) && !nopeers

package peers

import (
	"unsafe"

	"github.com/ebitengine/purego"
)

// load opens a library. Its names stay its own, and all that it refers to is there or it fails.
func load(path string) (uintptr, error) {
	return purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
}

// lookUp returns a function of a library or of one that it was linked to, 0 if there is none.
func lookUp(library uintptr, symbol string) uintptr {
	fn, err := purego.Dlsym(library, symbol)
	if err != nil {
		return 0
	}
	return fn
}

// repeatPC is the address of the assembly's loop.
var repeatPC uintptr

// repeat makes a block's calls, on the system's stack.
func repeat(b *block) { purego.SyscallN(repeatPC, uintptr(unsafe.Pointer(b))) }
