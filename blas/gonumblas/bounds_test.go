package gonumblas

import (
	"testing"

	"weft.example/internal/kernelcalls"
)

// TestKernelCalls wants the proof that the slices are long enough for each kernel that is called.
func TestKernelCalls(t *testing.T) {
	const held = "n has been held against the lengths of x and y; weft's routine of that name checks for itself"
	proofs := map[string]string{
		"dot VecVec":    held,
		"axpy Axpy":     held,
		"scale Scale":   held,
		"rotate Rotate": held,
		"swap Swap":     held,
		"gemm Tiles":    "checkLength, with sizes whose products do not wrap, has held A, B and C against their leading dimensions",

		"Implementation.Sgemm Tiles": "longEnough has held A, B and C against their leading dimensions",
		"Implementation.Dgemm Tiles": "longEnough has held A, B and C against their leading dimensions",
	}
	const near = "near has held n, 1 or more, against the lengths"
	for method, kernel := range map[string]string{
		"dot": "VecVec", "axpy": "Axpy", "scal": "Scale", "nrm2": "VecVec", "asum": "AbsSum", "rot": "Rotate", "swap": "Swap",
	} {
		for _, letter := range []string{"S", "D"} {
			proofs["Implementation."+letter+method+" "+kernel] = near
		}
	}
	lines, err := kernelcalls.Differences(".", proofs, map[string]string{"Transpose": ""})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		t.Error(line)
	}
}
