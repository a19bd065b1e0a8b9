package blastest

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
)

// level1 is the routines on vectors. Those on one vector do nothing where its increment is negative.
func level1[T float]() []routine[T] {
	x, y := []func(*args[T]){negativeN[T], zeroIncX[T], shortX[T]}, []func(*args[T]){negativeN[T], zeroIncX[T], zeroIncY[T], shortX[T], shortY[T]}
	return []routine[T]{
		{"dot", drawTwo[T](), func(r *routines[T], p *args[T]) { p.result = float64(r.dot(p.n, p.x, p.incX, p.y, p.incY)) }, func(c *call[T]) error {
			return c.returned(product(1, c.X.was().t(), c.Y.was()))
		}, y},
		{"nrm2", drawOne[T], func(r *routines[T], p *args[T]) { p.result = float64(r.nrm2(p.n, p.x, p.incX)) }, func(c *call[T]) error {
			s := product(1, c.X.was().t(), c.X.was())
			s.value.v[0], s.size.v[0] = math.Sqrt(s.value.v[0]), math.Sqrt(s.size.v[0])
			return c.returned(s)
		}, x},
		{"asum", drawOne[T], func(r *routines[T], p *args[T]) { p.result = float64(r.asum(p.n, p.x, p.incX)) }, func(c *call[T]) error {
			ones := newDense(1, c.n)
			for i := range ones.v {
				ones.v[i] = math.Copysign(1, c.X.was().v[i])
			}
			return c.returned(product(1, ones, c.X.was()))
		}, x},
		{"amax", func(c *call[T]) {
			drawOne(c)
			c.X.each(func(_, _, at int) { c.X.data[at] = T(math.Trunc(float64(c.X.data[at]))) }) // several are the greatest
		}, func(r *routines[T], p *args[T]) { p.result = float64(r.amax(p.n, p.x, p.incX)) }, func(c *call[T]) error {
			want, most := -1, -1.0
			for i, v := range c.X.was().v {
				if math.Abs(v) > most && c.incX > 0 {
					want, most = i, math.Abs(v)
				}
			}
			if int(c.result) != want {
				return fmt.Errorf("%v, want %d", c.result, want)
			}
			return nil
		}, x},
		{"swap", drawTwo[T]("x", "y"), func(r *routines[T], p *args[T]) { r.swap(p.n, p.x, p.incX, p.y, p.incY) }, func(c *call[T]) error {
			return both(near(c.X, product(1, c.one(), c.Y.was().t()).turned()), near(c.Y, product(1, c.one(), c.X.was().t()).turned()))
		}, y},
		{"copy", drawTwo[T]("y"), func(r *routines[T], p *args[T]) { r.copy(p.n, p.x, p.incX, p.y, p.incY) }, func(c *call[T]) error {
			return near(c.Y, product(1, c.one(), c.X.was().t()).turned())
		}, y},
		{"axpy", drawTwo[T]("y"), func(r *routines[T], p *args[T]) { r.axpy(p.n, p.alpha, p.x, p.incX, p.y, p.incY) }, func(c *call[T]) error {
			return near(c.Y, product(float64(c.alpha), c.X.was(), c.one()).plus(1, c.Y.was()))
		}, y},
		{"scal", func(c *call[T]) {
			drawOne(c)
			c.X.written = c.incX > 0
		}, func(r *routines[T], p *args[T]) { r.scal(p.n, p.alpha, p.x, p.incX) }, func(c *call[T]) error {
			if c.incX < 0 {
				return nil
			}
			return near(c.X, product(float64(c.alpha), c.X.was(), c.one()))
		}, x},
		{"rot", drawTwo[T]("x", "y"), func(r *routines[T], p *args[T]) { r.rot(p.n, p.x, p.incX, p.y, p.incY, p.cos, p.sin) }, func(c *call[T]) error {
			return c.rotated([4]T{c.cos, -c.sin, c.sin, c.cos})
		}, y},
		{"rotm", drawTwo[T]("x", "y"), func(r *routines[T], p *args[T]) { r.rotm(p.n, p.x, p.incX, p.y, p.incY, p.rotm, p.h) }, func(c *call[T]) error {
			h := c.h
			switch c.rotm {
			case blas.Identity:
				h = [4]T{1, 0, 0, 1}
			case blas.OffDiagonal:
				h[0], h[3] = 1, 1
			case blas.Diagonal:
				h[1], h[2] = -1, 1
			}
			return c.rotated(h)
		}, y},
	}
}

// drawOne draws the arguments of a routine on one vector.
func drawOne[T float](c *call[T]) {
	c.n, c.alpha, c.incX = c.size()*pick(c, 1, 1, 7), c.factor(), c.increment()
	c.X = c.vector(c.n, c.incX, true)
	c.writes()
}

// drawTwo draws the arguments of a routine on two vectors, and marks its results.
func drawTwo[T float](results ...string) func(c *call[T]) {
	return func(c *call[T]) {
		c.n, c.alpha, c.incX, c.incY = c.size()*pick(c, 1, 1, 7), c.factor(), c.increment(), c.increment()
		if pick(c, true, false) {
			c.incY = c.incX
		}
		c.cos, c.sin = T(c.rng.NormFloat64()), T(c.rng.NormFloat64())
		c.rotm = pick(c, blas.Identity, blas.Rescaling, blas.OffDiagonal, blas.Diagonal)
		for i := range c.h {
			c.h[i] = T(c.rng.NormFloat64())
		}
		switch c.rotm { // what a flag implies must be 0
		case blas.OffDiagonal:
			c.h[0], c.h[3] = 0, 0
		case blas.Diagonal:
			c.h[1], c.h[2] = 0, 0
		case blas.Identity:
			c.h = [4]T{}
		}
		c.X, c.Y = c.vector(c.n, c.incX, true), c.vector(c.n, c.incY, true)
		c.writes()
		for _, r := range results {
			map[string]*operand[T]{"x": c.X, "y": c.Y}[r].written = true
		}
	}
}

// one is a matrix of a 1.
func (c *call[T]) one() *dense { return &dense{1, 1, []float64{1}} }

// turned is the transpose of a sum.
func (s sum) turned() sum { return sum{s.value.t(), s.size.t(), s.terms} }

func both(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// returned wants what a function returned to be a sum, or 0 where it has no vector.
func (c *call[T]) returned(s sum) error {
	want, size := s.value.v[0], s.size.v[0]
	if c.Y == nil && c.incX < 0 {
		want, size = 0, 0
	}
	if bound := float64(s.terms+8) * eps[T]() * size; !(math.Abs(c.result-want) <= bound) {
		return fmt.Errorf("%v, want %v ± %.3g", c.result, want, bound)
	}
	return nil
}

// rotated wants rows x and y to be multiplied by a matrix, whose elements lie column after column in h.
func (c *call[T]) rotated(h [4]T) error {
	x, y := c.X.was(), c.Y.was()
	by := func(a, b T) sum { return product(float64(a), x, c.one()).and(product(float64(b), y, c.one())) }
	return both(near(c.X, by(h[0], h[2])), near(c.Y, by(h[1], h[3])))
}
