package gonumblas_test

import (
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/testblas"
)

// narrowed is Sgemm in Dgemm's clothes. gonum tests no float32; its cases for
// Dgemm are small whole numbers, exact in both.
type narrowed struct{}

func (narrowed) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	c32 := narrow(c)
	door().Sgemm(tA, tB, m, n, k, float32(alpha), narrow(a), lda, narrow(b), ldb, float32(beta), c32, ldc)
	for i, v := range c32 {
		c[i] = float64(v)
	}
}

func narrow(x []float64) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(v)
	}
	return y
}

// TestGonumSuites runs gonum's own tests: Dgemm's on what is replaced, the
// others to show that the rest is gonum's still.
func TestGonumSuites(t *testing.T) {
	impl := door()
	for name, suite := range map[string]func(t *testing.T){
		"Sgemm": func(t *testing.T) { testblas.TestDgemm(t, narrowed{}) },
		"Dgemm": func(t *testing.T) { testblas.TestDgemm(t, impl) },
		"Ddot":  func(t *testing.T) { testblas.DdotTest(t, impl) },
		"Daxpy": func(t *testing.T) { testblas.DaxpyTest(t, impl) },
		"Dscal": func(t *testing.T) { testblas.DscalTest(t, impl) },
		"Dnrm2": func(t *testing.T) { testblas.Dnrm2Test(t, impl) },
		"Dgemv": func(t *testing.T) { testblas.DgemvTest(t, impl) },
		"Dger":  func(t *testing.T) { testblas.DgerTest(t, impl) },
		"Dsymm": func(t *testing.T) { testblas.DsymmTest(t, impl) },
		"Dsymv": func(t *testing.T) { testblas.DsymvTest(t, impl) },
		"Dsyr":  func(t *testing.T) { testblas.DsyrTest(t, impl) },
		"Dtrmv": func(t *testing.T) { testblas.DtrmvTest(t, impl) },
		"Dtrsv": func(t *testing.T) { testblas.DtrsvTest(t, impl) },
		"Dsyrk": func(t *testing.T) { testblas.DsyrkTest(t, impl) },
		"Dtrmm": func(t *testing.T) { testblas.DtrmmTest(t, impl) },
		"Dtrsm": func(t *testing.T) { testblas.DtrsmTest(t, impl) },
		"Zgemm": func(t *testing.T) { testblas.ZgemmTest(t, impl) },
		"Zherk": func(t *testing.T) { testblas.ZherkTest(t, impl) },
	} {
		t.Run(name, suite)
	}
}
