package blas

// Epilogue goes over rows i0 … i1-1 and columns j0 … j1-1 of a product.
type Epilogue func(i0, i1, j0, j1 int)

// final tells the epilogue, if there is one, of elements that are final.
//
// It is called from Go rather than part of the tiles' stores: from cache it costs 1/k of the product or so, serves every
// form of product and any function.
func (w *Workspace[T]) final(x *problem[T]) {
	if w.then != nil {
		w.then(x.i, x.i+x.m, x.j, x.j+x.n)
	}
}
