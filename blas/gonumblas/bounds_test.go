package gonumblas

import (
	"testing"

	"weft/internal/kernelcalls"
)

// TestKernelCalls wants the proof that the slices are long enough for each kernel that is called.
func TestKernelCalls(t *testing.T) {
	proofs := map[string]string{
		"gemm Tiles": "checkLength, or checkWide where products may wrap, has held A, B and C against their leading dimensions",
	}
	lines, err := kernelcalls.Differences(".", proofs, map[string]string{"Transpose": "", "Axpy": "", "Scale": "", "Swap": ""})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		t.Error(line)
	}
}
