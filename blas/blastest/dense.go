package blastest

import (
	"fmt"
	"math"
	"unsafe"

	"gonum.org/v1/gonum/blas"
)

// dense is a matrix of float64, row after row.
type dense struct {
	m, n int
	v    []float64
}

func newDense(m, n int) *dense { return &dense{m, n, make([]float64, m*n)} }

// was is what an operand was before the call, with zeros where nothing is stored.
func (o *operand[T]) was() *dense { return o.as(o.before) }

// is is what an operand is now.
func (o *operand[T]) is() *dense { return o.as(o.data) }

func (o *operand[T]) as(data []T) *dense {
	d := newDense(o.rows, o.columns)
	for i := range o.rows {
		for j := range o.columns {
			at := o.at(i, j)
			switch {
			case at >= 0:
			case i == j && o.unit:
				d.v[i*d.n+j] = 1
			case o.symmetric:
				at = o.at(j, i)
			}
			if at >= 0 {
				d.v[i*d.n+j] = float64(data[at])
			}
		}
	}
	return d
}

// t is the transpose.
func (d *dense) t() *dense {
	e := newDense(d.n, d.m)
	for i := range d.m {
		for j := range d.n {
			e.v[j*e.n+i] = d.v[i*d.n+j]
		}
	}
	return e
}

// op is d, or its transpose.
func (d *dense) op(t blas.Transpose) *dense {
	if t == blas.NoTrans {
		return d
	}
	return d.t()
}

// sum is a matrix of sums: their values, the sums of magnitudes, and the most terms that one has.
type sum struct {
	value, size *dense
	terms       int
}

// product is alpha·A·B. With alpha 0 it is 0, whatever A and B are.
func product(alpha float64, a, b *dense) sum {
	s := sum{newDense(a.m, b.n), newDense(a.m, b.n), a.n}
	if alpha == 0 {
		return s
	}
	for i := range a.m {
		for k := range a.n {
			x := alpha * a.v[i*a.n+k]
			if x == 0 {
				continue
			}
			for j, y := range b.v[k*b.n : (k+1)*b.n] {
				s.value.v[i*b.n+j] += x * y
				s.size.v[i*b.n+j] += math.Abs(x * y)
			}
		}
	}
	return s
}

// plus is s + beta·C. With beta 0 it is s, whatever C is.
func (s sum) plus(beta float64, c *dense) sum {
	if beta == 0 {
		return s
	}
	for i, x := range c.v {
		s.value.v[i] += beta * x
		s.size.v[i] += math.Abs(beta * x)
	}
	s.terms++
	return s
}

// and is the sum of two.
func (s sum) and(other sum) sum {
	for i := range s.value.v {
		s.value.v[i] += other.value.v[i]
		s.size.v[i] += other.size.v[i]
	}
	s.terms += other.terms
	return s
}

// eps is the distance from 1 to the next number.
func eps[T float]() float64 {
	if unsafe.Sizeof(T(0)) == 4 {
		return 0x1p-23
	}
	return 0x1p-52
}

// near wants what is stored of an operand to be the sums, but for the rounding of each of their terms.
func near[T float](o *operand[T], s sum) error {
	var err error
	o.each(func(i, j, at int) {
		got, want, size := float64(o.data[at]), s.value.v[i*s.value.n+j], s.size.v[i*s.value.n+j]
		if bound := float64(s.terms+8) * eps[T]() * size; err == nil && !(math.Abs(got-want) <= bound) {
			err = fmt.Errorf("element %d, %d is %v, want %v ± %.3g", i, j, got, want, bound)
		}
	})
	return err
}

// solved wants A·X, or on the right X·A, to be alpha·B. X is an operand, B what it was. With alpha 0 X is 0.
func solved[T float](a *dense, x *operand[T], alpha float64, right bool) error {
	if alpha == 0 {
		return near(x, sum{newDense(x.rows, x.columns), newDense(x.rows, x.columns), 0})
	}
	now, was := x.is(), x.was()
	if right {
		now, was, a = now.t(), was.t(), a.t()
	}
	s := product(1, a, now).plus(-alpha, was)
	for i, v := range s.value.v {
		if bound := float64(s.terms+30) * eps[T]() * s.size.v[i]; !(math.Abs(v) <= bound) {
			return fmt.Errorf("equation %d is off by %v, want at most %.3g", i, v, bound)
		}
	}
	return nil
}
