package gonumlapack

import (
	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/lapack/internal/symeig"
	"weft.example/lapack/internal/tridiag"
)

// Dsyev sets w to the eigenvalues of a symmetric A in ascending order and, with EVCompute, the columns of A to
// eigenvectors; with EVNone the given triangle is overwritten. It reports whether the iteration converged.
//
// Eigenvectors are found by divide and conquer, for which work is longer than in gonum: a query with lwork -1 tells
// how long. With less, down to gonum's own minimum of 3n-1, the routine is gonum's, on a matrix of moderate norm: where gonum's has to
// scale, it panics, or has wrong eigenvalues without vectors.
//
// Of more than one element, with a NaN or Inf in the triangle, it reports false. gonum's own now and then takes NaN for eigenvalues.
func (i Implementation) Dsyev(jobz gonumapi.EVJob, uplo blas.Uplo, n int, a []float64, lda int, w, work []float64, lwork int) (ok bool) {
	switch {
	case jobz != gonumapi.EVNone && jobz != gonumapi.EVCompute:
		panic(badEVJob)
	case uplo != blas.Upper && uplo != blas.Lower:
		panic(badUplo)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	case lwork < max(1, 3*n-1) && lwork != -1:
		panic(badLWork)
	case len(work) < max(1, lwork):
		panic(shortWork)
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
	case short(a, n, n, lda):
		panic(shortA)
	case len(w) < n:
		panic(shortW)
	}
	switch {
	case n == 1:
		return i.Implementation.Dsyev(jobz, uplo, n, a, lda, w, work, lwork)
	case n <= tiny, lwork < need:
		p, ok := symeig.Normalize(uplo, n, a, lda)
		ok = ok && i.Implementation.Dsyev(jobz, uplo, n, a, lda, w, work, lwork)
		symeig.Scale(w[:n], p)
		work[0] = float64(need)
		return ok
	}
	ok = solve(i.blas, uplo, n, a, lda, w[:n], work)
	work[0] = float64(need)
	return ok
}

// Dsytrd reduces a symmetric A to a tridiagonal T = Qᵀ·A·Q, by reflectors that are stored in the given triangle and tau
// as gonum stores them. With less work than a query with lwork -1 tells, down to 1, the routine is gonum's.
func (i Implementation) Dsytrd(uplo blas.Uplo, n int, a []float64, lda int, d, e, tau, work []float64, lwork int) {
	switch {
	case uplo != blas.Upper && uplo != blas.Lower:
		panic(badUplo)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	case lwork < 1 && lwork != -1:
		panic(badLWork)
	case len(work) < max(1, lwork):
		panic(shortWork)
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
	case short(a, n, n, lda):
		panic(shortA)
	case len(d) < n:
		panic(shortD)
	case len(e) < n-1:
		panic(shortE)
	case len(tau) < n-1:
		panic(shortTau)
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
		panic(nLT0)
	}
	if n == 0 {
		return true
	}
	switch {
	case len(d) < n:
		panic(shortD)
	case len(e) < n-1:
		panic(shortE)
	}
	return n == 1 || tridiag.Values(d[:n], e[:n-1])
}

// Dorgtr overwrites A, as Dsytrd leaves it, with Q.
func (i Implementation) Dorgtr(uplo blas.Uplo, n int, a []float64, lda int, tau, work []float64, lwork int) {
	switch {
	case uplo != blas.Upper && uplo != blas.Lower:
		panic(badUplo)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	}
	if checkWork(n-1, workColumns, work, lwork) || n == 0 {
		return
	}
	switch {
	case short(a, n, n, lda):
		panic(shortA)
	case len(tau) < n-1:
		panic(shortTau)
	}
	symeig.FormStored(i.blas, uplo, n, a, lda, tau[:n-1])
}

// Dsteqr replaces d by the eigenvalues, in ascending order, of the symmetric tridiagonal matrix with diagonal d and the elements e
// beside it, which is overwritten, and with EVTridiag the columns of z by the eigenvectors, or with EVOrig by z times those. It
// reports whether the iteration converged.
func (i Implementation) Dsteqr(compz gonumapi.EVComp, n int, d, e, z []float64, ldz int, work []float64) (ok bool) {
	vectors := compz == gonumapi.EVTridiag || compz == gonumapi.EVOrig
	switch {
	case compz != gonumapi.EVCompNone && !vectors:
		panic(badEVComp)
	case n < 0:
		panic(nLT0)
	case ldz < 1, vectors && ldz < n:
		panic(badLdZ)
	}
	if n == 0 {
		return true
	}
	switch {
	case len(d) < n:
		panic(shortD)
	case len(e) < n-1:
		panic(shortE)
	case vectors && short(z, n, n, ldz):
		panic(shortZ)
	case vectors && len(work) < max(1, 2*n-2):
		panic(shortWork)
	}
	switch {
	case vectors && n > tiny:
		return symeig.Tridiagonal(i.blas, compz == gonumapi.EVOrig, n, d, e, z, ldz)
	case vectors || n == 1:
		return i.Implementation.Dsteqr(compz, n, d, e, z, ldz, work)
	}
	return tridiag.Values(d[:n], e[:n-1])
}
