package gonumlapack

import (
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/lapack/internal/schur"
)

// Dhseqr computes the eigenvalues of a Hessenberg matrix and on demand its Schur form, H = Z·T·Zᵀ; see gonum's
// [gonum.Implementation.Dhseqr]. With less workspace than it asks for it is gonum's.
func (i Implementation) Dhseqr(job gonumapi.SchurJob, compz gonumapi.SchurComp, n, ilo, ihi int, h []float64, ldh int, wr, wi []float64, z []float64, ldz int, work []float64, lwork int) (unconverged int) {
	full := job == gonumapi.EigenvaluesAndSchur
	wantZ := compz == gonumapi.SchurHess || compz == gonumapi.SchurOrig
	switch {
	case job != gonumapi.EigenvaluesOnly && !full:
		panic(badSchurJob)
	case compz != gonumapi.SchurNone && !wantZ:
		panic(badSchurComp)
	case n < 0:
		panic(nLT0)
	case ilo < 0 || max(0, n-1) < ilo:
		panic(badIlo)
	case ihi < min(ilo, n-1) || n <= ihi:
		panic(badIhi)
	case ldh < max(1, n):
		panic(badLdH)
	case ldz < 1, wantZ && ldz < n:
		panic(badLdZ)
	case lwork < max(1, n) && lwork != -1:
		panic(badLWork)
	case len(work) < max(1, lwork):
		panic(shortWork)
	}
	need := max(1, n, schur.Workspace(n))
	switch {
	case n == 0:
		work[0] = 1
		return 0
	case lwork == -1:
		work[0] = float64(need)
		return 0
	case lwork < need:
		return i.Implementation.Dhseqr(job, compz, n, ilo, ihi, h, ldh, wr, wi, z, ldz, work, lwork)
	case short(h, n, n, ldh):
		panic(shortH)
	case wantZ && short(z, n, n, ldz):
		panic(shortZ)
	case len(wr) < n:
		panic(shortWr)
	case len(wi) < n:
		panic(shortWi)
	}
	if ilo > 0 && h[ilo*ldh+ilo-1] != 0 || ihi < n-1 && h[(ihi+1)*ldh+ihi] != 0 {
		panic(notIsolated)
	}
	if compz == gonumapi.SchurHess {
		for k := range n {
			clear(z[k*ldz : k*ldz+n])
			z[k*ldz+k] = 1
		}
	}
	unconverged = i.schur(full, wantZ, n, ilo, ihi, h, ldh, wr, wi, z, ldz, work)
	work[0] = float64(need)
	return unconverged
}

// schur is Dhseqr for arguments that are right.
func (i Implementation) schur(full, wantZ bool, n, ilo, ihi int, h []float64, ldh int, wr, wi, z []float64, ldz int, work []float64) (unconverged int) {
	for k := range n {
		if k < ilo || k > ihi {
			wr[k], wi[k] = h[k*ldh+k], 0
		}
	}
	zlo, zhi := ilo, ihi+1
	if !wantZ {
		zhi = zlo
	}
	unconverged = schur.Decompose(i.blas, full, n, ilo, ihi, h, ldh, wr, wi, z, ldz, zlo, zhi, work)
	if full || unconverged > 0 {
		for k := 2; k < n; k++ {
			clear(h[k*ldh : k*ldh+k-1])
		}
	}
	return unconverged
}
