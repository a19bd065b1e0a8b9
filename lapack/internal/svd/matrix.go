package svd

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// Matrix is a row-major matrix, or the transpose of one. Every algorithm here takes views of it, so that a wide
// matrix is a tall one whose rows and columns have exchanged names.
type Matrix struct {
	Data []float64
	LD   int
	// Trans tells that element (i, j) lies at Data[j*LD+i] and not at Data[i*LD+j].
	Trans bool
}

// T is the transpose of a. Nothing is copied.
func (a Matrix) T() Matrix { return Matrix{a.Data, a.LD, !a.Trans} }

// strides returns how far apart elements of a column, and of a row, lie.
func (a Matrix) strides() (rs, cs int) {
	if a.Trans {
		return 1, a.LD
	}
	return a.LD, 1
}

// from is what begins at element (i, j). It is empty where that lies behind the last element.
func (a Matrix) from(i, j int) Matrix {
	rs, cs := a.strides()
	return Matrix{a.Data[min(i*rs+j*cs, len(a.Data)):], a.LD, a.Trans}
}

func (a Matrix) order() blas.Transpose {
	if a.Trans {
		return blas.Trans
	}
	return blas.NoTrans
}

// gemm computes C += alpha·A·B, with C of m by n, or C = alpha·A·B with beta zero.
func gemm(bl gonumblas.Implementation, m, n, k int, alpha float64, a, b Matrix, beta float64, c Matrix) {
	if m == 0 || n == 0 || k == 0 && beta == 1 {
		return
	}
	if c.Trans {
		m, n = n, m
		a, b, c = b.T(), a.T(), c.T()
	}
	bl.Dgemm(a.order(), b.order(), m, n, k, alpha, a.Data, a.LD, b.Data, b.LD, beta, c.Data, c.LD)
}

// gemv computes y = alpha·A·x + beta·y, with A of m by n. Elements of x are incX apart, those of y side by side.
func gemv(bl gonumblas.Implementation, m, n int, alpha float64, a Matrix, x []float64, incX int, beta float64, y []float64) {
	if m == 0 || n == 0 && beta == 1 {
		return
	}
	rows, cols := m, n
	if a.Trans {
		rows, cols = n, m
	}
	bl.Dgemv(a.order(), rows, cols, alpha, a.Data, a.LD, x, incX, beta, y, 1)
}

// tile is how many rows and columns a transposing copy reads and writes at a time: a line of cache each.
const tile = 8

// copyTo writes the m by n matrix a to b.
func (a Matrix) copyTo(m, n int, b Matrix) {
	if a.Trans {
		m, n, a, b = n, m, a.T(), b.T()
	}
	if !b.Trans {
		for i := range m {
			copy(b.Data[i*b.LD:i*b.LD+n], a.Data[i*a.LD:i*a.LD+n])
		}
		return
	}
	for i := 0; i < m; i += tile {
		rows := min(tile, m-i)
		for j := 0; j < n; j++ {
			to := b.Data[j*b.LD+i:]
			to = to[:rows]
			at := i*a.LD + j
			for p := range to {
				to[p] = a.Data[at]
				at += a.LD
			}
		}
	}
}

// zero clears the m by n matrix.
func (a Matrix) zero(m, n int) {
	if a.Trans {
		m, n = n, m
	}
	if n == 0 {
		return
	}
	for i := range m {
		clear(a.Data[i*a.LD : i*a.LD+n])
	}
}

// clearBelow clears what lies below the diagonal of the n by n matrix.
func (a Matrix) clearBelow(n int) {
	for i := range n {
		if a.Trans {
			clear(a.Data[i*a.LD+i+1 : i*a.LD+n])
		} else {
			clear(a.Data[i*a.LD : i*a.LD+i])
		}
	}
}

// identity sets rows from to to, n wide, to those of the identity.
func (a Matrix) identity(from, to, n int) {
	a.from(from, 0).zero(to-from, n)
	rs, cs := a.strides()
	for i := from; i < min(to, n); i++ {
		a.Data[i*rs+i*cs] = 1
	}
}
