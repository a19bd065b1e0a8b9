package gonumblas

import (
	"sync"

	weft "weft.example/blas"
	"weft.example/internal/checked"
	"weft.example/workers"
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
	return &i.doors().scratch
}

// Run has the workers do parts 0 … parts-1 of a task. Its products should be those of Alone.
func (i Implementation) Run(_ checked.Operands, parts int, task workers.Task) {
	if pool := i.doors().pool; pool != nil {
		pool.Run(parts, task)
		return
	}
	for part := range parts {
		task.Do(0, part)
	}
}

// Alone is an Implementation with the same kernels and no workers: its results have the same bits. A part of a task computes with it,
// since other parts keep the workers busy.
func (i Implementation) Alone(_ checked.Operands) Implementation {
	if alone := i.doors().alone; alone != nil {
		i.own = alone
	}
	return i
}

func (i Implementation) doors() *doors {
	if i.own == nil {
		return shared.get()
	}
	return i.own
}
