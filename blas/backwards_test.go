package blas

import (
	"unsafe"

	"weft.example/kernels"
)

// otherOrder returns a workspace with the kernels of a Set. Go's dot products, which would sum as its
// tiles do, sum from the end.
func otherOrder[T kernels.Float](s *kernels.Set) *Workspace[T] {
	w := NewWorkspace[T](s, nil)
	if s.Name == "generic" {
		kn := *w.kernels
		kn.Dot, kn.MatVec = backwards[T](), matVecBackwards[T]
		w.kernels = &kn
	}
	return w
}

// backwards returns tiles of dot products, 4 by 4 at most, that sum from the end.
func backwards[T kernels.Float]() (family kernels.Inner[T]) {
	for n := range 4 {
		family.Rows = append(family.Rows, 4)
		family.Tiles = append(family.Tiles, func(p *kernels.Dots[T], a, b, c, _ *T) {
			for t := range p.Tiles {
				for i := range p.M {
					for j := range n + 1 {
						dotBackwards(p.K, p.Alpha, after(a, t*p.AS+i*p.LDA), after(b, t*p.BS+j*p.LDB), p.Beta, after(c, t*p.CS+i*p.LDC+j))
					}
				}
			}
		})
	}
	return family
}

// matVecBackwards is MatVec of sums from the end.
func matVecBackwards[T kernels.Float](m, k int, alpha T, a *T, lda, _ int, x *T, beta T, y *T, incy, _ int) {
	for i := range m {
		dotBackwards(k, alpha, after(a, i*lda), x, beta, after(y, i*incy))
	}
}

func dotBackwards[T kernels.Float](k int, alpha T, a, b *T, beta T, c *T) {
	var sum T
	for p := k - 1; p >= 0; p-- {
		sum += *after(a, p) * *after(b, p)
	}
	sum *= alpha
	if beta != 0 {
		sum += beta * *c
	}
	*c = sum
}

// after returns the element n behind x. A kernel's caller vouches for it.
func after[T kernels.Float](x *T, n int) *T {
	return (*T)(unsafe.Add(unsafe.Pointer(x), n*int(unsafe.Sizeof(*x))))
}
