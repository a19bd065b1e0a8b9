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
	"gonum.org/v1/gonum/lapack/testlapack"

	"weft/blas/gonumblas"
	"weft/kernels"
	"weft/workers"
)

// symmetricDoors are the zero Implementation and one of every Set.
func symmetricDoors() map[string]Implementation {
	doors := map[string]Implementation{"zero": {}}
	for _, set := range kernels.Available() {
		doors[set.Name] = New(gonumblas.New(set, workers.New(1)))
	}
	return doors
}

func TestSymmetricSuites(t *testing.T) {
	for name, impl := range symmetricDoors() {
		t.Run(name, func(t *testing.T) {
			t.Run("Dsyev", func(t *testing.T) { testlapack.DsyevTest(t, impl) })
			t.Run("Dsytrd", func(t *testing.T) { testlapack.DsytrdTest(t, impl) })
			t.Run("Dsterf", func(t *testing.T) { testlapack.DsterfTest(t, impl) })
		})
	}
}

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
	m := newSymmetric(name, n, func(i, j int) float64 {
		if i == j {
			return value(i)
		}
		return 0
	})
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

// hardMatrices are what finds faults in symmetric eigensolvers.
func hardMatrices() []symmetric {
	rng := rand.New(rand.NewPCG(20, 20))
	normal := func(int, int) float64 { return rng.NormFloat64() }
	band := func(d func(i int) float64, e func(i int) float64) func(i, j int) float64 {
		return func(i, j int) float64 {
			switch j - i {
			case 0:
				return d(i)
			case 1:
				return e(i)
			}
			return 0
		}
	}
	wilkinson := func(i int) float64 { return math.Abs(float64(i%21 - 10)) }
	glue := func(g float64) func(i int) float64 {
		return func(i int) float64 {
			if i%21 == 20 {
				return g
			}
			return 1
		}
	}
	ms := []symmetric{
		newSymmetric("wilkinson", 21, band(wilkinson, glue(0))),
		newSymmetric("glued wilkinson 1e-14", 210, band(wilkinson, glue(1e-14))),
		newSymmetric("glued wilkinson 1e-8", 105, band(wilkinson, glue(1e-8))),
	}
	for n := range 71 {
		ms = append(ms, newSymmetric("random", n, normal))
	}
	for _, n := range []int{100, 257, 500} {
		ms = append(ms, newSymmetric("random", n, normal))
	}
	for _, n := range []int{7, 40, 130} {
		ms = append(ms,
			newSymmetric("hilbert", n, func(i, j int) float64 { return 1 / float64(i+j+1) }),
			newSymmetric("identity", n, band(func(int) float64 { return 1 }, func(int) float64 { return 0 })),
			newSymmetric("zero", n, func(int, int) float64 { return 0 }),
			newSymmetric("rank one", n, func(i, j int) float64 { return float64(i+1) * float64(j+1) }),
			newSymmetric("ones", n, func(i, j int) float64 { return 1 }),
			newSymmetric("diagonal", n, band(func(i int) float64 { return float64(n - i) }, func(int) float64 { return 0 })),
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
// reflectors or terms of a sum an ulp, and each level of deflation a few.
func rounding(n int) float64 { return float64(n+16) * 0x1p-53 }

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

func TestDsyevHardMatrices(t *testing.T) {
	for _, m := range hardMatrices() {
		t.Run(m.name, func(t *testing.T) {
			want := m.gonumValues(t)
			for _, uplo := range []blas.Uplo{blas.Upper, blas.Lower} {
				lda := max(1, m.n)
				if uplo == blas.Lower {
					lda += 5
				}
				a := m.triangle(uplo, lda)
				w, ok := dsyev(Implementation{}, gonumapi.EVCompute, uplo, m.n, a, lda)
				if !ok {
					t.Fatalf("%c: no convergence", uplo)
				}
				m.checkValues(t, w, want)
				m.checkVectors(t, w, a, lda)
				checkPadding(t, a, m.n, lda)

				a = m.triangle(uplo, lda)
				if w, ok = dsyev(Implementation{}, gonumapi.EVNone, uplo, m.n, a, lda); !ok {
					t.Fatalf("%c: values alone do not converge", uplo)
				}
				m.checkValues(t, w, want)
				checkPadding(t, a, m.n, lda)
				checkOther(t, uplo, a, m.n, lda)
			}
		})
	}
}

// checkPadding wants NaN behind rows.
func checkPadding(t *testing.T, a []float64, n, lda int) {
	t.Helper()
	for i := range n - 1 {
		for j := n; j < lda; j++ {
			if a[i*lda+j] == a[i*lda+j] {
				t.Fatalf("wrote to padding of row %d", i)
			}
		}
	}
}

// checkOther wants NaN in the triangle that was not given.
func checkOther(t *testing.T, uplo blas.Uplo, a []float64, n, lda int) {
	t.Helper()
	for i := range n {
		for j := range n {
			if v := a[i*lda+j]; i != j && (i < j) != (uplo == blas.Upper) && v == v {
				t.Fatalf("wrote to the other triangle in row %d, column %d", i, j)
			}
		}
	}
}

// TestDsyevNotFinite wants an end, and no eigenvalues. Of one element gonum takes any.
func TestDsyevNotFinite(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, n := range []int{1, 2, 3, 5, 40, 70} {
			for range 8 {
				m := newSymmetric("", n, func(int, int) float64 { return rng.NormFloat64() })
				i, j := rng.IntN(n), rng.IntN(n)
				m.a[i*n+j], m.a[j*n+i] = bad, bad
				for _, job := range []gonumapi.EVJob{gonumapi.EVNone, gonumapi.EVCompute} {
					if _, ok := dsyev(Implementation{}, job, blas.Upper, n, slices.Clone(m.a), n); ok != (n == 1) {
						t.Fatalf("n = %d, %v at %d, %d, %c: %v", n, bad, i, j, job, ok)
					}
				}
			}
		}
	}
}

// TestDsyevShortWork wants all that gonum's minimum of workspace allows.
func TestDsyevShortWork(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	m := newSymmetric("", 70, func(int, int) float64 { return rng.NormFloat64() })
	want := m.gonumValues(t)
	for _, lwork := range []int{3*m.n - 1, 34 * m.n, 2 * m.n * m.n} {
		for _, job := range []gonumapi.EVJob{gonumapi.EVNone, gonumapi.EVCompute} {
			a, w := slices.Clone(m.a), make([]float64, m.n)
			if !(Implementation{}).Dsyev(job, blas.Lower, m.n, a, m.n, w, make([]float64, lwork), lwork) {
				t.Fatal("no convergence")
			}
			m.checkValues(t, w, want)
			if job == gonumapi.EVCompute {
				m.checkVectors(t, w, a, m.n)
			}
		}
	}
}

// TestDsyevSameBits wants the same bits for any number of workers.
func TestDsyevSameBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	m := newSymmetric("", 300, func(int, int) float64 { return rng.NormFloat64() })
	sets := kernels.Available()
	for _, job := range []gonumapi.EVJob{gonumapi.EVNone, gonumapi.EVCompute} {
		var firstA, firstW []float64
		for _, count := range []int{1, 2, 7} {
			pool := workers.New(count)
			a := slices.Clone(m.a)
			w, ok := dsyev(New(gonumblas.New(sets[len(sets)-1], pool)), job, blas.Upper, m.n, a, m.n)
			if !ok {
				t.Fatal("no convergence")
			}
			if firstA == nil {
				firstA, firstW = a, w
			}
			if !slices.Equal(a, firstA) || !slices.Equal(w, firstW) {
				t.Errorf("%c: other bits with %d workers", job, count)
			}
		}
	}
}

// panicOf returns what f panics with.
func panicOf(f func()) (message any) {
	defer func() { message = recover() }()
	f()
	return nil
}

// TestSymmetricPanics wants gonum's panics, in its order: each call has one more fault mended.
func TestSymmetricPanics(t *testing.T) {
	type doors interface {
		Dsyev(job gonumapi.EVJob, uplo blas.Uplo, n int, a []float64, lda int, w, work []float64, lwork int) bool
		Dsytrd(uplo blas.Uplo, n int, a []float64, lda int, d, e, tau, work []float64, lwork int)
		Dsterf(n int, d, e []float64) bool
	}
	x := func(n int) []float64 { return make([]float64, n) }
	for name, call := range map[string]func(doors){
		"job":           func(i doors) { i.Dsyev('X', 'X', -1, nil, 0, nil, nil, 0) },
		"uplo":          func(i doors) { i.Dsyev(gonumapi.EVNone, 'X', -1, nil, 0, nil, nil, 0) },
		"n":             func(i doors) { i.Dsyev(gonumapi.EVNone, blas.Upper, -1, nil, 0, nil, nil, 0) },
		"lda":           func(i doors) { i.Dsyev(gonumapi.EVNone, blas.Upper, 3, nil, 2, nil, nil, 0) },
		"lda of zero":   func(i doors) { i.Dsyev(gonumapi.EVNone, blas.Upper, 0, nil, 0, nil, nil, 0) },
		"lwork":         func(i doors) { i.Dsyev(gonumapi.EVNone, blas.Upper, 3, nil, 3, nil, nil, 7) },
		"lwork -2":      func(i doors) { i.Dsyev(gonumapi.EVNone, blas.Upper, 0, nil, 1, nil, nil, -2) },
		"work":          func(i doors) { i.Dsyev(gonumapi.EVNone, blas.Upper, 3, nil, 3, nil, x(7), 8) },
		"work of query": func(i doors) { i.Dsyev(gonumapi.EVNone, blas.Upper, 3, nil, 3, nil, nil, -1) },
		"a":             func(i doors) { i.Dsyev(gonumapi.EVNone, blas.Upper, 3, x(8), 3, nil, x(8), 8) },
		"w":             func(i doors) { i.Dsyev(gonumapi.EVNone, blas.Upper, 3, x(9), 3, x(2), x(8), 8) },
		"right":         func(i doors) { i.Dsyev(gonumapi.EVNone, blas.Upper, 3, x(9), 3, x(3), x(8), 8) },
		"trd uplo":      func(i doors) { i.Dsytrd('X', -1, nil, 0, nil, nil, nil, nil, 0) },
		"trd n":         func(i doors) { i.Dsytrd(blas.Lower, -1, nil, 0, nil, nil, nil, nil, 0) },
		"trd lda":       func(i doors) { i.Dsytrd(blas.Lower, 3, nil, 2, nil, nil, nil, nil, 0) },
		"trd lwork":     func(i doors) { i.Dsytrd(blas.Lower, 3, nil, 3, nil, nil, nil, nil, 0) },
		"trd work":      func(i doors) { i.Dsytrd(blas.Lower, 3, nil, 3, nil, nil, nil, x(4), 5) },
		"trd a":         func(i doors) { i.Dsytrd(blas.Lower, 3, x(8), 3, nil, nil, nil, x(4), 4) },
		"trd d":         func(i doors) { i.Dsytrd(blas.Lower, 3, x(9), 3, x(2), nil, nil, x(4), 4) },
		"trd e":         func(i doors) { i.Dsytrd(blas.Lower, 3, x(9), 3, x(3), x(1), nil, x(4), 4) },
		"trd tau":       func(i doors) { i.Dsytrd(blas.Lower, 3, x(9), 3, x(3), x(2), x(1), x(4), 4) },
		"rf n":          func(i doors) { i.Dsterf(-1, nil, nil) },
		"rf d":          func(i doors) { i.Dsterf(3, x(2), nil) },
		"rf e":          func(i doors) { i.Dsterf(3, x(3), x(1)) },
	} {
		got, want := panicOf(func() { call(Implementation{}) }), panicOf(func() { call(gonum.Implementation{}) })
		if got != want || (want == nil) != (name == "right") {
			t.Errorf("%s: panics with %v, gonum with %v", name, got, want)
		}
	}
}
