package gonumblas_test

import (
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/blas/testblas"

	weft "weft.example/blas"
	"weft.example/blas/gonumblas"
	"weft.example/kernels"
)

// level1 is what gonum tests of vectors.
type level1 interface {
	testblas.Ddotter
	testblas.Dnrm2er
	testblas.Dasumer
	testblas.Idamaxer
	testblas.Dswapper
	testblas.Dcopier
	testblas.Daxpyer
	testblas.Droter
	testblas.Drotmer
	testblas.Dscaler
}

// throughout computes with weft however few elements there are: gonum's cases are shorter than the doors' least lengths.
type throughout struct {
	gonum.Implementation
	kn *kernels.Kernels[float64]
}

func (i throughout) Dasum(n int, x []float64, incX int) float64 {
	if n >= 0 && n <= len(x) && incX == 1 {
		return weft.AbsSum(i.kn, x[:n])
	}
	return i.Implementation.Dasum(n, x, incX)
}

func (i throughout) Idamax(n int, x []float64, incX int) int {
	if n > 0 && n <= len(x) && incX == 1 {
		return weft.Iamax(i.kn, x[:n])
	}
	return i.Implementation.Idamax(n, x, incX)
}

func (i throughout) Dswap(n int, x []float64, incX int, y []float64, incY int) {
	if n > 0 && n <= len(x) && n <= len(y) && incX*incY == 1 {
		weft.Swap(i.kn, x[:n], y[:n])
		return
	}
	i.Implementation.Dswap(n, x, incX, y, incY)
}

func (i throughout) Drot(n int, x []float64, incX int, y []float64, incY int, c, s float64) {
	if n > 0 && n <= len(x) && n <= len(y) && incX*incY == 1 {
		weft.Rotate(i.kn, weft.Rotation[float64]{c, s, -s, c}, x[:n], y[:n])
		return
	}
	i.Implementation.Drot(n, x, incX, y, incY, c, s)
}

func (i throughout) Drotm(n int, x []float64, incX int, y []float64, incY int, p blas.DrotmParams) {
	if n > 0 && n <= len(x) && n <= len(y) && incX*incY == 1 && p.Flag == blas.Rescaling {
		weft.Rotate(i.kn, weft.Rotation[float64]{p.H[0], p.H[2], p.H[1], p.H[3]}, x[:n], y[:n])
		return
	}
	i.Implementation.Drotm(n, x, incX, y, incY, p)
}

// TestLevel1Suites runs gonum's own tests on every Set, through the doors and without least lengths.
func TestLevel1Suites(t *testing.T) {
	for _, set := range kernels.Available() {
		for name, impl := range map[string]level1{
			"doors":      gonumblas.New(set, nil),
			"throughout": throughout{kn: kernels.Of[float64](set)},
		} {
			for routine, suite := range map[string]func(t *testing.T){
				"Ddot":   func(t *testing.T) { testblas.DdotTest(t, impl) },
				"Dnrm2":  func(t *testing.T) { testblas.Dnrm2Test(t, impl) },
				"Dasum":  func(t *testing.T) { testblas.DasumTest(t, impl) },
				"Idamax": func(t *testing.T) { testblas.IdamaxTest(t, impl) },
				"Dswap":  func(t *testing.T) { testblas.DswapTest(t, impl) },
				"Dcopy":  func(t *testing.T) { testblas.DcopyTest(t, impl) },
				"Daxpy":  func(t *testing.T) { testblas.DaxpyTest(t, impl) },
				"Drot":   func(t *testing.T) { testblas.DrotTest(t, impl) },
				"Drotm":  func(t *testing.T) { testblas.DrotmTest(t, impl) },
				"Dscal":  func(t *testing.T) { testblas.DscalTest(t, impl) },
			} {
				t.Run(set.Name+"/"+name+"/"+routine, suite)
			}
		}
	}
}
