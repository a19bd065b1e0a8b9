package svd

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
)

// Columns is the most columns and rows that Bidiagonal reduces at a time. With 4 an order of 512 takes 7 % longer, with 16 5 % and
// with 32 20 %; half as many are faster up to an order of 120 (Emerald Rapids, AVX-512).
const (
	Columns = 8
	fewRows = 120
)

// tall tells whether A, of m by n, is reduced to R before it is reduced to a bidiagonal: from there on R has so few rows
// that both together take less (Chan 1982).
func tall(m, n int) bool { return 5*m >= 8*n && m > 1 }

// A Job is one decomposition A = U·Σ·Vᵀ of an m by n matrix with m >= n.
type Job struct {
	M, N int
	A    Matrix    // overwritten
	S    []float64 // n singular values, the largest first
	U    Matrix    // m by NU
	NU   int       // 0, N or M columns
	V    Matrix    // n by NV
	NV   int       // 0 or N columns
	// Graded asks for vectors by QR iteration; see [Graded].
	Graded bool
}

// sharedWork is up to how many columns values alone ask for as much work as vectors need. A caller that has too little
// for vectors then gets the same values in both cases, by the algorithm that runs on less.
const sharedWork = 256

// Work is how much work [Job.Decompose] needs.
func (j *Job) Work() int {
	n := j.N
	least := 5*n + max(BidiagonalWork(j.M, n, Columns), 6*n)
	if tall(j.M, n) {
		least += n * n
	}
	if j.NU == 0 && j.NV == 0 && n > sharedWork {
		return least
	}
	return least + 2*n + n*n + (n+1)*(n+1) + max(dividedWork(n), 6*n)
}

// carve returns the first n elements of work, and the rest.
func carve(work []float64, n int) (part, rest []float64) { return work[:n:n], work[n:] }

// Decompose computes the decomposition, and tells whether QR iteration converged.
func (j *Job) Decompose(bl gonumblas.Implementation, work []float64) bool {
	m, n, a := j.M, j.N, j.A
	e, work := carve(work, n)
	tauQ, work := carve(work, n)
	tauP, work := carve(work, n)
	tauR, work := carve(work, n)
	e[n-1] = 0
	if tall(m, n) {
		factorize(bl, m, n, a, tauR)
		r := Matrix{work[:n*n], n, a.Trans}
		work = work[n*n:]
		a.copyTo(n, n, r)
		r.clearBelow(n)
		m, a = n, r
	}
	Bidiagonal(bl, m, n, a, j.S, e, tauQ, tauP, work, Columns)
	if j.NU == 0 && j.NV == 0 {
		return values(n, j.S, e, work)
	}
	u, work := carve(work, n*n)
	v, work := carve(work, (n+1)*(n+1))
	if !j.bidiagonalVectors(bl, e, u, v, work) {
		return false
	}
	if j.NU > 0 {
		Matrix{u, n, true}.copyTo(n, n, j.U)
		j.U.from(0, n).zero(n, j.NU-n)
		j.U.identity(n, j.M, j.NU)
		top := j.NU
		if m < j.M { // R's reflectors leave all but the first n columns and rows
			top = n
		}
		multiply(bl, m, top, min(n, m), a, tauQ, j.U)
		if m < j.M {
			multiply(bl, j.M, j.NU, n, j.A, tauR, j.U)
		}
	}
	if j.NV > 0 {
		Matrix{v, n + 1, true}.copyTo(n, n, j.V)
		multiply(bl, n-1, n, n-1, a.T().from(1, 0), tauP, j.V.from(1, 0))
	}
	return true
}

// bidiagonalVectors leaves singular vectors of the bidiagonal as rows of u and v, those of the largest value first.
func (j *Job) bidiagonalVectors(bl gonumblas.Implementation, e, u, v, work []float64) bool {
	n := j.N
	clear(u)
	clear(v)
	d, work := carve(work, n)
	f, work := carve(work, n)
	copy(d, j.S)
	copy(f, e)
	ok := false
	if j.Graded || n <= leastDivided {
		for i := range n {
			u[i*n+i], v[i*(n+1)+i] = 1, 1
		}
		ok = gonum.Implementation{}.Dbdsqr(blas.Upper, n, n, 0, n, d, f, v, n+1, nil, 1, u, n, work)
	} else {
		tasks := scratch.Get(bl, 0)
		b := scratch.Job[divided](tasks)
		*b = divided{bl: bl, d: d, e: f, u: u, v: v, ldu: n, ldv: n + 1, tasks: tasks}
		b.open(n, work)
		if ok = b.conquer(0, n); ok {
			b.descend()
		}
		*b = divided{}
		tasks.Put()
	}
	if !ok {
		return false
	}
	// Of the same values dqds finds the small ones to high relative accuracy, as QR iteration does.
	if !values(n, j.S, e, work) {
		copy(j.S, d)
	}
	return true
}

// values replaces the bidiagonal by its singular values. Where dqds does not converge, QR iteration has its turn.
func values(n int, d, e, work []float64) bool {
	d, e = d[:n], e[:n]
	const large = 0x1p480 // squares of small values do not underflow
	norm := 0.0
	for i := range n {
		norm = max(norm, math.Abs(d[i]), math.Abs(e[i]))
	}
	if norm == 0 {
		return true
	}
	saved, work := carve(work, 2*n)
	copy(saved, d)
	copy(saved[n:], e)
	for i := range n {
		d[i] = d[i] / norm * large
		e[i] = e[i] / norm * large
	}
	if dqds(d, e, work) {
		for i := range n {
			d[i] = d[i] / large * norm
		}
		return true
	}
	copy(d, saved)
	return gonum.Implementation{}.Dbdsqr(blas.Upper, n, 0, 0, 0, d, saved[n:], nil, 1, nil, 1, nil, 1, work)
}
