package blas

import (
	"fmt"
	"math"
	"unsafe"

	"weft.example/kernels"
)

// reference is what elements of C should become, and how far from it they may be, by rows.
type reference struct{ want, bound []float64 }

// try computes p by run, in blocks of the depth of kc or more, and compares every element
// of c's storage.
func (p product[T]) try(kc int, run func()) error {
	r := p.reference(kc)
	run()
	return p.compare(r)
}

// reference computes p by inner products in more than twice T's precision, on copies of A's rows and
// B's columns.
func (p product[T]) reference(kc int) reference {
	// Roundings of one element: one a step, three for each block of the depth.
	gamma := float64(p.k+3+3*ceilDiv(p.k, kc)) * eps[T]()
	alpha, beta := float64(p.alpha), float64(p.beta)
	r := reference{make([]float64, p.m*p.n), make([]float64, p.m*p.n)}
	k := p.k
	if alpha == 0 {
		k = 0
	}
	a, b := rowsOf(p.a, p.m, k), rowsOf(p.b.T(), p.n, k)
	dot := dotOf64
	if unsafe.Sizeof(p.alpha) == 4 {
		dot = dotOf32
	}
	for i := range p.m {
		for j := range p.n {
			want, scale := dot(a[i*k:][:k], b[j*k:][:k])
			want, scale = alpha*want, math.Abs(alpha)*scale
			if beta != 0 {
				c := beta * float64(p.c[i*p.ldc+j])
				want, scale = want+c, scale+math.Abs(c)
			}
			r.want[i*p.n+j], r.bound[i*p.n+j] = want, gamma*scale
		}
	}
	return r
}

// compare compares c's storage with the reference, and beyond the elements of C with sentinels.
func (p product[T]) compare(r reference) error {
	for at, v := range p.c {
		i, j, got := at/p.ldc, at%p.ldc, float64(v)
		if i >= p.m || j >= p.n {
			if got != sentinel {
				return fmt.Errorf("C[%d,%d] = %v written outside", i, j, got)
			}
			continue
		}
		want, bound := r.want[i*p.n+j], r.bound[i*p.n+j]
		if d := math.Abs(got - want); d > bound || d != d {
			return fmt.Errorf("C[%d,%d] = %v, want %v within %.3g", i, j, got, want, bound)
		}
	}
	return nil
}

// rowsOf returns the elements of an m by n view, row after row.
func rowsOf[T kernels.Float](x Matrix[T], m, n int) []float64 {
	rows := make([]float64, 0, m*n)
	for i := range m {
		for j := range n {
			rows = append(rows, float64(x.Data[i*x.RS+j*x.CS]))
		}
	}
	return rows
}

// dotOf32 returns the sum of the products of float32 numbers, each of which is exact, and of their
// absolute values.
func dotOf32(x, y []float64) (sum, scale float64) {
	y = y[:len(x)]
	for i, v := range x {
		h := v * y[i]
		sum += h
		scale += math.Abs(h)
	}
	return sum, scale
}

// dotOf64 is dotOf32 for float64 numbers, to twice their precision.
func dotOf64(x, y []float64) (sum, scale float64) {
	low := 0.0
	y = y[:len(x)]
	for i, v := range x {
		h := v * y[i]
		s := sum + h
		z := s - sum
		low += sum - (s - z) + (h - z) + math.FMA(v, y[i], -h)
		sum = s
		scale += math.Abs(h)
	}
	return sum + low, scale
}
