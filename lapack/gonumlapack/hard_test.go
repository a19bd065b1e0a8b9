package gonumlapack_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/lapack/gonumlapack"
	"weft.example/workers"
)

const (
	eps     = 0x1p-53
	padding = 3 // elements behind a row, which stay what they are
	mark    = 12345.678
)

// sizes are about leaves, panels and halves.
var sizes = []int{1, 2, 3, 8, 9, 16, 17, 33, 48, 65, 130}

// matrix is m by n in rows of n+padding elements.
type matrix struct {
	m, n, ld int
	data     []float64
}

func newMatrix(m, n int, at func(i, j int) float64) matrix {
	a := matrix{m, n, n + padding, make([]float64, m*(n+padding))}
	for i := range a.data {
		a.data[i] = mark
	}
	for i := range m {
		for j := range n {
			a.data[i*a.ld+j] = at(i, j)
		}
	}
	return a
}

func (a matrix) at(i, j int) float64 { return a.data[i*a.ld+j] }

func (a matrix) clone() matrix { a.data = slices.Clone(a.data); return a }

func (a matrix) t() matrix { return newMatrix(a.n, a.m, func(i, j int) float64 { return a.at(j, i) }) }

func (a matrix) times(b matrix) matrix {
	c := newMatrix(a.m, b.n, func(i, j int) float64 { return 0 })
	gonum.Implementation{}.Dgemm(blas.NoTrans, blas.NoTrans, a.m, b.n, a.n, 1, a.data, a.ld, b.data, b.ld, 1, c.data, c.ld)
	return c
}

func (a matrix) abs() matrix {
	return newMatrix(a.m, a.n, func(i, j int) float64 { return math.Abs(a.at(i, j)) })
}

func (a matrix) scaled(f float64) matrix {
	return newMatrix(a.m, a.n, func(i, j int) float64 { return a.at(i, j) * f })
}

// triangle is a triangle of a, with ones on its diagonal if it is unit.
func (a matrix) triangle(half blas.Uplo, unit bool, m, n int) matrix {
	return newMatrix(m, n, func(i, j int) float64 {
		switch {
		case i == j && unit:
			return 1
		case i == j, i < j && half == blas.Upper, i > j && half == blas.Lower:
			return a.at(i, j)
		}
		return 0
	})
}

func identity(n int) matrix {
	return newMatrix(n, n, func(i, j int) float64 {
		if i == j {
			return 1
		}
		return 0
	})
}

// near wants |got - want| <= factor·bound, element by element.
func near(t *testing.T, what string, got, want, bound matrix, factor float64) {
	t.Helper()
	for i := range want.m {
		for j := range want.n {
			if off := math.Abs(got.at(i, j) - want.at(i, j)); !(off <= factor*bound.at(i, j)+1e-318) {
				t.Errorf("%s: element %d,%d is %g, want %g: off by %.3g, bound %.3g", what, i, j, got.at(i, j), want.at(i, j), off, factor*bound.at(i, j))
				return
			}
		}
	}
}

func (a matrix) checkPadding(t *testing.T, what string) {
	t.Helper()
	for i := range a.m {
		for j := a.n; j < a.ld; j++ {
			if a.data[i*a.ld+j] != mark {
				t.Errorf("%s: wrote behind row %d", what, i)
				return
			}
		}
	}
}

// hard are matrices on which factorizations go wrong.
func hard(m, n int) map[string]matrix {
	rng := rand.New(rand.NewPCG(uint64(m), uint64(n)))
	normal := newMatrix(m, n, func(i, j int) float64 { return rng.NormFloat64() })
	return map[string]matrix{
		"normal":  normal,
		"hilbert": newMatrix(m, n, func(i, j int) float64 { return 1 / float64(i+j+1) }),
		"wilkinson": newMatrix(m, n, func(i, j int) float64 { // the pivots of LU double with every column
			switch {
			case i == j || j == n-1:
				return 1
			case i > j:
				return -1
			}
			return 0
		}),
		"graded": newMatrix(m, n, func(i, j int) float64 {
			return normal.at(i, j) * math.Pow(10, float64(-12*i)/float64(m)+float64(-7*j)/float64(n))
		}),
		"rank 2": newMatrix(m, n, func(i, j int) float64 { return float64(i%5) + float64(j%7)*float64(i%3) }),
		"zero":   newMatrix(m, n, func(i, j int) float64 { return 0 }),
		"huge":   normal.scaled(0x1p990),
		"tiny":   normal.scaled(0x1p-990),
	}
}

// forEach runs a test for the zero Implementation and every Set.
func forEach(t *testing.T, test func(*testing.T, gonumlapack.Implementation)) {
	t.Run("zero", func(t *testing.T) { test(t, gonumlapack.Implementation{}) })
	for _, set := range kernels.Available() {
		t.Run(set.Name, func(t *testing.T) { test(t, gonumlapack.New(gonumblas.New(set, workers.New(1)))) })
	}
}

// unscale is the power of two that brings huge matrices, and no others, to 1.
func unscale(name string) float64 {
	switch name {
	case "huge":
		return 0x1p-990
	case "tiny":
		return 0x1p990
	}
	return 1
}

// TestLU wants |L·U - P·A| within n·eps·|L|·|U|, which holds for every order of the sums (Higham, Accuracy and Stability of Numerical
// Algorithms, theorem 9.3), with some eps more for reciprocals, and no element of L above 1.
func TestLU(t *testing.T) {
	forEach(t, func(t *testing.T, impl gonumlapack.Implementation) {
		for _, n := range sizes {
			for _, m := range []int{n, n + 21, (n + 2) / 3} {
				for name, a := range hard(m, n) {
					testLU(t, impl, fmt.Sprint(name, " ", m, "x", n), a, unscale(name))
				}
			}
		}
	})
}

func testLU(t *testing.T, impl gonumlapack.Implementation, what string, a matrix, f float64) {
	k := min(a.m, a.n)
	lu, pivots := a.clone(), make([]int, k)
	ok := impl.Dgetrf(a.m, a.n, lu.data, lu.ld, pivots)
	lu.checkPadding(t, what)
	l, u := lu.triangle(blas.Lower, true, a.m, k), lu.triangle(blas.Upper, false, k, a.n).scaled(f)
	zero := false
	for i := range k {
		zero = zero || u.at(i, i) == 0
	}
	if ok == zero {
		t.Errorf("%s: ok is %v, a pivot is zero: %v", what, ok, zero)
	}
	pa := a.scaled(f)
	for i, p := range pivots {
		if p < i || p >= a.m {
			t.Fatalf("%s: row %d is exchanged with row %d", what, i, p)
		}
		for j := range a.n {
			x, y := &pa.data[i*pa.ld+j], &pa.data[p*pa.ld+j]
			*x, *y = *y, *x
		}
	}
	near(t, what, l.times(u), pa, l.abs().times(u.abs()), float64(k+30)*eps)
	for i := range a.m {
		for j := range min(i, k) {
			if math.Abs(lu.at(i, j)) > 1+8*eps {
				t.Errorf("%s: L[%d,%d] is %g", what, i, j, lu.at(i, j))
				return
			}
		}
	}
	if ok && a.m == a.n {
		testSolve(t, impl, what, a.scaled(f), lu, l, u, pivots, f)
		testInverse(t, impl, what, a.scaled(f), lu, l, u, pivots, f)
	}
}

// testSolve wants residuals within the bound of Higham's theorem 9.4.
func testSolve(t *testing.T, impl gonumlapack.Implementation, what string, a, lu, l, u matrix, pivots []int, f float64) {
	b := newMatrix(a.m, 5, func(i, j int) float64 { return float64((i*7+j*3)%11) - 5 })
	for _, trans := range []blas.Transpose{blas.NoTrans, blas.Trans} {
		x := b.scaled(1 / f)
		impl.Dgetrs(trans, a.n, x.n, lu.data, lu.ld, pivots, x.data, x.ld)
		x.checkPadding(t, what)
		product, bound := a, l.abs().times(u.abs())
		bound = permuted(bound, pivots)
		if trans == blas.Trans {
			product, bound = a.t(), bound.t()
		}
		near(t, what+" solve "+string(trans), product.times(x), b, bound.times(x.abs()), float64(4*a.n+90)*eps)
	}
}

// permuted undoes the exchanges of rows.
func permuted(a matrix, pivots []int) matrix {
	a = a.clone()
	for i := len(pivots) - 1; i >= 0; i-- {
		for j := range a.n {
			x, y := &a.data[i*a.ld+j], &a.data[pivots[i]*a.ld+j]
			*x, *y = *y, *x
		}
	}
	return a
}

// testInverse wants X·A - I within some n·eps·|X|·|L|·|U|, as Higham's section 14.3 has it for the method.
func testInverse(t *testing.T, impl gonumlapack.Implementation, what string, a, lu, l, u matrix, pivots []int, f float64) {
	x := lu.clone()
	work := make([]float64, a.n)
	if !impl.Dgetri(a.n, x.data, x.ld, pivots, work, len(work)) {
		t.Errorf("%s: no inverse", what)
	}
	x.checkPadding(t, what)
	x = x.scaled(1 / f)
	bound := permuted(l.abs().times(u.abs()), pivots)
	near(t, what+" inverse", x.times(a), identity(a.n), x.abs().times(bound), float64(4*a.n+90)*eps)
}

// positive are positive definite matrices.
func positive(n int) map[string]matrix {
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	g := newMatrix(n, n, func(i, j int) float64 { return rng.NormFloat64() })
	gram := g.times(g.t())
	shifted := newMatrix(n, n, func(i, j int) float64 {
		if i == j {
			return gram.at(i, j) + 1
		}
		return gram.at(i, j)
	})
	return map[string]matrix{
		"normal": shifted,
		"moler": newMatrix(n, n, func(i, j int) float64 { // its factor is of ones
			return float64(min(i, j) + 1)
		}),
		"graded": newMatrix(n, n, func(i, j int) float64 {
			return shifted.at(i, j) * math.Pow(10, float64(-8*(i+j))/float64(n))
		}),
		"huge": shifted.scaled(0x1p980),
		"tiny": shifted.scaled(0x1p-980),
	}
}

// TestCholesky wants |UᵀU - A| within n·eps·|Uᵀ||U| (Higham, theorem 10.3), the other triangle untouched, and the same of what is made
// of the factor.
func TestCholesky(t *testing.T) {
	forEach(t, func(t *testing.T, impl gonumlapack.Implementation) {
		for _, n := range sizes {
			for name, a := range positive(n) {
				for _, half := range []blas.Uplo{blas.Upper, blas.Lower} {
					testCholesky(t, impl, fmt.Sprint(name, " ", n, " ", string(half)), half, a, name == "normal")
				}
			}
		}
	})
}

func testCholesky(t *testing.T, impl gonumlapack.Implementation, what string, half blas.Uplo, a matrix, derived bool) {
	n := a.n
	hidden := func(i, j int) bool { return (i > j) == (half == blas.Upper) && i != j }
	stored := newMatrix(n, n, func(i, j int) float64 {
		if hidden(i, j) {
			return math.NaN()
		}
		return a.at(i, j)
	})
	checkHidden := func(x matrix) {
		x.checkPadding(t, what)
		for i := range n {
			for j := range n {
				if hidden(i, j) && x.at(i, j) == x.at(i, j) {
					t.Errorf("%s: wrote to the other triangle", what)
					return
				}
			}
		}
	}
	f := stored.clone()
	if !impl.Dpotrf(half, n, f.data, f.ld) {
		t.Errorf("%s: not positive definite", what)
		return
	}
	checkHidden(f)
	u := f.triangle(half, false, n, n)
	if half == blas.Lower {
		u = u.t()
	}
	near(t, what, u.t().times(u), a, u.t().abs().times(u.abs()), float64(n+30)*eps)
	if !derived {
		return
	}
	b := newMatrix(n, 4, func(i, j int) float64 { return float64((i*5+j)%9) - 4 })
	x := b.clone()
	impl.Dpotrs(half, n, x.n, f.data, f.ld, x.data, x.ld)
	x.checkPadding(t, what)
	near(t, what+" solve", a.times(x), b, u.t().abs().times(u.abs()).times(x.abs()), float64(4*n+90)*eps)

	square := f.clone() // U·Uᵀ or Lᵀ·L
	impl.Dlauum(half, n, square.data, square.ld)
	checkHidden(square)
	want := u.times(u.t()) // which is Lᵀ·L too
	near(t, what+" square", symmetric(square, half), want, u.abs().times(u.t().abs()), float64(2*n+30)*eps)

	inverse := f.clone()
	if !impl.Dpotri(half, n, inverse.data, inverse.ld) {
		t.Errorf("%s: no inverse", what)
	}
	checkHidden(inverse)
	full := symmetric(inverse, half)
	whole := a.abs().times(full.abs())
	near(t, what+" inverse", a.times(full), identity(n), whole.times(whole), float64(8*n+90)*eps)
}

// symmetric fills in the other triangle.
func symmetric(a matrix, half blas.Uplo) matrix {
	return newMatrix(a.n, a.n, func(i, j int) float64 {
		if (i > j) == (half == blas.Upper) {
			i, j = j, i
		}
		return a.at(i, j)
	})
}

// TestIndefinite wants matrices that are not positive definite, wherever that shows, to be found out.
func TestIndefinite(t *testing.T) {
	forEach(t, func(t *testing.T, impl gonumlapack.Implementation) {
		for _, n := range sizes {
			for _, at := range []int{0, n / 2, n - 1} {
				for _, value := range []float64{-1, 0, math.NaN(), math.Inf(-1)} {
					for _, half := range []blas.Uplo{blas.Upper, blas.Lower} {
						a := identity(n)
						a.data[at*a.ld+at] = value
						if impl.Dpotrf(half, n, a.data, a.ld) {
							t.Errorf("n=%d: %g at %d is positive definite", n, value, at)
						}
					}
				}
			}
		}
	})
}

// TestTriangles wants |X·T - I| within some n·eps·|X|·|T|.
func TestTriangles(t *testing.T) {
	forEach(t, func(t *testing.T, impl gonumlapack.Implementation) {
		rng := rand.New(rand.NewPCG(5, 5))
		for _, n := range sizes {
			for _, half := range []blas.Uplo{blas.Upper, blas.Lower} {
				for _, diag := range []blas.Diag{blas.NonUnit, blas.Unit} {
					what := fmt.Sprint(n, " ", string(half), string(diag))
					a := newMatrix(n, n, func(i, j int) float64 {
						if i == j {
							return 1 + rng.Float64()
						}
						return rng.NormFloat64() / float64(n)
					})
					x := a.clone()
					if !impl.Dtrtri(half, diag, n, x.data, x.ld) {
						t.Errorf("%s: singular", what)
					}
					x.checkPadding(t, what)
					tri, inv := a.triangle(half, diag == blas.Unit, n, n), x.triangle(half, diag == blas.Unit, n, n)
					for i := range n {
						for j := range n {
							if inside := (i < j) == (half == blas.Upper) && i != j || i == j && diag == blas.NonUnit; !inside && x.at(i, j) != a.at(i, j) {
								t.Fatalf("%s: wrote to %d,%d", what, i, j)
							}
						}
					}
					near(t, what, inv.times(tri), identity(n), inv.abs().times(tri.abs()), float64(3*n+60)*eps)
					if diag == blas.NonUnit {
						a.data[(n-1)*(a.ld+1)] = 0
						if y := a.clone(); impl.Dtrtri(half, diag, n, a.data, a.ld) || !slices.Equal(a.data, y.data) {
							t.Errorf("%s: inverted a singular triangle", what)
						}
						if impl.Dtrtrs(half, blas.NoTrans, diag, n, 1, a.data, a.ld, make([]float64, n), 1) {
							t.Errorf("%s: solved with a singular triangle", what)
						}
					}
				}
			}
		}
	})
}
