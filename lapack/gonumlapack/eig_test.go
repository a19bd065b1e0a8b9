package gonumlapack

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/lapack"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

// eig is what Dgeev returns for an n×n matrix.
type eig struct {
	first  int
	wr, wi []float64
	vl, vr []float64
}

func factorize(impl Implementation, n int, a []float64) eig {
	e := eig{wr: make([]float64, n), wi: make([]float64, n), vl: make([]float64, n*n), vr: make([]float64, n*n)}
	a = slices.Clone(a)
	var query [1]float64
	impl.Dgeev(lapack.LeftEVCompute, lapack.RightEVCompute, n, a, n, e.wr, e.wi, e.vl, n, e.vr, n, query[:], -1)
	work := make([]float64, int(query[0]))
	for i := range work { // nothing of the workspace may be read before it is written
		work[i] = math.NaN()
	}
	e.first = impl.Dgeev(lapack.LeftEVCompute, lapack.RightEVCompute, n, a, n, e.wr, e.wi, e.vl, n, e.vr, n, work, len(work))
	return e
}

// vectors returns an eigenvector as complex numbers.
func vectors(n, j int, wi, v []float64) []complex128 {
	x := make([]complex128, n)
	for i := range x {
		switch {
		case wi[j] > 0:
			x[i] = complex(v[i*n+j], v[i*n+j+1])
		case wi[j] < 0:
			x[i] = complex(v[i*n+j-1], -v[i*n+j])
		default:
			x[i] = complex(v[i*n+j], 0)
		}
	}
	return x
}

// residual returns the largest norm of A·v − λ·v, or with left of vᴴ·A − λ·vᴴ, over n·ε·‖A‖, and fails for a vector whose
// norm is not one.
func residual(t *testing.T, n int, a []float64, e eig, left bool) float64 {
	t.Helper()
	norm, most := 0.0, 0.0
	for _, x := range a {
		norm = math.Hypot(norm, x)
	}
	v := e.vr
	if left {
		v = e.vl
	}
	for j := range n {
		x, w := vectors(n, j, e.wi, v), complex(e.wr[j], e.wi[j])
		sum, length := 0.0, 0.0
		for i := range n {
			var y complex128
			for k := range n {
				if left {
					y += complex(a[k*n+i]/norm, 0) * cmplx.Conj(x[k])
				} else {
					y += complex(a[i*n+k]/norm, 0) * x[k]
				}
			}
			xi := x[i]
			if left {
				xi = cmplx.Conj(xi)
			}
			sum = math.Hypot(sum, cmplx.Abs(y-complex(real(w)/norm, imag(w)/norm)*xi))
			length = math.Hypot(length, cmplx.Abs(x[i]))
		}
		if norm == 0 {
			sum = cmplx.Abs(w)
		}
		if !(math.Abs(length-1) < 1e-13) {
			t.Fatalf("n=%d: vector %d has norm %v", n, j, length)
		}
		most = max(most, sum)
	}
	return most / (float64(n) * 0x1p-52)
}

// hardEig are matrices that trouble eigenvalue routines.
var hardEig = map[string]func(i, j, n int, r *rand.Rand) float64{
	"random":    func(i, j, n int, r *rand.Rand) float64 { return r.NormFloat64() },
	"huge":      func(i, j, n int, r *rand.Rand) float64 { return 1e150 * r.NormFloat64() },
	"tiny":      func(i, j, n int, r *rand.Rand) float64 { return 1e-150 * r.NormFloat64() },
	"largest":   func(i, j, n int, r *rand.Rand) float64 { return 1e300 * r.NormFloat64() },
	"smallest":  func(i, j, n int, r *rand.Rand) float64 { return 1e-300 * r.NormFloat64() },
	"identity":  func(i, j, n int, r *rand.Rand) float64 { return entry(i == j, 1) },
	"jordan":    func(i, j, n int, r *rand.Rand) float64 { return entry(i == j, 2) + entry(j == i+1, 1) },
	"companion": func(i, j, n int, r *rand.Rand) float64 { return entry(i == j+1, 1) + entry(j == n-1, -1) },
	"cyclic":    func(i, j, n int, r *rand.Rand) float64 { return entry((i+1)%n == j, 1) },
	"frank":     func(i, j, n int, r *rand.Rand) float64 { return entry(j >= i-1, float64(n-max(i, j))) },
	"grcar":     func(i, j, n int, r *rand.Rand) float64 { return entry(i == j+1, -1) + entry(j >= i && j <= i+3, 1) },
	"toeplitz":  func(i, j, n int, r *rand.Rand) float64 { return 1 / (1 + math.Abs(float64(i-2*j))) },
	"triangle":  func(i, j, n int, r *rand.Rand) float64 { return entry(i <= j, r.NormFloat64()) },
	"symmetric": func(i, j, n int, r *rand.Rand) float64 { return 1 / float64(1+i+j) },
	"skew":      func(i, j, n int, r *rand.Rand) float64 { return float64(i-j) / float64(1+i+j) },
	"coupled":   func(i, j, n int, r *rand.Rand) float64 { return rotation(i, j, 1) + entry(j == i+2, 1) }, // equal pairs
	"steep":     func(i, j, n int, r *rand.Rand) float64 { return entry(i == j, float64(i)) + entry(j == i+1, 1e200) },
	"unscaled":  func(i, j, n int, r *rand.Rand) float64 { return math.Ldexp(r.NormFloat64(), 20*(i%50-j%50)) },
	"graded":    func(i, j, n int, r *rand.Rand) float64 { return math.Ldexp(r.NormFloat64(), -(i+j)/4) },
}

// rotation is an element of a matrix with blocks on its diagonal whose eigenvalues are ±by·i.
func rotation(i, j int, by float64) float64 {
	return entry(i/2 == j/2 && j > i, by) - entry(i/2 == j/2 && j < i, by)
}

func entry(there bool, x float64) float64 {
	if there {
		return x
	}
	return 0
}

func matrix(n int, f func(i, j, n int, r *rand.Rand) float64) []float64 {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	a := make([]float64, n*n)
	for i := range a {
		a[i] = f(i/n, i%n, n, r)
	}
	return a
}

func TestEigResidual(t *testing.T) {
	for name, f := range hardEig {
		for _, n := range []int{1, 2, 3, 5, 31, 34, 76, 100, 161} {
			a := matrix(n, f)
			e := factorize(Implementation{}, n, a)
			if e.first != 0 {
				t.Errorf("%s: n=%d: not converged: %d", name, n, e.first)
				continue
			}
			trace, sum := 0.0, 0.0
			for i := range n {
				trace += a[i*n+i] / float64(n)
				sum += e.wr[i] / float64(n)
			}
			norm := 0.0
			for _, x := range a {
				norm = math.Hypot(norm, x)
			}
			if d := math.Abs(trace - sum); d > 10*0x1p-52*norm {
				t.Errorf("%s: n=%d: the mean of the eigenvalues is %v, of the diagonal %v", name, n, sum, trace)
			}
			for _, left := range []bool{false, true} {
				if r := residual(t, n, a, e, left); !(r < 10) {
					t.Errorf("%s: n=%d left=%v: residual is %v nε‖A‖", name, n, left, r)
				}
			}
		}
	}
}

// Without vectors the eigenvalues are the same up to rounding.
func TestEigValues(t *testing.T) {
	for _, n := range []int{5, 76, 161} {
		a := matrix(n, hardEig["random"])
		e := factorize(Implementation{}, n, a)
		wr, wi := make([]float64, n), make([]float64, n)
		work := make([]float64, 1<<20)
		if (Implementation{}).Dgeev(lapack.LeftEVNone, lapack.RightEVNone, n, a, n, wr, wi, nil, 1, nil, 1, work, len(work)) != 0 {
			t.Fatal("not converged")
		}
		for j := range n {
			best := math.Inf(1)
			for k := range n {
				best = min(best, math.Hypot(wr[k]-e.wr[j], wi[k]-e.wi[j]))
			}
			if best > 1e-11*float64(n) {
				t.Errorf("n=%d: no eigenvalue close to %v%+vi: %v", n, e.wr[j], e.wi[j], best)
			}
		}
	}
}

func TestEigNotFinite(t *testing.T) {
	for _, n := range []int{1, 2, 10, 80, 130} {
		for _, bad := range []float64{math.NaN(), math.Inf(1)} {
			a := matrix(n, hardEig["random"])
			a[(n/2)*n+n-1] = bad
			if e := factorize(Implementation{}, n, a); e.first != n {
				t.Errorf("n=%d: %v: first is %d", n, bad, e.first)
			}
			wr, wi, work := make([]float64, n), make([]float64, n), make([]float64, 3*n)
			if first := (Implementation{}).Dgeev(lapack.LeftEVNone, lapack.RightEVNone, n, slices.Clone(a), n, wr, wi, nil, 1, nil, 1, work, len(work)); first != n {
				t.Errorf("n=%d: %v: with the least work first is %d", n, bad, first)
			}
		}
	}
}

func TestEigWorkers(t *testing.T) {
	set := kernels.Available()[len(kernels.Available())-1]
	a := matrix(161, hardEig["random"])
	want := factorize(New(gonumblas.New(set, workers.New(1))), 161, a)
	for _, k := range []int{2, 7} {
		got := factorize(New(gonumblas.New(set, workers.New(k))), 161, a)
		if !slices.Equal(got.wr, want.wr) || !slices.Equal(got.wi, want.wi) || !slices.Equal(got.vr, want.vr) || !slices.Equal(got.vl, want.vl) {
			t.Errorf("%d workers give other bits", k)
		}
	}
}
