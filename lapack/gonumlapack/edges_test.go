package gonumlapack

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
)

// Found by netlib's testers.

// TestDsyevScales wants of a matrix times 2^p the eigenvalues times 2^p, where gonum's Dsyev serves: it is of a small order, or the
// workspace is gonum's least.
func TestDsyevScales(t *testing.T) {
	for n := 1; n <= 7; n++ {
		for _, job := range []lapack.EVJob{lapack.EVNone, lapack.EVCompute} {
			for _, lwork := range []int{3 * n, 1000} {
				var want []float64
				for _, p := range []int{0, -1020, -600, -450, -410, -399, 399, 410, 500, 1020} {
					a := make([]float64, n*n)
					for k := range a {
						a[k] = math.Ldexp(float64(k*k*7%23)-11, p-5)
					}
					w := make([]float64, n)
					if !(Implementation{}).Dsyev(job, blas.Upper, n, a, n, w, make([]float64, lwork), lwork) {
						t.Fatalf("n=%d %c 2^%d: no convergence", n, job, p)
					}
					if p == 0 {
						want = slices.Clone(w)
					}
					norm := max(math.Abs(want[0]), math.Abs(want[n-1]))
					for k := range w {
						if got := math.Ldexp(w[k], -p); !(math.Abs(got-want[k]) <= 8*float64(n)*0x1p-53*norm) {
							t.Errorf("n=%d %c, workspace of %d: eigenvalue %d is %v·2^%d, want %v", n, job, lwork, k, got, p, want[k])
						}
					}
				}
			}
		}
	}
}

// TestDgeevNilpotent wants eigenvectors of length one of a matrix with no eigenvalue but 0, whose couplings are far greater than what
// pivots of 0 are replaced by.
func TestDgeevNilpotent(t *testing.T) {
	for _, n := range []int{2, 5, 70} {
		for _, p := range []int{-1000, 0, 500, 1000} {
			a := make([]float64, n*n)
			for i := range n {
				for j := i + 1; j < n; j++ {
					a[i*n+j] = math.Ldexp(1+float64((i+j)%5), p)
				}
			}
			e := factorize(Implementation{}, n, a)
			for _, v := range [][]float64{e.vl, e.vr} {
				for j := range n {
					sum := 0.0
					for i := range n {
						sum += v[i*n+j] * v[i*n+j]
					}
					if !(math.Abs(sum-1) < float64(n)*0x1p-52) {
						t.Fatalf("n=%d 2^%d: an eigenvector has length %v", n, p, math.Sqrt(sum))
					}
				}
			}
		}
	}
}

// TestDgesvdOneRow decomposes one row with no elements behind it, whatever its stride.
func TestDgesvdOneRow(t *testing.T) {
	for n := 1; n <= 6; n++ {
		a := make([]float64, n)
		a[n-1] = -2
		s, u, vt, work := make([]float64, 1), make([]float64, 1), make([]float64, n), make([]float64, 1000)
		for _, job := range []lapack.SVDJob{lapack.SVDNone, lapack.SVDStore} {
			ok := Implementation{}.Dgesvd(job, job, 1, n, slices.Clone(a), n+5, s, u, 1, vt, n, work, len(work))
			if !ok || s[0] != 2 {
				t.Errorf("n=%d %c: %v, %v", n, job, s[0], ok)
			}
		}
	}
}

func TestDormhrRefusesStride(t *testing.T) {
	defer func() {
		if why := recover(); why != badLdC {
			t.Errorf("panics with %v", why)
		}
	}()
	const n = 4
	x, work := make([]float64, n*n), make([]float64, 1000)
	Implementation{}.Dormhr(blas.Left, blas.Trans, n, n, 0, n-1, x, n, make([]float64, n-1), x, n-1, work, len(work))
}
