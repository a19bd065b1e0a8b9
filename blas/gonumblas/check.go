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

// checkGemm panics as gonum's Dgemm does before its quick return, in its order.
func checkGemm(tA, tB blas.Transpose, m, n, k, lda, ldb, ldc int) {
	_, colsA := stored(tA, m, k)
	_, colsB := stored(tB, k, n)
	switch {
	case !legal(tA) || !legal(tB):
		panic(badTranspose)
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
	}
}

// checkGemmLengths panics as gonum's Dgemm does after its quick return. Like
// gonum's it holds a matrix without columns to the length of its rows.
func checkGemmLengths(tA, tB blas.Transpose, m, n, k, lenA, lda, lenB, ldb, lenC, ldc int) {
	rowsA, colsA := stored(tA, m, k)
	rowsB, colsB := stored(tB, k, n)
	switch {
	case lenA < (rowsA-1)*lda+colsA:
		panic(shortA)
	case lenB < (rowsB-1)*ldb+colsB:
		panic(shortB)
	case lenC < (m-1)*ldc+n:
		panic(shortC)
	}
}

func legal(t blas.Transpose) bool {
	return t == blas.NoTrans || t == blas.Trans || t == blas.ConjTrans
}

// stored is the shape in memory of a matrix whose op is rows by cols.
func stored(t blas.Transpose, rows, cols int) (int, int) {
	if t != blas.NoTrans {
		return cols, rows
	}
	return rows, cols
}
