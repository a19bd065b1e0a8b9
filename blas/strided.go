package blas

import (
	"unsafe"

	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Loops over vectors whose elements are not side by side. With a negative increment element 0 is stored last.
//
//   - They check nothing, as Small: Go's check of each index would take a third of the time.
//   - Four sums do not wait for each other.
//   - Two stores next to each other in a line of the cache take the time of one, so stores of a vector follow each other.
//   - No pointer leaves its vector, which Go's garbage collector would not have: the last elements have a loop of their own.

// walk returns element 0 of n, and the bytes from one element to the next.
func walk[T kernels.Float](n int, x []T, inc int) (first unsafe.Pointer, step int) {
	step = bytesOf[T](inc)
	return unsafe.Add(unsafe.Pointer(unsafe.SliceData(x)), max(0, (1-n)*step)), step
}

// at is the element so many bytes behind p.
func at[T kernels.Float](p unsafe.Pointer, bytes int) *T { return (*T)(unsafe.Add(p, bytes)) }

// DotStrided returns Σ x[i]·y[i] for n elements, at least one.
func DotStrided[T kernels.Float](_ checked.Operands, n int, x []T, incX int, y []T, incY int) T {
	p, i := walk(n, x, incX)
	q, j := walk(n, y, incY)
	var a, b, c, d T
	for ; n > 4; n -= 4 {
		a += *at[T](p, 0) * *at[T](q, 0)
		b += *at[T](p, i) * *at[T](q, j)
		p, q = unsafe.Add(p, 2*i), unsafe.Add(q, 2*j)
		c += *at[T](p, 0) * *at[T](q, 0)
		d += *at[T](p, i) * *at[T](q, j)
		p, q = unsafe.Add(p, 2*i), unsafe.Add(q, 2*j)
	}
	for k := range n {
		a += *at[T](p, k*i) * *at[T](q, k*j)
	}
	return (a + b) + (c + d)
}

// NormStrided is Norm for n elements, at least one. Squares of float32 are added up as float64, in which none over- or underflows.
func NormStrided[T kernels.Float](_ checked.Operands, n int, x []T, inc int) (norm T, ok bool) {
	p, step := walk(n, x, inc)
	var a, b, c, d float64
	left := n
	for ; left > 4; left -= 4 {
		e, f, g, h := float64(*at[T](p, 0)), float64(*at[T](p, step)), float64(*at[T](p, 2*step)), float64(*at[T](p, 3*step))
		a, b, c, d = a+e*e, b+f*f, c+g*g, d+h*h
		p = unsafe.Add(p, 4*step)
	}
	for k := range left {
		e := float64(*at[T](p, k*step))
		a += e * e
	}
	root, ok := Root((a+b)+(c+d), n)
	return T(root), ok
}

// ScaleStrided computes x[i] *= alpha for n elements, at least one.
func ScaleStrided[T kernels.Float](_ checked.Operands, n int, alpha T, x []T, inc int) {
	p, step := walk(n, x, inc)
	for ; n > 4; n -= 4 {
		*at[T](p, 0) *= alpha
		*at[T](p, step) *= alpha
		p = unsafe.Add(p, 2*step)
		*at[T](p, 0) *= alpha
		*at[T](p, step) *= alpha
		p = unsafe.Add(p, 2*step)
	}
	for k := range n {
		*at[T](p, k*step) *= alpha
	}
}

// AxpyStrided computes y[i] += alpha·x[i] for n elements, at least one. x and y share no element.
func AxpyStrided[T kernels.Float](_ checked.Operands, n int, alpha T, x []T, incX int, y []T, incY int) {
	p, i := walk(n, x, incX)
	q, j := walk(n, y, incY)
	for ; n > 4; n -= 4 {
		r, s := unsafe.Add(p, 2*i), unsafe.Add(q, 2*j)
		a, b, c, d := *at[T](p, 0), *at[T](p, i), *at[T](r, 0), *at[T](r, i)
		*at[T](q, 0) += alpha * a
		*at[T](q, j) += alpha * b
		*at[T](s, 0) += alpha * c
		*at[T](s, j) += alpha * d
		p, q = unsafe.Add(r, 2*i), unsafe.Add(s, 2*j)
	}
	for k := range n {
		*at[T](q, k*j) += alpha * *at[T](p, k*i)
	}
}

// CopyStrided computes y[i] = x[i] for n elements, at least one, in order, so that x and y may overlap.
func CopyStrided[T kernels.Float](_ checked.Operands, n int, x []T, incX int, y []T, incY int) {
	p, i := walk(n, x, incX)
	q, j := walk(n, y, incY)
	for ; n > 4; n -= 4 {
		*at[T](q, 0) = *at[T](p, 0)
		*at[T](q, j) = *at[T](p, i)
		p, q = unsafe.Add(p, 2*i), unsafe.Add(q, 2*j)
		*at[T](q, 0) = *at[T](p, 0)
		*at[T](q, j) = *at[T](p, i)
		p, q = unsafe.Add(p, 2*i), unsafe.Add(q, 2*j)
	}
	for k := range n {
		*at[T](q, k*j) = *at[T](p, k*i)
	}
}
