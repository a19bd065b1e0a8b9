package orthogonal

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
)

// A tall panel does not fit the cache, and a reflector at a time would take it from memory for each of them. So blocks of its rows, which
// do fit, are factorized each for itself, and their triangles together once more: TSQR (Demmel, Grigori, Hoemmen and Langou,
// Communication-optimal Parallel and Sequential QR and LU Factorizations, 2012). What comes of it is the columns of Q, and the R of
// Householder but for signs. LAPACK's reflectors are then those of Ballard, Demmel, Grigori, Jacquelin, Knight and Nguyen (Reconstructing
// Householder Vectors from Tall-Skinny QR, 2014): with a diagonal S of signs, Q - S = V·U is an LU that needs no pivots, and
// T = -U·S·V₁⁻ᵀ.
//
// The flops are twice those of Householder. 100000 by 20 goes from 19.7 to 10.3 ms, and 10000 by 20 from 0.88 to 0.93 (Emerald Rapids).
const (
	tallColumns   = 32      // of panels
	tallElements  = 1 << 18 // above which a panel of so few columns is tall
	blockElements = 1 << 15 // of a block of rows
)

// isTall tells whether a panel of n rows and k columns is.
func isTall(n, k int) bool { return k <= tallColumns && n*k > tallElements }

// tall factorizes the panel A of N by K. V is in A when it is done, and in p too if there are columns right of the panel.
func (p *panel) tall(bl gonumblas.Implementation, a []float64, lda int, right bool) {
	k := p.K
	blocks := p.N * k / blockElements
	rows := blocks * k
	room := scratch.Get(bl, (blocks*k+rows+2*k+1)*k)
	ts, stack, q, m, tau := room.Take(blocks*k*k), room.Take(rows*k), room.Take(k*k), room.Take(k*k), room.Take(k)
	for i := range blocks {
		from, b := p.block(i, blocks, ts)
		bl.Dtranspose(checked.Operands{}, b.N, k, b.V, b.LDV, a[from*lda:], lda)
		b.factor(bl, 0, k)
		b.triangle(bl, 0, k)
		b.upper(stack[i*k*k:], k)
	}
	QR(bl, rows, k, stack, k, tau)
	p.lower(stack, k)
	FormQR(bl, rows, k, k, stack, k, tau)
	_, first := p.block(0, blocks, ts)
	first.leading(bl, q, m, stack)
	p.reconstruct(bl, q)
	bl.Dtrsm(blas.Right, blas.Upper, blas.NoTrans, blas.NonUnit, rows, k, 1, q, k, stack, k) // V = Q·U⁻¹, but for V₁
	for i := range blocks {
		from, b := p.block(i, blocks, ts)
		c, v := stack[i*k*k:][:k*k], a[from*lda:]
		b.times(bl, m, c)
		bl.Dgemm(blas.Trans, blas.NoTrans, b.N, k, k, -1, b.V, b.LDV, m, k, 0, v, lda)
		for r := range k {
			row := v[r*lda:][:k]
			for j, x := range c[r*k:][:k] {
				row[j] += x
			}
			if i == 0 {
				copy(row, q[r*k:][:r])
				row[r] = 1
				clear(row[r+1:])
			}
		}
		if right {
			bl.Dtranspose(checked.Operands{}, b.N, k, b.V, b.LDV, v, lda)
		}
	}
	room.Put()
}

// block is block i of a panel's rows, whose first row is from.
func (p *panel) block(i, blocks int, ts []float64) (from int, b panel) {
	from = i * p.N / blocks
	b = *p
	b.N = (i+1)*p.N/blocks - from
	b.V, b.T, b.LDT = p.V[from:], ts[i*p.K*p.K:], p.K
	return from, b
}

// upper writes the R of a panel that is factorized.
func (p *panel) upper(r []float64, ldr int) {
	for i := range p.K {
		row := r[i*ldr:][:p.K]
		clear(row[:i])
		for j := i; j < p.K; j++ {
			row[j] = p.l[j*p.ldl+i]
		}
	}
}

// lower takes the R of a panel that is factorized.
func (p *panel) lower(r []float64, ldr int) {
	for j := range p.K {
		for i := range j + 1 {
			p.l[j*p.ldl+i] = r[i*ldr+j]
		}
	}
}

// times computes M = T·V₁ᵀ·C, with which H·(C, 0) = (C, 0) - V·M.
func (p *panel) times(bl gonumblas.Implementation, m, c []float64) {
	k := p.K
	copy(m, c[:k*k])
	bl.Dtrmm(blas.Left, blas.Upper, blas.NoTrans, blas.Unit, k, k, 1, p.V, p.LDV, m, k)
	bl.Dtrmm(blas.Left, blas.Upper, blas.NoTrans, blas.NonUnit, k, k, 1, p.T, p.LDT, m, k)
}

// leading computes the leading square of H·(C, 0), C - V₁·M.
func (p *panel) leading(bl gonumblas.Implementation, q, m, c []float64) {
	k := p.K
	p.times(bl, m, c)
	copy(q, m)
	bl.Dtrmm(blas.Left, blas.Upper, blas.Trans, blas.Unit, k, k, 1, p.V, p.LDV, q, k)
	for i, v := range q {
		q[i] = c[i] - v
	}
}

// reconstruct overwrites the leading square Q₁ of Q with V₁ and U, and makes tau, T and the signs of R. A sign is such that the pivot
// is at least 1.
func (p *panel) reconstruct(bl gonumblas.Implementation, q []float64) {
	k := p.K
	for j := range k {
		row := q[j*k:][:k]
		sign := -math.Copysign(1, row[j])
		row[j] -= sign
		p.tau[j] = -sign * row[j]
		for i := j + 1; i < k; i++ {
			below := q[i*k:][:k]
			below[j] /= row[j]
			for c := j + 1; c < k; c++ {
				below[c] -= below[j] * row[c]
			}
		}
		for i := j; i < k; i++ {
			p.l[i*p.ldl+j] *= sign
		}
		for i := range k { // T·V₁ᵀ = -U·S
			p.T[i*p.LDT+j] = 0
			if i <= j {
				p.T[i*p.LDT+j] = -sign * q[i*k+j]
			}
		}
	}
	bl.Dtrsm(blas.Right, blas.Lower, blas.Trans, blas.Unit, k, k, 1, q, k, p.T, p.LDT)
}
