package bench

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"

	"weft.example/bench/peers"
)

// Symbols are the case's routines in LAPACKE.
func (c LapackCase) Symbols() []string {
	var names []string
	for _, r := range c.routines {
		names = append(names, lapackeName(r))
	}
	return names
}

// lapackeName is a routine of LAPACKE that neither looks for NaN nor finds memory: what is measured
// is LAPACK's own.
func lapackeName(routine string) string { return "LAPACKE_" + routine + "_work" }

// NewPeerFactor returns the case of order n by a library, whose matrices lie by columns: LAPACKE
// would copy those that lie by rows. Any routine that the library lacks panics.
func NewPeerFactor(c LapackCase, n int, l *peers.Library) *Factor {
	f := NewFactor(c, n, &peerLapack{library: l, calls: map[string]*peers.Call{}, pivots: make([]int64, n)})
	f.byColumns = true
	f.source = transposed(f.source, n)
	return f
}

func transposed(a []float64, n int) []float64 {
	t := make([]float64, n*n)
	for i := range n {
		for j := range n {
			t[j*n+i] = a[i*n+j]
		}
	}
	return t
}

// peerLapack is a library's LAPACK. Methods that no case calls are nil. Each is called with the same
// arguments all the time, as those of a Factor are.
type peerLapack struct {
	lapack.Float64
	library *peers.Library
	calls   map[string]*peers.Call
	pivots  []int64 // with room for a library whose integers have eight bytes
}

// do returns what LAPACK does, 0 of success.
func (l *peerLapack) do(routine string, args ...any) int {
	c := l.calls[routine]
	if c == nil {
		const columns = 102
		c = l.library.Do(lapackeName(routine), append([]any{columns}, args...)...)
		l.calls[routine] = c
		return c.Int()
	}
	c.Repeat(1)
	return c.Int()
}

// length is that of memory as C's int has it.
func length(lwork int) int { return min(lwork, math.MaxInt32) }

func (l *peerLapack) Dgetrf(m, n int, a []float64, lda int, _ []int) bool {
	return l.do("dgetrf", m, n, a, lda, l.pivots) == 0
}

func (l *peerLapack) Dgetrs(t blas.Transpose, n, nrhs int, a []float64, lda int, _ []int, b []float64, _ int) {
	l.do("dgetrs", byte(t), n, nrhs, a, lda, l.pivots, b, n)
}

func (l *peerLapack) Dpotrf(ul blas.Uplo, n int, a []float64, lda int) bool {
	return l.do("dpotrf", byte(ul), n, a, lda) == 0
}

func (l *peerLapack) Dgeqrf(m, n int, a []float64, lda int, tau, work []float64, lwork int) {
	l.do("dgeqrf", m, n, a, lda, tau, work, length(lwork))
}

func (l *peerLapack) Dsyev(job lapack.EVJob, ul blas.Uplo, n int, a []float64, lda int, w, work []float64, lwork int) bool {
	return l.do("dsyev", byte(job), byte(ul), n, a, lda, w, work, length(lwork)) == 0
}

func (l *peerLapack) Dgeev(left lapack.LeftEVJob, right lapack.RightEVJob, n int, a []float64, lda int, wr, wi, vl []float64, ldvl int, vr []float64, ldvr int, work []float64, lwork int) int {
	return l.do("dgeev", byte(left), byte(right), n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, length(lwork))
}

func (l *peerLapack) Dgesvd(jobU, jobVT lapack.SVDJob, m, n int, a []float64, lda int, s, u []float64, ldu int, vt []float64, ldvt int, work []float64, lwork int) bool {
	return l.do("dgesvd", byte(jobU), byte(jobVT), m, n, a, lda, s, u, ldu, vt, ldvt, work, length(lwork)) == 0
}
