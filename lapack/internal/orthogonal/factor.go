package orthogonal

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/scratch"
)

// columns is the reflectors of a panel for a matrix with k of them, of n elements each: more where the products that they meet come from
// afar. Orders of 256, 512 and 1024 and those of 4n by n take the least time so (Emerald Rapids).
func columns(n, k int) int {
	switch {
	case n*k <= 1<<17:
		return 16
	case n*k <= 3<<18 || k <= 768 && isTall(n, tallColumns):
		return tallColumns
	}
	return 64
}

// LQ factorizes A of m by n to L·Q, with Q = …·H₁·H₀. L overwrites A up to the diagonal. The vectors of the min(m, n) reflectors
// lie right of it, in rows.
func LQ(bl gonumblas.Implementation, m, n int, a []float64, lda int, tau []float64) {
	k := min(m, n)
	nb := min(columns(n, k), k)
	room := scratch.Get(bl, 2*nb*nb+nb*max(m, nb))
	t, l, work := room.Take(nb*nb), room.Take(nb*nb), room.Take(nb*max(m, nb))
	for i := 0; i < k; i += nb {
		ib := min(nb, k-i)
		p := newPanel(n-i, ib, a[i*lda+i:], lda, t, l, nb, tau[i:], work)
		p.factor(bl, 0, ib)
		if below := m - i - ib; below > 0 {
			p.triangle(bl, 0, ib)
			p.Right(bl, blas.NoTrans, below, a[(i+ib)*lda+i:], lda, work)
		}
		for r := range ib {
			copy(a[(i+r)*lda+i:], l[r*nb:][:r+1])
		}
	}
	room.Put()
}

// QR factorizes A of m by n to Q·R, with Q = H₀·H₁·…. R overwrites A from the diagonal on. The vectors of the min(m, n) reflectors
// lie below it, in columns.
func QR(bl gonumblas.Implementation, m, n int, a []float64, lda int, tau []float64) {
	k := min(m, n)
	nb := min(columns(m, k), k)
	if k >= leastSteps && !isTall(m, nb) {
		inSteps(bl, m, n, a, lda, tau, nb)
		return
	}
	ldp, ldw := scratch.Stride(m), scratch.Stride(n)
	room := scratch.Get(bl, 2*nb*nb+nb*ldp+nb*max(nb, ldw))
	t, l, v, w := room.Take(nb*nb), room.Take(nb*nb), room.Take(nb*ldp), room.Take(nb*max(nb, ldw))
	for j := 0; j < k; j += nb {
		jb := min(nb, k-j)
		right := n - j - jb
		p := newPanel(m-j, jb, v, ldp, t, l, nb, tau[j:], w)
		p.columns(bl, a[j*lda+j:], lda, right > 0)
		if right > 0 {
			p.Left(bl, blas.Trans, right, a[j*lda+j+jb:], lda, w)
		}
	}
	room.Put()
}
