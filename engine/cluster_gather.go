package engine

// gatherNumbers returns the numbers that each rank brings, any number of them, in the order of the ranks.
func gatherNumbers(c Cluster, own []float64) (all [][]float64, err error) {
	counts := make([]float64, c.Size())
	counts[c.Rank()] = float64(len(own))
	if err := c.Sum(counts); err != nil {
		return nil, err
	}
	total, before := 0, 0
	for rank, n := range counts {
		if rank < c.Rank() {
			before += int(n)
		}
		total += int(n)
	}
	x := make([]float64, total)
	copy(x[before:], own)
	if total > 0 {
		err = c.Sum(x)
	}
	for _, n := range counts {
		all = append(all, x[:int(n):int(n)])
		x = x[int(n):]
	}
	return all, err
}
