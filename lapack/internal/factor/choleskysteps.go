package factor

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
	"weft.example/lapack/internal/steps"
)

const (
	// From leastCholesky to mostCholesky rows Cholesky goes in steps, see package steps. Two workers take 0.8 to 0.95 times as long so as by
	// halves of the rows (Emerald Rapids). More rows have larger products by halves, which workers share as well, and one is faster at.
	leastCholesky, mostCholesky = 448, 640
	// blockRows is the rows of a block.
	blockRows = 64
)

// choleskySteps is a step of Cholesky. A block of the diagonal, A₁₁, is factorized, and
//
//   - rows or columns behind it follow, U₁₂ = U₁₁⁻ᵀ·A₁₂ or L₂₁ = A₂₁·L₁₁⁻ᵀ, a strip for each worker. P is a copy of U₁₂ or L₂₁ᵀ whose rows lie well;
//   - A₂₂ -= Pᵀ·P, by blocks of rows. The worker of the first block factorizes its part of the diagonal, for the next step.
//
// A block of rows is the same worker's in each step. What is right of the diagonal in the first block follows in the next step, with its
// strips: it would be the most of all blocks, and its worker has the diagonal to factorize.
//
// What lost at order 512: to sum a block of rows only when its turn comes, so that workers meet once in a step, takes one worker 10 to 20 %
// longer and two 15 %. By blocks of columns of U two take 5 to 15 % longer. Blocks of 48 rows or of 96 take both some 5 % longer.
// Strips of L of the rows that a worker updates take as long. To go once along P or along a strip first, see [steps.Fetch], takes two up to 10 % longer.
// These steps in place of halves of 512 in a matrix of order 1024 take both 4 % longer (Zen 5).
type choleskySteps struct {
	steps.Step
	bl   gonumblas.Implementation
	half blas.Uplo
	a    []float64
	lda  int
	at   int       // the first row of A₁₁
	p    []float64 // a column for each of A
	ldp  int
	ok   bool
}

// choleskyInSteps is Cholesky for A that workers share.
func choleskyInSteps(bl gonumblas.Implementation, half blas.Uplo, n int, a []float64, lda int) (ok bool) {
	ldp := scratch.Stride(n)
	room := scratch.Get(bl, blockRows*ldp)
	s := scratch.Job[choleskySteps](room)
	*s = choleskySteps{bl: bl.Alone(checked.Operands{}), half: half, a: a, lda: lda, p: room.Take(blockRows * ldp), ldp: ldp}
	bl.Rouse(checked.Operands{})
	s.ok = cholesky(s.bl, half, blockRows, a, lda)
	for ; s.ok && s.at+blockRows < n; s.at += blockRows {
		first := s.at + blockRows
		s.Step = steps.Step{Workers: bl.Workers(checked.Operands{}), First: first, Next: first, N: n, Unit: scratch.Line}
		bl.Run(checked.Operands{}, s.Workers, (*choleskyStrips)(s))
		bl.Run(checked.Operands{}, s.each()*s.Workers, (*choleskyBlocks)(s))
	}
	ok = s.ok
	*s = choleskySteps{}
	room.Put()
	return ok
}

// choleskyStrips is a step as workers see it whose strips follow A₁₁.
type choleskyStrips choleskySteps

// Do has strip i follow A₁₁.
func (t *choleskyStrips) Do(_, i int) {
	s := (*choleskySteps)(t)
	from, to := s.Cut(i), s.Cut(i+1)
	switch {
	case from == to:
	case s.half == blas.Upper:
		s.solveUpper(from, to)
	default:
		s.solveLower(from, to)
	}
}

// solveUpper computes columns from … to-1 of U₁₂. P still has the block before, which they are to follow first.
func (s *choleskySteps) solveUpper(from, to int) {
	u := s.a[s.at*s.lda:]
	if s.at > 0 {
		s.bl.DgemmColumns(checked.Operands{}, from-s.First, to-s.First, blas.Trans, blockRows, s.N-s.First, blockRows, -1, s.p[s.at:], s.ldp, s.p[s.First:], s.ldp, 1, u[s.First:], s.lda)
	}
	s.bl.Dtrsm(blas.Left, blas.Upper, blas.Trans, blas.NonUnit, blockRows, to-from, 1, u[s.at:], s.lda, u[from:], s.lda)
	for i := range blockRows {
		copy(s.p[i*s.ldp+from:i*s.ldp+to], u[i*s.lda+from:])
	}
}

// solveLower computes rows from … to-1 of L₂₁, as columns of P.
func (s *choleskySteps) solveLower(from, to int) {
	l, p := s.a[from*s.lda+s.at:], s.p[from:]
	s.bl.Dtranspose(checked.Operands{}, to-from, blockRows, p, s.ldp, l, s.lda)
	s.bl.Dtrsm(blas.Left, blas.Lower, blas.NoTrans, blas.NonUnit, blockRows, to-from, 1, s.a[s.at*s.lda+s.at:], s.lda, p, s.ldp)
	s.bl.Dtranspose(checked.Operands{}, blockRows, to-from, l, s.lda, p, s.ldp)
}

// choleskyBlocks is a step as workers see it whose blocks of rows follow.
type choleskyBlocks choleskySteps

// each is the most blocks of rows that a worker has.
func (s *choleskySteps) each() int {
	return (s.N - s.First + blockRows*s.Workers - 1) / (blockRows * s.Workers)
}

// Do has a block of rows follow. Parts of a worker lie side by side.
func (t *choleskyBlocks) Do(_, part int) {
	s := (*choleskySteps)(t)
	worker, turn := part/s.each(), part%s.each()
	ahead := (worker + s.Workers - s.First/blockRows%s.Workers) % s.Workers // blocks before the first one that is this worker's
	from := s.First + (ahead+turn*s.Workers)*blockRows
	if from >= s.N {
		return
	}
	to := min(from+blockRows, s.N)
	s.update(from, to)
	if from == s.First {
		s.ok = cholesky(s.bl, s.half, to-from, s.a[from*s.lda+from:], s.lda)
	}
}

// update computes rows from … to-1 of A₂₂ -= Pᵀ·P, but for those that follow in the next step.
func (s *choleskySteps) update(from, to int) {
	p, c, left, right := s.p[from:], s.a[from*s.lda:], from-s.First, s.N-to
	switch {
	case left == 0:
	case s.half == blas.Lower:
		s.bl.Dgemm(blas.Trans, blas.NoTrans, to-from, left, blockRows, -1, p, s.ldp, s.p[s.First:], s.ldp, 1, c[s.First:], s.lda)
	case right > 0:
		s.bl.Dgemm(blas.Trans, blas.NoTrans, to-from, right, blockRows, -1, p, s.ldp, s.p[to:], s.ldp, 1, c[to:], s.lda)
	}
	s.bl.Dsyrk(s.half, blas.Trans, to-from, blockRows, -1, p, s.ldp, 1, c[from:], s.lda)
}
