package blastest

import "gonum.org/v1/gonum/blas"

// flags draws all flags.
func (c *call[T]) flags() {
	c.s, c.ul, c.d = pick(c, blas.Left, blas.Right), pick(c, blas.Lower, blas.Upper), pick(c, blas.NonUnit, blas.Unit)
	c.tA, c.tB = pick(c, blas.NoTrans, blas.Trans, blas.ConjTrans), pick(c, blas.NoTrans, blas.Trans, blas.ConjTrans)
}

// scales draws alpha and beta.
func (c *call[T]) scales() { c.alpha, c.beta = c.factor(), c.factor() }

// oriented draws a matrix A with op(A) of m by n. With alpha 0 it is NaN.
func (c *call[T]) oriented(t blas.Transpose, m, n int) (*operand[T], int) {
	if t != blas.NoTrans {
		m, n = n, m
	}
	return c.general(m, n, c.alpha != 0)
}

// writes marks results, and hands the operands over as arguments.
func (c *call[T]) writes(results ...*operand[T]) {
	for _, o := range results {
		o.written = true
	}
	for _, x := range []struct {
		o *operand[T]
		p *[]T
	}{{c.A, &c.a}, {c.B, &c.b}, {c.C, &c.c}, {c.X, &c.x}, {c.Y, &c.y}} {
		if x.o != nil {
			*x.p = x.o.data
		}
	}
}

// tame makes the diagonal of a triangle large beside its rows, so that solutions do not grow.
func (o *operand[T]) tame() {
	o.each(func(i, j, at int) {
		if i != j {
			o.data[at] /= T(o.rows)
		} else if o.data[at] == o.data[at] {
			o.data[at] = 2 + o.data[at]*o.data[at]
		}
	})
}

// Wrong arguments.

func fault[T float](f func(p *args[T])) func(p *args[T]) { return f }

func wrongUplo[T float](p *args[T])  { p.ul = 'X' }
func wrongTrans[T float](p *args[T]) { p.tA = 'X' }
func wrongDiag[T float](p *args[T])  { p.d = 'X' }
func negativeM[T float](p *args[T])  { p.m = -1 }
func negativeN[T float](p *args[T])  { p.n = -1 }
func negativeK[T float](p *args[T])  { p.k = -1 }
func negativeKL[T float](p *args[T]) { p.kL = -1 }
func negativeKU[T float](p *args[T]) { p.kU = -1 }
func wrongLdA[T float](p *args[T])   { p.lda = 0 }
func wrongLdB[T float](p *args[T])   { p.ldb = 0 }
func wrongLdC[T float](p *args[T])   { p.ldc = 0 }
func shortA[T float](p *args[T])     { p.a = p.a[:max(0, len(p.a)-1)] }
func shortB[T float](p *args[T])     { p.b = p.b[:max(0, len(p.b)-1)] }
func shortC[T float](p *args[T])     { p.c = p.c[:max(0, len(p.c)-1)] }
func shortX[T float](p *args[T])     { p.x = p.x[:max(0, len(p.x)-1)] }
func shortY[T float](p *args[T])     { p.y = p.y[:max(0, len(p.y)-1)] }
func zeroIncX[T float](p *args[T])   { p.incX = 0 }
func zeroIncY[T float](p *args[T])   { p.incY = 0 }
