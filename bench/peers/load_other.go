//go:build !(((linux && !android) || (darwin && !ios) || (freebsd && cgo)) && (amd64 || arm64) && !nopeers)

package peers

import "errors"

func load(string) (uintptr, error) {
	return 0, errors.New("this program cannot load libraries: it can on Linux, macOS and FreeBSD, on amd64 and arm64, without the tag nopeers")
}

func lookUp(uintptr, string) uintptr { return 0 }

func repeat(*block) { panic("peers: no library can be loaded here") }
