package schur

import "gonum.org/v1/gonum/blas"

// sweep chases one bulge for each two of the shifts through the active block lo … hi, as chains of bulges three columns
// apart (K. Braman, R. Byers, R. Mathias, The multishift QR algorithm, part I, SIAM J. Matrix Anal. Appl. 23, 2002, page 929). A
// chain moves on inside a window on the diagonal, and the window's rotations are accumulated in an orthogonal matrix that
// products apply to what is left, right and above of it.
func (p *problem) sweep(lo, hi int, re, im []float64) {
	chain := 2 * p.bulges
	for len(re) > 0 {
		k := min(chain, len(re))
		p.chain(lo, hi, re[:k], im[:k])
		re, im = re[k:], im[k:]
	}
}

// chain chases a chain of bulges through the active block.
func (p *problem) chain(lo, hi int, re, im []float64) {
	nb := len(re) / 2
	at := lo // next column of the last bulge, or lo while bulges are still to be made
	for starting := true; ; starting = false {
		base := at + 1
		if starting {
			base = lo
		}
		end := min(at+p.width-1, hi)
		p.window(lo, hi, base, end, at, starting, re, im)
		if end == hi {
			return
		}
		at = end - 3*nb
	}
}

// window moves every bulge as far as rows and columns base … end allow, the first bulge first. The bulges stand
// three columns apart, the last one in column at; when starting they are made in column lo.
func (p *problem) window(lo, hi, base, end, at int, starting bool, re, im []float64) {
	nu := end - base + 1
	u := p.u[:nu*nu]
	clear(u)
	for i := range nu {
		u[i*nu+i] = 1
	}
	g := region{blas: p.blas, h: p.h, ldh: p.ldh, top: base, right: end + 1, u: u, ldu: nu, base: base}
	nb := len(re) / 2
	for j := range nb {
		s := pair{re[2*j], im[2*j], re[2*j+1], im[2*j+1]}
		k, stop := at+3*(nb-1-j), end-4-3*j
		if end == hi {
			stop = hi - 2
		}
		first := k + 1 - base // columns of u before it have ones alone
		if starting {
			k, first = lo, 0
			g.start(s, lo, hi, 0, min(3+2*j, nu))
		}
		for ; k <= stop; k++ {
			g.step(s, k, hi, first, min(k+4+2*j-base, nu))
		}
	}
	p.update(base, end, lo, hi, nu, u)
}

// update applies the matrix of a window's rotations to H right of the window and above it, and to Z.
func (p *problem) update(base, end, lo, hi, nu int, u []float64) {
	top, right := lo, hi+1
	if p.full {
		top, right = 0, p.n
	}
	if m := right - end - 1; m > 0 {
		p.left(u, nu, p.h[base*p.ldh+end+1:], p.ldh, m)
	}
	if m := base - top; m > 0 {
		p.right(u, nu, p.h[top*p.ldh+base:], p.ldh, m)
	}
	if m := p.zhi - p.zlo; m > 0 {
		p.left(u, nu, p.z[base*p.ldz+p.zlo:], p.ldz, m)
	}
}

// left computes A ← Uᵀ·A for m columns of H or Zᵀ. u is Uᵀ.
func (p *problem) left(u []float64, nu int, a []float64, lda, m int) {
	p.blas.Dgemm(blas.NoTrans, blas.NoTrans, nu, m, nu, 1, u, nu, a, lda, 0, p.space, m)
	for i := range nu {
		copy(a[i*lda:i*lda+m], p.space[i*m:])
	}
}

// right computes A ← A·U for m rows of H.
func (p *problem) right(u []float64, nu int, a []float64, lda, m int) {
	p.blas.Dgemm(blas.NoTrans, blas.Trans, m, nu, nu, 1, a, lda, u, nu, 0, p.space, nu)
	for i := range m {
		copy(a[i*lda:i*lda+nu], p.space[i*nu:])
	}
}
