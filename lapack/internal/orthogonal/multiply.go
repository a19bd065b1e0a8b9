package orthogonal

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/reflect"
	"weft.example/lapack/internal/scratch"
)

// fewColumns is the columns of C, or rows, below which smaller blocks are faster: their triangles are cheaper.
const fewColumns = 32

// together is the reflectors of a block where there are k, applied to many columns.
func together(k int) int {
	switch {
	case k <= 256:
		return 32
	case k <= 768:
		return 48
	}
	return 64
}

// block is the reflectors of a block of which there are k, applied to n columns or rows.
func block(k, n int) int {
	if n < fewColumns {
		return min(16, k)
	}
	return min(together(k), k)
}

// MultiplyQR computes C = op(Q)·C, or C·op(Q) with the side right, for C of m by n. Q is that of QR, of its first k reflectors.
func MultiplyQR(bl gonumblas.Implementation, side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int) {
	multiply(bl, reflect.Columns, side, trans, m, n, k, a, lda, tau, c, ldc)
}

// MultiplyLQ computes C = op(Q)·C, or C·op(Q) with the side right, for C of m by n. Q is that of LQ, of its first k reflectors. It
// is the transpose of H₀·H₁·….
func MultiplyLQ(bl gonumblas.Implementation, side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int) {
	if trans == blas.NoTrans {
		trans = blas.Trans
	} else {
		trans = blas.NoTrans
	}
	multiply(bl, reflect.Rows, side, trans, m, n, k, a, lda, tau, c, ldc)
}

// multiply applies H₀·H₁·… or its transpose, block after block: from the last one where it meets C first.
func multiply(bl gonumblas.Implementation, store reflect.Storage, side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int) {
	long, wide := m, n
	if side == blas.Right {
		long, wide = n, m
	}
	nb := block(k, wide)
	whole := 0 // what copies of vectors take
	if wide >= fewColumns {
		whole = nb * scratch.Stride(long)
	}
	room := scratch.Get(bl, nb*nb+reflect.Room(nb, wide)+whole)
	t, work, v := room.Take(nb*nb), room.Take(reflect.Room(nb, wide)), room.Take(whole)
	blocks := (k + nb - 1) / nb
	for s := range blocks {
		i := s * nb
		if (side == blas.Left) == (trans == blas.NoTrans) {
			i = (blocks - 1 - s) * nb
		}
		h := reflect.Block{Store: store, N: long - i, K: min(nb, k-i), V: a[i*lda+i:], LDV: lda, T: t, LDT: nb}
		if whole > 0 {
			h = h.Copy(bl, v)
		}
		h.Triangle(bl, tau[i:])
		if side == blas.Left {
			h.Left(bl, trans, n, c[i*ldc:], ldc, work)
		} else {
			h.Right(bl, trans, m, c[i:], ldc, work)
		}
	}
	room.Put()
}
