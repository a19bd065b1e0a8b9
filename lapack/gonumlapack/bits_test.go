package gonumlapack_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/blas/gonumblas"
	"weft.example/internal/long"
	"weft.example/kernels"
	"weft.example/lapack/gonumlapack"
	"weft.example/workers"
)

// routine overwrites a square a.
type routine struct {
	name string
	run  func(impl gonumlapack.Implementation, a matrix, room *room)
}

// room is what routines need beside a matrix.
type room struct {
	tau, work []float64
	pivots    []int
	b         matrix
}

func newRoom(n int) *room {
	return &room{make([]float64, n), make([]float64, 64*n), make([]int, n), newMatrix(n, 5, func(i, j int) float64 { return float64(i%7 + j) })}
}

// routines are all on a square matrix.
var routines = []routine{
	{"Dgetrf", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgetrf(a.n, a.n, a.data, a.ld, r.pivots)
	}},
	{"Dgetrf tall", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgetrf(a.n, a.n*15/16, a.data, a.ld, r.pivots[:a.n*15/16])
	}},
	{"Dgetrf wide", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgetrf(a.n*15/16, a.n, a.data, a.ld, r.pivots[:a.n*15/16])
	}},
	{"Dgesv", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgesv(a.n, r.b.n, a.data, a.ld, r.pivots, r.b.data, r.b.ld)
	}},
	{"Dgetri", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgetrf(a.n, a.n, a.data, a.ld, r.pivots)
		impl.Dgetri(a.n, a.data, a.ld, r.pivots, r.work, len(r.work))
	}},
	{"Dgecon", func(impl gonumlapack.Implementation, a matrix, r *room) {
		norm := impl.Dlange(gonumapi.MaxRowSum, a.n, a.n, a.data, a.ld, nil)
		impl.Dgetrf(a.n, a.n, a.data, a.ld, r.pivots)
		a.data[0] = impl.Dgecon(gonumapi.MaxRowSum, a.n, a.data, a.ld, max(norm, 0), r.work, r.pivots)
	}},
	{"Dpotrf upper", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dpotrf(blas.Upper, a.n, a.data, a.ld)
	}},
	{"Dpotrf lower", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dpotrf(blas.Lower, a.n, a.data, a.ld)
	}},
	{"Dpotri", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dpotri(blas.Upper, a.n, a.data, a.ld)
	}},
	{"Dpocon", func(impl gonumlapack.Implementation, a matrix, r *room) {
		norm := impl.Dlansy(gonumapi.MaxRowSum, blas.Upper, a.n, a.data, a.ld, r.work)
		a.data[0] = impl.Dpocon(blas.Upper, a.n, a.data, a.ld, max(norm, 0), r.work, r.pivots)
	}},
	{"Dtrtri", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dtrtri(blas.Lower, blas.NonUnit, a.n, a.data, a.ld)
	}},
	{"Dtrcon", func(impl gonumlapack.Implementation, a matrix, r *room) {
		a.data[0] = impl.Dtrcon(gonumapi.MaxRowSum, blas.Upper, blas.NonUnit, a.n, a.data, a.ld, r.work, r.pivots)
	}},
	{"Dgeqrf", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgeqrf(a.n, a.n, a.data, a.ld, r.tau, r.work, len(r.work))
	}},
	{"Dgeqrf tall", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgeqrf(a.n, a.n*15/16, a.data, a.ld, r.tau[:a.n*15/16], r.work, len(r.work))
	}},
	{"Dgeqrf wide", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgeqrf(a.n*15/16, a.n, a.data, a.ld, r.tau[:a.n*15/16], r.work, len(r.work))
	}},
	{"Dgelqf", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgelqf(a.n, a.n, a.data, a.ld, r.tau, r.work, len(r.work))
	}},
	{"Dgels", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgels(blas.NoTrans, a.n, a.n, r.b.n, a.data, a.ld, r.b.data, r.b.ld, r.work, len(r.work))
	}},
	{"Dorgqr", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgeqrf(a.n, a.n, a.data, a.ld, r.tau, r.work, len(r.work))
		impl.Dormqr(blas.Left, blas.Trans, a.n, r.b.n, a.n, a.data, a.ld, r.tau, r.b.data, r.b.ld, r.work, len(r.work))
		impl.Dorgqr(a.n, a.n, a.n, a.data, a.ld, r.tau, r.work, len(r.work))
	}},
	{"Dorglq", func(impl gonumlapack.Implementation, a matrix, r *room) {
		impl.Dgelqf(a.n, a.n, a.data, a.ld, r.tau, r.work, len(r.work))
		impl.Dormlq(blas.Left, blas.Trans, a.n, r.b.n, a.n, a.data, a.ld, r.tau, r.b.data, r.b.ld, r.work, len(r.work))
		impl.Dorglq(a.n, a.n, a.n, a.data, a.ld, r.tau, r.work, len(r.work))
	}},
}

// TestBits wants the same bits for any number of workers.
func TestBits(t *testing.T) {
	n := 420
	if !long.Tests() {
		n = 210 // more than the least that goes in steps
	}
	source := positive(n)["normal"]
	for _, r := range routines {
		var want []float64
		for _, k := range []int{1, 2, 7} {
			impl := gonumlapack.New(gonumblas.New(kernels.Best(), workers.New(k)))
			a, room := source.clone(), newRoom(n)
			r.run(impl, a, room)
			got := slices.Concat(a.data, room.tau, room.b.data)
			if want == nil {
				want = got
			}
			for i := range got {
				if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
					t.Errorf("%s: %d workers have %v where 1 has %v", r.name, k, got[i], want[i])
					break
				}
			}
		}
	}
}

// TestAllocations wants none once there is scratch.
func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector drops what a pool keeps")
	}
	impl := gonumlapack.New(gonumblas.New(kernels.Best(), workers.New(1)))
	for _, n := range []int{5, 40, 150, 240} {
		source := positive(n)["normal"]
		for _, r := range routines {
			a, room := source.clone(), newRoom(n)
			if got := testing.AllocsPerRun(20, func() {
				copy(a.data, source.data)
				r.run(impl, a, room)
			}); got >= 1 {
				t.Errorf("%s of %d allocates %v times", r.name, n, got)
			}
		}
	}
}

// TestNotNumbers wants routines to return where A has a NaN or an infinity, and factorizations to hand a NaN on.
func TestNotNumbers(t *testing.T) {
	impl := gonumlapack.Implementation{}
	for _, n := range []int{1, 5, 20, 70} {
		source := positive(n)["normal"]
		for _, r := range routines {
			for _, value := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				for _, at := range [][2]int{{0, 0}, {n / 2, n / 2}, {n / 3, n / 2}, {n - 1, 0}, {0, n - 1}, {n - 1, n - 1}} {
					a := source.clone()
					a.data[at[0]*a.ld+at[1]] = value
					a.data[at[1]*a.ld+at[0]] = value
					r.run(impl, a, newRoom(n))
					if value == value || !slices.Contains([]string{"Dgetrf", "Dgetri", "Dgeqrf", "Dgelqf", "Dgels", "Dpotrf upper", "Dpotrf lower", "Dtrtri"}, r.name) {
						continue
					}
					if i := slices.IndexFunc(a.data, func(x float64) bool { return x != x }); i < 0 {
						t.Errorf("%s: no NaN left of that at %v, n=%d", r.name, at, n)
					}
				}
			}
		}
	}
}

// TestPanics compares panics with gonum's, for what each argument may have wrong.
func TestPanics(t *testing.T) {
	type lapacker interface {
		Dgetrf(m, n int, a []float64, lda int, ipiv []int) bool
		Dgetrs(trans blas.Transpose, n, nrhs int, a []float64, lda int, ipiv []int, b []float64, ldb int)
		Dgesv(n, nrhs int, a []float64, lda int, ipiv []int, b []float64, ldb int) bool
		Dgetri(n int, a []float64, lda int, ipiv []int, work []float64, lwork int) bool
		Dlaswp(n int, a []float64, lda, k1, k2 int, ipiv []int, incX int)
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
		Dgecon(norm gonumapi.MatrixNorm, n int, a []float64, lda int, anorm float64, work []float64, iwork []int) float64
		Dpocon(ul blas.Uplo, n int, a []float64, lda int, anorm float64, work []float64, iwork []int) float64
		Dtrcon(norm gonumapi.MatrixNorm, ul blas.Uplo, diag blas.Diag, n int, a []float64, lda int, work []float64, iwork []int) float64
	}
	// flags are those of the routine; size has m, n, k or nrhs, and ld, len those of slices.
	call := func(l lapacker, i int, e byte, m, n, k, lda, lena, ldb, lenb, lenv, lwork int) (said any) {
		defer func() { said = recover() }()
		a, b, v, p, w := make([]float64, lena), make([]float64, lenb), make([]float64, lenv), make([]int, lenv), make([]float64, max(0, lwork))
		for j := range min(max(n, 0), 9) {
			if at := j * (lda + 1); at < len(a) {
				a[at] = 1
			}
		}
		if lwork == -1 {
			w = make([]float64, 1)
		}
		for j := range p {
			p[j] = j
		}
		ul, trans, diag, side, norm := blas.Upper, blas.NoTrans, blas.NonUnit, blas.Left, gonumapi.MaxRowSum
		switch e {
		case 1:
			ul, norm = 'x', 'x'
		case 2:
			trans = 'x'
		case 3:
			diag, side = 'x', 'x'
		case 4:
			ul, trans, diag, side = blas.Lower, blas.Trans, blas.Unit, blas.Right
		}
		switch i {
		case 0:
			l.Dgetrf(m, n, a, lda, p)
		case 1:
			l.Dgetrs(trans, n, k, a, lda, p, b, ldb)
		case 2:
			l.Dgesv(n, k, a, lda, p, b, ldb)
		case 3:
			l.Dgetri(n, a, lda, p, w, lwork)
		case 4:
			l.Dlaswp(n, a, lda, 0, lenv-1, p, int(e)-1)
		case 5:
			l.Dpotrf(ul, n, a, lda)
		case 6:
			l.Dpotrs(ul, n, k, a, lda, b, ldb)
		case 7:
			l.Dpotri(ul, n, a, lda)
		case 8:
			l.Dlauum(ul, n, a, lda)
		case 9:
			l.Dtrtri(ul, diag, n, a, lda)
		case 10:
			l.Dtrtrs(ul, trans, diag, n, k, a, lda, b, ldb)
		case 11:
			l.Dgeqrf(m, n, a, lda, v, w, lwork)
		case 12:
			l.Dgelqf(m, n, a, lda, v, w, lwork)
		case 13:
			l.Dormqr(side, trans, m, n, k, a, lda, v, b, ldb, w, lwork)
		case 14:
			l.Dormlq(side, trans, m, n, k, a, lda, v, b, ldb, w, lwork)
		case 15:
			l.Dorgqr(m, n, k, a, lda, v, w, lwork)
		case 16:
			l.Dorglq(m, n, k, a, lda, v, w, lwork)
		case 17:
			l.Dgels(trans, m, n, k, a, lda, b, ldb, w, lwork)
		case 18:
			l.Dgecon(norm, n, a, lda, float64(ldb)-1, w, p)
		case 19:
			l.Dpocon(ul, n, a, lda, float64(ldb)-1, w, p)
		case 20:
			l.Dtrcon(norm, ul, diag, n, a, lda, w, p)
		}
		return nil
	}
	ours, theirs := gonumlapack.Implementation{}, gonumlapack.Implementation{}.Implementation
	for i := range 21 {
		for e := range byte(5) {
			for _, size := range [][3]int{{4, 4, 4}, {-1, 4, 4}, {4, -1, 4}, {4, 4, -1}, {0, 4, 0}, {4, 0, 4}, {4, 4, 0}, {3, 5, 3}, {5, 3, 2}, {0, 0, 0}, {2, 6, 4}} {
				for _, slices := range [][6]int{{6, 36, 6, 36, 4, 99}, {2, 36, 6, 36, 4, 99}, {6, 20, 6, 36, 4, 99}, {6, 36, 2, 36, 4, 99}, {6, 36, 6, 10, 4, 99}, {6, 36, 6, 36, 3, 99}, {6, 36, 6, 36, 6, 99}, {6, 36, 6, 36, 4, 2}, {6, 36, 6, 36, 4, -1}, {6, 36, 0, 36, 4, 99}, {6, 36, 6, 36, 4, 12}} {
					args := []int{size[0], size[1], size[2], slices[0], slices[1], slices[2], slices[3], slices[4], slices[5]}
					got := call(ours, i, e, args[0], args[1], args[2], args[3], args[4], args[5], args[6], args[7], args[8])
					want := call(theirs, i, e, args[0], args[1], args[2], args[3], args[4], args[5], args[6], args[7], args[8])
					if fmt.Sprint(got) != fmt.Sprint(want) && fmt.Sprint(got) != "lapack: bad leading dimension of C" {
						t.Errorf("routine %d, flags %d, %v: panic %v, want %v", i, e, args, got, want)
					}
				}
			}
		}
	}
}
