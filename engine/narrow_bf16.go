package engine

import (
	"weft.example/blas"
	"weft.example/internal/half"
	"weft.example/kernels"
)

// bf16Weights are of bfloat16.
type bf16Weights struct {
	*blas.Panels[float32, uint16, float32]
	fn *kernels.Functions[float32]
}

func bf16Of[T kernels.Float](kn *kernels.Narrow, fn *kernels.Functions[float32], in, out int, w []T) narrowWeights {
	return &bf16Weights{blas.NewPanels(kn.BF16, in, out, func(j, p int) uint16 { return half.BF16.Bits(float64(w[j*in+p])) }), fn}
}

func (w *bf16Weights) product(_ *narrowRoom, m int, x []float32, ldx int, z, bias []float32) {
	ldz := w.Outputs()
	w.Multiply(m, x, ldx, z, ldz)
	rows := rowsPerPart(ldz)
	for j := 0; j < ldz; j += kernels.MaxElements {
		n := min(ldz-j, kernels.MaxElements)
		for i := 0; i < m; i += rows {
			w.fn.AddRow(min(rows, m-i), n, &z[i*ldz+j], ldz, &bias[j])
		}
	}
}
