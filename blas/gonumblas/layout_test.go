package gonumblas_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
)

// layout is how one triangle of an n by n matrix is stored: dense ('d'), packed ('p'), or as a band ('b') of k diagonals
// beside the main one.
type layout struct {
	kind      byte
	ul        blas.Uplo
	n, k, lda int
}

func (l layout) String() string {
	return fmt.Sprintf("%c%c n %d k %d lda %d", l.kind, l.ul, l.n, l.k, l.lda)
}

// layouts returns one of each kind, with leading dimensions and diagonals at random.
func layouts(rng *rand.Rand, n int) (list []layout) {
	for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
		k := rng.IntN(min(max(n, 1), 60))
		list = append(list, layout{'d', ul, n, n, max(1, n) + rng.IntN(3)}, layout{'p', ul, n, n, 0}, layout{'b', ul, n, k, k + 1 + rng.IntN(3)})
	}
	return list
}

// size is the elements of the matrix, and of what lies between.
func (l layout) size() int {
	switch l.kind {
	case 'p':
		return l.n * (l.n + 1) / 2
	case 'b':
		return max(0, (l.n-1)*l.lda+l.k+1)
	}
	return max(0, (l.n-1)*l.lda+l.n)
}

// at returns where element (i, j) is, or -1 if it is not stored.
func (l layout) at(i, j int) int {
	upper := l.ul == blas.Upper
	switch {
	case upper && (j < i || j > i+l.k) || !upper && (i < j || i > j+l.k):
		return -1
	case l.kind == 'd':
		return i*l.lda + j
	case l.kind == 'b' && upper:
		return i*l.lda + j - i
	case l.kind == 'b':
		return i*l.lda + l.k + j - i
	case upper:
		return i*(2*l.n-i-1)/2 + j
	}
	return i*(i+1)/2 + j
}

// fill fills a with NaN, and with random numbers where an element is stored.
func fill[T kernels.Float](rng *rand.Rand, l layout, a []T) {
	for i := range a {
		a[i] = T(math.NaN())
	}
	for i := range l.n {
		for j := max(0, i-l.k); j < min(l.n, i+l.k+1); j++ {
			if at := l.at(i, j); at >= 0 {
				a[at] = T(rng.NormFloat64())
			}
		}
	}
}

// triangles are routines on triangles of one element type.
type triangles[T kernels.Float] struct {
	symv func(l layout, alpha T, a, x []T, incX int, beta T, y []T, incY int)
	syr  func(l layout, alpha T, x []T, incX int, a []T)
	syr2 func(l layout, alpha T, x []T, incX int, y []T, incY int, a []T)
	trv  func(l layout, solve bool, tA blas.Transpose, d blas.Diag, a, x []T, incX int)
	gbmv func(tA blas.Transpose, m, n, kL, kU int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
}

// alwaysWeft returns weft's routines, those that gonum's are as fast as among them.
func alwaysWeft[T kernels.Float](impl gonumblas.Implementation) triangles[T] {
	i := gonumblas.Always[T]{Implementation: impl}
	return triangles[T]{
		func(l layout, alpha T, a, x []T, incX int, beta T, y []T, incY int) {
			i.Symv(l.kind, l.ul, l.n, l.k, alpha, a, l.lda, x, incX, beta, y, incY)
		},
		func(l layout, alpha T, x []T, incX int, a []T) { i.Syr(l.kind, l.ul, l.n, alpha, x, incX, a, l.lda) },
		func(l layout, alpha T, x []T, incX int, y []T, incY int, a []T) {
			i.Syr2(l.kind, l.ul, l.n, alpha, x, incX, y, incY, a, l.lda)
		},
		func(l layout, solve bool, tA blas.Transpose, d blas.Diag, a, x []T, incX int) {
			i.Trv(l.kind, solve, l.ul, tA, d, l.n, l.k, a, l.lda, x, incX)
		},
		i.Gbmv,
	}
}

// trianglesOf returns the routines of an implementation of gonum's interfaces.
func trianglesOf[T kernels.Float](i interface {
	blas.Float32Level2
	blas.Float64Level2
}) triangles[T] {
	if f, ok := any(triangles32(i)).(triangles[T]); ok {
		return f
	}
	return any(triangles64(i)).(triangles[T])
}

func triangles32(i blas.Float32Level2) triangles[float32] {
	return triangles[float32]{
		func(l layout, alpha float32, a, x []float32, incX int, beta float32, y []float32, incY int) {
			switch l.kind {
			case 'd':
				i.Ssymv(l.ul, l.n, alpha, a, l.lda, x, incX, beta, y, incY)
			case 'p':
				i.Sspmv(l.ul, l.n, alpha, a, x, incX, beta, y, incY)
			case 'b':
				i.Ssbmv(l.ul, l.n, l.k, alpha, a, l.lda, x, incX, beta, y, incY)
			}
		},
		func(l layout, alpha float32, x []float32, incX int, a []float32) {
			switch l.kind {
			case 'd':
				i.Ssyr(l.ul, l.n, alpha, x, incX, a, l.lda)
			case 'p':
				i.Sspr(l.ul, l.n, alpha, x, incX, a)
			}
		},
		func(l layout, alpha float32, x []float32, incX int, y []float32, incY int, a []float32) {
			switch l.kind {
			case 'd':
				i.Ssyr2(l.ul, l.n, alpha, x, incX, y, incY, a, l.lda)
			case 'p':
				i.Sspr2(l.ul, l.n, alpha, x, incX, y, incY, a)
			}
		},
		func(l layout, solve bool, tA blas.Transpose, d blas.Diag, a, x []float32, incX int) {
			switch {
			case l.kind == 'd' && solve:
				i.Strsv(l.ul, tA, d, l.n, a, l.lda, x, incX)
			case l.kind == 'd':
				i.Strmv(l.ul, tA, d, l.n, a, l.lda, x, incX)
			case l.kind == 'p' && solve:
				i.Stpsv(l.ul, tA, d, l.n, a, x, incX)
			case l.kind == 'p':
				i.Stpmv(l.ul, tA, d, l.n, a, x, incX)
			case solve:
				i.Stbsv(l.ul, tA, d, l.n, l.k, a, l.lda, x, incX)
			default:
				i.Stbmv(l.ul, tA, d, l.n, l.k, a, l.lda, x, incX)
			}
		},
		i.Sgbmv,
	}
}

func triangles64(i blas.Float64Level2) triangles[float64] {
	return triangles[float64]{
		func(l layout, alpha float64, a, x []float64, incX int, beta float64, y []float64, incY int) {
			switch l.kind {
			case 'd':
				i.Dsymv(l.ul, l.n, alpha, a, l.lda, x, incX, beta, y, incY)
			case 'p':
				i.Dspmv(l.ul, l.n, alpha, a, x, incX, beta, y, incY)
			case 'b':
				i.Dsbmv(l.ul, l.n, l.k, alpha, a, l.lda, x, incX, beta, y, incY)
			}
		},
		func(l layout, alpha float64, x []float64, incX int, a []float64) {
			switch l.kind {
			case 'd':
				i.Dsyr(l.ul, l.n, alpha, x, incX, a, l.lda)
			case 'p':
				i.Dspr(l.ul, l.n, alpha, x, incX, a)
			}
		},
		func(l layout, alpha float64, x []float64, incX int, y []float64, incY int, a []float64) {
			switch l.kind {
			case 'd':
				i.Dsyr2(l.ul, l.n, alpha, x, incX, y, incY, a, l.lda)
			case 'p':
				i.Dspr2(l.ul, l.n, alpha, x, incX, y, incY, a)
			}
		},
		func(l layout, solve bool, tA blas.Transpose, d blas.Diag, a, x []float64, incX int) {
			switch {
			case l.kind == 'd' && solve:
				i.Dtrsv(l.ul, tA, d, l.n, a, l.lda, x, incX)
			case l.kind == 'd':
				i.Dtrmv(l.ul, tA, d, l.n, a, l.lda, x, incX)
			case l.kind == 'p' && solve:
				i.Dtpsv(l.ul, tA, d, l.n, a, x, incX)
			case l.kind == 'p':
				i.Dtpmv(l.ul, tA, d, l.n, a, x, incX)
			case solve:
				i.Dtbsv(l.ul, tA, d, l.n, l.k, a, l.lda, x, incX)
			default:
				i.Dtbmv(l.ul, tA, d, l.n, l.k, a, l.lda, x, incX)
			}
		},
		i.Dgbmv,
	}
}

// onTriangles runs a test with routines of each element type on every Set: weft's own for all sizes, and through the doors.
func onTriangles(t *testing.T, float32s func(t *testing.T, f triangles[float32], seed uint64), float64s func(t *testing.T, f triangles[float64], seed uint64)) {
	for seed, set := range kernels.Available() {
		i := gonumblas.New(set, nil)
		t.Run(set.Name+"/float32", func(t *testing.T) {
			float32s(t, alwaysWeft[float32](i), uint64(4*seed))
			float32s(t, trianglesOf[float32](i), uint64(4*seed+1))
		})
		t.Run(set.Name+"/float64", func(t *testing.T) {
			float64s(t, alwaysWeft[float64](i), uint64(4*seed+2))
			float64s(t, trianglesOf[float64](i), uint64(4*seed+3))
		})
	}
}

// triangleSizes are round the edges of blocks and of pieces, some at random, and round the least sizes that are weft's.
func triangleSizes(rng *rand.Rand) []int {
	return []int{0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, rng.IntN(70), rng.IntN(70), 116, 129, 195, 300}
}

// vectorOf returns n random elements, inc apart, at either end of a room. What is between them is NaN.
func vectorOf[T kernels.Float](rng *rand.Rand, r room[T], n, inc int) []T {
	x := r.place(rng, max(0, (n-1)*max(inc, -inc)+1))
	for i := range x {
		x[i] = T(math.NaN())
	}
	for i := range n {
		x[place(n, inc, i)] = T(rng.NormFloat64())
	}
	return x
}

// place returns the first or the last n elements.
func (r room[T]) place(rng *rand.Rand, n int) []T {
	if rng.IntN(2) == 0 {
		return r[:n:n]
	}
	return r.last(n)
}

// increment returns 1 mostly.
func increment(rng *rand.Rand) int { return []int{1, 1, 1, 2, -1, -3}[rng.IntN(6)] }

// kept tells whether x is before, to the bit but for NaN, which is kept as NaN.
func kept[T kernels.Float](x, before []T) bool {
	for i, v := range before {
		if x[i] != v && (x[i] == x[i] || v == v) {
			return false
		}
	}
	return true
}
