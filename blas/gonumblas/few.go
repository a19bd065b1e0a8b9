package gonumblas

import "weft.example/kernels"

// Loops for so few elements that a call of assembly takes longer. Of float64 they give the same bits as gonum's assembly: sums go in
// its order, and T(…) keeps a compiler from fusing a product with a sum. A dot product of two vectors that lie backwards does not.

// The lengths up to which they are the fastest (Zen 5).
const (
	mostDot   = 12
	mostAxpy  = 12
	mostScale = 8
	mostRot   = 12

	// Of elements that do not lie side by side.
	mostApart    = 8
	mostDotApart = leastDot - 1 // of float64, where gonum's assembly waits for the elements before
	mostRotApart = leastRot - 1
)

// few tells whether n elements, at most as many as given, lie side by side in x and in y, both in the same direction.
func few(n, most, lenX, incX, lenY, incY int) bool {
	return uint(n-1) < uint(most) && together(incX, incY) && n <= lenX && n <= lenY
}

// fewApart tells whether n elements, at most as many as given, are in x and in y, incX and incY apart.
func fewApart(n, most, lenX, incX, lenY, incY int) bool {
	return n <= most && within(n, lenX, incX) && within(n, lenY, incY)
}

// first is where the first of n elements lies that are inc apart.
func first(n, inc int) int { return max(0, (1-n)*inc) }

// dotFew is the sum of products in four sums.
func dotFew[T kernels.Float](x, y []T) T {
	var s0, s1, s2, s3 T
	for len(x) >= 4 && len(y) >= 4 {
		s0 += T(x[0] * y[0])
		s1 += T(x[1] * y[1])
		s2 += T(x[2] * y[2])
		s3 += T(x[3] * y[3])
		x, y = x[4:], y[4:]
	}
	y = y[:len(x)]
	for i, v := range x {
		s0 += T(v * y[i])
	}
	return (s0 + s2) + (s1 + s3)
}

// dotApart is the sum of products in two sums.
func dotApart[T kernels.Float](n int, x []T, incX int, y []T, incY int) T {
	var s0, s1 T
	i, j := first(n, incX), first(n, incY)
	for ; n > 1; n -= 2 {
		s0 += T(x[i] * y[j])
		s1 += T(x[i+incX] * y[j+incY])
		i, j = i+2*incX, j+2*incY
	}
	if n > 0 {
		s1 += T(x[i] * y[j])
	}
	return s0 + s1
}

// axpyFew goes through the elements in turn: x and y may share some.
func axpyFew[T kernels.Float](alpha T, x, y []T) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += T(alpha * v)
	}
}

func axpyApart[T kernels.Float](n int, alpha T, x []T, incX int, y []T, incY int) {
	i, j := first(n, incX), first(n, incY)
	for range n {
		y[j] += T(alpha * x[i])
		i, j = i+incX, j+incY
	}
}

func scaleFew[T kernels.Float](alpha T, x []T) {
	for i := range x {
		x[i] *= alpha
	}
}

func scaleApart[T kernels.Float](n int, alpha T, x []T, inc int) {
	for i := 0; n > 0; n-- {
		x[i] *= alpha
		i += inc
	}
}

func rotateFew[T kernels.Float](c, s T, x, y []T) {
	y = y[:len(x)]
	for i, v := range x {
		w := y[i]
		x[i], y[i] = T(c*v)+T(s*w), T(c*w)-T(s*v)
	}
}

func rotateApart[T kernels.Float](n int, c, s T, x []T, incX int, y []T, incY int) {
	i, j := first(n, incX), first(n, incY)
	for range n {
		v, w := x[i], y[j]
		x[i], y[j] = T(c*v)+T(s*w), T(c*w)-T(s*v)
		i, j = i+incX, j+incY
	}
}
