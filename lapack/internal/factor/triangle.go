package factor

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// leaf is the most rows of a triangle that is inverted or squared in plain loops.
const leaf = 16

// InvertTriangle overwrites a triangle without zeros on its diagonal with its inverse.
//
//	upper  U₁₁ U₁₂    has the inverse  X₁₁ X₁₂ = -X₁₁·U₁₂·U₂₂⁻¹
//	           U₂₂                         X₂₂
//
// X₁₁ multiplies and U₂₂ is solved with, so that X·U is near I (Higham, Accuracy and Stability of Numerical Algorithms, section 14.2). To
// solve on both sides would leave neither X·U nor U·X as near.
func InvertTriangle(bl gonumblas.Implementation, half blas.Uplo, diag blas.Diag, n int, a []float64, lda int) {
	switch {
	case n <= leaf && half == blas.Upper:
		invertUpper(diag, n, a, lda)
		return
	case n <= leaf:
		invertLower(diag, n, a, lda)
		return
	}
	n1 := firstHalf(n, leaf)
	n2, last := n-n1, a[n1*lda+n1:]
	if half == blas.Upper {
		InvertTriangle(bl, half, diag, n1, a, lda)
		bl.Dtrmm(blas.Left, half, blas.NoTrans, diag, n1, n2, -1, a, lda, a[n1:], lda)
		bl.Dtrsm(blas.Right, half, blas.NoTrans, diag, n1, n2, 1, last, lda, a[n1:], lda)
		InvertTriangle(bl, half, diag, n2, last, lda)
		return
	}
	InvertTriangle(bl, half, diag, n2, last, lda)
	bl.Dtrmm(blas.Left, half, blas.NoTrans, diag, n2, n1, -1, last, lda, a[n1*lda:], lda)
	bl.Dtrsm(blas.Right, half, blas.NoTrans, diag, n2, n1, 1, a, lda, a[n1*lda:], lda)
	InvertTriangle(bl, half, diag, n1, a, lda)
}

// invertUpper solves x·U = e[i] for row i of the inverse, from x[i] on. Rows of U below i are needed, so the first one goes first.
func invertUpper(diag blas.Diag, n int, a []float64, lda int) {
	for i := range n {
		var x [leaf]float64 // -Σ x[p]·U[p,j], p < j, until x[j] is there
		x[i] = 1
		for p := i; p < n; p++ {
			u := a[p*lda:][:n]
			if diag == blas.NonUnit {
				x[p] /= u[p]
			}
			for j := p + 1; j < len(u); j++ {
				x[j] -= x[p] * u[j]
			}
		}
		copy(a[i*lda+i+1:][:n-i-1], x[i+1:])
		if diag == blas.NonUnit {
			a[i*lda+i] = x[i]
		}
	}
}

// invertLower solves x·L = e[i] for row i of the inverse, from x[i] to x[0]. Rows of L above i are needed, so the last one goes first.
func invertLower(diag blas.Diag, n int, a []float64, lda int) {
	for i := n - 1; i >= 0; i-- {
		var x [leaf]float64 // -Σ x[p]·L[p,j], p > j, until x[j] is there
		x[i] = 1
		for p := i; p >= 0; p-- {
			l := a[p*lda:][:p+1]
			if diag == blas.NonUnit {
				x[p] /= l[p]
			}
			for j, v := range l[:p] {
				x[j] -= x[p] * v
			}
		}
		copy(a[i*lda:][:i], x[:])
		if diag == blas.NonUnit {
			a[i*lda+i] = x[i]
		}
	}
}

// Square overwrites a triangle with the same triangle of U·Uᵀ or of Lᵀ·L.
//
//	upper  U₁₁ U₁₂    becomes  U₁₁·U₁₁ᵀ + U₁₂·U₁₂ᵀ   U₁₂·U₂₂ᵀ
//	           U₂₂                                   U₂₂·U₂₂ᵀ
func Square(bl gonumblas.Implementation, half blas.Uplo, n int, a []float64, lda int) {
	switch {
	case n <= leaf && half == blas.Upper:
		squareUpper(n, a, lda)
		return
	case n <= leaf:
		squareLower(n, a, lda)
		return
	}
	n1 := firstHalf(n, leaf)
	n2, last := n-n1, a[n1*lda+n1:]
	Square(bl, half, n1, a, lda)
	if half == blas.Upper {
		bl.Dsyrk(blas.Upper, blas.NoTrans, n1, n2, 1, a[n1:], lda, 1, a, lda)
		bl.Dtrmm(blas.Right, blas.Upper, blas.Trans, blas.NonUnit, n1, n2, 1, last, lda, a[n1:], lda)
	} else {
		bl.Dsyrk(blas.Lower, blas.Trans, n1, n2, 1, a[n1*lda:], lda, 1, a, lda)
		bl.Dtrmm(blas.Left, blas.Lower, blas.Trans, blas.NonUnit, n2, n1, 1, last, lda, a[n1*lda:], lda)
	}
	Square(bl, half, n2, last, lda)
}

// squareUpper computes element i, j of dot products of rows i and j, of which the part in front of j is not read again.
func squareUpper(n int, a []float64, lda int) {
	for i := range n {
		row := a[i*lda:][:n]
		for j := i; j < n; j++ {
			other := a[j*lda:][:n]
			sum := 0.0
			for p := j; p < n; p++ {
				sum += row[p] * other[p]
			}
			row[j] = sum
		}
	}
}

// squareLower computes Lᵀ·L: row i of the result is row i of L, times L[i,i], and the rows below it, each times its element in
// column i.
func squareLower(n int, a []float64, lda int) {
	for i := range n {
		row := a[i*lda:][:i+1]
		d := row[i]
		for j := range row {
			row[j] *= d
		}
		for p := i + 1; p < n; p++ {
			below := a[p*lda:][:i+1]
			x := below[i]
			for j, v := range below {
				row[j] += x * v
			}
		}
	}
}
