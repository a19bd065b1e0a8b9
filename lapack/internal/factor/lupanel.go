package factor

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
)

// luPanel factorizes A of m by n, n <= panelColumns, in its transpose p: a column of A, where the pivot is looked for, is a row there.
func luPanel(bl gonumblas.Implementation, m, n int, a []float64, lda int, pivots []int, p []float64) (ok bool) {
	ld := scratch.Stride(m)
	bl.Dtranspose(checked.Operands{}, m, n, p, ld, a, lda)
	ok = luTurned(bl, m, n, p, ld, pivots)
	bl.Dtranspose(checked.Operands{}, n, m, a, lda, p, ld)
	return ok
}

// leafColumns is the columns of A that are factorized one at a time.
const leafColumns = 8

// luTurned is lu for Aᵀ, of n by m, and a few columns of A. What is left in lu is above here: Aᵀ = Uᵀ·Lᵀ·Pᵀ.
func luTurned(bl gonumblas.Implementation, m, n int, p []float64, ld int, pivots []int) (ok bool) {
	k := min(m, n)
	if k <= leafColumns {
		return luLeaf(bl, m, n, p, ld, pivots)
	}
	n1 := (k/2 + leafColumns - 1) / leafColumns * leafColumns
	n2 := n - n1
	below := p[n1*ld:]
	ok = luTurned(bl, m, n1, p, ld, pivots[:n1])
	swapColumns(n2, below, ld, pivots[:n1])
	bl.Dtrsm(blas.Right, blas.Upper, blas.NoTrans, blas.Unit, n2, n1, 1, p, ld, below, ld)
	if m == n1 {
		return ok
	}
	bl.Dgemm(blas.NoTrans, blas.NoTrans, n2, m-n1, n1, -1, below, ld, p[n1:], ld, 1, below[n1:], ld)
	rest := pivots[n1:k]
	ok = luTurned(bl, m-n1, n2, below[n1:], ld, rest) && ok
	swapColumns(n1, p[n1:], ld, rest)
	for i := range rest {
		rest[i] += n1
	}
	return ok
}

// leastPivot is the least number whose reciprocal is finite.
const leastPivot = 0x1p-1022

// luLeaf takes the columns of A one at a time. Each follows those in front of it when its turn comes, so that it is written once. A
// zero pivot is left where it is.
func luLeaf(bl gonumblas.Implementation, m, n int, p []float64, ld int, pivots []int) (ok bool) {
	ok = true
	for j := range n {
		column := p[j*ld:][:m]
		solveUnit(min(j, m), p, ld, column)
		if j >= m {
			continue
		}
		rest := column[j:]
		if j > 0 {
			bl.Dgemv(blas.Trans, j, m-j, -1, p[j:], ld, column, 1, 1, rest, 1)
		}
		at := bl.Idamax(m-j, rest, 1)
		pivots[j] = j + at
		if rest[at] == 0 {
			ok = false
			continue
		}
		swapColumns(n, p[j:], ld, []int{at})
		divide(bl, rest[1:], rest[0])
	}
	return ok
}

// solveUnit overwrites the first k elements of x with L⁻¹·x, where p has the columns of L as rows.
func solveUnit(k int, p []float64, ld int, x []float64) {
	for j := range k {
		column := p[j*ld:][:k]
		for i := j + 1; i < len(column); i++ {
			x[i] -= x[j] * column[i]
		}
	}
}

// divide divides x by the pivot.
func divide(bl gonumblas.Implementation, x []float64, pivot float64) {
	if math.Abs(pivot) >= leastPivot {
		bl.Dscal(len(x), 1/pivot, x, 1)
		return
	}
	for i := range x {
		x[i] /= pivot
	}
}
