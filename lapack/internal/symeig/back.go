package symeig

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// block is how many reflectors are applied at once. 32 … 64 take as long, 128 up to a tenth longer.
const block = 48

// backWork returns how many elements of workspace back needs for n rows.
func backWork(n int) int {
	b := min(n, block)
	return b * (stride(n) + b + n)
}

// back multiplies each row of z, an eigenvector of T, by Q of Reduce. Reflectors come in blocks: the product of
// those of rows k … k+b-1 is I - V·S⁻¹·Vᵀ, where S is upper triangular with the upper triangle of Vᵀ·V and the 1/τ on
// its diagonal.
func back(impl gonumblas.Implementation, n int, a []float64, lda int, tau, z []float64, ldz int, work []float64) {
	if n < 3 {
		return // Q is I
	}
	ldv := stride(n)
	b := min(n, block)
	v, s, y := work[:b*ldv], work[b*ldv:][:b*b], work[b*(ldv+b):][:b*n]
	for k := (n - 3) / b * b; k >= 0; k -= b {
		kb := min(b, n-2-k)
		width := n - k - 1
		fillV(width, kb, a[k*lda+k+1:], lda, tau[k:], v, ldv)
		impl.Dsyrk(blas.Upper, blas.NoTrans, kb, width, 1, v, ldv, 0, s, b)
		for i, t := range tau[k:][:kb] {
			s[i*b+i] = 1
			if t != 0 {
				s[i*b+i] = 1 / t
			}
		}
		impl.Dgemm(blas.NoTrans, blas.Trans, n, kb, width, 1, z[k+1:], ldz, v, ldv, 0, y, b)
		impl.Dtrsm(blas.Right, blas.Upper, blas.Trans, blas.NonUnit, n, kb, 1, s, b, y, b)
		impl.Dgemm(blas.NoTrans, blas.NoTrans, n, width, kb, -1, y, b, v, ldv, 1, z[k+1:], ldz)
	}
}

// fillV copies kb vectors of reflectors to rows of v, with their zeros and ones. a starts at the first one's 1. That of
// a reflector with τ = 0 is zero, so that it counts for nothing whatever S has on its diagonal.
func fillV(width, kb int, a []float64, lda int, tau, v []float64, ldv int) {
	for i := range kb {
		row := v[i*ldv:][:width]
		if tau[i] == 0 {
			clear(row)
			continue
		}
		clear(row[:i])
		row[i] = 1
		copy(row[i+1:], a[i*lda+i+1:])
	}
}
