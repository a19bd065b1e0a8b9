package gonumlapack

import (
	"math"

	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/lapack/internal/svd"
)

// Dgesvd computes the singular value decomposition A = U·Σ·Vᵀ of an m by n matrix, which it overwrites: singular values in
// s, the largest first, left vectors as columns of u, right ones as rows of vt. All of the vectors are computed for SVDAll,
// the first min(m, n) for SVDStore, none for SVDNone. SVDOverwrite panics, as gonum's does.
//
// Vectors come from divide and conquer on the bidiagonal, or from QR iteration where rows or columns of A differ in
// magnitude so much that divide and conquer would lose small ones. Values are always those of dqds, which are as accurate as QR
// iteration's, and have the same bits with vectors as without. Of four and fewer singular values all are gonum's, whose signs of
// vectors published examples have.
//
// It needs more workspace than gonum's: work[0] of a query. With less than that, but as much as gonum's needs, gonum's Dgesvd
// runs.
//
// Where an element is NaN or infinite, Dgesvd returns false, and NaN in s. gonum's never returns from some of such matrices.
func (impl Implementation) Dgesvd(jobU, jobVT gonumapi.SVDJob, m, n int, a []float64, lda int, s, u []float64, ldu int, vt []float64, ldvt int, work []float64, lwork int) (ok bool) {
	checkGesvd(jobU, jobVT, m, n, lda, ldu, ldvt)
	least := min(m, n)
	minwork := max(1, 3*least+max(m, n), 5*least)
	if least == 0 {
		minwork = 1
	}
	switch {
	case lwork < minwork && lwork != -1:
		panic(badLWork)
	case len(work) < max(1, lwork):
		panic(shortWork)
	}
	if least == 0 {
		work[0] = 1
		return true
	}
	job := gesvdJob(jobU, jobVT, m, n, a, lda, s, u, ldu, vt, ldvt)
	need := max(minwork, job.Work())
	if lwork == -1 {
		work[0] = float64(need)
		return true
	}
	switch {
	case short(a, m, n, lda):
		panic(shortA)
	case len(s) < least:
		panic(shortS)
	case short(u, m, m, ldu) && jobU == gonumapi.SVDAll, short(u, m, least, ldu) && jobU == gonumapi.SVDStore:
		panic(shortU)
	case short(vt, n, n, ldvt) && jobVT == gonumapi.SVDAll, short(vt, least, n, ldvt) && jobVT == gonumapi.SVDStore:
		panic(shortVT)
	}
	if m == 1 {
		lda = n // as gonum's Dgesvd takes a[lda:] of one element, too
	}
	norm, graded := svd.Magnitude(m, n, a, lda, work)
	switch {
	case norm-norm != 0:
		for i := range least {
			s[i] = math.NaN()
		}
	case lwork < need || asGonum(least, norm):
		ok = impl.Implementation.Dgesvd(jobU, jobVT, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork)
	default:
		job.Graded = graded
		ok = impl.decompose(&job, norm, work)
	}
	work[0] = float64(need)
	return ok
}

// checkGesvd is the checks of Dgesvd's jobs, sizes and leading dimensions.
func checkGesvd(jobU, jobVT gonumapi.SVDJob, m, n, lda, ldu, ldvt int) {
	if jobU == gonumapi.SVDOverwrite || jobVT == gonumapi.SVDOverwrite {
		panic(noOverwrite)
	}
	known := func(job gonumapi.SVDJob) bool {
		return job == gonumapi.SVDAll || job == gonumapi.SVDStore || job == gonumapi.SVDNone
	}
	switch {
	case !known(jobU) || !known(jobVT):
		panic(badSVDJob)
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	case ldu < 1, jobU == gonumapi.SVDAll && ldu < m, jobU == gonumapi.SVDStore && ldu < min(m, n):
		panic(badLdU)
	case ldvt < 1, jobVT != gonumapi.SVDNone && ldvt < n:
		panic(badLdVT)
	}
}

// decompose brings the largest element, norm, into range while the job is done.
func (impl Implementation) decompose(job *svd.Job, norm float64, work []float64) (ok bool) {
	scaled := inRange(norm)
	if scaled == norm {
		return job.Decompose(impl.blas, work)
	}
	m, n := job.M, job.N
	if job.A.Trans {
		m, n = n, m
	}
	impl.Dlascl(gonumapi.General, 0, 0, norm, scaled, m, n, job.A.Data, job.A.LD)
	ok = job.Decompose(impl.blas, work)
	impl.Dlascl(gonumapi.General, 0, 0, scaled, norm, 1, job.N, job.S, job.N)
	return ok
}

// gesvdJob names the parts of Dgesvd's arguments. A wide matrix is decomposed as its transpose V·Σ·Uᵀ.
func gesvdJob(jobU, jobVT gonumapi.SVDJob, m, n int, a []float64, lda int, s, u []float64, ldu int, vt []float64, ldvt int) svd.Job {
	vectors := func(job gonumapi.SVDJob, all int) int {
		switch job {
		case gonumapi.SVDAll:
			return all
		case gonumapi.SVDStore:
			return min(m, n)
		}
		return 0
	}
	j := svd.Job{
		M: m, N: n, A: svd.Matrix{Data: a, LD: lda}, S: s,
		U: svd.Matrix{Data: u, LD: ldu}, NU: vectors(jobU, m),
		V: svd.Matrix{Data: vt, LD: ldvt, Trans: true}, NV: vectors(jobVT, n),
	}
	if m < n {
		j.M, j.N, j.A = n, m, j.A.T()
		j.U, j.NU, j.V, j.NV = j.V, j.NV, j.U, j.NU
	}
	return j
}

// inRange returns the norm to scale a matrix to, so that squares of what matters neither overflow nor vanish: norm itself
// unless it is very small or large.
func inRange(norm float64) float64 {
	const (
		smallest = 0x1p-458 // √2^-1022 / 2^-53
		largest  = 1 / smallest
	)
	switch {
	case 0 < norm && norm < smallest:
		return smallest
	case norm > largest:
		return largest
	}
	return norm
}
