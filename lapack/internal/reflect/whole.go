package reflect

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
)

// Where V meets many rows or columns of C, a whole block is faster: what the triangle of V does is part of two products.

// Complete writes the ones and zeros of V, which is stored by rows, and returns the whole block.
func (h Block) Complete() Block {
	for i := range h.K {
		clear(h.V[i*h.LDV:][:i])
		h.V[i*h.LDV+i] = 1
	}
	h.Whole = true
	return h
}

// Copy returns a whole block with the vectors of h in v, of K·scratch.Stride(N) elements.
func (h Block) Copy(bl gonumblas.Implementation, v []float64) Block {
	from, lds := h.V, h.LDV
	h.V, h.LDV = v, scratch.Stride(h.N)
	if h.Store == Columns {
		bl.Dtranspose(checked.Operands{}, h.N, h.K, v, h.LDV, from, lds)
		h.Store = Rows
		return h.Complete()
	}
	for i := range h.K {
		copy(v[i*h.LDV+i:][:h.N-i], from[i*lds+i:])
	}
	return h.Complete()
}

// Part is the whole block of reflectors first to last-1 of a whole block.
func (h Block) Part(first, last int) Block {
	h.N, h.K = h.N-first, last-first
	h.V, h.T = h.V[first*h.LDV+first:], h.T[first*h.LDT+first:]
	return h
}

// Join completes T of a whole block where its first k1 rows and the others each are the T of their own reflectors (Elmroth and
// Gustavson, Applying Recursion to Serial and Parallel QR Factorization Leads to Better Performance, 2000): T₁₂ = -T₁·(V₁ᵀ·V₂)·T₂.
func (h Block) Join(bl gonumblas.Implementation, k1 int) {
	k2 := h.K - k1
	bl.Dgemm(blas.NoTrans, blas.Trans, k1, k2, h.N-k1, 1, h.V[k1:], h.LDV, h.V[k1*h.LDV+k1:], h.LDV, 0, h.T[k1:], h.LDT)
	between(bl, k1, k2, h.T, h.LDT)
}

// leftWhole is left of a whole block.
func (h Block) leftWhole(bl gonumblas.Implementation, trans blas.Transpose, n int, c []float64, ldc int, w []float64, ldw int) {
	bl.Dgemm(blas.NoTrans, blas.NoTrans, h.K, n, h.N, 1, h.V, h.LDV, c, ldc, 0, w, ldw)
	bl.Dtrmm(blas.Left, blas.Upper, trans, blas.NonUnit, h.K, n, 1, h.T, h.LDT, w, ldw)
	bl.Dgemm(blas.Trans, blas.NoTrans, h.N, n, h.K, -1, h.V, h.LDV, w, ldw, 1, c, ldc)
}

// Among are columns From … To-1 of the N of C.
type Among struct {
	From, To, N int
	C           []float64
	LDC         int
}

// LeftColumns is Left of a whole block for some columns, at c, where they lie in all or have been copied to. They have the same bits
// whatever other columns are computed with them, and wherever they lie. W is K by N, its rows ldw apart, and only those columns of it are
// written.
func (h Block) LeftColumns(bl gonumblas.Implementation, trans blas.Transpose, all Among, c []float64, ldc int, w []float64, ldw int) {
	n, wc := all.To-all.From, w[all.From:]
	x := gonumblas.Columns{From: all.From, To: all.To, A: h.V, LDA: h.LDV, B: c, LDB: ldc, C: wc, LDC: ldw}
	bl.DgemmCopies(checked.Operands{}, x, blas.NoTrans, h.K, all.N, h.N, 1, h.V, h.LDV, all.C, all.LDC, 0, w, ldw)
	bl.Dtrmm(blas.Left, blas.Upper, trans, blas.NonUnit, h.K, n, 1, h.T, h.LDT, wc, ldw)
	x.B, x.LDB, x.C, x.LDC = wc, ldw, c, ldc
	bl.DgemmCopies(checked.Operands{}, x, blas.Trans, h.N, all.N, h.K, -1, h.V, h.LDV, w, ldw, 1, all.C, all.LDC)
}

// rightWhole is right of a whole block.
func (h Block) rightWhole(bl gonumblas.Implementation, trans blas.Transpose, m int, c []float64, ldc int, w []float64) {
	bl.Dgemm(blas.NoTrans, blas.Trans, m, h.K, h.N, 1, c, ldc, h.V, h.LDV, 0, w, h.K)
	bl.Dtrmm(blas.Right, blas.Upper, trans, blas.NonUnit, m, h.K, 1, h.T, h.LDT, w, h.K)
	bl.Dgemm(blas.NoTrans, blas.NoTrans, m, h.N, h.K, -1, w, h.K, h.V, h.LDV, 1, c, ldc)
}
