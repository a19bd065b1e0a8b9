package factor

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
)

const (
	// From leastByRows to mostByRows rows an inverse is computed by strips of rows. Two workers take 0.83 to 0.9 times as long so as by columns
	// together. One takes as long, of more rows up to 5 % longer: each strip meets all of LU, which comes from L3 (Zen 5).
	leastByRows, mostByRows = 192, 576
	// stripRows is the rows of a strip. Strips of 64 take one worker up to 6 % longer.
	stripRows = 128
)

// inverse is the task of A⁻¹ from a copy of A's LU. Its rows X, from X·L·U = I but for the order of its columns, are independent of each
// other. Parts are strips of them.
type inverse struct {
	bl     gonumblas.Implementation
	n      int
	a      []float64
	lda    int
	lu     []float64
	ld     int
	pivots []int
}

// invertByRows is InvertLU by strips of rows.
func invertByRows(bl gonumblas.Implementation, n int, a []float64, lda int, pivots []int) {
	ld := scratch.Stride(n)
	room := scratch.Get(bl, n*ld)
	s := scratch.Job[inverse](room)
	*s = inverse{bl: bl.Alone(checked.Operands{}), n: n, a: a, lda: lda, lu: room.Take(n * ld), ld: ld, pivots: pivots}
	for i := range n {
		copy(s.lu[i*ld:][:n], a[i*lda:])
	}
	bl.Run(checked.Operands{}, (n+stripRows-1)/stripRows, s)
	*s = inverse{}
	room.Put()
}

// Do computes a strip: its rows of U⁻¹, as InvertTriangle does, and from these X.
func (s *inverse) Do(_, i int) {
	from := i * stripRows
	to := min(from+stripRows, s.n)
	m, right, x := to-from, s.n-to, s.a[from*s.lda:]
	InvertTriangle(s.bl, blas.Upper, blas.NonUnit, m, x[from:], s.lda)
	if right > 0 {
		s.bl.Dtrmm(blas.Left, blas.Upper, blas.NoTrans, blas.NonUnit, m, right, -1, x[from:], s.lda, x[to:], s.lda)
		s.bl.Dtrsm(blas.Right, blas.Upper, blas.NoTrans, blas.NonUnit, m, right, 1, s.lu[to*s.ld+to:], s.ld, x[to:], s.lda)
	}
	for r := range m {
		clear(x[r*s.lda:][:from+r])
	}
	s.bl.Dtrsm(blas.Right, blas.Lower, blas.NoTrans, blas.Unit, m, s.n, 1, s.lu, s.ld, x, s.lda)
	swapColumnsBack(m, x, s.lda, s.pivots)
}
