package gonumblas_test

import (
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
