package factor

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
	"weft.example/lapack/internal/steps"
)

const (
	// leastSteps is the pivots from which LU goes in steps, see package steps. One worker is as fast so as by halves of the columns.
	leastSteps = 192
	// wideSteps is the pivots from which panels are wider. Two workers take 4 % longer by panels of 48 columns for 512 pivots, and as long by
	// 80 (Emerald Rapids).
	wideSteps = 768

	// panelCost is what it costs to factorize a panel, for each of its columns. leftCost is what it costs to exchange rows of a column on
	// its left, times the rows that are left. A column that follows the panel costs 1 (Emerald Rapids).
	panelCost = 1.5
	leftCost  = 20
)

// luSteps is the task of a step.
type luSteps struct {
	steps.Step
	bl     gonumblas.Implementation
	m      int
	a      []float64
	lda    int
	pivots []int
	nb     int // columns of a panel
	at     int // the first column of the panel
	p      []float64
	ok     bool
}

// inSteps is LU for large A.
func inSteps(bl gonumblas.Implementation, m, n int, a []float64, lda int, pivots []int) (ok bool) {
	k, nb := min(m, n), 64
	if k >= wideSteps {
		nb = 96
	}
	room := scratch.Get(bl, panelColumns*scratch.Stride(m))
	s := scratch.Job[luSteps](room)
	*s = luSteps{bl: bl.Alone(checked.Operands{}), m: m, a: a, lda: lda, pivots: pivots[:k], nb: nb, p: room.Take(panelColumns * scratch.Stride(m)), ok: true}
	bl.Rouse(checked.Operands{})
	s.factor(0)
	for ; s.at < k; s.at += nb {
		s.begin(bl.Workers(checked.Operands{}), n)
		bl.Run(checked.Operands{}, s.Workers, s)
	}
	for i := range s.pivots {
		pivots[i] += i / nb * nb
	}
	ok = s.ok
	*s = luSteps{}
	room.Put()
	return ok
}

// behind is the column behind the panel from column j on.
func (s *luSteps) behind(j int) int { return min(j+s.nb, len(s.pivots)) }

// begin makes a step of the panel.
func (s *luSteps) begin(workers, n int) {
	first := s.behind(s.at)
	next := s.behind(first)
	s.Step = steps.Step{
		Workers: workers, First: first, Next: next, N: n, Panel: panelCost * float64(next-first),
		Left: s.at, Each: leftCost / float64(s.m-s.at),
	}
}

// Do has strip i follow the panel. The first strip's worker factorizes the next panel. Columns of L follow by exchanges alone.
func (s *luSteps) Do(_, i int) {
	from, left := s.Cut(i)
	to, leftTo := s.Cut(i + 1)
	if from < to {
		s.follow(from, to)
	}
	if i == 0 && s.First < s.Next {
		s.factor(s.First)
	}
	if left < leftTo {
		Swap(s.bl, leftTo-left, s.a[s.at*s.lda+left:], s.lda, 0, s.pivots[s.at:s.First])
	}
}

// follow exchanges rows of columns from … to-1 as the panel did, A₁₂ = L₁₁⁻¹·A₁₂, and A₂₂ -= L₂₁·A₁₂.
func (s *luSteps) follow(from, to int) {
	k, below := s.First-s.at, s.m-s.First
	l, right := s.a[s.at*s.lda+s.at:], s.a[s.at*s.lda+s.First:]
	strip := right[from-s.First:]
	Swap(s.bl, to-from, strip, s.lda, 0, s.pivots[s.at:s.First])
	s.bl.Dtrsm(blas.Left, blas.Lower, blas.NoTrans, blas.Unit, k, to-from, 1, l, s.lda, strip, s.lda)
	if below > 0 {
		s.bl.DgemmColumns(checked.Operands{}, from-s.First, to-s.First, blas.NoTrans, below, s.N-s.First, k, -1, l[k*s.lda:], s.lda, right, s.lda, 1, right[k*s.lda:], s.lda)
	}
}

// factor factorizes the panel from column j on.
func (s *luSteps) factor(j int) {
	end := s.behind(j)
	s.ok = lu(s.bl, s.m-j, end-j, s.a[j*s.lda+j:], s.lda, s.pivots[j:end], s.p) && s.ok
}
