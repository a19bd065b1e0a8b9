package gonumblas_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
)

// TestWithoutAssembly wants gonum's bits of the zero Implementation where the Set is the Go reference, weft's
// elsewhere, and weft's of New's everywhere.
func TestWithoutAssembly(t *testing.T) {
	t.Run("Sgemm", testWithoutAssembly[float32])
	t.Run("Dgemm", testWithoutAssembly[float64])
}

func testWithoutAssembly[T kernels.Float](t *testing.T) {
	set, err := kernels.Default()
	if err != nil {
		t.Fatal(err)
	}
	reference := set.Name == "generic"
	rng := rand.New(rand.NewPCG(5, 0))
	for _, size := range []int{1, 3, 8, 33, 100} { // to a tile, small, and planned
		for _, tA := range transposes {
			for _, tB := range transposes {
				p := product[T]{tA: tA, tB: tB, m: size, n: size, k: size, alpha: 0.7, beta: 0.3}
				p.a, p.lda = randomMatrix[T](rng, size, size, tA)
				p.b, p.ldb = randomMatrix[T](rng, size, size, tB)
				p.c = make([]T, size*size)
				p.ldc = size
				for i := range p.c {
					p.c[i] = T(rng.NormFloat64())
				}
				zero := p.bits(gemmOf[T](gonumblas.Implementation{}))
				theirs, weft := p.bits(gemmOf[T](gonum.Implementation{})), p.bits(ours[T]())
				if want := map[bool][]T{true: theirs, false: weft}[reference]; !same(zero, want) {
					t.Errorf("%c%c %d cubed: other bits than wanted of the zero Implementation, the reference: %v", tA, tB, size, reference)
				}
				if size == 100 && same(theirs, weft) {
					t.Errorf("%c%c %d cubed: New's has gonum's bits", tA, tB, size)
				}
			}
		}
	}
}

// bits returns C as f computes it. p keeps its own.
func (p product[T]) bits(f gemm[T]) []T {
	p.c = append([]T(nil), p.c...)
	p.run(f)
	return p.c
}

func same[T kernels.Float](x, y []T) bool {
	for i, v := range x {
		if v != y[i] {
			return false
		}
	}
	return true
}

// TestVectorsWithoutAssembly is the same for vectors, with a sum, since others have no bits of their own.
func TestVectorsWithoutAssembly(t *testing.T) {
	set, err := kernels.Default()
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(6, 0))
	x, y := make([]float64, 999), make([]float64, 999)
	for i := range x {
		x[i], y[i] = rng.NormFloat64(), rng.NormFloat64()
	}
	for name, sum := range map[string]func(v vectors[float64]) float64{
		"Ddot":           func(v vectors[float64]) float64 { return v.dot(999, x, 1, y, 1) },
		"Ddot backwards": func(v vectors[float64]) float64 { return v.dot(999, x, -1, y, -1) },
		"Dasum":          func(v vectors[float64]) float64 { return v.asum(999, x, 1) },
	} {
		want := sum(vectors64(gonum.Implementation{}))
		if set.Name != "generic" {
			want = sum(vectors64(door()))
		}
		if got := sum(vectors64(gonumblas.Implementation{})); got != want {
			t.Errorf("%s %v, want %v", name, got, want)
		}
	}
}

// TestLevel2WithoutAssembly is the same for a matrix and vectors.
func TestLevel2WithoutAssembly(t *testing.T) {
	set, err := kernels.Default()
	if err != nil {
		t.Fatal(err)
	}
	const n = 300
	rng := rand.New(rand.NewPCG(7, 0))
	a, x := make([]float64, n*n), make([]float64, n)
	for i := range a {
		a[i], x[i%n] = rng.NormFloat64(), rng.NormFloat64()
	}
	sums := func(f level2[float64]) []float64 {
		y, c := make([]float64, n), append([]float64(nil), a...)
		f.gemv(blas.Trans, n, n, 0.7, a, n, x, 1, 0, y, 1)
		f.ger(n, n, 0.7, x, 1, y, 1, c, n)
		return append(c, y...)
	}
	want := sums(level2Of[float64](door()))
	if set.Name == "generic" {
		want = sums(level2Of[float64](gonum.Implementation{}))
	}
	if !same(sums(level2Of[float64](gonumblas.Implementation{})), want) {
		t.Error("other bits than wanted of the zero Implementation")
	}
}

// TestTrianglesWithoutAssembly is the same for triangles, bands and vectors.
func TestTrianglesWithoutAssembly(t *testing.T) {
	set, err := kernels.Default()
	if err != nil {
		t.Fatal(err)
	}
	const n = 200
	rng := rand.New(rand.NewPCG(8, 0))
	for _, l := range layouts(rng, n) {
		if l.kind == 'b' {
			l.k, l.lda = 60, 61
		}
		a, x := make([]float64, n*(n+3)), make([]float64, n)
		for i := range a {
			a[i], x[i%n] = rng.NormFloat64()/n, rng.NormFloat64()
		}
		for i := range n {
			a[l.at(i, i)] += 2
		}
		results := map[string]func(f triangles[float64], a, y []float64){
			"symv": func(f triangles[float64], a, y []float64) { f.symv(l, 0.7, a, x, 1, 1, y, 1) },
			"syr":  func(f triangles[float64], a, _ []float64) { f.syr(l, 0.7, x, 1, a) },
			"syr2": func(f triangles[float64], a, _ []float64) { f.syr2(l, 0.7, x, 1, x, 1, a) },
			"trmv": func(f triangles[float64], a, y []float64) { f.trv(l, false, blas.NoTrans, blas.NonUnit, a, y, 1) },
			"trsv": func(f triangles[float64], a, y []float64) { f.trv(l, true, blas.NoTrans, blas.NonUnit, a, y, 1) },
			"gbmv": func(f triangles[float64], a, y []float64) {
				f.gbmv(blas.NoTrans, n, n, 30, 30, 0.7, a, 61, x, 1, 1, y, 1)
			},
		}
		for name, run := range results {
			bits := func(f triangles[float64]) []float64 {
				b, y := append([]float64(nil), a...), append([]float64(nil), x...)
				run(f, b, y)
				return append(b, y...)
			}
			want := bits(trianglesOf[float64](door()))
			if set.Name == "generic" {
				want = bits(trianglesOf[float64](gonum.Implementation{}))
			}
			if !same(bits(trianglesOf[float64](gonumblas.Implementation{})), want) {
				t.Errorf("%s %v: other bits than wanted of the zero Implementation", name, l)
			}
		}
	}
}

// TestGerBackwards wants sums of the zero Implementation with negative increments, where gonum's assembly has wrong ones, on every build.
func TestGerBackwards(t *testing.T) {
	var zero gonumblas.Implementation
	rng := rand.New(rand.NewPCG(6, 0))
	for _, size := range [][2]int{{1, 1}, {2, 5}, {9, 160}, {40, 33}} {
		for _, inc := range [][2]int{{-1, 1}, {1, -1}, {-3, -2}, {2, -1}} {
			m, n, lda := size[0], size[1], size[1]+3
			x, y, a := elements(rng, m, inc[0]), elements(rng, n, inc[1]), make([]float64, m*lda)
			a32 := make([]float32, m*lda)
			zero.Dger(m, n, 0.5, x, inc[0], y, inc[1], a, lda)
			zero.Sger(m, n, 0.5, singles(x), inc[0], singles(y), inc[1], a32, lda)
			for i := range m {
				for j := range lda {
					want := 0.0
					if j < n {
						want = 0.5 * x[place(m, inc[0], i)] * y[place(n, inc[1], j)]
					}
					if got := a[i*lda+j]; math.Abs(got-want) > 1e-15 {
						t.Fatalf("Dger %d×%d increments %v: A[%d,%d] = %v, want %v", m, n, inc, i, j, got, want)
					}
					if got := float64(a32[i*lda+j]); math.Abs(got-want) > 1e-6 {
						t.Fatalf("Sger %d×%d increments %v: A[%d,%d] = %v, want %v", m, n, inc, i, j, got, want)
					}
				}
			}
		}
	}
}

// elements are a vector of n, as far apart as inc says, which ends with the last.
func elements(rng *rand.Rand, n, inc int) []float64 {
	v := make([]float64, 1+(n-1)*max(inc, -inc))
	for i := range v {
		v[i] = 2*rng.Float64() - 1
	}
	return v
}

func singles(v []float64) []float32 {
	list := make([]float32, len(v))
	for i, x := range v {
		list[i] = float32(x)
	}
	return list
}
