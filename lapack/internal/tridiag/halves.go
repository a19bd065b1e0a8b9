package tridiag

import (
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
)

// leastHalves is the rows from which workers share the two halves.
const leastHalves = 128

// halves is the task to solve them. Each has a Conqueror with a part of the other's workspace.
type halves struct {
	c  [2]Conqueror
	p  piece
	e  []float64
	ok [2]bool
}

// solveHalves solves T₁ and T₂ of p.
func (c *Conqueror) solveHalves(p *piece, e []float64) bool {
	if n := len(p.d); c.half || n < leastHalves {
		m := p.m
		return c.solve(p.d[:m], e[:m-1], p.z, p.ldz, p.order) && c.solve(p.d[m:], e[m:], p.z[m*p.ldz+m:], p.ldz, p.order[m:])
	}
	h := scratch.Job[halves](c.tasks)
	*h = halves{c: [2]Conqueror{c.part(0, p.m), c.part(p.m, len(p.d))}, p: *p, e: e}
	c.BLAS.Run(checked.Operands{}, 2, h)
	ok := h.ok[0] && h.ok[1]
	*h = halves{}
	return ok
}

// part is a Conqueror for rows lo … hi-1 of those of c, where lo is 0 or another part ends with row lo-1.
func (c *Conqueror) part(lo, hi int) Conqueror {
	n, from, to := hi-lo, lo+min(1, lo), hi+1+min(1, lo)
	return Conqueror{
		BLAS: c.BLAS.Alone(checked.Operands{}), half: true, pool: c.pool[lo*lo+lo:][:n*n+n],
		u: c.u[from:to], poles: c.poles[from:to], weight: c.weight[from:to],
		sorted: c.sorted[from:to], kept: c.kept[from:to], slot: c.slot[from:to], kind: c.kind[from:to],
	}
}

// Do solves a half.
func (h *halves) Do(_, i int) {
	c, p := &h.c[i], &h.p
	c.tasks = scratch.Get(c.BLAS, 0)
	if m := p.m; i == 0 {
		h.ok[0] = c.solve(p.d[:m], h.e[:m-1], p.z, p.ldz, p.order)
	} else {
		h.ok[1] = c.solve(p.d[m:], h.e[m:], p.z[m*p.ldz+m:], p.ldz, p.order[m:])
	}
	c.tasks.Put()
}
