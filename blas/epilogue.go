package blas

import (
	"unsafe"

	"weft/kernels"
)

// Epilogue goes over rows i0 … i1-1 and columns j0 … j1-1 of a product.
type Epilogue func(i0, i1, j0, j1 int)

// GemmThen is Gemm with an epilogue, which is called for blocks that make up C,
// each when its elements are final and still in cache: to add a bias or apply
// a function, say, without another way through memory. Calls come from several
// goroutines at a time where workers help, never twice for an element. What
// blocks there are depends on sizes and workers, so an epilogue should treat
// elements or rows' parts alike wherever they are cut. If it panics, GemmThen does so with
// the same value, in its own goroutine, and C is undefined.
//
// It is called from Go rather than part of the tiles' stores: from cache it costs
// 1/k of the product or so, serves every form of product and any function.
func (w *Workspace[T]) GemmThen(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int, then Epilogue) {
	check(m, n, k, a, b, c, ldc)
	w.enter()
	defer w.leave() // also where it panics, or the next product would have the epilogue
	w.epilogue = epilogue[T]{then, c, ldc}
	w.gemm(m, n, k, alpha, a, b, beta, c, ldc)
}

// epilogue is the caller's of the product in progress, if there is one.
type epilogue[T kernels.Float] struct {
	then Epilogue
	c    []T
	ldc  int
}

// final tells it of m by n elements that are final. c is what is left of C from
// the first of them on, which says where they are.
func (e *epilogue[T]) final(m, n int, c []T) {
	if e.then != nil {
		at := len(e.c) - len(c)
		i, j := at/e.ldc, at%e.ldc
		e.then(i, i+m, j, j+n)
	}
}

// bandBytes of rows of C are in L1 and L2 yet when the last of them is written.
const bandBytes = 32 << 10

// bands is strip with the epilogue: a few rows of C at a time, if there is one
// and C is final.
func (w *Workspace[T]) bands(m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int, last bool) {
	g, rows := &w.kernels.Gemm, m
	then, far := last && w.epilogue.then != nil, w.reach(m, n, k)
	if then {
		strips := rowsFor(g, g.Vectors(n))
		rows = max(1, bandBytes/int(unsafe.Sizeof(alpha))/(n*strips)) * strips
	}
	for i := 0; i < m; i += rows {
		band := min(rows, m-i)
		p := kernels.Product[T]{M: band, N: n, K: k, ARS: a.RS, AKS: a.CS, BKS: b.RS, LDC: ldc, Alpha: alpha, Beta: beta}
		strip(w.kernels, &p, a.Data[i*a.RS:], b.Data, c[i*ldc:], far)
		if then {
			w.epilogue.final(band, n, c[i*ldc:])
		}
	}
}
