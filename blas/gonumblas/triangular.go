package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft/blas"
	"weft/kernels"
)

// Triangular solves and products of some size are weft's. Small ones are gonum's, whose loops are then as fast.

// The sizes below which gonum's own loop is faster (Zen 3, AVX2).
const (
	leastLeft     = 10 // rows of B, with A on the left
	leastWideLeft = 8  // the same, where B has leastWide columns
	leastWide     = 8
	leastRight    = 6  // rows of B, with A on the right
	leastArea     = 48 // elements of B, with A on the right
)

// Strsm solves op(A) * X = alpha * B, or X * op(A) = alpha * B on the right, for a triangular A. X overwrites B, of m by n.
func (i Implementation) Strsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int) {
	x := triangular[float32]{true, s, ul, tA, d, m, n, alpha, a, lda, b, ldb}
	if x.small() || !x.run(i.own) {
		i.Implementation.Strsm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
	}
}

// Dtrsm solves op(A) * X = alpha * B, or X * op(A) = alpha * B on the right, for a triangular A. X overwrites B, of m by n.
func (i Implementation) Dtrsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	x := triangular[float64]{true, s, ul, tA, d, m, n, alpha, a, lda, b, ldb}
	if x.small() || !x.run(i.own) {
		i.Implementation.Dtrsm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
	}
}

// Strmm computes B = alpha * op(A) * B, or B = alpha * B * op(A) on the right, for a triangular A and B of m by n.
func (i Implementation) Strmm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int) {
	x := triangular[float32]{false, s, ul, tA, d, m, n, alpha, a, lda, b, ldb}
	if x.small() || !x.run(i.own) {
		i.Implementation.Strmm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
	}
}

// Dtrmm computes B = alpha * op(A) * B, or B = alpha * B * op(A) on the right, for a triangular A and B of m by n.
func (i Implementation) Dtrmm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	x := triangular[float64]{false, s, ul, tA, d, m, n, alpha, a, lda, b, ldb}
	if x.small() || !x.run(i.own) {
		i.Implementation.Dtrmm(s, ul, tA, d, m, n, alpha, a, lda, b, ldb)
	}
}

// triangular is one call: a solve, or else a product.
type triangular[T kernels.Float] struct {
	solve bool
	s     blas.Side
	ul    blas.Uplo
	tA    blas.Transpose
	d     blas.Diag
	m, n  int
	alpha T
	a     []T
	lda   int
	b     []T
	ldb   int
}

// small tells whether gonum's own loop is faster, and its own checks suffice.
func (x *triangular[T]) small() bool { return narrow(x.m|x.n|x.lda|x.ldb) && !x.pays() }

// run makes the call, unless gonum's own loop is faster or there is no assembly. Then it returns false.
func (x *triangular[T]) run(own *doors) bool {
	x.check()
	if !x.pays() {
		return x.m == 0 || x.n == 0
	}
	spaces := spacesOf[T](own)
	if spaces == nil {
		return false
	}
	x.compute(spaces)
	return true
}

// compute makes the call in weft's way.
func (x *triangular[T]) compute(spaces *weft.Spaces[T]) {
	m, n := x.m, x.n
	a, b := triangularOf(x.ul, x.tA, x.d, x.a, x.lda), weft.Rows(x.b, x.ldb)
	if x.s == blas.Right {
		m, n, a, b = n, m, a.T(), b.T()
	}
	w := spaces.Get()
	if x.solve {
		w.Trsm(m, n, x.alpha, a, b)
	} else {
		w.Trmm(m, n, x.alpha, a, b)
	}
	spaces.Put(w)
}

// triangularOf is op(A) of a triangle A.
func triangularOf[T kernels.Float](ul blas.Uplo, tA blas.Transpose, d blas.Diag, a []T, lda int) weft.Triangular[T] {
	x := weft.Triangular[T]{Matrix: weft.Rows(a, lda), Half: halfOf(ul), Unit: d == blas.Unit}
	if tA != blas.NoTrans {
		return x.T()
	}
	return x
}

// pays tells whether weft's way is faster than gonum's.
func (x *triangular[T]) pays() bool {
	if x.s == blas.Left {
		return x.m >= leastLeft || x.m >= leastWideLeft && x.n >= leastWide
	}
	return x.m >= leastRight && x.m*x.n >= leastArea
}

// check panics as gonum does, in its order.
func (x *triangular[T]) check() {
	k := x.n
	if x.s == blas.Left {
		k = x.m
	}
	switch {
	case x.s != blas.Left && x.s != blas.Right:
		panic(badSide)
	case x.ul != blas.Lower && x.ul != blas.Upper:
		panic(badUplo)
	case x.tA != blas.NoTrans && x.tA != blas.Trans && x.tA != blas.ConjTrans:
		panic(badTranspose)
	case x.d != blas.NonUnit && x.d != blas.Unit:
		panic(badDiag)
	case x.m < 0:
		panic(mLT0)
	case x.n < 0:
		panic(nLT0)
	case x.lda < max(1, k):
		panic(badLdA)
	case x.ldb < max(1, x.n):
		panic(badLdB)
	case x.m == 0 || x.n == 0:
	case tooShort(len(x.a), k, k, x.lda):
		panic(shortA)
	case tooShort(len(x.b), x.m, x.n, x.ldb):
		panic(shortB)
	}
}
