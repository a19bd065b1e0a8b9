package schur

import (
	"math"

	"weft.example/blas/gonumblas"
)

// rotation makes (c·x + s·y, c·y − s·x) of two neighbouring rows or columns (x, y).
type rotation struct{ c, s float64 }

const tiny, huge = 0x1p-900, 0x1p900 // between these sums of squares have lost none that matters

// newRotation returns the rotation that takes (x, y) to (r, 0).
func newRotation(x, y float64) (g rotation, r float64) {
	if y == 0 {
		return rotation{c: 1}, x
	}
	scale := 1.0
	sum := x*x + y*y
	if !(sum > tiny && sum < huge) {
		scale = max(math.Abs(x), math.Abs(y))
		x, y = x/scale, y/scale
		sum = x*x + y*y
	}
	r = math.Sqrt(sum)
	return rotation{x / r, y / r}, r * scale
}

// rows rotates two rows of equal length.
func (g rotation) rows(bl gonumblas.Implementation, x, y []float64) {
	if g.s != 0 {
		bl.Drot(len(x), x, 1, y, 1, g.c, g.s)
	}
}

// columns rotates the first two columns of m rows that are ld apart.
func (g rotation) columns(a []float64, ld, m int) {
	if g.s == 0 {
		return
	}
	for i := 0; m > 0; i, m = i+ld, m-1 {
		r := (*[2]float64)(a[i:])
		x, y := r[0], r[1]
		r[0], r[1] = g.c*x+g.s*y, g.c*y-g.s*x
	}
}

// rotations are one of the lower two of three neighbouring rows or columns, and then one of the upper two. Francis's steps take
// reflectors of three, which need fewer multiplications; but rotations of long rows are kernels' work.
type rotations struct{ lower, upper rotation }

// newRotations returns the rotations that take (x0, x1, x2) to (r, 0, 0).
func newRotations(x0, x1, x2 float64) (g rotations, r float64) {
	sum := x1*x1 + x2*x2
	if all := x0*x0 + sum; x2 != 0 && sum > tiny && all < huge { // two roots at a time
		below, r := math.Sqrt(sum), math.Sqrt(all)
		return rotations{rotation{x1 / below, x2 / below}, rotation{x0 / r, below / r}}, r
	}
	g.lower, r = newRotation(x1, x2)
	g.upper, r = newRotation(x0, r)
	return g, r
}

// leastRows is the length from which two rotations of two rows are faster than one pass over three.
const leastRows = 24

// rows rotates three rows of equal length.
func (g rotations) rows(bl gonumblas.Implementation, r0, r1, r2 []float64) {
	if len(r0) >= leastRows {
		g.lower.rows(bl, r1, r2)
		g.upper.rows(bl, r0, r1)
		return
	}
	r1, r2 = r1[:len(r0)], r2[:len(r0)]
	for j, x := range r0 {
		y, z := r1[j], r2[j]
		y, z = g.lower.c*y+g.lower.s*z, g.lower.c*z-g.lower.s*y
		r0[j], r1[j], r2[j] = g.upper.c*x+g.upper.s*y, g.upper.c*y-g.upper.s*x, z
	}
}

// columns rotates the first three columns of m rows that are ld apart.
func (g rotations) columns(a []float64, ld, m int) {
	for i := 0; m > 0; i, m = i+ld, m-1 {
		r := (*[3]float64)(a[i:])
		x, y, z := r[0], r[1], r[2]
		y, z = g.lower.c*y+g.lower.s*z, g.lower.c*z-g.lower.s*y
		r[0], r[1], r[2] = g.upper.c*x+g.upper.s*y, g.upper.c*y-g.upper.s*x, z
	}
}
