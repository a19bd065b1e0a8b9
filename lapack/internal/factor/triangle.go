package factor

import (
	"gonum.org/v1/gonum/blas"

	"weft/blas/gonumblas"
)

// InvertTriangle overwrites a triangle without zeros on its diagonal with its inverse.
//
//	upper  U₁₁ U₁₂    has the inverse  U₁₁⁻¹ -U₁₁⁻¹·U₁₂·U₂₂⁻¹
//	           U₂₂                            U₂₂⁻¹
func InvertTriangle(bl gonumblas.Implementation, half blas.Uplo, diag blas.Diag, n int, a []float64, lda int) {
	switch {
	case n <= leaf && half == blas.Upper:
		invertUpper(diag, n, a, lda)
		return
	case n <= leaf:
		invertLower(diag, n, a, lda)
		return
	}
	n1 := firstHalf(n)
	n2, last := n-n1, a[n1*lda+n1:]
	if half == blas.Upper {
		bl.Dtrsm(blas.Left, half, blas.NoTrans, diag, n1, n2, -1, a, lda, a[n1:], lda)
		bl.Dtrsm(blas.Right, half, blas.NoTrans, diag, n1, n2, 1, last, lda, a[n1:], lda)
	} else {
		bl.Dtrsm(blas.Left, half, blas.NoTrans, diag, n2, n1, -1, last, lda, a[n1*lda:], lda)
		bl.Dtrsm(blas.Right, half, blas.NoTrans, diag, n2, n1, 1, a, lda, a[n1*lda:], lda)
	}
	InvertTriangle(bl, half, diag, n1, a, lda)
	InvertTriangle(bl, half, diag, n2, last, lda)
}

// invertUpper computes the last row first: row i of the inverse is (e[i] - Σ U[i,p]·row p) / U[i,i], p > i.
func invertUpper(diag blas.Diag, n int, a []float64, lda int) {
	for i := n - 1; i >= 0; i-- {
		u := a[i*lda:][:n]
		d := invertDiagonal(diag, &u[i])
		var row [leaf]float64
		for p := i + 1; p < n; p++ {
			x, below := u[p], a[p*lda:][:n]
			if diag == blas.Unit {
				row[p] += x
			} else {
				row[p] += x * below[p]
			}
			for j := p + 1; j < n; j++ {
				row[j] += x * below[j]
			}
		}
		for j := i + 1; j < n; j++ {
			u[j] = -d * row[j]
		}
	}
}

// invertLower computes the first row first: row i of the inverse is (e[i] - Σ L[i,p]·row p) / L[i,i], p < i.
func invertLower(diag blas.Diag, n int, a []float64, lda int) {
	for i := range n {
		l := a[i*lda:][:i+1]
		d := invertDiagonal(diag, &l[i])
		var row [leaf]float64
		for p := range i {
			x, above := l[p], a[p*lda:][:p+1]
			if diag == blas.Unit {
				row[p] += x
			} else {
				row[p] += x * above[p]
			}
			for j := range p {
				row[j] += x * above[j]
			}
		}
		for j := range i {
			l[j] = -d * row[j]
		}
	}
}

// invertDiagonal returns the reciprocal of an element of the diagonal, and stores it. One that is not stored is 1.
func invertDiagonal(diag blas.Diag, d *float64) float64 {
	if diag == blas.Unit {
		return 1
	}
	*d = 1 / *d
	return *d
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
	n1 := firstHalf(n)
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
