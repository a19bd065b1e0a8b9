package blastest_test

import (
	"testing"

	"weft.example/blas/blastest"
	"weft.example/blas/gonumblas"
	"weft.example/kernels"
)

// TestWeft tests weft's routines on every Set.
func TestWeft(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name, func(t *testing.T) {
			blastest.Float32(t, gonumblas.New(set, nil))
			blastest.Float64(t, gonumblas.New(set, nil))
		})
	}
}
