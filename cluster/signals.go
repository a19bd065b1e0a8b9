//go:build ((linux && !android && (amd64 || arm64 || riscv64)) || (((darwin && !ios) || (freebsd && cgo)) && (amd64 || arm64))) && !nopeers

package cluster

import (
	"syscall"
	"unsafe"

	"github.com/ebitengine/purego"
)

// signals are those whose handlers are Go's: it makes panics of faults, passes others on, and has one for
// goroutines that run for long.
var signals = [...]syscall.Signal{
	syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGTRAP, syscall.SIGABRT, syscall.SIGSYS,
	syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGPIPE, syscall.SIGURG,
}

// action is C's struct sigaction, with room to spare.
type action [256]byte

// keepSignals returns a function that gives signals the handlers back which they have now. Libraries below MPI's, such as
// UCX, put in their own as they are loaded, which end the process.
func keepSignals() (restore func()) {
	sigaction := library(purego.RTLD_DEFAULT).lookUp("sigaction")
	if sigaction == 0 {
		return func() {}
	}
	kept := new([len(signals)]action)
	for i, s := range signals {
		call(sigaction, uintptr(s), 0, uintptr(unsafe.Pointer(&kept[i])))
	}
	return func() {
		for i, s := range signals {
			call(sigaction, uintptr(s), uintptr(unsafe.Pointer(&kept[i])), 0)
		}
	}
}
