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

	// What a step costs: to factorize a panel and to store one, for each of its columns, and to exchange rows of a column on its left, times
	// the rows that are left. A column that follows the panel costs 1 (Emerald Rapids, Zen 5).
	panelCost = 1.5
	storeCost = 0.5
	leftCost  = 20
)

// luSteps is the task of a step.
//
// What lost with two workers at order 512 (Zen 5): to have all of them exchange and store at the end, or in pieces that whoever is ready takes, up to 9 %
// longer; to load with the right to write, 2 to 4 %; to stay in place, a quarter.
type luSteps struct {
	steps.Step
	steps.Columns
	before steps.Step // the step before
	bl     gonumblas.Implementation
	pivots []int
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
	c, ldp := steps.Columns{M: m, N: n, NB: nb, A: a, LDA: lda}, scratch.Stride(m)
	copies := c.Room(bl.Workers(checked.Operands{}))
	room := scratch.Get(bl, panelColumns*ldp+copies)
	s := scratch.Job[luSteps](room)
	*s = luSteps{Columns: c, bl: bl.Alone(checked.Operands{}), pivots: pivots[:k], p: room.Take(panelColumns * ldp), ok: true}
	s.In(room.Take(copies))
	bl.Run(checked.Operands{}, s.Count(), (*luFirst)(s))
	for ; s.at < k; s.at += nb {
		s.begin(bl.Workers(checked.Operands{}))
		bl.Run(checked.Operands{}, s.Workers, s)
	}
	s.Store(k, n)
	for i := range s.pivots {
		pivots[i] += i / nb * nb
	}
	ok = s.ok
	*s = luSteps{}
	room.Put()
	return ok
}

// behind is the column behind the panel from column j on.
func (s *luSteps) behind(j int) int { return min(j+s.NB, len(s.pivots)) }

// begin makes a step of the panel.
func (s *luSteps) begin(workers int) {
	first := s.behind(s.at)
	next := s.behind(first)
	s.before = s.Step
	s.Step = steps.Step{
		Workers: workers, First: first, Next: next, N: s.Columns.N, Unit: s.NB,
		Panel: panelCost * float64(next-first), Last: leftCost * float64(s.at) / float64(s.M-s.at),
	}
	if s.Copied() {
		s.Last += storeCost * float64(first-s.at)
	}
}

// luFirst is the first panel as workers see it, who load blocks meanwhile.
type luFirst luSteps

// Do loads a block. The first one becomes a panel.
func (t *luFirst) Do(_, i int) {
	s := (*luSteps)(t)
	s.Load(i)
	if i == 0 {
		s.factor(0)
	}
}

// Do has strip i follow the panel. The first strip's worker factorizes the next panel. The last one stores the panel, and has columns of
// L follow, by exchanges alone.
func (s *luSteps) Do(_, i int) {
	from, to := s.Strip(&s.Step, i)
	if i > 0 {
		s.fetch(s.at, s.First)
	}
	for j := from; j < to; {
		end := s.End(j, to)
		if !s.before.Has(i, j) {
			s.fetch(j, end)
		}
		s.follow(j, end)
		if j == s.First && j < s.Next {
			s.factor(j)
		}
		j = end
	}
	if i == s.Workers-1 {
		s.Store(s.at, s.First)
		Swap(s.bl, s.at, s.A[s.at*s.LDA:], s.LDA, 0, s.pivots[s.at:s.First])
	}
}

// fetch brings what another worker has written of columns from … to-1 of a block into this one's cache. In place nothing is gained.
func (s *luSteps) fetch(from, to int) {
	if s.Copied() {
		a, ld := s.At(s.at, from)
		steps.Fetch(s.M-s.at, to-from, a, ld)
	}
}

// follow exchanges rows of columns from … to-1 as the panel did, A₁₂ = L₁₁⁻¹·A₁₂, and A₂₂ -= L₂₁·A₁₂. The product of all columns that
// follow, in place, tells how it sums.
func (s *luSteps) follow(from, to int) {
	k, below := s.First-s.at, s.M-s.First
	l, ld := s.At(s.at, s.at)
	u, ldu := s.At(s.at, from)
	Swap(s.bl, to-from, u, ldu, 0, s.pivots[s.at:s.First])
	s.bl.Dtrsm(blas.Left, blas.Lower, blas.NoTrans, blas.Unit, k, to-from, 1, l, ld, u, ldu)
	if below > 0 {
		x := gonumblas.Columns{From: from - s.First, To: to - s.First, A: l[k*ld:], LDA: ld, B: u, LDB: ldu, C: u[k*ldu:], LDC: ldu}
		a, rest := s.A[s.at*s.LDA:], s.A[s.First*s.LDA:]
		s.bl.DgemmCopies(checked.Operands{}, x, blas.NoTrans, below, s.Step.N-s.First, k, -1, rest[s.at:], s.LDA, a[s.First:], s.LDA, 1, rest[s.First:], s.LDA)
	}
}

// factor factorizes the panel from column j on.
func (s *luSteps) factor(j int) {
	end := s.behind(j)
	a, ld := s.At(j, j)
	s.ok = lu(s.bl, s.M-j, end-j, a, ld, s.pivots[j:end], s.p) && s.ok
}
