package reflect

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// Whole is a [Block] stored by rows with all of V: its ones are there, and zeros are where it has zeros. Each step with it is one
// product.
type Whole struct {
	N, K int
	V    []float64
	LDV  int
	T    []float64
	LDT  int
}

// Part is the block of reflectors first to last-1.
func (h Whole) Part(first, last int) Whole {
	return Whole{h.N - first, last - first, h.V[first*h.LDV+first:], h.LDV, h.T[first*h.LDT+first:], h.LDT}
}

// Triangle is that of Block.
func (h Whole) Triangle(bl gonumblas.Implementation, tau []float64) {
	bl.Dsyrk(blas.Upper, blas.NoTrans, h.K, h.N, 1, h.V, h.LDV, 0, h.T, h.LDT)
	triangle(bl, h.K, h.T, h.LDT, tau)
}

// Join completes T where its first k1 rows and the others each are the T of their own reflectors (Elmroth and Gustavson, Applying
// Recursion to Serial and Parallel QR Factorization Leads to Better Performance, 2000): T₁₂ = -T₁·(V₁ᵀ·V₂)·T₂.
func (h Whole) Join(bl gonumblas.Implementation, k1 int) {
	k2 := h.K - k1
	bl.Dgemm(blas.NoTrans, blas.Trans, k1, k2, h.N-k1, 1, h.V[k1:], h.LDV, h.V[k1*h.LDV+k1:], h.LDV, 0, h.T[k1:], h.LDT)
	between(bl, k1, k2, h.T, h.LDT)
}

// Left computes C = Hᵀ·C for C of N by n. w is room for K rows of n elements, ldw apart.
func (h Whole) Left(bl gonumblas.Implementation, n int, c []float64, ldc int, w []float64, ldw int) {
	bl.Dgemm(blas.NoTrans, blas.NoTrans, h.K, n, h.N, 1, h.V, h.LDV, c, ldc, 0, w, ldw)
	bl.Dtrmm(blas.Left, blas.Upper, blas.Trans, blas.NonUnit, h.K, n, 1, h.T, h.LDT, w, ldw)
	bl.Dgemm(blas.Trans, blas.NoTrans, h.N, n, h.K, -1, h.V, h.LDV, w, ldw, 1, c, ldc)
}

// Right computes C = C·H for C of m by N. w is room for m rows of K elements.
func (h Whole) Right(bl gonumblas.Implementation, m int, c []float64, ldc int, w []float64) {
	bl.Dgemm(blas.NoTrans, blas.Trans, m, h.K, h.N, 1, c, ldc, h.V, h.LDV, 0, w, h.K)
	bl.Dtrmm(blas.Right, blas.Upper, blas.NoTrans, blas.NonUnit, m, h.K, 1, h.T, h.LDT, w, h.K)
	bl.Dgemm(blas.NoTrans, blas.NoTrans, m, h.N, h.K, -1, w, h.K, h.V, h.LDV, 1, c, ldc)
}
