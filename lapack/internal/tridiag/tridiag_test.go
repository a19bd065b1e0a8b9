package tridiag

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"weft.example/blas/gonumblas"
)

// matrix is a tridiagonal matrix under a name.
type matrix struct {
	name string
	d, e []float64
}

func (m matrix) norm() float64 {
	most := 0.0
	for i, v := range m.d {
		sum := math.Abs(v)
		if i > 0 {
			sum += math.Abs(m.e[i-1])
		}
		if i < len(m.e) {
			sum += math.Abs(m.e[i])
		}
		most = max(most, sum)
	}
	return most
}

// bound is what rounding may put on an eigenvalue, a residual or a product of two vectors: each of n rotations or terms
// of a sum an ulp, and each of eight levels of deflation two.
func bound(n int) float64 { return float64(n+16) * ulp }

func build(name string, n int, d, e func(i int) float64) matrix {
	m := matrix{name: fmt.Sprintf("%s/%d", name, n), d: make([]float64, n), e: make([]float64, max(0, n-1))}
	for i := range m.d {
		m.d[i] = d(i)
	}
	for i := range m.e {
		m.e[i] = e(i)
	}
	return m
}

// wilkinson is |i - 10| in the diagonal of each 21 rows, and glue between them.
func wilkinson(copies int, glue float64) matrix {
	return build(fmt.Sprintf("wilkinson glued by %g", glue), 21*copies,
		func(i int) float64 { return math.Abs(float64(i%21 - 10)) },
		func(i int) float64 {
			if i%21 == 20 {
				return glue
			}
			return 1
		})
}

func matrices() []matrix {
	rng := rand.New(rand.NewPCG(11, 20))
	one := func(int) float64 { return 1 }
	zero := func(int) float64 { return 0 }
	normal := func(int) float64 { return rng.NormFloat64() }
	ms := []matrix{
		wilkinson(1, 0), wilkinson(3, 1e-14), wilkinson(5, 1e-8), wilkinson(12, 1e-14), wilkinson(12, 1e-4), wilkinson(10, -1),
		build("graded down", 100, func(i int) float64 { return math.Pow(2, -float64(i)) }, func(i int) float64 { return math.Pow(2, -float64(i)-1) }),
		build("graded up", 100, func(i int) float64 { return math.Pow(4, float64(i)) }, func(i int) float64 { return math.Pow(4, float64(i)-1) }),
		build("two clusters", 120, func(i int) float64 { return float64(i%2) + 1e-15*rng.Float64() }, func(i int) float64 { return 1e-14 * rng.NormFloat64() }),
		build("clement", 129, zero, func(i int) float64 { return math.Sqrt(float64((i + 1) * (128 - i))) }),
	}
	// Weak elements between halves, of which one has many vectors with an element beside it and the other one alone: all
	// of one half is deflated, and not all of the other.
	for _, localFirst := range []bool{false, true} {
		local := func(i int) bool { return i < 64 == localFirst }
		ms = append(ms, build("half deflated", 128, func(i int) float64 {
			if local(i) {
				return 0.5 + float64(i)/300
			}
			return 0.5
		}, func(i int) float64 {
			switch {
			case i == 63:
				return 8 * ulp
			case local(i):
				return 1e-9
			}
			return -0.25
		}))
	}
	for _, n := range []int{1, 2, 3, 5, 31, 32, 33, 34, 64, 65, 66, 67, 100, 257, 500} {
		ms = append(ms, build("random", n, normal, normal), build("second difference", n, func(int) float64 { return 2 }, func(int) float64 { return -1 }))
	}
	for _, n := range []int{2, 30, 70, 150} {
		ms = append(ms,
			build("zero", n, zero, zero), build("identity", n, one, zero), build("no diagonal", n, zero, one),
			build("equal", n, one, func(i int) float64 { return float64(i % 2) }),
			build("tiny", n, func(i int) float64 { return 1e-300 * rng.NormFloat64() }, func(i int) float64 { return 1e-300 * rng.NormFloat64() }),
			build("huge", n, func(i int) float64 { return 1e300 * rng.NormFloat64() }, func(i int) float64 { return 1e300 * rng.NormFloat64() }),
			build("weak", n, normal, func(i int) float64 { return 1e-9 * rng.NormFloat64() }))
	}
	return ms
}

// TestSolve wants small residuals and orthogonal vectors, and the same values from both algorithms.
func TestSolve(t *testing.T) {
	for _, m := range matrices() {
		t.Run(m.name, func(t *testing.T) {
			n := len(m.d)
			ldz := n + 3
			d, z := slices.Clone(m.d), make([]float64, n*ldz)
			for i := range z {
				z[i] = math.NaN()
			}
			work := make([]float64, WorkSize(n)+1)
			for i := range work {
				work[i] = math.NaN()
			}
			work[WorkSize(n)] = 7
			c := NewConqueror(gonumblas.Implementation{}, n, work)
			if !c.Solve(d, slices.Clone(m.e), z, ldz) {
				t.Fatal("no convergence")
			}
			if work[WorkSize(n)] != 7 {
				t.Error("wrote behind its workspace")
			}
			checkResidual(t, m, d, z, ldz)
			checkOrthogonal(t, n, z, ldz)

			values := slices.Clone(m.d)
			if !Values(values, slices.Clone(m.e)) {
				t.Fatal("no convergence of values")
			}
			order := Order(d, make([]float64, n))
			for i, v := range values {
				if diff := math.Abs(v - d[int(order[i])]); !(diff <= bound(n)*m.norm()) {
					t.Fatalf("value %d: %v root-free, %v by divide and conquer", i, v, d[int(order[i])])
				}
			}
			if !slices.IsSorted(values) {
				t.Error("values in no order")
			}
		})
	}
}

func checkResidual(t *testing.T, m matrix, d, z []float64, ldz int) {
	t.Helper()
	n, scale := len(m.d), m.norm()
	if scale == 0 {
		scale = 1
	}
	for i := range n {
		v, sum := z[i*ldz:][:n], 0.0
		for j := range n {
			r := (m.d[j]/scale - d[i]/scale) * v[j]
			if j > 0 {
				r += m.e[j-1] / scale * v[j-1]
			}
			if j < n-1 {
				r += m.e[j] / scale * v[j+1]
			}
			sum += r * r
		}
		if !(math.Sqrt(sum) <= bound(n)) {
			t.Fatalf("residual of pair %d is %.3g, want at most %.3g", i, math.Sqrt(sum), bound(n))
		}
	}
}

func checkOrthogonal(t *testing.T, n int, z []float64, ldz int) {
	t.Helper()
	for i := range n {
		for j := range i + 1 {
			sum := 0.0
			for l, v := range z[i*ldz:][:n] {
				sum += v * z[j*ldz+l]
			}
			if i == j {
				sum--
			}
			if !(math.Abs(sum) <= bound(n)) {
				t.Fatalf("vectors %d and %d are orthogonal to %.3g, want %.3g", i, j, sum, bound(n))
			}
		}
	}
}

// TestGraded wants the small eigenvalues of a graded matrix as precise as the large ones.
func TestGraded(t *testing.T) {
	m := build("graded", 60, func(i int) float64 { return math.Pow(10, -float64(i)) }, func(i int) float64 { return math.Pow(10, -float64(i)-4) })
	d := slices.Clone(m.d)
	if !Values(d, slices.Clone(m.e)) {
		t.Fatal("no convergence")
	}
	for i, v := range d {
		// The off-diagonals move an eigenvalue by some 10⁻⁷ of itself.
		want := m.d[len(d)-1-i]
		if math.Abs(v-want) > 1e-6*want {
			t.Errorf("value %d is %v, want near %v", i, v, want)
		}
	}
}

// TestNotFinite wants an end and, of NaN, the report that there are no eigenvalues. Inf makes its neighbours negligible.
func TestNotFinite(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, n := range []int{3, 32, 70} {
			for at := range 2 * n {
				m := build("", n, func(int) float64 { return rng.NormFloat64() }, func(int) float64 { return rng.NormFloat64() })
				if at < n {
					m.d[at] = bad
				} else {
					m.e[min(at-n, n-2)] = bad
				}
				c := NewConqueror(gonumblas.Implementation{}, n, make([]float64, WorkSize(n)))
				if c.Solve(slices.Clone(m.d), slices.Clone(m.e), make([]float64, n*n), n) && bad != bad {
					t.Fatalf("%v in place %d of %d: vectors converged", bad, at, n)
				}
				if Values(m.d, m.e) && bad != bad {
					t.Fatalf("%v in place %d of %d: values converged", bad, at, n)
				}
			}
		}
	}
}

// TestDrop wants deflated rows by descending eigenvalue, in whatever order they come.
func TestDrop(t *testing.T) {
	d := []float64{3, 1, 4, 1.5, 9, 2, 6}
	c := NewConqueror(gonumblas.Implementation{}, len(d), make([]float64, WorkSize(len(d))))
	for j := range d {
		c.drop(&piece{d: d}, j, len(d)-1-j)
	}
	for i := range len(d) - 1 {
		if d[c.kept.at(i)] < d[c.kept.at(i+1)] {
			t.Errorf("order %v", c.kept[:len(d)])
		}
	}
}
