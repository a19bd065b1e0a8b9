package gonumlapack_test

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"

	"weft.example/internal/wild"
	"weft.example/lapack/gonumlapack"
)

// TestWildStrides wants each door to refuse strides that wrap round when they are multiplied by rows, before anything is reached
// by them. Dlange and Dlansy hand such an A to gonum, whose loops Go checks.
func TestWildStrides(t *testing.T) {
	const n = 8
	var l gonumlapack.Implementation
	matrix := func() []float64 {
		a := make([]float64, 512)
		for i := range n {
			a[i*(n+1)] = 1
		}
		return a
	}
	v, e, w, pivots := make([]float64, n), make([]float64, n), make([]float64, 4096), make([]int, n)
	a, b, c := matrix(), matrix(), matrix()
	for name, call := range map[string]func(ld int){
		"Dgetrf":    func(ld int) { l.Dgetrf(n, n, a, ld, pivots) },
		"Dgetrs":    func(ld int) { l.Dgetrs(blas.NoTrans, n, n, a, ld, pivots, b, n) },
		"Dgetrs, b": func(ld int) { l.Dgetrs(blas.NoTrans, n, n, a, n, pivots, b, ld) },
		"Dgesv":     func(ld int) { l.Dgesv(n, n, a, ld, pivots, b, n) },
		"Dgetri":    func(ld int) { l.Dgetri(n, a, ld, pivots, w, len(w)) },
		"Dpotrf":    func(ld int) { l.Dpotrf(blas.Upper, n, a, ld) },
		"Dpotrs, b": func(ld int) { l.Dpotrs(blas.Upper, n, n, a, n, b, ld) },
		"Dpotri":    func(ld int) { l.Dpotri(blas.Upper, n, a, ld) },
		"Dlauum":    func(ld int) { l.Dlauum(blas.Upper, n, a, ld) },
		"Dtrtri":    func(ld int) { l.Dtrtri(blas.Upper, blas.NonUnit, n, a, ld) },
		"Dtrtrs, b": func(ld int) { l.Dtrtrs(blas.Upper, blas.NoTrans, blas.NonUnit, n, n, a, n, b, ld) },
		"Dgeqrf":    func(ld int) { l.Dgeqrf(n, n, a, ld, v, w, len(w)) },
		"Dgelqf":    func(ld int) { l.Dgelqf(n, n, a, ld, v, w, len(w)) },
		"Dorgqr":    func(ld int) { l.Dorgqr(n, n, n, a, ld, v, w, len(w)) },
		"Dorglq":    func(ld int) { l.Dorglq(n, n, n, a, ld, v, w, len(w)) },
		"Dormqr":    func(ld int) { l.Dormqr(blas.Left, blas.Trans, n, n, n, a, ld, v, b, n, w, len(w)) },
		"Dormqr, c": func(ld int) { l.Dormqr(blas.Left, blas.Trans, n, n, n, a, n, v, b, ld, w, len(w)) },
		"Dormlq":    func(ld int) { l.Dormlq(blas.Right, blas.Trans, n, n, n, a, ld, v, b, n, w, len(w)) },
		"Dgels":     func(ld int) { l.Dgels(blas.NoTrans, n, n, n, a, ld, b, n, w, len(w)) },
		"Dgels, b":  func(ld int) { l.Dgels(blas.NoTrans, n, n, n, a, n, b, ld, w, len(w)) },
		"Dgecon":    func(ld int) { l.Dgecon(lapack.MaxRowSum, n, a, ld, 1, w, pivots) },
		"Dpocon":    func(ld int) { l.Dpocon(blas.Upper, n, a, ld, 1, w, pivots) },
		"Dtrcon":    func(ld int) { l.Dtrcon(lapack.MaxRowSum, blas.Upper, blas.NonUnit, n, a, ld, w, pivots) },
		"Dsyev":     func(ld int) { l.Dsyev(lapack.EVCompute, blas.Upper, n, a, ld, v, w, len(w)) },
		"Dsytrd":    func(ld int) { l.Dsytrd(blas.Upper, n, a, ld, v, e, e, w, len(w)) },
		"Dorgtr":    func(ld int) { l.Dorgtr(blas.Upper, n, a, ld, v, w, len(w)) },
		"Dsteqr":    func(ld int) { l.Dsteqr(lapack.EVTridiag, n, v, e, a, ld, w) },
		"Dgebrd":    func(ld int) { l.Dgebrd(n, n, a, ld, v, e, v, e, w, len(w)) },
		"Dorgbr":    func(ld int) { l.Dorgbr(lapack.GenerateQ, n, n, n, a, ld, v, w, len(w)) },
		"Dormbr":    func(ld int) { l.Dormbr(lapack.ApplyQ, blas.Left, blas.Trans, n, n, n, a, ld, v, b, n, w, len(w)) },
		"Dormbr, c": func(ld int) { l.Dormbr(lapack.ApplyQ, blas.Left, blas.Trans, n, n, n, a, n, v, b, ld, w, len(w)) },
		"Dgesvd":    func(ld int) { l.Dgesvd(lapack.SVDAll, lapack.SVDAll, n, n, a, ld, v, b, n, c, n, w, len(w)) },
		"Dgesvd, u": func(ld int) { l.Dgesvd(lapack.SVDAll, lapack.SVDAll, n, n, a, n, v, b, ld, c, n, w, len(w)) },
		"Dgesvd, v": func(ld int) { l.Dgesvd(lapack.SVDAll, lapack.SVDAll, n, n, a, n, v, b, n, c, ld, w, len(w)) },
		"Dgehrd":    func(ld int) { l.Dgehrd(n, 0, n-1, a, ld, v, w, len(w)) },
		"Dorghr":    func(ld int) { l.Dorghr(n, 0, n-1, a, ld, v, w, len(w)) },
		"Dhseqr": func(ld int) {
			l.Dhseqr(lapack.EigenvaluesAndSchur, lapack.SchurHess, n, 0, n-1, a, ld, v, e, b, n, w, len(w))
		},
		"Dhseqr, z": func(ld int) {
			l.Dhseqr(lapack.EigenvaluesAndSchur, lapack.SchurHess, n, 0, n-1, a, n, v, e, b, ld, w, len(w))
		},
		"Dtrexc":    func(ld int) { l.Dtrexc(lapack.UpdateSchur, n, a, ld, b, n, 0, n-1, w) },
		"Dtrexc, q": func(ld int) { l.Dtrexc(lapack.UpdateSchur, n, a, n, b, ld, 0, n-1, w) },
		"Dgeev": func(ld int) {
			l.Dgeev(lapack.LeftEVCompute, lapack.RightEVCompute, n, a, ld, v, e, b, n, c, n, w, len(w))
		},
		"Dgeev, vl": func(ld int) {
			l.Dgeev(lapack.LeftEVCompute, lapack.RightEVCompute, n, a, n, v, e, b, ld, c, n, w, len(w))
		},
		"Dgeev, vr": func(ld int) {
			l.Dgeev(lapack.LeftEVCompute, lapack.RightEVCompute, n, a, n, v, e, b, n, c, ld, w, len(w))
		},
	} {
		for _, ld := range wild.Strides(n, len(a)) {
			if said := panicOf(func() { call(ld) }); !strings.HasPrefix(said, "lapack: ") {
				t.Errorf("%s with a stride of %d: %q, want that an argument is refused", name, ld, said)
			}
		}
	}
}

func panicOf(call func()) (said string) {
	defer func() {
		switch x := recover().(type) {
		case string:
			said = x
		case error:
			said = x.Error()
		}
	}()
	call()
	return ""
}
