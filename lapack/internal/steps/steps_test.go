package steps

import "testing"

// TestCut wants each column in one strip, the next panel in the first, and strips of about the same cost where the panel allows it.
func TestCut(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 7, 40} {
		for _, s := range []Step{
			{First: 64, Next: 128, N: 1000, Panel: 90},
			{First: 64, Next: 128, N: 128, Panel: 90, Left: 64, Each: 0.1},
			{First: 512, Next: 576, N: 1000, Panel: 90, Left: 448, Each: 0.2},
			{First: 960, Next: 1000, N: 1000, Panel: 500, Left: 896, Each: 3},
			{First: 1000, Next: 1000, N: 1000, Left: 960, Each: 10},
			{First: 0, Next: 0, N: 17},
		} {
			s.Workers = workers
			right, left := s.Cut(0)
			if right != s.First || left != 0 {
				t.Errorf("%+v begins at %d, %d", s, right, left)
			}
			each := (s.Panel + float64(s.N-s.First) + s.Each*float64(s.Left)) / float64(workers)
			for i := range workers {
				toRight, toLeft := s.Cut(i + 1)
				if toRight < right || toLeft < left || i == 0 && toRight < s.Next {
					t.Errorf("%+v: strip %d of %d … %d, %d … %d", s, i, right, toRight, left, toLeft)
				}
				cost, most := float64(toRight-right)+s.Each*float64(toLeft-left), each
				if i == 0 {
					cost, most = cost+s.Panel, max(each, s.Panel+float64(s.Next-s.First))
				}
				if slack := 2 * unit * (1 + s.Each); cost > most+slack {
					t.Errorf("%+v: strip %d costs %g, want at most %g", s, i, cost, most+slack)
				}
				right, left = toRight, toLeft
			}
			if right != s.N || left != s.Left {
				t.Errorf("%+v ends at %d, %d", s, right, left)
			}
		}
	}
}
