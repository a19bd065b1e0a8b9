package schur

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
)

// sweep chases one bulge for each two of the shifts through the active block lo … hi, as chains of bulges three columns
// apart (K. Braman, R. Byers, R. Mathias, The multishift QR algorithm, part I, SIAM J. Matrix Anal. Appl. 23, 2002, page 929). A
// chain moves on inside a window on the diagonal, and the window's rotations are accumulated in an orthogonal matrix that
// products apply to what is left, right and above of it.
func (p *problem) sweep(lo, hi int, re, im []float64) {
	room := scratch.Get(p.blas, 0)
	c := scratch.Job[chain](room)
	*c = chain{problem: *p, lo: lo, hi: hi}
	c.blas = p.blas.Alone(checked.Operands{})
	for most := 2 * p.bulges; len(re) > 0; {
		k := min(most, len(re))
		c.re, c.im = re[:k], im[:k]
		c.run(p.blas)
		re, im = re[k:], im[k:]
	}
	*c = chain{}
	room.Put()
}

// chain is one of bulges on its way through the active block, and the task of its next window: while it goes through that, other workers
// apply the rotations of the window before. Those reach the next window too, which is done first.
type chain struct {
	problem
	lo, hi       int
	re, im       []float64
	before, next window
}

// window is rows and columns base … end of H. The bulges stand three columns apart, the last one in column at; when starting they are
// made in column lo. u is the transpose of the matrix of its rotations.
type window struct {
	base, end, at int
	starting      bool
	u             []float64
}

// order is the rows of a window.
func (w *window) order() int { return w.end - w.base + 1 }

// run chases the chain through the active block.
func (c *chain) run(bl gonumblas.Implementation) {
	const parts = 4
	c.before = window{}
	rooms := [2][]float64{c.u[:c.width*c.width], c.u[c.width*c.width:]}
	at := c.lo // next column of the last bulge, or lo while bulges are still to be made
	for i := 0; ; i = 1 - i {
		c.next = window{base: at + 1, end: min(at+c.width-1, c.hi), at: at, u: rooms[i]}
		if c.before.u == nil {
			c.next.starting, c.next.base = true, c.lo
		} else if b := &c.before; c.next.end > b.end {
			c.fromLeft(c.space, b.u, b.order(), c.h[b.base*c.ldh+b.end+1:], c.ldh, c.next.end-b.end)
		}
		bl.Run(checked.Operands{}, parts, c)
		c.before, at = c.next, c.next.end-3*len(c.re)/2
		if c.next.end == c.hi {
			c.next.u = nil
			bl.Run(checked.Operands{}, parts, c)
			return
		}
	}
}

// Do chases the chain through the next window, or applies the rotations of the one before to what is far of both in H, to its right or
// above it, or to Z.
func (c *chain) Do(_, part int) {
	b, each := &c.before, c.width*c.n
	switch {
	case part == 0 && c.next.u != nil:
		c.chase(&c.next)
	case part == 0 || b.u == nil:
	case part == 1:
		c.right(c.space[:each], b, c.next.end+1)
	case part == 2:
		c.above(c.space[each:], b)
	case c.zlo < c.zhi:
		c.fromLeft(c.space[2*each:], b.u, b.order(), c.z[b.base*c.ldz+c.zlo:], c.ldz, c.zhi-c.zlo)
	}
}

// chase moves every bulge as far as a window allows, the first bulge first.
func (c *chain) chase(w *window) {
	nu, nb := w.order(), len(c.re)/2
	u := w.u[:nu*nu]
	clear(u)
	for i := range nu {
		u[i*nu+i] = 1
	}
	g := region{blas: c.blas, h: c.h, ldh: c.ldh, top: w.base, right: w.end + 1, u: u, ldu: nu, base: w.base}
	for j := range nb {
		s := pair{c.re[2*j], c.im[2*j], c.re[2*j+1], c.im[2*j+1]}
		k, stop := w.at+3*(nb-1-j), w.end-4-3*j
		if w.end == c.hi {
			stop = c.hi - 2
		}
		first := k + 1 - w.base // columns of u before it have ones alone
		if w.starting {
			k, first = c.lo, 0
			g.start(s, c.lo, c.hi, 0, min(3+2*j, nu))
		}
		for ; k <= stop; k++ {
			g.step(s, k, c.hi, first, min(k+4+2*j-w.base, nu))
		}
	}
}

// right applies the rotations of a window to H from a column on.
func (c *chain) right(space []float64, w *window, from int) {
	end := c.hi + 1
	if c.full {
		end = c.n
	}
	if m := end - from; m > 0 {
		c.fromLeft(space, w.u, w.order(), c.h[w.base*c.ldh+from:], c.ldh, m)
	}
}

// above applies the rotations of a window to H above it.
func (c *chain) above(space []float64, w *window) {
	top := c.lo
	if c.full {
		top = 0
	}
	if m := w.base - top; m > 0 {
		c.fromRight(space, w.u, w.order(), c.h[top*c.ldh+w.base:], c.ldh, m)
	}
}

// fromLeft computes A ← Uᵀ·A for m columns of H or Zᵀ. u is Uᵀ.
func (p *problem) fromLeft(space, u []float64, nu int, a []float64, lda, m int) {
	p.blas.Dgemm(blas.NoTrans, blas.NoTrans, nu, m, nu, 1, u, nu, a, lda, 0, space, m)
	for i := range nu {
		copy(a[i*lda:i*lda+m], space[i*m:])
	}
}

// fromRight computes A ← A·U for m rows of H.
func (p *problem) fromRight(space, u []float64, nu int, a []float64, lda, m int) {
	p.blas.Dgemm(blas.NoTrans, blas.Trans, m, nu, nu, 1, a, lda, u, nu, 0, space, nu)
	for i := range m {
		copy(a[i*lda:i*lda+nu], space[i*nu:])
	}
}
