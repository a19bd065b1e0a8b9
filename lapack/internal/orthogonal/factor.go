package orthogonal

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/reflect"
	"weft.example/lapack/internal/scratch"
)

// panel is the rows or columns of a panel for a matrix with k reflectors: more where the products that they meet are large.
func panel(k int) int {
	switch {
	case k <= 256:
		return 32
	case k <= 768:
		return 48
	}
	return 64
}

// LQ factorizes A of m by n to L·Q, with Q = …·H₁·H₀. L overwrites A up to the diagonal. The vectors of the min(m, n) reflectors
// lie right of it, in rows.
func LQ(bl gonumblas.Implementation, m, n int, a []float64, lda int, tau []float64) {
	k := min(m, n)
	nb := min(panel(k), k)
	room := scratch.Get(nb*nb + reflect.Room(nb, max(m, nb)))
	t, work := room.Take(nb*nb), room.Take(reflect.Room(nb, max(m, nb)))
	for i := 0; i < k; i += nb {
		ib := min(nb, k-i)
		h := reflect.Block{Store: reflect.Rows, N: n - i, K: ib, V: a[i*lda+i:], LDV: lda, T: t, LDT: nb}
		factorRows(bl, h, tau[i:], work)
		if below := m - i - ib; below > 0 {
			h.Right(bl, blas.NoTrans, below, a[(i+ib)*lda+i:], lda, work)
		}
	}
	room.Put()
}

// QR factorizes A of m by n to Q·R, with Q = H₀·H₁·…. R overwrites A from the diagonal on. The vectors of the min(m, n) reflectors
// lie below it, in columns.
func QR(bl gonumblas.Implementation, m, n int, a []float64, lda int, tau []float64) {
	k := min(m, n)
	nb := min(panel(k), k)
	ldp, ldw := reflect.Stride(m), reflect.Stride(n)
	room := scratch.Get(nb*nb + nb*ldp + nb*max(nb, ldw))
	t, p, w := room.Take(nb*nb), room.Take(nb*ldp), room.Take(nb*max(nb, ldw))
	for j := 0; j < k; j += nb {
		jb := min(nb, k-j)
		scratch.Transpose(m-j, jb, p, ldp, a[j*lda+j:], lda)
		h := reflect.Block{Store: reflect.Rows, N: m - j, K: jb, V: p, LDV: ldp, T: t, LDT: nb}
		factorRows(bl, h, tau[j:], w)
		scratch.Transpose(jb, m-j, a[j*lda+j:], lda, p, ldp)
		if right := n - j - jb; right > 0 {
			h.Complete().Left(bl, blas.Trans, right, a[j*lda+j+jb:], lda, w[:nb*ldw])
		}
	}
	room.Put()
}
