package gonumlapack

import (
	"testing"

	"gonum.org/v1/gonum/lapack/testlapack"
)

func TestEigSuites(t *testing.T) {
	t.Run("Dhseqr", func(t *testing.T) { testlapack.DhseqrTest(t, Implementation{}) })
	t.Run("Dgeev", func(t *testing.T) { testlapack.DgeevTest(t, Implementation{}) })
}
