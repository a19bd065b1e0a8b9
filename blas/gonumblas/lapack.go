package gonumblas

import (
	"sync"

	weft "weft.example/blas"
	"weft.example/internal/checked"
)

// What weft's LAPACK needs besides BLAS. Nobody outside of this module can call it.

// Dtranspose makes dst, of n by m, the transpose of src, of m by n. They must not overlap.
func (i Implementation) Dtranspose(_ checked.Operands, m, n int, dst []float64, ldd int, src []float64, lds int) {
	if spaces := spacesOf[float64](i.own); spaces != nil {
		weft.Transpose(checked.Operands{}, spaces.Kernels, m, n, dst, ldd, src, lds)
		return
	}
	for r := range m {
		for j, v := range src[r*lds:][:n] {
			dst[j*ldd+r] = v
		}
	}
}

// Scratch is a pool for what lapack puts there. It lasts as long as the Implementation, and all zero values have the same one.
func (i Implementation) Scratch(_ checked.Operands) *sync.Pool {
	if i.own == nil {
		return &shared.get().scratch
	}
	return &i.own.scratch
}
