package peers

import (
	"fmt"
	"strings"
	"unsafe"
)

// Library is a library that has been loaded, for one goroutine at a time. It stays loaded: there is no
// safe way out for one that has threads.
type Library struct {
	Name, Path string
	handle     uintptr
	symbols    map[string]uintptr
	last       *Call
	runtime    *runtimeOf // of ONNX, once it was asked for
}

// Open loads a library from a file, or by a name that the system knows, and calls it name.
func Open(name, path string) (*Library, error) {
	handle, err := load(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &Library{Name: name, Path: path, handle: handle, symbols: map[string]uintptr{}}, nil
}

// address is that of a function, 0 where there is none.
func (l *Library) address(symbol string) uintptr {
	fn, ok := l.symbols[symbol]
	if !ok {
		fn = lookUp(l.handle, symbol)
		l.symbols[symbol] = fn
	}
	return fn
}

// Lacks returns the first function that the library does not have, or "".
func (l *Library) Lacks(symbols ...string) string {
	for _, s := range symbols {
		if l.address(s) == 0 {
			return s
		}
	}
	return ""
}

// Do calls a function, which is there. The call can be made again: [Library.Last].
func (l *Library) Do(symbol string, args ...any) *Call {
	if l.Lacks(symbol) != "" {
		panic(fmt.Sprintf("peers: %s has no %s", l.Name, symbol))
	}
	l.last = newCall(l.address(symbol), args...)
	l.last.Repeat(1)
	return l.last
}

// Last is the call that was made last by Do.
func (l *Library) Last() *Call { return l.last }

// setters are functions that set how many threads a library uses, by a C int. To add one is to add a row.
var setters = []string{
	"openblas_set_num_threads",
	"bli_thread_set_num_threads",
	"MKL_Set_Num_Threads",
	"armpl_set_num_threads",
	"nvpl_blas_set_num_threads",
}

// SetWorkers has the library use so many threads. It is false where the library has no function for it
// that is known here: then its own variables count, such as OMP_NUM_THREADS.
func (l *Library) SetWorkers(n int) bool {
	for _, setter := range setters {
		if fn := l.address(setter); fn != 0 {
			newCall(fn, n).Repeat(1)
			return true
		}
	}
	return false
}

// versions are functions that return what a library says of itself.
var versions = []string{"openblas_get_config", "bli_info_get_version_str"}

// About is the library's version, or "" where it does not tell.
func (l *Library) About() string {
	if l.Lacks(RuntimeSymbol) == "" {
		return "ONNX Runtime " + l.runtimeVersion()
	}
	for _, version := range versions {
		if fn := l.address(version); fn != 0 {
			c := newCall(fn)
			c.Repeat(1)
			return strings.TrimSpace(text(c.address()))
		}
	}
	return ""
}

// at is what lies at an address that C returned, which no collector moves.
func at(address uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&address)) }

// text is C's string at an address, "" at 0.
func text(address uintptr) string {
	if address == 0 {
		return ""
	}
	first := (*byte)(at(address))
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(first), n)) != 0 {
		n++
	}
	return string(unsafe.Slice(first, n))
}
