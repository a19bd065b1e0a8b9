package gonumlapack

import (
	"math"

	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/lapack/internal/symeig"
	"weft.example/lapack/internal/tridiag"
)

// Dsyev sets w to the eigenvalues of a symmetric A in ascending order and, with EVCompute, the columns of A to
// eigenvectors; with EVNone the given triangle is overwritten. It reports whether the iteration converged.
//
// Eigenvectors are found by divide and conquer, for which work is longer than in gonum: a query with lwork -1 tells
// how long. With less, down to gonum's own minimum of 3n-1, the routine is gonum's.
//
// Of more than one element, with a NaN or Inf in the triangle, it reports false. gonum's own now and then takes NaN for eigenvalues,
// and panics where it has to scale a matrix with a norm below 1e-146 or above 1e146.
func (i Implementation) Dsyev(jobz gonumapi.EVJob, uplo blas.Uplo, n int, a []float64, lda int, w, work []float64, lwork int) (ok bool) {
	switch {
	case jobz != gonumapi.EVNone && jobz != gonumapi.EVCompute:
		panic("lapack: bad EVJob")
	case uplo != blas.Upper && uplo != blas.Lower:
		panic("lapack: bad Uplo")
	case n < 0:
		panic("lapack: n < 0")
	case lda < max(1, n):
		panic("lapack: bad leading dimension of A")
	case lwork < max(1, 3*n-1) && lwork != -1:
		panic("lapack: insufficient declared workspace length")
	case len(work) < max(1, lwork):
		panic("lapack: insufficient length of work")
	}
	if n == 0 {
		return true
	}
	solve, need := symeig.Values, symeig.ValuesWork(n)
	if jobz == gonumapi.EVCompute {
		solve, need = symeig.Vectors, symeig.VectorsWork(n)
	}
	if lwork == -1 {
		work[0] = float64(need)
		return false
	}
	switch {
	case len(a) < (n-1)*lda+n:
		panic("lapack: insufficient length of a")
	case len(w) < n:
		panic("lapack: insufficient length of w")
	}
	if n == 1 || lwork < need || asGonum(n, i.symmetricNorm(uplo, n, a, lda)) {
		return i.Implementation.Dsyev(jobz, uplo, n, a, lda, w, work, lwork)
	}
	ok = solve(i.blas, uplo, n, a, lda, w[:n], work)
	work[0] = float64(need)
	return ok
}

// symmetricNorm is the largest magnitude in the triangle of a matrix that may be gonum's, and NaN of a larger one.
func (i Implementation) symmetricNorm(uplo blas.Uplo, n int, a []float64, lda int) float64 {
	if n > tiny {
		return math.NaN()
	}
	return i.Dlansy(gonumapi.MaxAbs, uplo, n, a, lda, nil)
}

// Dsytrd reduces a symmetric A to a tridiagonal T = Qᵀ·A·Q, by reflectors that are stored in the given triangle and tau
// as gonum stores them. With less work than a query with lwork -1 tells, down to 1, the routine is gonum's.
func (i Implementation) Dsytrd(uplo blas.Uplo, n int, a []float64, lda int, d, e, tau, work []float64, lwork int) {
	switch {
	case uplo != blas.Upper && uplo != blas.Lower:
		panic("lapack: bad Uplo")
	case n < 0:
		panic("lapack: n < 0")
	case lda < max(1, n):
		panic("lapack: bad leading dimension of A")
	case lwork < 1 && lwork != -1:
		panic("lapack: insufficient declared workspace length")
	case len(work) < max(1, lwork):
		panic("lapack: insufficient length of work")
	}
	if n == 0 {
		work[0] = 1
		return
	}
	need := symeig.ReduceWork(n)
	if lwork == -1 {
		work[0] = float64(need)
		return
	}
	switch {
	case len(a) < (n-1)*lda+n:
		panic("lapack: insufficient length of a")
	case len(d) < n:
		panic("lapack: insufficient length of d")
	case len(e) < n-1:
		panic("lapack: insufficient length of e")
	case len(tau) < n-1:
		panic("lapack: insufficient length of tau")
	}
	if lwork < need {
		i.Implementation.Dsytrd(uplo, n, a, lda, d, e, tau, work, lwork)
		return
	}
	symeig.ReduceStored(i.blas, uplo, n, a, lda, d, e, tau, work)
	work[0] = float64(need)
}

// Dsterf replaces d by the eigenvalues, in ascending order, of the symmetric tridiagonal matrix with diagonal d and
// the elements e beside it. e is overwritten. It reports whether the iteration converged.
func (i Implementation) Dsterf(n int, d, e []float64) (ok bool) {
	if n < 0 {
		panic("lapack: n < 0")
	}
	if n == 0 {
		return true
	}
	switch {
	case len(d) < n:
		panic("lapack: insufficient length of d")
	case len(e) < n-1:
		panic("lapack: insufficient length of e")
	}
	return n == 1 || tridiag.Values(d[:n], e[:n-1])
}
