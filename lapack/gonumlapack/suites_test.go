package gonumlapack_test

import (
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/testlapack"

	"weft/blas/gonumblas"
	"weft/kernels"
	"weft/lapack/gonumlapack"
	"weft/workers"
)

// suites are gonum's own tests of the routines that are replaced, and of those that rest on them.
var suites = map[string]func(*testing.T, gonumlapack.Implementation){
	"Dgelqf": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgelqfTest(t, i) },
	"Dgels":  func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgelsTest(t, i) },
	"Dgeqrf": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgeqrfTest(t, i) },
	"Dorglq": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DorglqTest(t, i) },
	"Dorgqr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DorgqrTest(t, i) },
	"Dormlq": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DormlqTest(t, i) },
	"Dormqr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DormqrTest(t, i) },
}

// TestGonumSuites runs them for the zero Implementation and for every Set.
func TestGonumSuites(t *testing.T) {
	for name, suite := range suites {
		t.Run("zero/"+name, func(t *testing.T) { suite(t, gonumlapack.Implementation{}) })
	}
	for _, set := range kernels.Available() {
		bl := gonumblas.New(set, workers.New(1))
		t.Run(set.Name, func(t *testing.T) {
			defer blas64.Use(blas64.Implementation())
			blas64.Use(bl)
			for name, suite := range suites {
				t.Run(name, func(t *testing.T) { suite(t, gonumlapack.New(bl)) })
			}
		})
	}
}
