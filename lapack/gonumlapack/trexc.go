package gonumlapack

import (
	gonumapi "gonum.org/v1/gonum/lapack"

	"weft.example/lapack/internal/schur"
)

// Dtrexc moves the diagonal block with row ifst of a real Schur form T, of n by n, to row ilst, by orthogonal exchanges of neighbouring
// blocks, with which Q is multiplied for UpdateSchur. It returns the first row of the block before and after, and false where two
// blocks were too close to be exchanged.
func (i Implementation) Dtrexc(compq gonumapi.UpdateSchurComp, n int, t []float64, ldt int, q []float64, ldq, ifst, ilst int, work []float64) (ifstOut, ilstOut int, ok bool) {
	update := compq == gonumapi.UpdateSchur
	switch {
	case !update && compq != gonumapi.UpdateSchurNone:
		panic(badUpdateSchurComp)
	case n < 0:
		panic(nLT0)
	case ldt < max(1, n):
		panic(badLdT)
	case ldq < 1, update && ldq < n:
		panic(badLdQ)
	case (ifst < 0 || n <= ifst) && n > 0:
		panic(badIfst)
	case (ilst < 0 || n <= ilst) && n > 0:
		panic(badIlst)
	}
	if n == 0 {
		return ifst, ilst, true
	}
	switch {
	case short(t, n, n, ldt):
		panic(shortT)
	case update && short(q, n, n, ldq):
		panic(shortQ)
	case len(work) < n:
		panic(shortWork)
	}
	if !update {
		q = nil
	}
	return schur.Exchange(i.blas, n, t, ldt, q, ldq, ifst, ilst)
}
