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

// checkGemm panics as gonum's Dgemm does, in its order, and reports whether
// there is anything to compute. Like gonum it holds a matrix without columns to
// the length of its rows, and looks at no length where C is empty.
func checkGemm(tA, tB blas.Transpose, m, n, k, lenA, lda, lenB, ldb, lenC, ldc int) bool {
	rowsA, colsA, rowsB, colsB := m, k, k, n
	switch tA {
	case blas.NoTrans:
	case blas.Trans, blas.ConjTrans:
		rowsA, colsA = k, m
	default:
		panic(badTranspose)
	}
	switch tB {
	case blas.NoTrans:
	case blas.Trans, blas.ConjTrans:
		rowsB, colsB = n, k
	default:
		panic(badTranspose)
	}
	switch {
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case k < 0:
		panic(kLT0)
	case lda < max(1, colsA):
		panic(badLdA)
	case ldb < max(1, colsB):
		panic(badLdB)
	case ldc < max(1, n):
		panic(badLdC)
	case m == 0 || n == 0:
		return false
	case lenA < (rowsA-1)*lda+colsA:
		panic(shortA)
	case lenB < (rowsB-1)*ldb+colsB:
		panic(shortB)
	case lenC < (m-1)*ldc+n:
		panic(shortC)
	}
	return true
}
