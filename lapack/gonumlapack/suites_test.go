//go:build !race

package gonumlapack_test

import (
	"slices"
	"testing"

	"gonum.org/v1/gonum/lapack/testlapack"

	"weft.example/blas/gonumblas"
	"weft.example/internal/long"
	"weft.example/kernels"
	"weft.example/lapack/gonumlapack"
	"weft.example/workers"
)

// suites are gonum's own tests of the routines that are replaced, and of those that rest on them.
var suites = map[string]func(*testing.T, gonumlapack.Implementation){
	"Dgelqf": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgelqfTest(t, i) },
	"Dgels":  func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgelsTest(t, i) },
	"Dgeqrf": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgeqrfTest(t, i) },
	"Dgesv":  func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgesvTest(t, i) },
	"Dgetrf": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgetrfTest(t, i) },
	"Dgetri": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgetriTest(t, i) },
	"Dgetrs": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgetrsTest(t, i) },
	"Dlaswp": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DlaswpTest(t, i) },
	"Dlauum": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DlauumTest(t, i) },
	"Dpotrf": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DpotrfTest(t, i) },
	"Dpotri": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DpotriTest(t, i) },
	"Dpotrs": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DpotrsTest(t, i) },
	"Dtrtri": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DtrtriTest(t, i) },
	"Dtrtrs": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DtrtrsTest(t, i) },
	"Dgecon": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgeconTest(t, i) },
	"Dpocon": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DpoconTest(t, i) },
	"Dtrcon": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DtrconTest(t, i) },
	"Dlange": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DlangeTest(t, i) },
	"Dlansy": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DlansyTest(t, i) },
	"Dlantr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DlantrTest(t, i) },
	"Dorglq": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DorglqTest(t, i) },
	"Dorgqr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DorgqrTest(t, i) },
	"Dormlq": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DormlqTest(t, i) },
	"Dormqr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DormqrTest(t, i) },
	"Dsyev":  func(t *testing.T, i gonumlapack.Implementation) { testlapack.DsyevTest(t, i) },
	"Dsytrd": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DsytrdTest(t, i) },
	"Dsterf": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DsterfTest(t, i) },
	"Dorgtr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DorgtrTest(t, i) },
	"Dsteqr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DsteqrTest(t, i) },
	"Dorgbr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DorgbrTest(t, i) },
	"Dormbr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DormbrTest(t, i) },
	"Dgesvd": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgesvdTest(t, i, 1e-13) },
	"Dgebrd": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgebrdTest(t, i) },
	"Dgeev":  func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgeevTest(t, i) },
	"Dgehrd": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DgehrdTest(t, i) },
	"Dorghr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DorghrTest(t, i) },
	"Dormhr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DormhrTest(t, i) },
	"Dtrexc": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DtrexcTest(t, i) },
	"Dhseqr": func(t *testing.T, i gonumlapack.Implementation) { testlapack.DhseqrTest(t, i) },
}

// slow are those that take ten times as long as any other, and are only run with all cases. What they
// test, tests of other names have too: residuals, hard matrices, sizes round blocks.
var slow = []string{"Dgeev", "Dgesvd", "Dormbr"}

// TestGonumSuites runs them for the zero Implementation and, of all cases, for every Set. The race detector,
// under which they take ten minutes, looks at what the workers do in other tests. What is gonum's computes with gonum's BLAS: DgeevTest
// wants a double eigenvalue of Gear(150) within 1e-8, though √ε is 1.5e-8, and other sums may have it 1.4e-8 away.
func TestGonumSuites(t *testing.T) {
	for name, suite := range suites {
		if long.Tests() || !slices.Contains(slow, name) {
			t.Run("zero/"+name, func(t *testing.T) { suite(t, gonumlapack.Implementation{}) })
		}
	}
	for _, set := range kernels.Available() {
		if !long.Tests() {
			break
		}
		bl := gonumblas.New(set, workers.New(1))
		t.Run(set.Name, func(t *testing.T) {
			for name, suite := range suites {
				t.Run(name, func(t *testing.T) { suite(t, gonumlapack.New(bl)) })
			}
		})
	}
}
