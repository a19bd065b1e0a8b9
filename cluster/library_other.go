//go:build !(((linux && !android && (amd64 || arm64 || riscv64)) || (((darwin && !ios) || (freebsd && cgo)) && (amd64 || arm64))) && !nopeers)

package cluster

const loads = false

type library uintptr

func load(string) (library, error) { panic("cluster: no library can be loaded here") }

func (library) lookUp(string) uintptr { return 0 }

func call(uintptr, ...uintptr) int32 { panic("cluster: no library can be loaded here") }

func keepSignals() func() { return func() {} }
