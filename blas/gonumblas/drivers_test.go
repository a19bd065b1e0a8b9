package gonumblas_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"weft.example/internal/long"
)

// TestDriversEnd wants decompositions of matrices that have a NaN or an infinity to end. gonum's loops skip zeros, so there
// these numbers spread less; iterations must not go on for it. What they find is not compared.
func TestDriversEnd(t *testing.T) {
	defer blas64.Use(blas64.Implementation())
	blas64.Use(door())
	rng := rand.New(rand.NewPCG(77, 0))
	sides := []int{3, 10, 33, 70, 130}
	if !long.Tests() {
		sides = sides[:4]
	}
	for _, n := range sides {
		for _, value := range []float64{math.NaN(), math.Inf(1), math.MaxFloat64} {
			for _, at := range [][2]int{{0, 0}, {n / 2, n / 3}, {n - 1, n - 1}} {
				a := mat.NewDense(n, n, nil)
				for i := range n {
					for j := range n {
						a.Set(i, j, rng.NormFloat64())
					}
				}
				a.Set(at[0], at[1], value)
				for name, d := range drivers {
					if name == "Eigen" && value != value || name == "SVD" && math.IsInf(value, 0) && at == [2]int{} {
						continue // these do not end over gonum's own BLAS either
					}
					func() {
						defer func() { recover() }() // some of gonum's refuse such a matrix
						d(a)
					}()
				}
			}
		}
	}
}

var drivers = map[string]func(a *mat.Dense){
	"LU":       func(a *mat.Dense) { new(mat.LU).Factorize(a) },
	"QR":       func(a *mat.Dense) { new(mat.QR).Factorize(a) },
	"LQ":       func(a *mat.Dense) { new(mat.LQ).Factorize(a) },
	"Cholesky": func(a *mat.Dense) { new(mat.Cholesky).Factorize(symmetricOf(a)) },
	"EigenSym": func(a *mat.Dense) { new(mat.EigenSym).Factorize(symmetricOf(a), true) },
	"Eigen":    func(a *mat.Dense) { new(mat.Eigen).Factorize(a, mat.EigenRight) },
	"SVD":      func(a *mat.Dense) { new(mat.SVD).Factorize(a, mat.SVDThin) },
}

func symmetricOf(a *mat.Dense) mat.Symmetric {
	n, _ := a.Dims()
	s := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			s.SetSym(i, j, a.At(i, j))
		}
	}
	return s
}
