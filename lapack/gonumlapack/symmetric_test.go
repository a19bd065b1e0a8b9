package gonumlapack

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	blasgonum "gonum.org/v1/gonum/blas/gonum"
	gonumapi "gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/gonum"
)

// symmetric is an n×n matrix under a name, of both triangles.
type symmetric struct {
	name string
	n    int
	a    []float64
}

func newSymmetric(name string, n int, at func(i, j int) float64) symmetric {
	m := symmetric{fmt.Sprintf("%s/%d", name, n), n, make([]float64, n*n)}
	for i := range n {
		for j := i; j < n; j++ {
			v := at(i, j)
			m.a[i*n+j], m.a[j*n+i] = v, v
		}
	}
	return m
}

// withSpectrum returns Q·Λ·Qᵀ, with Q a product of random reflectors.
func withSpectrum(rng *rand.Rand, name string, n int, value func(i int) float64) symmetric {
	m := newSymmetric(name, n, diagonal(value))
	v, y := make([]float64, n), make([]float64, n)
	for range 5 {
		norm := 0.0
		for i := range v {
			v[i] = rng.NormFloat64()
			norm += v[i] * v[i]
		}
		inner := 0.0
		for i := range y {
			y[i] = 0
			for j, x := range v {
				y[i] += m.a[i*n+j] * x * 2 / norm
			}
			inner += y[i] * v[i] / norm
		}
		for i := range n {
			for j := range i + 1 {
				a := m.a[i*n+j] - v[i]*(y[j]-inner*v[j]) - (y[i]-inner*v[i])*v[j]
				m.a[i*n+j], m.a[j*n+i] = a, a
			}
		}
	}
	return m
}

// wilkinson returns matrices of 21 rows, one after the other, with glue between them.
func wilkinson(copies int, glue float64) symmetric {
	return newSymmetric(fmt.Sprintf("wilkinson glued by %g", glue), 21*copies, func(i, j int) float64 {
		switch {
		case i == j:
			return math.Abs(float64(i%21 - 10))
		case j-i != 1:
			return 0
		case i%21 == 20:
			return glue
		}
		return 1
	})
}

func diagonal(value func(i int) float64) func(i, j int) float64 {
	return func(i, j int) float64 {
		if i == j {
			return value(i)
		}
		return 0
	}
}

// hardMatrices are what finds faults in symmetric eigensolvers.
func hardMatrices() []symmetric {
	rng := rand.New(rand.NewPCG(20, 20))
	normal := func(int, int) float64 { return rng.NormFloat64() }
	ms := []symmetric{wilkinson(1, 0), wilkinson(10, 1e-14), wilkinson(5, 1e-8)}
	for n := range 71 {
		ms = append(ms, newSymmetric("random", n, normal))
	}
	for _, n := range []int{100, 257, 500} {
		ms = append(ms, newSymmetric("random", n, normal))
	}
	for _, n := range []int{7, 40, 130} {
		ms = append(ms,
			newSymmetric("hilbert", n, func(i, j int) float64 { return 1 / float64(i+j+1) }),
			newSymmetric("identity", n, diagonal(func(int) float64 { return 1 })),
			newSymmetric("zero", n, func(int, int) float64 { return 0 }),
			newSymmetric("rank one", n, func(i, j int) float64 { return float64(i+1) * float64(j+1) }),
			newSymmetric("ones", n, func(i, j int) float64 { return 1 }),
			newSymmetric("diagonal", n, diagonal(func(i int) float64 { return float64(n - i) })),
			newSymmetric("graded", n, func(i, j int) float64 { return rng.NormFloat64() * math.Pow(10, -float64(i+j)/2) }),
			newSymmetric("steeply graded", n, func(i, j int) float64 { return rng.NormFloat64() * math.Pow(10, -2.3*float64(i+j)) }),
			newSymmetric("steeply graded up", n, func(i, j int) float64 { return rng.NormFloat64() * math.Pow(10, 1.1*float64(i+j-2*n)) }),
			newSymmetric("1e300", n, func(i, j int) float64 { return 1e300 * rng.NormFloat64() }),
			newSymmetric("1e-300", n, func(i, j int) float64 { return 1e-300 * rng.NormFloat64() }),
			newSymmetric("subnormal", n, func(i, j int) float64 { return 1e-315 * rng.NormFloat64() }),
			withSpectrum(rng, "two values", n, func(i int) float64 { return float64(i % 2) }),
			withSpectrum(rng, "cluster", n, func(i int) float64 { return 1 + 1e-14*rng.NormFloat64() }),
			withSpectrum(rng, "three clusters", n, func(i int) float64 { return float64(i%3) + 1e-9*rng.NormFloat64() }),
			withSpectrum(rng, "geometric", n, func(i int) float64 { return math.Pow(1e-16, float64(i)/float64(n)) }))
	}
	return ms
}

// norm returns the largest sum of magnitudes in a row, or 1 of a zero matrix.
func (m symmetric) norm() float64 {
	most := 0.0
	for i := range m.n {
		sum := 0.0
		for _, v := range m.a[i*m.n:][:m.n] {
			sum += math.Abs(v) / 2
		}
		most = max(most, sum)
	}
	if most == 0 {
		return 1
	}
	return most * 2
}

// rounding is what an eigensolver may put on a value, a residual or a product of vectors, beside the norm: each of n
// reflectors or terms of a sum an ulp, and each level of deflation a few. With fused multiply-adds half of that is enough.
func rounding(n int) float64 { return float64(n+16) * 0x1p-52 }

// triangle returns the matrix with one triangle, the rest NaN, and padding of NaN behind its rows.
func (m symmetric) triangle(uplo blas.Uplo, lda int) []float64 {
	a := make([]float64, max(0, (m.n-1)*lda+m.n))
	for i := range a {
		a[i] = math.NaN()
	}
	for i := range m.n {
		for j := range m.n {
			if i == j || (i < j) == (uplo == blas.Upper) {
				a[i*lda+j] = m.a[i*m.n+j]
			}
		}
	}
	return a
}

// dsyev calls Dsyev with as much workspace as a query tells, full of NaN.
func dsyev(impl Implementation, job gonumapi.EVJob, uplo blas.Uplo, n int, a []float64, lda int) (w []float64, ok bool) {
	w = make([]float64, n)
	work := make([]float64, 1)
	impl.Dsyev(job, uplo, n, a, lda, w, work, -1)
	work = make([]float64, int(max(1, work[0])))
	for i := range work {
		work[i] = math.NaN()
	}
	return w, impl.Dsyev(job, uplo, n, a, lda, w, work, len(work))
}

// gonumValues are eigenvalues by gonum's own Dsyev, which panics where it has to scale.
func (m symmetric) gonumValues(t *testing.T) []float64 {
	w, work := make([]float64, m.n), make([]float64, 40*m.n+1)
	a := slices.Clone(m.a)
	_, p := math.Frexp(m.norm())
	for i, v := range a {
		a[i] = math.Ldexp(v, -p)
	}
	if !(gonum.Implementation{}).Dsyev(gonumapi.EVNone, blas.Upper, m.n, a, max(1, m.n), w, work, len(work)) {
		t.Fatal("gonum's Dsyev does not converge")
	}
	for i, v := range w {
		w[i] = math.Ldexp(v, p)
	}
	return w
}

func (m symmetric) checkValues(t *testing.T, got, want []float64) {
	t.Helper()
	if !slices.IsSorted(got) {
		t.Error("eigenvalues are in no order")
	}
	for i, v := range got {
		if !(math.Abs(v-want[i]) <= rounding(m.n)*m.norm()+0x1p-1073) {
			t.Fatalf("eigenvalue %d is %v, gonum's %v", i, v, want[i])
		}
	}
}

// checkVectors wants A·V = V·Λ and Vᵀ·V = I, as far as rounding lets them be.
func (m symmetric) checkVectors(t *testing.T, w, v []float64, ldv int) {
	t.Helper()
	n, norm := m.n, m.norm()
	if n == 0 {
		return
	}
	unit, r, gram := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
	for i, x := range m.a {
		unit[i] = x / norm
	}
	g := blasgonum.Implementation{}
	g.Dgemm(blas.NoTrans, blas.NoTrans, n, n, n, 1, unit, n, v, ldv, 0, r, n)
	g.Dgemm(blas.Trans, blas.NoTrans, n, n, n, 1, v, ldv, v, ldv, 0, gram, n)
	subnormal := 0x1p-1074 / norm // what w is rounded to
	for j := range n {
		sum := 0.0
		for i := range n {
			x := r[i*n+j] - v[i*ldv+j]*(w[j]/norm)
			sum += x * x
		}
		if !(math.Sqrt(sum) <= rounding(n)+subnormal) {
			t.Fatalf("residual of pair %d is %.3g, want at most %.3g", j, math.Sqrt(sum), rounding(n))
		}
		gram[j*n+j]--
		for i, x := range gram[j*n:][:n] {
			if !(math.Abs(x) <= rounding(n)) {
				t.Fatalf("vectors %d and %d are orthogonal to %.3g, want %.3g", i, j, x, rounding(n))
			}
		}
	}
}
