package gonumlapack

import (
	"math"

	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/lapack/internal/eigvec"
	"weft.example/lapack/internal/hessenberg"
	"weft.example/lapack/internal/schur"
)

// Dgeev computes the eigenvalues of a general matrix and on demand its left and right eigenvectors; see gonum's
// [gonum.Implementation.Dgeev]. With less workspace than it asks for it is gonum's.
func (i Implementation) Dgeev(jobvl gonumapi.LeftEVJob, jobvr gonumapi.RightEVJob, n int, a []float64, lda int, wr, wi []float64, vl []float64, ldvl int, vr []float64, ldvr int, work []float64, lwork int) (first int) {
	left, right := jobvl == gonumapi.LeftEVCompute, jobvr == gonumapi.RightEVCompute
	checkGeev(jobvl, jobvr, n, lda, ldvl, ldvr, work, lwork)
	if n == 0 {
		work[0] = 1
		return 0
	}
	need := geevSpace(n, left || right)
	switch {
	case lwork == -1:
		work[0] = float64(need)
		return 0
	case short(a, n, n, lda):
		panic(shortA)
	case len(wr) != n:
		panic(badLenWr)
	case len(wi) != n:
		panic(badLenWi)
	case left && short(vl, n, n, ldvl):
		panic(shortVL)
	case right && short(vr, n, n, ldvr):
		panic(shortVR)
	}
	norm := i.Dlange(gonumapi.MaxAbs, n, n, a, lda, nil)
	scaled := scaleFor(norm)
	if norm-norm != 0 {
		work[0] = float64(need)
		return notFinite(wr, wi)
	}
	if lwork < need || asGonum(n, norm) {
		return i.Implementation.Dgeev(jobvl, jobvr, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork)
	}
	if scaled != norm {
		i.Dlascl(gonumapi.General, 0, 0, norm, scaled, n, n, a, lda)
	}
	first = i.geev(left, right, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork)
	if scaled != norm {
		for _, w := range [2][]float64{wr, wi} {
			i.Dlascl(gonumapi.General, 0, 0, scaled, norm, n-first, 1, w[first:], 1)
			if first > 0 {
				i.Dlascl(gonumapi.General, 0, 0, scaled, norm, int(work[0]), 1, w, 1)
			}
		}
	}
	work[0] = float64(need)
	return first
}

// checkGeev is the checks of Dgeev's jobs, sizes and workspace.
func checkGeev(jobvl gonumapi.LeftEVJob, jobvr gonumapi.RightEVJob, n, lda, ldvl, ldvr int, work []float64, lwork int) {
	left, right := jobvl == gonumapi.LeftEVCompute, jobvr == gonumapi.RightEVCompute
	least := max(1, 3*n)
	if left || right {
		least = max(1, 4*n)
	}
	switch {
	case !left && jobvl != gonumapi.LeftEVNone:
		panic(badLeftEVJob)
	case !right && jobvr != gonumapi.RightEVNone:
		panic(badRightEVJob)
	case n < 0:
		panic(nLT0)
	case lda < max(1, n):
		panic(badLdA)
	case ldvl < 1 || left && ldvl < n:
		panic(badLdVL)
	case ldvr < 1 || right && ldvr < n:
		panic(badLdVR)
	case lwork < least && lwork != -1:
		panic(badLWork)
	case len(work) < lwork:
		panic(shortWork)
	}
}

// notFinite is Dgeev for a matrix with a NaN or an infinite element, where balancing and QR iteration would not end: no
// eigenvalue is known.
func notFinite(wr, wi []float64) (first int) {
	for k := range wr {
		wr[k], wi[k] = math.NaN(), math.NaN()
	}
	return len(wr)
}

// geevSpace returns how much workspace Dgeev asks for.
func geevSpace(n int, vectors bool) int {
	most := max(2*n, schur.Workspace(n))
	if vectors {
		most = max(most, eigvec.Workspace(n))
	}
	return 2*n + most
}

// scaleFor returns the norm that a matrix should have so that no square of a relevant element under- or overflows: its
// own, if that is right.
func scaleFor(norm float64) float64 {
	const small = 0x1p-511 / 0x1p-52 // the square root of the smallest normal number over the precision
	switch {
	case norm > 0 && norm < small:
		return small
	case norm > 1/small:
		return 1 / small
	}
	return norm
}

// geev is Dgeev for a matrix that is scaled. Where it fails it leaves the first row of the balanced block in work[0].
func (i Implementation) geev(left, right bool, n int, a []float64, lda int, wr, wi []float64, vl []float64, ldvl int, vr []float64, ldvr int, work []float64, lwork int) (first int) {
	balance, tau, rest := work[:n], work[n:2*n-1], work[2*n:lwork]
	ilo, ihi := i.Dgebal(gonumapi.PermuteScale, n, a, lda, balance)
	hessenberg.Reduce(i.blas, n, ilo, ihi, a, lda, tau[ilo:])
	q, ldq := vr, ldvr
	if left {
		q, ldq = vl, ldvl
	}
	if left || right {
		i.Dlacpy(blas.Lower, n, n, a, lda, q, ldq)
		hessenberg.Form(i.blas, n, ilo, ihi, q, ldq, tau[ilo:])
	}
	if first = i.schur(left || right, left || right, n, ilo, ihi, a, lda, wr, wi, q, ldq, rest); first > 0 {
		work[0] = float64(ilo)
		return first
	}
	if left && right {
		i.Dlacpy(blas.All, n, n, vl, ldvl, vr, ldvr)
	}
	if left {
		eigvec.Left(i.blas, n, a, lda, vl, ldvl, rest)
		i.Dgebak(gonumapi.PermuteScale, gonumapi.EVLeft, n, ilo, ihi, balance, n, vl, ldvl)
		eigvec.Normalize(n, wi, vl, ldvl, rest)
	}
	if right {
		eigvec.Right(i.blas, n, a, lda, vr, ldvr, rest)
		i.Dgebak(gonumapi.PermuteScale, gonumapi.EVRight, n, ilo, ihi, balance, n, vr, ldvr)
		eigvec.Normalize(n, wi, vr, ldvr, rest)
	}
	return 0
}
