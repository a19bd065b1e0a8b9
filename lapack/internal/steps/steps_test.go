package steps

import (
	"slices"
	"testing"
)

// TestCut wants each column in one strip, the next panel in the first, and strips of about the same cost where the panel allows it.
func TestCut(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 7, 40} {
		for _, s := range []Step{
			{First: 64, Next: 128, N: 1000, Panel: 90},
			{First: 64, Next: 128, N: 128, Panel: 90, Last: 7},
			{First: 512, Next: 576, N: 1000, Panel: 90, Last: 100},
			{First: 960, Next: 1000, N: 1000, Panel: 500, Last: 3},
			{First: 1000, Next: 1000, N: 1000, Last: 300},
			{First: 0, Next: 0, N: 17},
		} {
			s.Workers, s.Unit = workers, 16
			from := s.Cut(0)
			if from != s.First {
				t.Errorf("%+v begins at %d", s, from)
			}
			each := (s.Panel + float64(s.N-s.First) + s.Last) / float64(workers)
			for i := range workers {
				to := s.Cut(i + 1)
				if to < from || i == 0 && to < s.Next {
					t.Errorf("%+v: strip %d of %d … %d", s, i, from, to)
				}
				cost, most := float64(to-from), each
				if i == 0 {
					cost, most = cost+s.Panel, max(each, s.Panel+float64(s.Next-s.First))
				}
				if i == workers-1 {
					cost, most = cost+s.Last, max(most, s.Last)
				}
				if s.Has(i, from) != (from < to) || s.Has(i, to) || to > from && !s.Has(i, to-1) {
					t.Errorf("%+v: strip %d of %d … %d has others", s, i, from, to)
				}
				if slack := 2 * float64(s.Unit); cost > most+slack {
					t.Errorf("%+v: strip %d costs %g, want at most %g", s, i, cost, most+slack)
				}
				from = to
			}
			if from != s.N {
				t.Errorf("%+v ends at %d", s, from)
			}
		}
	}
}

// TestColumns wants blocks and back all that is in a matrix, and nothing else of it written, and one worker's and large ones in place.
func TestColumns(t *testing.T) {
	for _, n := range []int{1, 15, 16, 17, 40} {
		const m, lda = 5, 43
		a := make([]float64, m*lda)
		for i := range a {
			a[i] = float64(i)
		}
		want := slices.Clone(a)
		c := Columns{M: m, N: n, NB: 16, A: a, LDA: lda}
		if c.Room(1) != 0 {
			t.Error("one worker copies")
		}
		c.In(make([]float64, c.Room(2)))
		for i := range c.Count() {
			c.Load(i)
		}
		for i := range m {
			for j := range n {
				b, _ := c.At(i, j)
				if b[0] != a[i*lda+j] {
					t.Fatalf("%d columns: element %d, %d is %v", n, i, j, b[0])
				}
				b[0] = -b[0]
				want[i*lda+j] = -want[i*lda+j]
			}
		}
		c.Store(0, n/2)
		c.Store(n/2, n)
		if !slices.Equal(a, want) {
			t.Errorf("%d columns are not stored, or more than them", n)
		}
	}
	large := Columns{M: mostCopied, N: 2, NB: 16, LDA: 2}
	if large.Room(2) != 0 {
		t.Error("a large matrix is copied")
	}
	large.In(nil)
	if large.Copied() || large.End(3, 40) != 40 {
		t.Error("not in place")
	}
}
