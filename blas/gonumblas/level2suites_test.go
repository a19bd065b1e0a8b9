package gonumblas_test

import (
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/testblas"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
)

// everySize is an Implementation that computes in weft's way whatever is not empty and not refused, of the routines on
// triangles and bands.
type everySize struct {
	gonumblas.Implementation
	triangles[float64]
}

func (f everySize) Dsymv(ul blas.Uplo, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	f.symv(layout{'d', ul, n, n, lda}, alpha, a, x, incX, beta, y, incY)
}

func (f everySize) Dspmv(ul blas.Uplo, n int, alpha float64, a, x []float64, incX int, beta float64, y []float64, incY int) {
	f.symv(layout{'p', ul, n, n, 0}, alpha, a, x, incX, beta, y, incY)
}

func (f everySize) Dsbmv(ul blas.Uplo, n, k int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	f.symv(layout{'b', ul, n, k, lda}, alpha, a, x, incX, beta, y, incY)
}

func (f everySize) Dsyr(ul blas.Uplo, n int, alpha float64, x []float64, incX int, a []float64, lda int) {
	f.syr(layout{'d', ul, n, n, lda}, alpha, x, incX, a)
}

func (f everySize) Dspr(ul blas.Uplo, n int, alpha float64, x []float64, incX int, a []float64) {
	f.syr(layout{'p', ul, n, n, 0}, alpha, x, incX, a)
}

func (f everySize) Dsyr2(ul blas.Uplo, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	f.syr2(layout{'d', ul, n, n, lda}, alpha, x, incX, y, incY, a)
}

func (f everySize) Dspr2(ul blas.Uplo, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64) {
	f.syr2(layout{'p', ul, n, n, 0}, alpha, x, incX, y, incY, a)
}

func (f everySize) Dtrmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float64, lda int, x []float64, incX int) {
	f.trv(layout{'d', ul, n, n, lda}, false, tA, d, a, x, incX)
}

func (f everySize) Dtrsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float64, lda int, x []float64, incX int) {
	f.trv(layout{'d', ul, n, n, lda}, true, tA, d, a, x, incX)
}

func (f everySize) Dtpmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a, x []float64, incX int) {
	f.trv(layout{'p', ul, n, n, 0}, false, tA, d, a, x, incX)
}

func (f everySize) Dtpsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a, x []float64, incX int) {
	f.trv(layout{'p', ul, n, n, 0}, true, tA, d, a, x, incX)
}

func (f everySize) Dtbmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []float64, lda int, x []float64, incX int) {
	f.trv(layout{'b', ul, n, k, lda}, false, tA, d, a, x, incX)
}

func (f everySize) Dtbsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []float64, lda int, x []float64, incX int) {
	f.trv(layout{'b', ul, n, k, lda}, true, tA, d, a, x, incX)
}

func (f everySize) Dgbmv(tA blas.Transpose, m, n, kL, kU int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	f.gbmv(tA, m, n, kL, kU, alpha, a, lda, x, incX, beta, y, incY)
}

// TestTriangleSuites runs gonum's own tests, whose sizes are small, on every Set.
func TestTriangleSuites(t *testing.T) {
	for _, set := range kernels.Available() {
		impl := gonumblas.New(set, nil)
		f := everySize{impl, alwaysWeft[float64](impl)}
		for name, suite := range map[string]func(t *testing.T){
			"Dsymv": func(t *testing.T) { testblas.DsymvTest(t, f) },
			"Dspmv": func(t *testing.T) { testblas.DspmvTest(t, f) },
			"Dsbmv": func(t *testing.T) { testblas.DsbmvTest(t, f) },
			"Dsyr":  func(t *testing.T) { testblas.DsyrTest(t, f) },
			"Dspr":  func(t *testing.T) { testblas.DsprTest(t, f) },
			"Dsyr2": func(t *testing.T) { testblas.Dsyr2Test(t, f) },
			"Dspr2": func(t *testing.T) { testblas.Dspr2Test(t, f) },
			"Dtrmv": func(t *testing.T) { testblas.DtrmvTest(t, f) },
			"Dtrsv": func(t *testing.T) { testblas.DtrsvTest(t, f) },
			"Dtxmv": func(t *testing.T) { testblas.DtxmvTest(t, f) },
			"Dtpmv": func(t *testing.T) { testblas.DtpmvTest(t, f) },
			"Dtpsv": func(t *testing.T) { testblas.DtpsvTest(t, f) },
			"Dtbmv": func(t *testing.T) { testblas.DtbmvTest(t, f) },
			"Dtbsv": func(t *testing.T) { testblas.DtbsvTest(t, f) },
			"Dgbmv": func(t *testing.T) { testblas.DgbmvTest(t, f) },
		} {
			t.Run(set.Name+"/"+name, suite)
		}
	}
}
