package gonumlapack_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack/gonum"

	"weft.example/lapack/gonumlapack"
)

// factorizer is the routines that FuzzDoors compares with gonum's.
type factorizer interface {
	Dgetrf(m, n int, a []float64, lda int, ipiv []int) bool
	Dgetrs(trans blas.Transpose, n, nrhs int, a []float64, lda int, ipiv []int, b []float64, ldb int)
	Dgesv(n, nrhs int, a []float64, lda int, ipiv []int, b []float64, ldb int) bool
	Dgetri(n int, a []float64, lda int, ipiv []int, work []float64, lwork int) bool
	Dpotrf(ul blas.Uplo, n int, a []float64, lda int) bool
	Dpotrs(ul blas.Uplo, n, nrhs int, a []float64, lda int, b []float64, ldb int)
	Dpotri(ul blas.Uplo, n int, a []float64, lda int) bool
	Dlauum(ul blas.Uplo, n int, a []float64, lda int)
	Dtrtri(ul blas.Uplo, diag blas.Diag, n int, a []float64, lda int) bool
	Dtrtrs(ul blas.Uplo, trans blas.Transpose, diag blas.Diag, n, nrhs int, a []float64, lda int, b []float64, ldb int) bool
	Dgeqrf(m, n int, a []float64, lda int, tau, work []float64, lwork int)
	Dgelqf(m, n int, a []float64, lda int, tau, work []float64, lwork int)
	Dormqr(side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int)
	Dormlq(side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int)
	Dorgqr(m, n, k int, a []float64, lda int, tau, work []float64, lwork int)
	Dorglq(m, n, k int, a []float64, lda int, tau, work []float64, lwork int)
	Dgels(trans blas.Transpose, m, n, nrhs int, a []float64, lda int, b []float64, ldb int, work []float64, lwork int) bool
}

// doorsOperands are a and b somewhere in their memory, which has marks everywhere else.
type doorsOperands struct {
	m, n, k, lda, ldb int
	allA, allB        []float64
	a, b, tau, work   []float64
	pivots            []int
}

func newDoorsOperands(seed uint64, m, n, k, pad, offset int) *doorsOperands {
	rng := rand.New(rand.NewPCG(seed, 0))
	rows := max(m, n)
	x := &doorsOperands{m: m, n: n, k: k, lda: max(1, m, n) + pad, ldb: max(1, k, n) + pad/2}
	lay := func(ld, columns int) (all, part []float64) {
		all = make([]float64, offset+rows*ld+5)
		for i := range all {
			all[i] = mark
		}
		part = all[offset : len(all)-5]
		for i := range rows {
			for j := range columns {
				part[i*ld+j] = rng.NormFloat64() / float64(rows)
			}
		}
		return all, part
	}
	x.allA, x.a = lay(x.lda, rows)
	x.allB, x.b = lay(x.ldb, max(k, n))
	for i := range rows { // far from singular, so that two ways of computing agree
		x.a[i*x.lda+i] += 2
	}
	x.tau, x.pivots, x.work = make([]float64, min(m, n)), make([]int, min(m, n)), make([]float64, 64*max(1, m, n, k))
	return x
}

// reverse puts the first rows of A in reverse, so that LU has pivots to look for.
func (x *doorsOperands) reverse(rows int) {
	for i := range rows / 2 {
		for j := range max(x.m, x.n) {
			a, b := &x.a[i*x.lda+j], &x.a[(rows-1-i)*x.lda+j]
			*a, *b = *b, *a
		}
	}
}

// doors are calls for A of m by n, or of n by n, and B of k columns.
var doors = map[string]func(f factorizer, x *doorsOperands){
	"Dgetrf": func(f factorizer, x *doorsOperands) {
		x.reverse(x.m)
		f.Dgetrf(x.m, x.n, x.a, x.lda, x.pivots)
	},
	"Dgesv": func(f factorizer, x *doorsOperands) {
		x.reverse(x.n)
		pivots := make([]int, x.n)
		if x.k == 0 { // Dgesv does nothing
			f.Dgetrf(x.n, x.n, x.a, x.lda, pivots)
		}
		f.Dgesv(x.n, x.k, x.a, x.lda, pivots, x.b, x.ldb)
		f.Dgetrs(blas.Trans, x.n, x.k, x.a, x.lda, pivots, x.b, x.ldb)
		f.Dgetri(x.n, x.a, x.lda, pivots, x.work, len(x.work))
	},
	"Dpotrf": func(f factorizer, x *doorsOperands) {
		half := [...]blas.Uplo{blas.Upper, blas.Lower}[x.k%2]
		f.Dpotrf(half, x.n, x.a, x.lda)
		f.Dpotrs(half, x.n, x.k, x.a, x.lda, x.b, x.ldb)
		f.Dpotri(half, x.n, x.a, x.lda)
	},
	"Dtrtri": func(f factorizer, x *doorsOperands) {
		half := [...]blas.Uplo{blas.Upper, blas.Lower}[x.k%2]
		f.Dtrtrs(half, blas.Trans, blas.NonUnit, x.n, x.k, x.a, x.lda, x.b, x.ldb)
		f.Dtrtri(half, blas.NonUnit, x.n, x.a, x.lda)
		f.Dlauum(half, x.n, x.a, x.lda)
	},
	"Dgeqrf": func(f factorizer, x *doorsOperands) {
		k := min(x.m, x.n)
		f.Dgeqrf(x.m, x.n, x.a, x.lda, x.tau, x.work, len(x.work))
		f.Dormqr(blas.Left, blas.Trans, x.m, x.k, k, x.a, x.lda, x.tau, x.b, x.ldb, x.work, len(x.work))
		f.Dorgqr(x.m, k, k, x.a, x.lda, x.tau, x.work, len(x.work))
	},
	"Dgelqf": func(f factorizer, x *doorsOperands) {
		k := min(x.m, x.n)
		f.Dgelqf(x.m, x.n, x.a, x.lda, x.tau, x.work, len(x.work))
		f.Dormlq(blas.Right, blas.NoTrans, x.m, x.n, k, x.a, x.lda, x.tau, x.b, x.ldb, x.work, len(x.work))
		f.Dorglq(k, x.n, k, x.a, x.lda, x.tau, x.work, len(x.work))
	},
	"Dgels": func(f factorizer, x *doorsOperands) {
		f.Dgels(blas.NoTrans, x.m, x.n, x.k, x.a, x.lda, x.b, x.ldb, x.work, len(x.work))
	},
	"Dgels of Aᵀ": func(f factorizer, x *doorsOperands) {
		f.Dgels(blas.Trans, x.m, x.n, x.k, x.a, x.lda, x.b, x.ldb, x.work, len(x.work))
	},
}

// compareDoors wants what gonum has, and nothing written beside the operands.
func compareDoors(t *testing.T, seed uint64, m, n, k, pad, offset int) {
	for name, call := range doors {
		got, want := newDoorsOperands(seed, m, n, k, pad, offset), newDoorsOperands(seed, m, n, k, pad, offset)
		call(gonumlapack.Implementation{}, got)
		call(gonum.Implementation{}, want)
		what := fmt.Sprintf("%s, seed %d, %dx%d, %d columns, pad %d, offset %d", name, seed, m, n, k, pad, offset)
		bound := 1e-12 * float64(m+n+10)
		for i, w := range want.allA {
			if g := got.allA[i]; !(math.Abs(g-w) <= bound) {
				t.Fatalf("%s: element %d of A is %g, want %g", what, i-offset, g, w)
			}
		}
		for i, w := range want.allB {
			if g := got.allB[i]; !(math.Abs(g-w) <= bound) {
				t.Fatalf("%s: element %d of B is %g, want %g", what, i-offset, g, w)
			}
		}
		for i, w := range want.tau {
			if g := got.tau[i]; !(math.Abs(g-w) <= bound) {
				t.Fatalf("%s: tau[%d] is %g, want %g", what, i, g, w)
			}
		}
		for i, w := range want.pivots {
			if got.pivots[i] != w {
				t.Fatalf("%s: pivots[%d] is %d, want %d", what, i, got.pivots[i], w)
			}
		}
	}
}

// FuzzDoors compares with gonum's routines, on matrices that are far from singular.
func FuzzDoors(f *testing.F) {
	f.Add(uint64(1), uint8(5), uint8(3), uint8(2), uint8(1), uint8(3))
	f.Add(uint64(2), uint8(0), uint8(3), uint8(2), uint8(0), uint8(0))
	f.Add(uint64(3), uint8(70), uint8(40), uint8(9), uint8(5), uint8(1))
	f.Fuzz(func(t *testing.T, seed uint64, m, n, k, pad, offset uint8) {
		compareDoors(t, seed, int(m), int(n), int(k%40), int(pad%20), int(offset%9))
	})
}

// TestRandomDoors is FuzzDoors for some random shapes.
func TestRandomDoors(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		most := 1 + rng.IntN(140)
		compareDoors(t, rng.Uint64(), rng.IntN(most), rng.IntN(most), rng.IntN(20), rng.IntN(12), rng.IntN(9))
	}
}
