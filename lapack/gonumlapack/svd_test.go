package gonumlapack

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/blas"
	gonumapi "gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/lapack/testlapack"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

const eps = 0x1p-53

// svdResult is what a Dgesvd makes of a matrix.
type svdResult struct {
	m, n     int
	a        []float64 // m by n, as it was
	s, u, vt []float64
	nu, nvt  int // columns of u, rows of vt
	ok       bool
}

type dgesvder interface {
	Dgesvd(jobU, jobVT gonumapi.SVDJob, m, n int, a []float64, lda int, s, u []float64, ldu int, vt []float64, ldvt int, work []float64, lwork int) (ok bool)
}

// decompose runs impl on a copy of a whose rows, as those of u and vt, have pad more elements, which it holds against what they
// were.
func decompose(t *testing.T, impl dgesvder, job gonumapi.SVDJob, m, n int, a []float64, pad int) svdResult {
	t.Helper()
	const sentinel = -1234.5
	r := svdResult{m: m, n: n, a: a, nu: min(m, n), nvt: min(m, n)}
	switch job {
	case gonumapi.SVDAll:
		r.nu, r.nvt = m, n
	case gonumapi.SVDNone:
		r.nu, r.nvt = 0, 0
	}
	lda, ldu, ldvt := max(1, n)+pad, max(1, r.nu)+pad, max(1, n)+pad
	fill := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = sentinel
		}
		return x
	}
	x, u, vt, s := fill(m*lda), fill(m*ldu), fill(r.nvt*ldvt), fill(min(m, n)+pad)
	for i := range m {
		copy(x[i*lda:i*lda+n], a[i*n:])
	}
	work := []float64{0}
	impl.Dgesvd(job, job, m, n, x, lda, s, u, ldu, vt, ldvt, work, -1)
	work = fill(int(work[0]))
	for i := range work {
		work[i] = math.NaN()
	}
	r.ok = impl.Dgesvd(job, job, m, n, x, lda, s, u, ldu, vt, ldvt, work, len(work))
	if int(work[0]) != len(work) {
		t.Errorf("%d by %d: work[0] = %v, want %d", m, n, work[0], len(work))
	}
	kept := func(name string, x []float64, rows, cols, ld int) (packed []float64) {
		for i := range rows {
			packed = append(packed, x[i*ld:i*ld+cols]...)
			for _, v := range x[i*ld+cols : min((i+1)*ld, len(x))] {
				if v != sentinel {
					t.Errorf("%d by %d: %s is written behind its rows", m, n, name)
					return packed
				}
			}
		}
		return packed
	}
	kept("a", x, m, n, lda)
	r.u = kept("u", u, m, r.nu, ldu)
	r.vt = kept("vt", vt, r.nvt, n, ldvt)
	r.s = kept("s", s, 1, min(m, n), min(m, n)+pad)
	return r
}

// check holds the backward error and the orthogonality, in Frobenius norms, against 30·n·eps, half of what LAPACK's own testers
// allow, and the values against their order. Of random matrices all are below 2·n·eps; where vectors of reflectors are constant, as
// of matrices of ones and Kahan's, sums round to one side: 16·n·eps with fused multiply-adds, and 20 without.
func (r svdResult) check(t *testing.T, name string) {
	t.Helper()
	if !r.ok {
		t.Errorf("%s: no convergence", name)
		return
	}
	k := min(r.m, r.n)
	for i, s := range r.s {
		if !(s >= 0) || i > 0 && s > r.s[i-1] {
			t.Errorf("%s: s[%d] = %v behind %v", name, i, s, r.s[max(0, i-1)])
			return
		}
	}
	if r.nu == 0 || r.nvt == 0 {
		return
	}
	bound := 30 * float64(max(r.m, r.n)+8) * eps
	gram := func(side string, rows, cols, n, ld int, x []float64, t1, t2 blas.Transpose) {
		g := make([]float64, n*n)
		gonum.Implementation{}.Dlaset(blas.All, n, n, 0, 1, g, n)
		reference.Dgemm(t1, t2, n, n, rows+cols-n, -1, x, ld, x, ld, 1, g, n)
		if norm := frobenius(g, 1); !(norm <= bound) {
			t.Errorf("%s: %s: |I − QᵀQ| = %.3g, want at most %.3g", name, side, norm, bound)
		}
	}
	gram("U", r.m, r.nu, r.nu, r.nu, r.u, blas.Trans, blas.NoTrans)
	gram("V", r.nvt, r.n, r.nvt, r.n, r.vt, blas.NoTrans, blas.Trans)
	scale := r.s[0]
	if scale == 0 {
		scale = 1
	}
	us, res := make([]float64, r.m*k), make([]float64, r.m*r.n)
	for i := range r.m {
		for j := range k {
			us[i*k+j] = r.u[i*r.nu+j] * (r.s[j] / scale)
		}
	}
	for i, v := range r.a {
		res[i] = v / scale
	}
	norm := frobenius(res, 1)
	bound += float64(k) * 0x1p-1074 / max(scale*norm, 0x1p-1074) // subnormal values are rounded
	reference.Dgemm(blas.NoTrans, blas.NoTrans, r.m, r.n, k, -1, us, k, r.vt, r.n, 1, res, r.n)
	if got := frobenius(res, 1); !(got <= bound*norm) {
		t.Errorf("%s: |A − UΣVᵀ| = %.3g |A|, want at most %.3g", name, got/norm, bound)
	}
}

var reference gonumblas.Implementation

func frobenius(x []float64, inc int) float64 { return reference.Dnrm2(len(x)/inc, x, inc) }

// hard are matrices on which decompositions fail that lose accuracy.
var hard = map[string]func(m, n int, rnd *rand.Rand) []float64{
	"normal": func(m, n int, rnd *rand.Rand) []float64 { return normal(m*n, rnd) },
	"zero":   func(m, n int, _ *rand.Rand) []float64 { return make([]float64, m*n) },
	"identity": func(m, n int, _ *rand.Rand) []float64 {
		return each(m, n, func(i, j int) float64 { return indicator(i == j) })
	},
	"ones": func(m, n int, _ *rand.Rand) []float64 { return each(m, n, func(i, j int) float64 { return 1 }) },
	"hilbert": func(m, n int, _ *rand.Rand) []float64 {
		return each(m, n, func(i, j int) float64 { return 1 / float64(i+j+1) })
	},
	"kahan": func(m, n int, _ *rand.Rand) []float64 {
		s, c := math.Sincos(1.2)
		return each(m, n, func(i, j int) float64 {
			return math.Pow(s, float64(i)) * (indicator(i == j) - c*indicator(j > i))
		})
	},
	"columns graded": func(m, n int, rnd *rand.Rand) []float64 { return graded(m, n, false, rnd) },
	"rows graded":    func(m, n int, rnd *rand.Rand) []float64 { return graded(m, n, true, rnd) },
	"rank 3": func(m, n int, rnd *rand.Rand) []float64 {
		x, y := normal(m*3, rnd), normal(3*n, rnd)
		return each(m, n, func(i, j int) float64 { return x[3*i]*y[j] + x[3*i+1]*y[n+j] + x[3*i+2]*y[2*n+j] })
	},
	"clustered": func(m, n int, rnd *rand.Rand) []float64 {
		return spectrum(m, n, func(i int) float64 { return float64(1+i%3) * (1 + 1e-13*rnd.Float64()) }, rnd)
	},
	"equal": func(m, n int, rnd *rand.Rand) []float64 { return spectrum(m, n, func(int) float64 { return 1 }, rnd) },
	"geometric": func(m, n int, rnd *rand.Rand) []float64 {
		return spectrum(m, n, func(i int) float64 { return math.Pow(0.6, float64(i)) }, rnd)
	},
	"one small": func(m, n int, rnd *rand.Rand) []float64 {
		return spectrum(m, n, func(i int) float64 { return 1 - (1-1e-14)*indicator(i == 0) }, rnd)
	},
	"bidiagonal": func(m, n int, _ *rand.Rand) []float64 {
		return each(m, n, func(i, j int) float64 { return indicator(i == j) + 2*indicator(j == i+1) })
	},
	"split bidiagonal": func(m, n int, rnd *rand.Rand) []float64 {
		return each(m, n, func(i, j int) float64 {
			return rnd.Float64()*indicator(i == j) + rnd.Float64()*indicator(j == i+1 && i%7 != 3)
		})
	},
	"zeros on the diagonal": func(m, n int, rnd *rand.Rand) []float64 {
		return each(m, n, func(i, j int) float64 { return indicator(i == j && i%5 != 2) + rnd.Float64()*indicator(j == i+1) })
	},
	"large":     func(m, n int, rnd *rand.Rand) []float64 { return times(1e300, normal(m*n, rnd)) },
	"small":     func(m, n int, rnd *rand.Rand) []float64 { return times(1e-300, normal(m*n, rnd)) },
	"subnormal": func(m, n int, rnd *rand.Rand) []float64 { return times(0x1p-1060, normal(m*n, rnd)) },
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func normal(n int, rnd *rand.Rand) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	return x
}

func times(c float64, x []float64) []float64 {
	for i := range x {
		x[i] *= c
	}
	return x
}

func each(m, n int, f func(i, j int) float64) []float64 {
	x := make([]float64, m*n)
	for i := range m {
		for j := range n {
			x[i*n+j] = f(i, j)
		}
	}
	return x
}

func graded(m, n int, rows bool, rnd *rand.Rand) []float64 {
	return each(m, n, func(i, j int) float64 {
		if rows {
			j = i
		}
		return rnd.NormFloat64() * math.Pow(10, -float64(j%100))
	})
}

// spectrum is a matrix with given singular values and random vectors.
func spectrum(m, n int, f func(i int) float64, rnd *rand.Rand) []float64 {
	s := make([]float64, min(m, n))
	for i := range s {
		s[i] = f(i)
	}
	a := make([]float64, m*max(1, n))
	testlapack.Dlagge(m, n, max(0, m-1), max(0, n-1), s, a, max(1, n), rnd, make([]float64, m+n))
	return a[:m*n]
}

func svdSizes() (sizes [][2]int) {
	for n := range 71 {
		sizes = append(sizes, [2]int{n, n})
	}
	for _, n := range []int{1, 3, 11, 33, 64} {
		sizes = append(sizes, [2]int{n + 1, n}, [2]int{n, n + 1}, [2]int{2 * n, n}, [2]int{n, 2 * n}, [2]int{5*n + 1, n}, [2]int{n, 5*n + 1})
	}
	return append(sizes, [2]int{100, 100}, [2]int{130, 90}, [2]int{90, 130}, [2]int{257, 257}, [2]int{430, 140}, [2]int{140, 430})
}

func TestSVDHard(t *testing.T) {
	var impl Implementation
	for name, make := range hard {
		t.Run(name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(1, 2))
			for _, size := range svdSizes() {
				m, n := size[0], size[1]
				a := make(m, n, rnd)
				name := fmt.Sprintf("%d by %d", m, n)
				thin := decompose(t, impl, gonumapi.SVDStore, m, n, a, 3)
				thin.check(t, name)
				if m%4 == 1 || m != n {
					decompose(t, impl, gonumapi.SVDAll, m, n, a, 0).check(t, name+", all")
				}
				values := decompose(t, impl, gonumapi.SVDNone, m, n, a, 0)
				values.check(t, name+", values")
				want := decompose(t, gonum.Implementation{}, gonumapi.SVDNone, m, n, a, 0)
				for i, s := range thin.s {
					if bound := 4 * float64(max(m, n)+8) * eps * want.s[0]; !(math.Abs(s-want.s[i]) <= bound+0x1p-1074) {
						t.Errorf("%s: s[%d] = %v, gonum's is %v", name, i, s, want.s[i])
						break
					}
					if min(m, n) > tiny && name != "columns graded" && name != "rows graded" && values.s[i] != s {
						t.Errorf("%s: s[%d] = %v with vectors and %v without", name, i, s, values.s[i])
						break
					}
				}
			}
		})
	}
}

// TestSVDGraded holds singular values of matrices whose columns or rows are graded, from large to small, against gonum's, and
// vectors against being those of the small values too: |A·v − σ·u| is in proportion to σ where A = G·D, with G well conditioned.
func TestSVDGraded(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	var impl Implementation
	for _, n := range []int{5, 12, 27, 60, 90} {
		for _, rows := range []bool{false, true} {
			a := graded(n, n, rows, rnd)
			for i := range n {
				a[i*n+i] *= 10 // so that no principal part is close to singular
			}
			got := decompose(t, impl, gonumapi.SVDStore, n, n, a, 0)
			want := decompose(t, gonum.Implementation{}, gonumapi.SVDStore, n, n, a, 0)
			for i, s := range got.s {
				if math.Abs(s-want.s[i]) > 1e-11*want.s[i] {
					t.Errorf("n=%d, rows %v: s[%d] = %v, gonum's is %v", n, rows, i, s, want.s[i])
				}
				dot := math.Abs(reference.Ddot(n, got.vt[i*n:], 1, want.vt[i*n:], 1))
				if !(math.Abs(dot-1) < 1e-9) {
					t.Errorf("n=%d, rows %v: v[%d] has a cosine of %v with gonum's", n, rows, i, dot)
				}
				for j := range n { // elements that are small are the gradation's, and right in themselves
					g, w := got.vt[i*n+j], want.vt[i*n+j]
					if min(math.Abs(g-w), math.Abs(g+w)) > 1e-6*max(math.Abs(w), 1e-300) && math.Abs(w) > 1e-290 {
						t.Errorf("n=%d, rows %v: v[%d][%d] = %v, gonum's is %v", n, rows, i, j, g, w)
						break
					}
				}
			}
		}
	}
}

// TestSVDSmallValues is of a bidiagonal A without grades whose least singular value QR iteration finds to all digits:
// 1 on the diagonal and 2 beside it.
func TestSVDSmallValues(t *testing.T) {
	const n = 60
	a := hard["bidiagonal"](n, n, nil)
	got := decompose(t, Implementation{}, gonumapi.SVDStore, n, n, a, 0)
	want := decompose(t, gonum.Implementation{}, gonumapi.SVDStore, n, n, a, 0)
	if g, w := got.s[n-1], want.s[n-1]; math.Abs(g-w) > 1e-13*w || w > 1e-15 {
		t.Errorf("the least singular value is %v, gonum's %v", g, w)
	}
}

// TestSVDNotFinite: gonum's Dgesvd returns false, panics, or never returns, but for some matrices with true and NaN.
func TestSVDNotFinite(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {2, 2}, {5, 3}, {3, 5}, {40, 40}, {80, 20}, {20, 80}} {
		m, n := size[0], size[1]
		for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			for _, at := range []int{0, m*n/2 + n/2, m*n - 1} {
				for _, job := range []gonumapi.SVDJob{gonumapi.SVDNone, gonumapi.SVDStore, gonumapi.SVDAll} {
					a := normal(m*n, rand.New(rand.NewPCG(5, 6)))
					a[at] = x
					r := decompose(t, Implementation{}, job, m, n, a, 1)
					if r.ok || !math.IsNaN(r.s[0]) || !math.IsNaN(r.s[len(r.s)-1]) {
						t.Errorf("%d by %d with %v, job %c: %v, %v", m, n, x, job, r.ok, r.s)
					}
				}
			}
		}
	}
}

// TestSVDWorkers holds bits of one worker against those of 2 and 7.
func TestSVDWorkers(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(7))
	set := kernels.Available()[len(kernels.Available())-1]
	rnd := rand.New(rand.NewPCG(7, 8))
	for _, size := range [][2]int{{300, 300}, {600, 150}, {150, 600}} {
		a := normal(size[0]*size[1], rnd)
		var want svdResult
		for _, w := range []int{1, 2, 7} {
			got := decompose(t, New(gonumblas.New(set, workers.New(w))), gonumapi.SVDStore, size[0], size[1], a, 0)
			if w == 1 {
				want = got
				continue
			}
			for name, pair := range map[string][2][]float64{"s": {got.s, want.s}, "u": {got.u, want.u}, "vt": {got.vt, want.vt}} {
				for i, v := range pair[0] {
					if math.Float64bits(v) != math.Float64bits(pair[1][i]) {
						t.Errorf("%v, %d workers: %s[%d] = %v, with one worker %v", size, w, name, i, v, pair[1][i])
						break
					}
				}
			}
		}
	}
}

// TestSVDWork holds what runs on less work than a query asks for against the same bounds.
func TestSVDWork(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	for _, size := range [][2]int{{40, 40}, {90, 30}, {30, 90}, {300, 280}} {
		m, n := size[0], size[1]
		a := normal(m*n, rnd)
		k := min(m, n)
		for _, lwork := range []int{max(3*k+max(m, n), 5*k), 2 * k * k, 4 * k * k} {
			x, u, vt, s := append([]float64(nil), a...), make([]float64, m*k), make([]float64, k*n), make([]float64, k)
			ok := Implementation{}.Dgesvd(gonumapi.SVDStore, gonumapi.SVDStore, m, n, x, n, s, u, k, vt, n, make([]float64, lwork), lwork)
			svdResult{m, n, a, s, u, vt, k, k, ok}.check(t, fmt.Sprintf("%d by %d, work of %d", m, n, lwork))
		}
	}
}
