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

	Panel float64 // what it costs to factorize the next panel: to have a column follow costs 1
	Left  int     // columns on the panel's left, which have something to do too
	Each  float64 // what it costs in each of those
}

// unit is what strips are cut between: lines of cache and vectors.
const unit = 16

// Cut returns the columns at which strip i begins, of those that follow and of those on the left. Strips cost the same, unless the first
// is the next panel alone.
func (s *Step) Cut(i int) (right, left int) {
	switch i {
	case 0:
		return s.First, 0
	case s.Workers:
		return s.N, s.Left
	}
	behind := float64(s.N - s.First)
	cost := (s.Panel+behind+s.Each*float64(s.Left))*float64(i)/float64(s.Workers) - s.Panel
	right = min(max(s.Next, s.First+int(cost)/unit*unit), s.N)
	if cost > behind && s.Each > 0 {
		left = min(int((cost-behind)/s.Each)/unit*unit, s.Left)
	}
	return right, left
}
