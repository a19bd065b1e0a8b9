package gonumblas

import "gonum.org/v1/gonum/blas"

// gonum's panics, to the letter: programs and tests compare them.
const (
	badTranspose = "blas: illegal transpose"

	mLT0 = "blas: m < 0"
	nLT0 = "blas: n < 0"
	kLT0 = "blas: k < 0"

	badLdA = "blas: bad leading dimension of A"
	badLdB = "blas: bad leading dimension of B"
	badLdC = "blas: bad leading dimension of C"

	shortA = "blas: insufficient length of a"
	shortB = "blas: insufficient length of b"
	shortC = "blas: insufficient length of c"
)

// The checks panic as gonum's Dgemm does and, called in the order of this file,
// in its order. They are inlined: a call would be a tenth of a small product.

// stored returns the size in memory of an m by n matrix.
func stored(t blas.Transpose, m, n int) (rows, columns int) {
	switch t {
	case blas.NoTrans:
		return m, n
	case blas.Trans, blas.ConjTrans:
		return n, m
	}
	panic(badTranspose)
}

func checkSizes(m, n, k int) {
	if m|n|k >= 0 {
		return
	}
	switch {
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	}
	panic(kLT0)
}

func checkStrides(colsA, lda, colsB, ldb, colsC, ldc int) {
	switch {
	case lda < max(1, colsA):
		panic(badLdA)
	case ldb < max(1, colsB):
		panic(badLdB)
	case ldc < max(1, colsC):
		panic(badLdC)
	}
}

// checkLength holds even a matrix without columns to the length of its rows.
func checkLength(length, rows, columns, ld int, short string) {
	if length < (rows-1)*ld+columns {
		panic(short)
	}
}
