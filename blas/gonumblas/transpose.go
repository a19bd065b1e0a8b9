package gonumblas

import (
	weft "weft.example/blas"
	"weft.example/internal/checked"
)

// Dtranspose makes dst, of n by m, the transpose of src, of m by n. They must not overlap. BLAS has nothing like it: it is for
// the factorizations in lapack, which turn panels whose columns they go along.
func (i Implementation) Dtranspose(_ checked.Operands, m, n int, dst []float64, ldd int, src []float64, lds int) {
	if spaces := spacesOf[float64](i.own); spaces != nil {
		weft.Transpose(checked.Operands{}, spaces.Kernels, m, n, dst, ldd, src, lds)
		return
	}
	for i := range m {
		for j, v := range src[i*lds:][:n] {
			dst[j*ldd+i] = v
		}
	}
}
