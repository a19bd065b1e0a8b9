package gonumblas

import (
	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
	"weft.example/kernels"
)

// The least sizes from which weft's routines on triangles and bands are faster than gonum's (Zen 3, AVX2).
const (
	leastSymv  = 16
	leastSyr   = 36
	leastSyr2  = 40
	leastTrmv  = 30
	leastTrmvT = 18 // transposed
	leastTrsv  = 40
	leastTrsvT = 24

	leastSpmv  = 16 // packed
	leastSpr   = 45
	leastSpr2  = 36
	leastTpmv  = 24
	leastTpmvT = 18
	leastTpsv  = 46
	leastTpsvT = 32

	leastBand  = 32 // rows of a band, whose other least sizes are diagonals beside the main one
	leastSbmv  = 12
	leastTbmv  = 6
	leastTbsv  = 28
	leastTbsvT = 14
	leastGbmv  = 8

	leastTrsvRows = 24 // where rows are solved together
	leastTpsvRows = 32
	leastTbsvRows = 16 // (Zen 5, AVX-512)
)

// orT is the least size, or that for a transposed triangle.
func orT(t blas.Transpose, least, transposed int) int {
	if t == blas.NoTrans {
		return least
	}
	return transposed
}

// half is one triangle of an n by n matrix, as gonum's arguments describe it. Where gonum refuses it or a vector, gonum's own
// routine is called and does so.
type half[T kernels.Float] struct {
	kind kind
	ul   blas.Uplo
	n, k int // of a band, k diagonals beside the main one
	a    []T
	lda  int // unless packed
}

// kind is how a triangle is stored.
type kind int

const (
	asDense kind = iota
	asPacked
	asBand
)

// fits tells whether gonum takes x, but for the name of the triangle, which set checks. n is not 0. It leaves to gonum a band
// that is wider than the matrix.
func (x *half[T]) fits() bool {
	switch x.kind {
	case asPacked:
		return x.n < wide && len(x.a) >= x.n*(x.n+1)/2
	case asBand:
		return 0 <= x.k && x.k < x.n && x.lda > x.k && !tooShort(len(x.a), x.n, x.k+1, x.lda)
	}
	return x.lda >= x.n && !tooShort(len(x.a), x.n, x.n, x.lda)
}

// set makes s what weft's routines take for x, which fits.
func (x *half[T]) set(s *weft.Storage[T]) {
	switch side := halfOf(x.ul); x.kind {
	case asDense:
		s.Dense(side, x.n, x.a, x.lda)
	case asPacked:
		s.Packed(side, x.n, x.a)
	case asBand:
		s.Band(side, x.n, x.k, x.a, x.lda)
	}
}

// holds tells whether x has n elements, inc apart.
func holds[T kernels.Float](n int, x []T, inc int) bool {
	return inc != 0 && !tooShort(len(x), n, 1, max(inc, -inc))
}
