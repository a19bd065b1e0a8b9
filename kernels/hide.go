package kernels

import "unsafe"

// Hide returns p in a way that the compiler does not see through. A kernel is called through a table,
// and what such a call is passed pointers to would have to live on the heap. Kernels keep no pointer.
//
// The caller keeps *p alive behind the call, by runtime.KeepAlive(p).
//
//go:nocheckptr
func Hide[P any](p *P) *P {
	return (*P)(unsafe.Add(unsafe.Pointer(nil), uintptr(unsafe.Pointer(p))))
}
