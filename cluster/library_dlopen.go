//go:build ((linux && !android && (amd64 || arm64 || riscv64)) || (((darwin && !ios) || (freebsd && cgo)) && (amd64 || arm64))) && !nopeers

package cluster

import "github.com/ebitengine/purego"

// library is one of C's that has been loaded. It stays loaded: there is no safe way out for one that has threads.
type library uintptr

// loads says that this program can load libraries.
const loads = true

// load opens a library. Its names are seen by all that is loaded later, as some libraries of MPI load parts of
// theirs that look for them.
func load(path string) (library, error) {
	l, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	return library(l), err
}

// lookUp returns the address of a symbol, 0 if there is none.
func (l library) lookUp(symbol string) uintptr {
	address, err := purego.Dlsym(uintptr(l), symbol)
	if err != nil {
		return 0
	}
	return address
}

// call calls a function of up to eight integers and pointers, which returns C's int.
//
//go:uintptrescapes
func call(fn uintptr, args ...uintptr) int32 {
	r, _, _ := purego.SyscallN(fn, args...)
	return int32(r)
}
