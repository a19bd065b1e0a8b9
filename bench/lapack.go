package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
)

// LapackCase is a routine of LAPACK on a matrix of order n.
type LapackCase struct {
	Name  string
	Flops float64 // in units of n³, as LAPACK Working Note 41 counts them; 0 where iterations decide

	routines []string // that it calls

	matrix func(n int) []float64
	call   func(impl lapack.Float64, n int, r *factors) bool
	values func(r *factors) [][]float64 // what no sign and no order is free in
}

// factors are the memory of one call: a is source and then its factors, b is right and then the solution.
type factors struct {
	source, right       []float64 // the system that is solved
	a, b, w, v, u, work []float64
	pivots              []int
}

// LapackCases are the routines to measure.
func LapackCases() []LapackCase {
	factored := func(r *factors) [][]float64 { return [][]float64{r.a} }
	spectrum := func(r *factors) [][]float64 { return [][]float64{r.w} }
	return []LapackCase{
		{"lu", 2. / 3, []string{"dgetrf"}, general, func(l lapack.Float64, n int, r *factors) bool {
			return l.Dgetrf(n, n, r.a, n, r.pivots)
		}, factored},
		{"cholesky", 1. / 3, []string{"dpotrf"}, definite, func(l lapack.Float64, n int, r *factors) bool {
			return l.Dpotrf(blas.Lower, n, r.a, n)
		}, factored},
		{"qr", 4. / 3, []string{"dgeqrf"}, general, func(l lapack.Float64, n int, r *factors) bool {
			l.Dgeqrf(n, n, r.a, n, r.w[:n], r.work, len(r.work))
			return true
		}, factored},
		{"solve", 2. / 3, []string{"dgetrf", "dgetrs"}, general, func(l lapack.Float64, n int, r *factors) bool {
			copy(r.b, r.right)
			if !l.Dgetrf(n, n, r.a, n, r.pivots) {
				return false
			}
			l.Dgetrs(blas.NoTrans, n, 1, r.a, n, r.pivots, r.b, 1)
			return true
		}, func(r *factors) [][]float64 { return [][]float64{r.b} }},
		{"eigen-symmetric", 0, []string{"dsyev"}, symmetric, func(l lapack.Float64, n int, r *factors) bool {
			return l.Dsyev(lapack.EVCompute, blas.Lower, n, r.a, n, r.w[:n], r.work, len(r.work))
		}, spectrum},
		{"eigen", 0, []string{"dgeev"}, general, func(l lapack.Float64, n int, r *factors) bool {
			return l.Dgeev(lapack.LeftEVNone, lapack.RightEVCompute, n, r.a, n, r.w[:n], r.w[n:], nil, 1, r.v, n, r.work, len(r.work)) == 0
		}, func(r *factors) [][]float64 { return [][]float64{moduli(r.w)} }},
		{"svd", 0, []string{"dgesvd"}, general, func(l lapack.Float64, n int, r *factors) bool {
			return l.Dgesvd(lapack.SVDAll, lapack.SVDAll, n, n, r.a, n, r.w[:n], r.u, n, r.v, n, r.work, len(r.work))
		}, spectrum},
	}
}

// moduli are those of eigenvalues, sorted.
func moduli(w []float64) []float64 {
	n := len(w) / 2
	m := make([]float64, n)
	for i := range m {
		m[i] = math.Hypot(w[i], w[n+i])
	}
	slices.Sort(m)
	return m
}

func general(n int) []float64 { return random[float64](rand.New(rand.NewPCG(uint64(n), 7)), n*n) }

func symmetric(n int) []float64 {
	a := general(n)
	for i := range n {
		for j := range i {
			a[j*n+i] = a[i*n+j]
		}
	}
	return a
}

func definite(n int) []float64 {
	a := symmetric(n)
	for i := range n {
		a[i*n+i] = float64(2 * n)
	}
	return a
}

// Factor is a LapackCase of one order, with its memory, by one implementation.
type Factor struct {
	LapackCase
	n         int
	impl      lapack.Float64
	byColumns bool // that matrices lie so
	*factors
}

// NewFactor returns the case of order n.
func NewFactor(c LapackCase, n int, impl lapack.Float64) *Factor {
	numbers := func(n int) []float64 { return make([]float64, n) }
	source := c.matrix(n)
	return &Factor{c, n, impl, false, &factors{
		source: source, right: source[:n], a: numbers(n * n), b: numbers(n), w: numbers(2 * n), v: numbers(n * n), u: numbers(n * n),
		work: numbers(8*n*n + 128*n + 1024), pivots: make([]int, n), // as much as any of them asks for
	}}
}

// Work is the floating-point operations of a call.
func (f *Factor) Work() float64 { return f.Flops * math.Pow(float64(f.n), 3) }

// Run copies the matrix and makes the call. A copy is n² of n³.
func (f *Factor) Run() { f.run() }

func (f *Factor) run() bool {
	copy(f.a, f.source)
	return f.call(f.impl, f.n, f.factors)
}

// found is what is compared, of matrices by rows.
func (f *Factor) found() [][]float64 {
	r := *f.factors
	if f.byColumns {
		r.a = transposed(r.a, f.n)
	}
	return f.values(&r)
}

// Agree makes a call by each and compares what does not depend on signs and order.
func (f *Factor) Agree(want *Factor) error {
	if !f.run() || !want.run() {
		return fmt.Errorf("bench: %s, n = %d: no success", f.Name, f.n)
	}
	g, w := f.found(), want.found()
	bound := 1e-9 * float64(f.n)
	for k := range w {
		size := max(1, slices.Max(w[k]), -slices.Min(w[k]))
		for i := range w[k] {
			if !(math.Abs(g[k][i]-w[k][i]) <= bound*size) { // NaN fails
				return fmt.Errorf("bench: %s, n = %d: value %d is %v, want %v", f.Name, f.n, i, g[k][i], w[k][i])
			}
		}
	}
	return nil
}
