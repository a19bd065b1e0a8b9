package reflect

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
)

// Storage tells how the vectors of a block lie.
type Storage bool

const (
	Columns Storage = false // V is N by K: vector j is column j, from its one in row j on
	Rows    Storage = true  // V is K by N: vector i is row i, from its one in column i on
)

// Block is a product of K reflectors of N elements, K <= N, H = H₀·H₁·… = I - V·T·Vᵀ. T is K by K. Only its upper triangle is read
// or written. Of V nothing outside of the vectors is read, unless the block is whole.
type Block struct {
	Store Storage
	Whole bool // V is stored by rows, and its ones and zeros are there
	N, K  int
	V     []float64
	LDV   int
	T     []float64
	LDT   int
}

// Left computes C = op(H)·C for C of N by n. work has at least K elements. C is taken as many columns at a time as work has
// room for, K elements each and a few besides.
func (h Block) Left(bl gonumblas.Implementation, trans blas.Transpose, n int, c []float64, ldc int, work []float64) {
	if h.K == 0 {
		return
	}
	for j, most := 0, widest(h.K, len(work)); j < n; j += most {
		h.left(bl, trans, min(most, n-j), c[j:], ldc, work)
	}
}

// left is Left for as many columns as work has room for. W is K by n:
//
//	W = op(T)·Vᵀ·C    C -= V·W
func (h Block) left(bl gonumblas.Implementation, trans blas.Transpose, n int, c []float64, ldc int, w []float64) {
	k, ldw := h.K, scratch.Stride(n)
	if k*ldw > len(w) {
		ldw = n
	}
	if h.Whole {
		h.leftWhole(bl, trans, n, c, ldc, w, ldw)
		return
	}
	half, turned, rest := h.parts()
	for i := range k {
		copy(w[i*ldw:][:n], c[i*ldc:])
	}
	bl.Dtrmm(blas.Left, half, turned, blas.Unit, k, n, 1, h.V, h.LDV, w, ldw)
	if h.N > k {
		bl.Dgemm(turned, blas.NoTrans, k, n, h.N-k, 1, rest, h.LDV, c[k*ldc:], ldc, 1, w, ldw)
	}
	bl.Dtrmm(blas.Left, blas.Upper, trans, blas.NonUnit, k, n, 1, h.T, h.LDT, w, ldw)
	if h.N > k {
		bl.Dgemm(other(turned), blas.NoTrans, h.N-k, n, k, -1, rest, h.LDV, w, ldw, 1, c[k*ldc:], ldc)
	}
	bl.Dtrmm(blas.Left, half, other(turned), blas.Unit, k, n, 1, h.V, h.LDV, w, ldw)
	subtract(k, n, c, ldc, w, ldw)
}

// Right computes C = C·op(H) for C of m by N. work has at least K elements. C is taken as many rows at a time as work has room
// for, K elements each.
func (h Block) Right(bl gonumblas.Implementation, trans blas.Transpose, m int, c []float64, ldc int, work []float64) {
	if h.K == 0 {
		return
	}
	for i, most := 0, len(work)/h.K; i < m; i += most {
		h.right(bl, trans, min(most, m-i), c[i*ldc:], ldc, work)
	}
}

// right is Right for as many rows as work has room for. W is m by K:
//
//	W = C·V·op(T)    C -= W·Vᵀ
func (h Block) right(bl gonumblas.Implementation, trans blas.Transpose, m int, c []float64, ldc int, w []float64) {
	if h.Whole {
		h.rightWhole(bl, trans, m, c, ldc, w)
		return
	}
	k := h.K
	half, turned, rest := h.parts()
	for i := range m {
		copy(w[i*k:][:k], c[i*ldc:])
	}
	bl.Dtrmm(blas.Right, half, other(turned), blas.Unit, m, k, 1, h.V, h.LDV, w, k)
	if h.N > k {
		bl.Dgemm(blas.NoTrans, other(turned), m, k, h.N-k, 1, c[k:], ldc, rest, h.LDV, 1, w, k)
	}
	bl.Dtrmm(blas.Right, blas.Upper, trans, blas.NonUnit, m, k, 1, h.T, h.LDT, w, k)
	if h.N > k {
		bl.Dgemm(blas.NoTrans, turned, m, h.N-k, k, -1, w, k, rest, h.LDV, 1, c[k:], ldc)
	}
	bl.Dtrmm(blas.Right, half, turned, blas.Unit, m, k, 1, h.V, h.LDV, w, k)
	subtract(m, k, c, ldc, w, k)
}

// parts returns which triangle of V's leading square has the vectors, the transpose of V that is Vᵀ, and V behind that
// square.
func (h Block) parts() (half blas.Uplo, turned blas.Transpose, rest []float64) {
	if h.Store == Rows {
		return blas.Upper, blas.NoTrans, h.V[min(h.K, len(h.V)):]
	}
	return blas.Lower, blas.Trans, h.V[min(h.K*h.LDV, len(h.V)):]
}

func other(t blas.Transpose) blas.Transpose {
	if t == blas.NoTrans {
		return blas.Trans
	}
	return blas.NoTrans
}

// subtract computes C -= W for both of m by n.
func subtract(m, n int, c []float64, ldc int, w []float64, ldw int) {
	for i := range m {
		to, from := c[i*ldc:][:n], w[i*ldw:][:n]
		for j, v := range from {
			to[j] -= v
		}
	}
}

// Room returns the elements of work with which [Block.Left] and [Block.Right] take a C with n columns, or rows, at once.
func Room(k, n int) int { return k * scratch.Stride(n) }

// widest is the columns that room for k rows of them has.
func widest(k, room int) int {
	n := room / k
	if n < 8 {
		return n
	}
	return ((n/8 - 1) | 1) * 8 // its Stride is itself
}
