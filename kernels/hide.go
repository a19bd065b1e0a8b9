package kernels

import "unsafe"

// Hide returns p in a way that the compiler does not see through. A kernel is called through a
// table. The compiler would move to the heap whatever such a call gets a pointer to. Kernels keep
// no pointer.
//
// The caller keeps *p alive behind the call, by runtime.KeepAlive(p).
func Hide[P any](p *P) *P { return (*P)(pointer[unsafe.Pointer](uintptr(unsafe.Pointer(p)))) }

// pointer makes a pointer of a number. The sum of nil and the number would not do: the compiler
// leaves it a number, and a number keeps its old address where the stack grows and so moves.
//
//go:nocheckptr
func pointer[Q ~unsafe.Pointer](address uintptr) Q { return Q(address) }
