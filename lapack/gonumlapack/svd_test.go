package gonumlapack

import (
	"testing"

	"gonum.org/v1/gonum/lapack/testlapack"

	"weft/blas/gonumblas"
	"weft/kernels"
	"weft/workers"
)

// implementations are the zero value and one for every Set.
func implementations() map[string]Implementation {
	all := map[string]Implementation{"zero": {}}
	for _, set := range kernels.Available() {
		all[set.Name] = New(gonumblas.New(set, workers.New(1)))
	}
	return all
}

func TestGonumSVD(t *testing.T) {
	for name, impl := range implementations() {
		t.Run(name+"/Dgebrd", func(t *testing.T) { testlapack.DgebrdTest(t, impl) })
		t.Run(name+"/Dgesvd", func(t *testing.T) { testlapack.DgesvdTest(t, impl, 1e-13) })
	}
}
