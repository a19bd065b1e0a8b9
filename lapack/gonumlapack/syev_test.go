package gonumlapack

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

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
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(7))
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

// TestSteqrNotFinite wants false, at once, and with finite elements of any magnitude true.
func TestSteqrNotFinite(t *testing.T) {
	for _, n := range []int{5, 40, 130} {
		for _, x := range []float64{math.NaN(), math.Inf(1), 1, 1e300, 1e-300} {
			d, e, z, work := make([]float64, n), make([]float64, n-1), make([]float64, n*n), make([]float64, 2*n)
			for i := range d {
				d[i] = float64(i)
			}
			for i := range e {
				e[i] = 1
			}
			d[n/2] = x
			ok := Implementation{}.Dsteqr(gonumapi.EVTridiag, n, d, e, z, n, work)
			if finite := x-x == 0; ok != finite {
				t.Errorf("n=%d, %v: ok is %v", n, x, ok)
			}
		}
	}
}
