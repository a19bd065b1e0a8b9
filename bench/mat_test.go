package bench_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
	theirBLAS "gonum.org/v1/gonum/blas/gonum"
	theirLAPACK "gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/gonumlapack"
)

// matOperands are matrices of one order, and others beside.
type matOperands struct {
	n             int
	a, b, c       *mat.Dense // of n by n, c to be written
	tall, data    *mat.Dense // 8n by n/8, and 4n by n
	x, y          *mat.VecDense
	sym           *mat.SymDense // positive definite
	band          *mat.SymBandDense
	triangle      *mat.TriDense
	chol          mat.Cholesky
	symmetric     *mat.SymDense // to be written
	columnsOfData *mat.SymDense
}

func newMatOperands(n int) *matOperands {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	dense := func(rows, cols int) *mat.Dense {
		data := make([]float64, rows*cols)
		for i := range data {
			data[i] = r.NormFloat64()
		}
		return mat.NewDense(rows, cols, data)
	}
	o := &matOperands{n: n, a: dense(n, n), b: dense(n, n), c: dense(n, n), tall: dense(8*n, n/8), data: dense(4*n, n),
		x: mat.NewVecDense(n, nil), y: mat.NewVecDense(n, nil), symmetric: mat.NewSymDense(n, nil), columnsOfData: mat.NewSymDense(n, nil)}
	o.x.CopyVec(o.a.ColView(0))
	o.sym = mat.NewSymDense(n, nil)
	o.sym.SymOuterK(1, o.data.T())
	o.chol.Factorize(o.sym)
	o.triangle = mat.NewTriDense(n, mat.Lower, o.sym.RawSymmetric().Data)
	o.band = mat.NewSymBandDense(n, 4, nil)
	for i := range n {
		o.band.SetSymBand(i, i, 10)
		for j := i + 1; j < min(n, i+5); j++ {
			o.band.SetSymBand(i, j, 1)
		}
	}
	return o
}

// matJobs are what programs over gonum/mat do, in the order of docs/from-gonum.md.
var matJobs = []struct {
	name string
	do   func(o *matOperands)
}{
	{"Mul", func(o *matOperands) { o.c.Mul(o.a, o.b) }},
	{"Mul-transposed", func(o *matOperands) { o.c.Mul(o.a.T(), o.b) }},
	{"SymOuterK", func(o *matOperands) { o.symmetric.SymOuterK(1, o.a) }},
	{"covariance", func(o *matOperands) { stat.CovarianceMatrix(o.columnsOfData, o.data, nil) }},
	{"Cholesky", func(o *matOperands) { var f mat.Cholesky; f.Factorize(o.sym) }},
	{"LU", func(o *matOperands) { var f mat.LU; f.Factorize(o.a) }},
	{"Solve", func(o *matOperands) { _ = o.c.Solve(o.a, o.b) }},
	{"Inverse", func(o *matOperands) { _ = o.c.Inverse(o.a) }},
	{"Det", func(o *matOperands) { mat.Det(o.a) }},
	{"QR", func(o *matOperands) { var f mat.QR; f.Factorize(o.a) }},
	{"QR-tall", func(o *matOperands) { var f mat.QR; f.Factorize(o.tall) }},
	{"least-squares", func(o *matOperands) { var x mat.Dense; _ = x.Solve(o.data, o.data.Slice(0, 4*o.n, 0, 1)) }},
	{"SVD-thin", func(o *matOperands) { var f mat.SVD; f.Factorize(o.a, mat.SVDThin) }},
	{"PC", func(o *matOperands) { var pc stat.PC; pc.PrincipalComponents(o.data, nil) }},
	{"EigenSym", func(o *matOperands) { var f mat.EigenSym; f.Factorize(o.sym, true) }},
	{"Eigen", func(o *matOperands) { var f mat.Eigen; f.Factorize(o.a, mat.EigenRight) }},
	{"Exp", func(o *matOperands) { o.c.Exp(o.a) }},
	{"Pow-5", func(o *matOperands) { o.c.Pow(o.a, 5) }},
	{"MulVec", func(o *matOperands) { o.y.MulVec(o.a, o.x) }},
	{"MulVec-symmetric", func(o *matOperands) { o.y.MulVec(o.sym, o.x) }},
	{"MulVec-triangle", func(o *matOperands) { o.y.MulVec(o.triangle, o.x) }},
	{"Outer", func(o *matOperands) { o.c.Outer(1, o.x, o.y) }},
	{"solve-one", func(o *matOperands) { _ = o.chol.SolveVecTo(o.y, o.x) }},
	{"Dot", func(o *matOperands) { mat.Dot(o.x, o.y) }},
	{"Norm-2", func(o *matOperands) { mat.Norm(o.x, 2) }},
	{"Add", func(o *matOperands) { o.c.Add(o.a, o.b) }},
	{"MulElem", func(o *matOperands) { o.c.MulElem(o.a, o.b) }},
	{"Sum", func(o *matOperands) { mat.Sum(o.a) }},
	{"BandCholesky", func(o *matOperands) { var f mat.BandCholesky; f.Factorize(o.band) }},
	{"generalized-SVD", func(o *matOperands) { var f mat.HOGSVD; f.Factorize(o.a, o.b) }},
}

// TestMatTable wants a row of docs/from-gonum.md for each job, in this order, and does each once.
func TestMatTable(t *testing.T) {
	text, err := os.ReadFile("../docs/from-gonum.md")
	if err != nil {
		t.Fatal(err)
	}
	rest, o := string(text), newMatOperands(16)
	for _, job := range matJobs {
		_, after, found := strings.Cut(rest, "| `"+job.name+"` |")
		if !found {
			t.Fatalf("no row of %s behind the others", job.name)
		}
		rest = after
		job.do(o)
	}
	if strings.Contains(rest, "\n| `") {
		t.Error("more rows than jobs")
	}
}

// BenchmarkMat is gonum/mat over gonum's own BLAS and LAPACK and over weft's.
func BenchmarkMat(b *testing.B) {
	defer blas64.Use(theirBLAS.Implementation{})
	defer lapack64.Use(theirLAPACK.Implementation{})
	for _, n := range []int{32, 256} {
		o := newMatOperands(n)
		for _, job := range matJobs {
			for _, impl := range []string{"gonum", "weft"} {
				b.Run(fmt.Sprintf("job=%s/n=%d/impl=%s", job.name, n, impl), func(b *testing.B) {
					blas64.Use(theirBLAS.Implementation{})
					lapack64.Use(theirLAPACK.Implementation{})
					if impl == "weft" {
						blas64.Use(gonumblas.Implementation{})
						lapack64.Use(gonumlapack.Implementation{})
					}
					for b.Loop() {
						job.do(o)
					}
				})
			}
		}
	}
}
