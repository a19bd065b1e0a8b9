package orthogonal

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/reflect"
	"weft.example/lapack/internal/scratch"
	"weft.example/lapack/internal/steps"
)

const (
	// leastSteps is the reflectors from which QR goes in steps, see package steps.
	leastSteps = 192
	// panelCost is what it costs to factorize a panel, for each of its columns: a column that follows it costs 1 (Emerald Rapids).
	panelCost = 2.5
	// storeCost is the same for a panel that is stored (Zen 5).
	storeCost = 0.5
)

// qrSteps is the task of a step. To follow a panel by 64 to 384 columns at a time, so that they are in L2 for both products, takes one worker
// as long at order 512, and up to 8 % longer at 1024 (Zen 5).
type qrSteps struct {
	steps.Step
	steps.Columns
	bl      gonumblas.Implementation
	k       int
	tau     []float64
	at      int        // the first column of the panel
	panels  [2]panel   // the panel and the next one, in turn
	memory  [2]storage // of their reflectors
	l, work []float64  // for the panel that is factorized
	w       []float64  // for the columns that follow
}

// storage is the memory of a panel's V and T.
type storage struct{ v, t []float64 }

// inSteps is QR for large A, by panels of nb columns.
func inSteps(bl gonumblas.Implementation, m, n int, a []float64, lda int, tau []float64, nb int) {
	c, ldv, ldw := steps.Columns{M: m, N: n, NB: nb, A: a, LDA: lda}, scratch.Stride(m), scratch.Stride(n)
	copies := c.Room(bl.Workers(checked.Operands{}))
	room := scratch.Get(bl, 2*nb*(ldv+nb)+2*nb*nb+nb*ldw+copies)
	s := scratch.Job[qrSteps](room)
	*s = qrSteps{Columns: c, bl: bl.Alone(checked.Operands{}), k: min(m, n), tau: tau}
	for i := range s.memory {
		s.memory[i] = storage{room.Take(nb * ldv), room.Take(nb * nb)}
	}
	s.l, s.work, s.w = room.Take(nb*nb), room.Take(nb*nb), room.Take(nb*ldw)
	s.In(room.Take(copies))
	bl.Run(checked.Operands{}, s.Count(), (*qrFirst)(s))
	for ; s.at < s.k; s.at += nb {
		first := s.behind(s.at)
		next := s.behind(first)
		s.Step = steps.Step{Workers: bl.Workers(checked.Operands{}), First: first, Next: next, N: n, Unit: nb, Panel: panelCost * float64(next-first)}
		if s.Copied() {
			s.Last = storeCost * float64(first-s.at)
		}
		bl.Run(checked.Operands{}, s.Workers, s)
	}
	s.Store(s.k, n)
	*s = qrSteps{}
	room.Put()
}

// behind is the column behind the panel from column j on.
func (s *qrSteps) behind(j int) int { return min(j+s.NB, s.k) }

// panel is that from column j on.
func (s *qrSteps) panel(j int) *panel { return &s.panels[j/s.NB%2] }

// qrFirst is the first panel as workers see it, who load blocks meanwhile.
type qrFirst qrSteps

// Do loads a block. The first one becomes a panel.
func (t *qrFirst) Do(_, i int) {
	s := (*qrSteps)(t)
	s.Load(i)
	if i == 0 {
		s.factor(0)
	}
}

// Do has strip i follow the panel. The first strip's worker factorizes the next panel, the last one stores the panel.
func (s *qrSteps) Do(_, i int) {
	from, to := s.Strip(&s.Step, i)
	for j := from; j < to; {
		end := s.End(j, to)
		s.follow(j, end)
		if j == s.First && j < s.Next {
			s.factor(j)
		}
		j = end
	}
	if i == s.Workers-1 {
		s.Store(s.at, s.First)
	}
}

// follow has columns from … to-1 follow the panel.
func (s *qrSteps) follow(from, to int) {
	c, ld := s.At(s.at, from)
	all := reflect.Among{From: from - s.First, To: to - s.First, N: s.Step.N - s.First, C: s.A[s.at*s.LDA+s.First:], LDC: s.LDA}
	s.panel(s.at).LeftColumns(s.bl, blas.Trans, all, c, ld, s.w, scratch.Stride(s.Columns.N))
}

// factor factorizes the panel from column j on.
func (s *qrSteps) factor(j int) {
	k, p, memory := s.behind(j)-j, s.panel(j), &s.memory[j/s.NB%2]
	*p = newPanel(s.M-j, k, memory.v, scratch.Stride(s.M), memory.t, s.l, s.NB, s.tau[j:], s.work)
	a, ld := s.At(j, j)
	p.columns(s.bl, a, ld, j+k < s.Columns.N)
}
