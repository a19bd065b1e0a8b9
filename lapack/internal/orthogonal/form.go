package orthogonal

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/lapack/internal/reflect"
	"weft.example/lapack/internal/scratch"
)

// FormQR overwrites A of m by n, n <= m, with the first n columns of the Q of QR. A has its first k reflectors.
//
// A block of reflectors changes no column left of its own, and no row above. So the last block goes first, and what a block has to
// meet is formed when its turn comes.
func FormQR(bl gonumblas.Implementation, m, n, k int, a []float64, lda int, tau []float64) {
	for i := range m {
		clear(a[i*lda+k:][:n-k])
		if k <= i && i < n {
			a[i*lda+i] = 1
		}
	}
	nb := max(1, min(together(k), k))
	room := scratch.Get(bl, 2*nb*nb+reflect.Room(nb, n))
	t, product, work := room.Take(nb*nb), room.Take(nb*nb), room.Take(reflect.Room(nb, n))
	for j := (k - 1) / nb * nb; j >= 0 && k > 0; j -= nb {
		jb := min(nb, k-j)
		h := reflect.Block{Store: reflect.Columns, N: m - j, K: jb, V: a[j*lda+j:], LDV: lda, T: t, LDT: nb}
		h.Triangle(bl, tau[j:])
		if right := n - j - jb; right > 0 {
			h.Left(bl, blas.NoTrans, right, a[j*lda+j+jb:], lda, work)
		}
		formColumns(bl, h, product, work)
		for i := range j {
			clear(a[i*lda+j:][:jb])
		}
	}
	room.Put()
}

// formColumns overwrites V with the first K columns of H, which are I - V·M with the upper triangle M = T·V₁ᵀ, V₁ being V's
// leading square.
func formColumns(bl gonumblas.Implementation, h reflect.Block, m, work []float64) {
	k := h.K
	for i := range k { // V₁ᵀ, whose ones are not stored
		for j := i; j < k; j++ {
			m[i*k+j] = h.V[j*h.LDV+i]
		}
		m[i*k+i] = 1
		copy(work[i*k:][:i], h.V[i*h.LDV:])
		work[i*k+i] = 1
		clear(work[i*k+i+1:][:k-i-1])
	}
	multiplyUpper(k, h.T, h.LDT, m)
	if h.N > k {
		bl.Dtrmm(blas.Right, blas.Upper, blas.NoTrans, blas.NonUnit, h.N-k, k, -1, m, k, h.V[k*h.LDV:], h.LDV)
	}
	bl.Dtrmm(blas.Right, blas.Upper, blas.NoTrans, blas.NonUnit, k, k, -1, m, k, work, k)
	for i := range k {
		copy(h.V[i*h.LDV:][:k], work[i*k:])
		h.V[i*h.LDV+i]++
	}
}

// multiplyUpper computes M = T·M for upper triangles of k by k.
func multiplyUpper(k int, t []float64, ldt int, m []float64) {
	for i := range k {
		row := m[i*k:][:k]
		for j := i; j < k; j++ {
			row[j] *= t[i*ldt+i]
		}
		for p := i + 1; p < k; p++ {
			x, from := t[i*ldt+p], m[p*k:][:k]
			for j := p; j < k; j++ {
				row[j] += x * from[j]
			}
		}
	}
}

// FormLQ overwrites A of m by n, m <= n, with the first m rows of the Q of LQ. A has its first k reflectors. It is the mirror of
// FormQR.
func FormLQ(bl gonumblas.Implementation, m, n, k int, a []float64, lda int, tau []float64) {
	for i := k; i < m; i++ {
		clear(a[i*lda:][:n])
		a[i*lda+i] = 1
	}
	nb := max(1, min(together(k), k))
	room := scratch.Get(bl, 2*nb*nb+reflect.Room(nb, max(m, nb)))
	t, product, work := room.Take(nb*nb), room.Take(nb*nb), room.Take(reflect.Room(nb, max(m, nb)))
	for i := (k - 1) / nb * nb; i >= 0 && k > 0; i -= nb {
		ib := min(nb, k-i)
		h := reflect.Block{Store: reflect.Rows, N: n - i, K: ib, V: a[i*lda+i:], LDV: lda, T: t, LDT: nb}
		h.Triangle(bl, tau[i:])
		if below := m - i - ib; below > 0 {
			h.Right(bl, blas.Trans, below, a[(i+ib)*lda+i:], lda, work)
		}
		formRows(bl, h, product, work)
		for r := i; r < i+ib; r++ {
			clear(a[r*lda:][:i])
		}
	}
	room.Put()
}

// formRows overwrites V with the first K rows of Hᵀ, which are I - Mᵀ·V with the upper triangle M = T·V₁, V₁ being V's leading
// square.
func formRows(bl gonumblas.Implementation, h reflect.Block, m, work []float64) {
	k := h.K
	for i := range k {
		copy(m[i*k+i:][:k-i], h.V[i*h.LDV+i:])
		m[i*k+i] = 1
		clear(work[i*k:][:i])
		copy(work[i*k+i:][:k-i], m[i*k+i:])
	}
	multiplyUpper(k, h.T, h.LDT, m)
	if h.N > k {
		bl.Dtrmm(blas.Left, blas.Upper, blas.Trans, blas.NonUnit, k, h.N-k, -1, m, k, h.V[k:], h.LDV)
	}
	bl.Dtrmm(blas.Left, blas.Upper, blas.Trans, blas.NonUnit, k, k, -1, m, k, work, k)
	for i := range k {
		copy(h.V[i*h.LDV:][:k], work[i*k:])
		h.V[i*h.LDV+i]++
	}
}
