package bench

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	weftblas "weft.example/blas"
	"weft.example/kernels"
)

// Gemm is a GemmCase with its matrices.
type Gemm[T kernels.Float] struct {
	GemmCase
	a, b, c  []T // as stored: A is K by M where transposed, else M by K
	lda, ldb int
	opA, opB weftblas.Matrix[T]
}

// NewGemm returns the case with random matrices, the same each time.
func NewGemm[T kernels.Float](c GemmCase) *Gemm[T] {
	rng := rand.New(rand.NewPCG(uint64(c.M), uint64(c.K)))
	g := &Gemm[T]{
		GemmCase: c,
		a:        random[T](rng, c.M*c.K), lda: c.K,
		b: random[T](rng, c.K*c.N), ldb: c.N,
		c: make([]T, c.M*c.N),
	}
	if c.TransA {
		g.lda = c.M
	}
	if c.TransB {
		g.ldb = c.K
	}
	g.opA, g.opB = g.views()
	return g
}

// random returns n values between -1 and 1.
func random[T kernels.Float](rng *rand.Rand, n int) []T {
	s := make([]T, n)
	for i := range s {
		s[i] = T(2*rng.Float64() - 1)
	}
	return s
}

// Weft multiplies with weft.
func (g *Gemm[T]) Weft(w *weftblas.Workspace[T]) {
	w.Gemm(g.M, g.N, g.K, 1, g.opA, g.opB, 0, g.c, g.N)
}

// Plan returns a plan for the case.
func (g *Gemm[T]) Plan(set *kernels.Set) *weftblas.GemmPlan[T] {
	return weftblas.NewGemmPlan[T](set, nil, weftblas.Shape{M: g.M, N: g.N, K: g.K, ARS: g.opA.RS, ACS: g.opA.CS, BRS: g.opB.RS, BCS: g.opB.CS, LDC: g.N}, 1, 0)
}

// Planned multiplies by a plan for the case.
func (g *Gemm[T]) Planned(p *weftblas.GemmPlan[T]) { p.Do(g.a, g.b, g.c) }

// views returns op(A) and op(B).
func (g *Gemm[T]) views() (a, b weftblas.Matrix[T]) {
	a, b = weftblas.Rows(g.a, g.lda), weftblas.Rows(g.b, g.ldb)
	if g.TransA {
		a = a.T()
	}
	if g.TransB {
		b = b.T()
	}
	return a, b
}

// Gonum multiplies with gonum, which uses every core where the product is large.
func (g *Gemm[T]) Gonum() { g.Through(gonum.Implementation{}) }

// Through multiplies through gonum's interfaces.
func (g *Gemm[T]) Through(impl interface {
	blas.Float32Level3
	blas.Float64Level3
}) {
	tA, tB := trans(g.TransA), trans(g.TransB)
	switch a := any(g.a).(type) {
	case []float32:
		b, c := any(g.b).([]float32), any(g.c).([]float32)
		impl.Sgemm(tA, tB, g.M, g.N, g.K, 1, a, g.lda, b, g.ldb, 0, c, g.N)
	case []float64:
		b, c := any(g.b).([]float64), any(g.c).([]float64)
		impl.Dgemm(tA, tB, g.M, g.N, g.K, 1, a, g.lda, b, g.ldb, 0, c, g.N)
	}
}

func trans(t bool) blas.Transpose {
	if t {
		return blas.Trans
	}
	return blas.NoTrans
}

// Naive multiplies with three loops, ordered so that the innermost walks along
// rows of what is stored.
func (g *Gemm[T]) Naive() {
	a, b := &g.opA, &g.opB
	for i := range g.M {
		row := g.c[i*g.N : (i+1)*g.N]
		if g.TransB {
			for j := range row {
				var sum T
				for p, v := range g.b[j*g.K : (j+1)*g.K] {
					sum += a.Data[i*a.RS+p*a.CS] * v
				}
				row[j] = sum
			}
			continue
		}
		clear(row)
		for p := range g.K {
			v := a.Data[i*a.RS+p*a.CS]
			for j, w := range b.Data[p*g.N : (p+1)*g.N] {
				row[j] += v * w
			}
		}
	}
}

// Check compares some elements of C with A·B and then spoils C, so that the
// next product is checked on its own. A sum of k products in any order differs
// from the exact one by at most γ_k·Σ|a·b| (Higham, 2002, §3.1).
func (g *Gemm[T]) Check() error {
	a, b := &g.opA, &g.opB
	rng := rand.New(rand.NewPCG(1, 1))
	for range 64 {
		i, j := rng.IntN(g.M), rng.IntN(g.N)
		var want, size float64
		for p := range g.K {
			v := float64(a.Data[i*a.RS+p*a.CS]) * float64(b.Data[p*b.RS+j*b.CS])
			want += v
			size += math.Abs(v)
		}
		got := float64(g.c[i*g.N+j])
		if !(math.Abs(got-want) <= float64(g.K+1)*epsilon[T]()*size) { // NaN fails
			return fmt.Errorf("bench: %s: c[%d,%d] = %v, want %v", g.Name, i, j, got, want)
		}
	}
	for i := range g.c {
		g.c[i] = T(math.NaN())
	}
	return nil
}

// epsilon is the distance from 1 to the next number of type T.
func epsilon[T kernels.Float]() float64 {
	if _, ok := any(T(0)).(float32); ok {
		return 0x1p-23
	}
	return 0x1p-52
}
