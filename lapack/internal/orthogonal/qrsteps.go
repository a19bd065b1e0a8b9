package orthogonal

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
	"weft.example/lapack/internal/scratch"
	"weft.example/lapack/internal/steps"
)

const (
	// leastSteps is the reflectors from which QR goes in steps, see package steps.
	leastSteps = 192
	// panelCost is what it costs to factorize a panel, for each of its columns: a column that follows it costs 1 (Emerald Rapids).
	panelCost = 2.5
)

// qrSteps is the task of a step.
type qrSteps struct {
	steps.Step
	bl      gonumblas.Implementation
	m, k    int
	a       []float64
	lda     int
	tau     []float64
	nb      int        // columns of a panel
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
	ldv, ldw := scratch.Stride(m), scratch.Stride(n)
	room := scratch.Get(bl, 2*nb*(ldv+nb)+2*nb*nb+nb*ldw)
	s := scratch.Job[qrSteps](room)
	*s = qrSteps{bl: bl.Alone(checked.Operands{}), m: m, k: min(m, n), a: a, lda: lda, tau: tau, nb: nb}
	for i := range s.memory {
		s.memory[i] = storage{room.Take(nb * ldv), room.Take(nb * nb)}
	}
	s.l, s.work, s.w = room.Take(nb*nb), room.Take(nb*nb), room.Take(nb*ldw)
	bl.Rouse(checked.Operands{})
	s.factor(0, n)
	for ; s.at < s.k; s.at += nb {
		first := s.behind(s.at)
		next := s.behind(first)
		s.Step = steps.Step{Workers: bl.Workers(checked.Operands{}), First: first, Next: next, N: n, Panel: panelCost * float64(next-first)}
		bl.Run(checked.Operands{}, s.Workers, s)
	}
	*s = qrSteps{}
	room.Put()
}

// behind is the column behind the panel from column j on.
func (s *qrSteps) behind(j int) int { return min(j+s.nb, s.k) }

// panel is that from column j on.
func (s *qrSteps) panel(j int) *panel { return &s.panels[j/s.nb%2] }

// Do has strip i follow the panel. The first strip's worker factorizes the next panel.
func (s *qrSteps) Do(_, i int) {
	from, _ := s.Cut(i)
	to, _ := s.Cut(i + 1)
	if from < to {
		n := s.N - s.First
		s.panel(s.at).LeftColumns(s.bl, blas.Trans, from-s.First, to-s.First, n, s.a[s.at*s.lda+s.First:], s.lda, s.w, scratch.Stride(n))
	}
	if i == 0 && s.First < s.Next {
		s.factor(s.First, s.N)
	}
}

// factor factorizes the panel from column j on, of n columns in all.
func (s *qrSteps) factor(j, n int) {
	k, corner, p, memory := s.behind(j)-j, s.a[j*s.lda+j:], s.panel(j), &s.memory[j/s.nb%2]
	*p = newPanel(s.m-j, k, memory.v, scratch.Stride(s.m), memory.t, s.l, s.nb, s.tau[j:], s.work)
	p.columns(s.bl, corner, s.lda, j+k < n)
}
