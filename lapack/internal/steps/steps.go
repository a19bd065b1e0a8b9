// Package steps cuts the steps of a factorization for workers.
//
// In a step the columns behind a panel follow it, a strip for each worker. The first strip begins with the next panel, which its worker
// factorizes while others have more columns to follow: lookahead (Strazdins, A Comparison of Lookahead and Algorithmic Blocking
// Techniques for Parallel Matrix Factorization, 1998). So panels are one worker's and nobody waits for them, but for the first. A worker
// has about the same columns in each step. They stay in its cache: to fetch what another core has written takes as long as to multiply
// it.
//
// Strips depend on the workers. What follows a panel must have the same bits wherever it is cut.
package steps

// Step is one of them. Columns First … N-1 follow a panel, and First … Next-1 of them are the next panel.
type Step struct {
	Workers, First, Next, N int

	Unit  int     // strips are cut between as many columns
	Panel float64 // what it costs to factorize the next panel: to have a column follow costs 1
	Last  float64 // what the last worker's other tasks cost
}

// Cut returns the column at which strip i begins. Strips and what their workers do besides cost the same, unless the first is the next
// panel alone.
func (s *Step) Cut(i int) int {
	switch i {
	case 0:
		return s.First
	case s.Workers:
		return s.N
	}
	cost := s.Panel + float64(s.N-s.First) + s.Last
	columns := cost*float64(i)/float64(s.Workers) - s.Panel
	return min(max(s.Next, s.First+int(columns+float64(s.Unit)/2)/s.Unit*s.Unit), s.N)
}

// Has tells whether strip i has column j. A step without workers has none.
func (s *Step) Has(i, j int) bool { return s.Workers > 0 && s.Cut(i) <= j && j < s.Cut(i+1) }
