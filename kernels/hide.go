package kernels

import "unsafe"

// Hide returns p in a way that the compiler does not see through. A kernel is called through a table,
// and what such a call is passed pointers to would have to live on the heap. Kernels keep no pointer.
//
// The caller keeps *p alive behind the call, by runtime.KeepAlive(p).
func Hide[P any](p *P) *P { return (*P)(pointer[unsafe.Pointer](uintptr(unsafe.Pointer(p)))) }

// pointer makes a pointer of a number. A sum of nil and the number would be left a number by the compiler, which stays
// behind where the stack grows and so moves.
//
//go:nocheckptr
func pointer[Q ~unsafe.Pointer](address uintptr) Q { return Q(address) }
