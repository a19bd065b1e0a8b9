package kernels

import "sync"

// rowKernels are what Softmax is made of. lanes is at most mostLanes. Where it is 0, only expLess
// and scale are there.
type rowKernels[T Float] struct {
	lanes   int
	expLess func(n int, a T, y, x *T)
	scale   func(n int, alpha T, x *T)
	// greatest finds lanes elements, one of which is the greatest of n. n is at least lanes. If
	// there are NaN the elements may be any.
	greatest func(n int, x, top *T)
	sumRows  func(m, n int, alpha T, x *T, ldx int, sum *T)
}

const mostLanes = 16

// lanesOf is room for what greatest and sumRows leave in lanes. It is not on the stack: what a
// function value gets a pointer to escapes.
type lanesOf[T Float] [mostLanes]T

// softmax returns the Softmax of k.
func softmax[T Float](k rowKernels[T]) func(m, n int, y *T, ldy int, x *T, ldx int) {
	rooms := sync.Pool{New: func() any { return new(lanesOf[T]) }}
	return func(m, n int, y *T, ldy int, x *T, ldx int) {
		if n == 0 {
			return
		}
		var room *lanesOf[T]
		if k.long(n) {
			room = rooms.Get().(*lanesOf[T])
			defer rooms.Put(room)
		}
		for i := range m {
			xi, yi := vec(at(x, i*ldx), n), vec(at(y, i*ldy), n)
			top := k.top(xi, room)
			for j := 0; j < n; j += MaxElements {
				k.expLess(min(n-j, MaxElements), top, &yi[j], &xi[j])
			}
			alpha := T(1 / k.sum(yi, room))
			for j := 0; j < n; j += MaxElements {
				k.scale(min(n-j, MaxElements), alpha, &yi[j])
			}
		}
	}
}

// long tells whether n elements are worth calls of kernels, and the work on their lanes.
func (k *rowKernels[T]) long(n int) bool { return k.lanes > 0 && n >= 64 }

// top returns the greatest element or, if there are NaN, any: the sum shows them.
func (k *rowKernels[T]) top(x []T, tops *lanesOf[T]) T {
	if !k.long(len(x)) {
		return greatest(x)
	}
	top := x[0]
	for len(x) >= k.lanes {
		n := min(len(x), MaxElements)
		k.greatest(n, &x[0], &tops[0])
		x, top = x[n:], greater(top, greatest(tops[:k.lanes]))
	}
	for _, v := range x {
		top = greater(top, v)
	}
	return top
}

// sum adds a few elements at a time as T, and their sums as float64. So the sum adds next to
// nothing to the error of float32.
func (k *rowKernels[T]) sum(x []T, sums *lanesOf[T]) (total float64) {
	const few = 128
	for k.long(len(x)) {
		*sums = lanesOf[T]{}
		m := min(len(x), few) / k.lanes
		k.sumRows(m, k.lanes, 1, &x[0], k.lanes, &sums[0])
		x, total = x[m*k.lanes:], total+sum(sums[:k.lanes])
	}
	return total + sum(x)
}

// greatest returns the greatest element or, if there are NaN, any. It has four chains: one chain
// would wait for each of its steps.
func greatest[T Float](x []T) T {
	a := x[0]
	if len(x) >= 4 {
		b, c, d := x[1], x[2], x[3]
		for x = x[4:]; len(x) >= 4; x = x[4:] {
			a, b, c, d = greater(a, x[0]), greater(b, x[1]), greater(c, x[2]), greater(d, x[3])
		}
		a = greater(greater(a, b), greater(c, d))
	}
	for _, v := range x {
		a = greater(a, v)
	}
	return a
}

func greater[T Float](a, b T) T {
	if b > a {
		return b
	}
	return a
}

func sum[T Float](x []T) float64 {
	var a, b, c, d float64
	for ; len(x) >= 4; x = x[4:] {
		a, b, c, d = a+float64(x[0]), b+float64(x[1]), c+float64(x[2]), d+float64(x[3])
	}
	for _, v := range x {
		a += float64(v)
	}
	return a + b + (c + d)
}
