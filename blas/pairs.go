package blas

import (
	"unsafe"

	"weft.example/internal/checked"
	"weft.example/kernels"
)

// RotateStrided is [Rotate] for n elements, at least one, that are not side by side. x and y share no element. Four multiplications
// for each x[i] and y[i] keep both ports busy for two cycles.
func RotateStrided[T kernels.Float](_ checked.Operands, r *Rotation[T], n int, x []T, incX int, y []T, incY int) {
	p, i := walk(n, x, incX)
	q, j := walk(n, y, incY)
	e, f, g, h := r[0], r[1], r[2], r[3]
	for ; n > 4; n -= 4 {
		p2, q2 := unsafe.Add(p, 2*i), unsafe.Add(q, 2*j)
		x0, x1, x2, x3 := *at[T](p, 0), *at[T](p, i), *at[T](p2, 0), *at[T](p2, i)
		y0, y1, y2, y3 := *at[T](q, 0), *at[T](q, j), *at[T](q2, 0), *at[T](q2, j)
		*at[T](p, 0) = T(e*x0) + T(f*y0)
		*at[T](p, i) = T(e*x1) + T(f*y1)
		*at[T](p2, 0) = T(e*x2) + T(f*y2)
		*at[T](p2, i) = T(e*x3) + T(f*y3)
		*at[T](q, 0) = T(g*x0) + T(h*y0)
		*at[T](q, j) = T(g*x1) + T(h*y1)
		*at[T](q2, 0) = T(g*x2) + T(h*y2)
		*at[T](q2, j) = T(g*x3) + T(h*y3)
		p, q = unsafe.Add(p2, 2*i), unsafe.Add(q2, 2*j)
	}
	for k := range n {
		a, b := *at[T](p, k*i), *at[T](q, k*j)
		*at[T](p, k*i), *at[T](q, k*j) = T(e*a)+T(f*b), T(g*a)+T(h*b)
	}
}

// SwapStrided is [Swap] for n elements, at least one, that are not side by side. x and y share no element.
func SwapStrided[T kernels.Float](_ checked.Operands, n int, x []T, incX int, y []T, incY int) {
	p, i := walk(n, x, incX)
	q, j := walk(n, y, incY)
	for ; n > 4; n -= 4 {
		p2, q2 := unsafe.Add(p, 2*i), unsafe.Add(q, 2*j)
		x0, x1, x2, x3 := *at[T](p, 0), *at[T](p, i), *at[T](p2, 0), *at[T](p2, i)
		y0, y1, y2, y3 := *at[T](q, 0), *at[T](q, j), *at[T](q2, 0), *at[T](q2, j)
		*at[T](p, 0), *at[T](p, i), *at[T](p2, 0), *at[T](p2, i) = y0, y1, y2, y3
		*at[T](q, 0), *at[T](q, j), *at[T](q2, 0), *at[T](q2, j) = x0, x1, x2, x3
		p, q = unsafe.Add(p2, 2*i), unsafe.Add(q2, 2*j)
	}
	for k := range n {
		*at[T](p, k*i), *at[T](q, k*j) = *at[T](q, k*j), *at[T](p, k*i)
	}
}
