package gonumblas

import (
	"math/bits"

	"gonum.org/v1/gonum/blas"

	weft "weft.example/blas"
)

// gonum's panics, to the letter: programs and tests compare them.
const (
	badSide      = "blas: illegal side"
	badUplo      = "blas: illegal triangle"
	badTranspose = "blas: illegal transpose"
	badDiag      = "blas: illegal diagonal"

	mLT0 = "blas: m < 0"
	nLT0 = "blas: n < 0"
	kLT0 = "blas: k < 0"

	zeroIncX = "blas: zero x index increment"
	zeroIncY = "blas: zero y index increment"

	badLdA = "blas: bad leading dimension of A"
	badLdB = "blas: bad leading dimension of B"
	badLdC = "blas: bad leading dimension of C"

	shortA = "blas: insufficient length of a"
	shortB = "blas: insufficient length of b"
	shortC = "blas: insufficient length of c"
	shortX = "blas: insufficient length of x"
	shortY = "blas: insufficient length of y"
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

// halfOf returns the triangle that is stored.
func halfOf(ul blas.Uplo) weft.Triangle {
	switch ul {
	case blas.Lower:
		return weft.Lower
	case blas.Upper:
		return weft.Upper
	}
	panic(badUplo)
}

// narrow tells whether no product of two of the numbers can wrap, given all of them as one, bit by bit. Then gonum's own
// checks hold.
func narrow(all int) bool { return uint(all) < 1<<15 }

// wide bounds the sizes and strides whose products fit in an int.
const wide = 1 << (bits.UintSize/2 - 1)

// checkWide is all checks where a size is negative, or sizes and strides are so wide that their
// products may wrap.
func checkWide(m, n, k, a, rowsA, colsA, lda, b, rowsB, colsB, ldb, c, ldc int) {
	switch {
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case k < 0:
		panic(kLT0)
	}
	checkStrides(colsA, lda, colsB, ldb, n, ldc)
	switch {
	case m == 0 || n == 0:
	case tooShort(a, rowsA, colsA, lda):
		panic(shortA)
	case tooShort(b, rowsB, colsB, ldb):
		panic(shortB)
	case tooShort(c, m, n, ldc):
		panic(shortC)
	}
}

// tooShort is what checkLength panics at. Rows times stride is computed in 128 bits.
func tooShort(length, rows, columns, ld int) bool {
	high, low := bits.Mul64(uint64(rows-1), uint64(ld))
	return rows > 0 && (high != 0 || low > uint64(length) || int(low) > length-columns)
}

// checkShort is checkLength where products may wrap.
func checkShort(length, rows, columns, ld int, short string) {
	if tooShort(length, rows, columns, ld) {
		panic(short)
	}
}

// checkVector panics for a vector that is too short where gonum's own check may wrap: its assembly would go outside of the vector.
func checkVector(n, inc, length int) {
	if inc > 0 && (n >= wide || inc >= wide) {
		checkShort(length, n, 1, inc, shortX)
	}
}

// checkPair is checkVector for two vectors, whose increments may be negative.
func checkPair(n, incX, incY, lenX, lenY int) {
	if n >= wide || uint(incX+wide) >= 2*wide || uint(incY+wide) >= 2*wide {
		checkPairWide(n, incX, incY, lenX, lenY)
	}
}

func checkPairWide(n, incX, incY, lenX, lenY int) {
	if n > 0 && incX != 0 && incY != 0 {
		checkShort(lenX, n, 1, max(incX, -incX), shortX)
		checkShort(lenY, n, 1, max(incY, -incY), shortY)
	}
}

// checkSize panics with the text unless size is 0 or more.
func checkSize(size int, text string) {
	if size < 0 {
		panic(text)
	}
}

// checkStride panics with the text unless the leading dimension is at least 1 and the columns.
func checkStride(ld, columns int, text string) {
	if ld < max(1, columns) {
		panic(text)
	}
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

// fewer tells whether m·n·k is below some number, which is at most 1<<10: then nothing wraps.
func fewer(m, n, k, than int) bool {
	return max(m, n, k) < than && m*n*k < than
}
