package schur

import "math"

// system is of up to four equations, each with its right-hand side behind its coefficients.
type system [4][5]float64

// sylvester solves T₁₁·X − X·T₂₂ = scale·T₁₂ for diagonal blocks of n1 and n2 rows of T, which d has in rows of four. Element r, c
// of X is x[2r+c]. It chooses scale, at most 1, so that X does not overflow.
func sylvester(n1, n2 int, d *[16]float64) (x [4]float64, scale float64) {
	var a system
	n := n1 * n2
	for r := range n1 {
		for c := range n2 {
			row := &a[r*n2+c]
			for k := range n1 {
				row[k*n2+c] += d[r*4+k]
			}
			for k := range n2 {
				row[r*n2+k] -= d[(n1+k)*4+n1+c]
			}
			row[4] = d[r*4+n1+c]
		}
	}
	y, scale := a.solve(n)
	for r := range n1 {
		for c := range n2 {
			x[r*2+c] = y[r*n2+c]
		}
	}
	return x, scale
}

// solve solves n equations by elimination with complete pivoting. A pivot that vanishes, of blocks with an eigenvalue in common, is
// replaced by a small one: the exchange that X is for tests what comes of it.
func (a *system) solve(n int) (x [4]float64, scale float64) {
	small, most := safe/epsilon, 0.0
	for i := range n {
		for _, v := range a[i][:n] {
			small = max(small, epsilon*math.Abs(v))
		}
	}
	unknown := [4]int{0, 1, 2, 3}
	scale = 1
	for i := range n {
		a.pivot(i, n, &unknown)
		if math.Abs(a[i][i]) < small {
			a[i][i] = small
		}
		for r := i + 1; r < n; r++ {
			f := a[r][i] / a[i][i]
			for c := i + 1; c < n; c++ {
				a[r][c] -= f * a[i][c]
			}
			a[r][4] -= f * a[i][4]
		}
		b := math.Abs(a[i][4])
		if most = max(most, b); 8*(safe/epsilon)*b > math.Abs(a[i][i]) {
			scale = 0
		}
	}
	if scale == 0 {
		scale = 1 / (8 * most)
	}
	for i := n - 1; i >= 0; i-- {
		sum := a[i][4] * scale
		for c := i + 1; c < n; c++ {
			sum -= a[i][c] * x[unknown[c]]
		}
		x[unknown[i]] = sum / a[i][i]
	}
	return x, scale
}

// pivot brings the largest of the coefficients that are left to row and column i. unknown tells whose coefficients a column has.
func (a *system) pivot(i, n int, unknown *[4]int) {
	row, column := i, i
	for r := i; r < n; r++ {
		for c := i; c < n; c++ {
			if math.Abs(a[r][c]) > math.Abs(a[row][column]) {
				row, column = r, c
			}
		}
	}
	a[i], a[row] = a[row], a[i]
	for r := range n {
		a[r][i], a[r][column] = a[r][column], a[r][i]
	}
	unknown[i], unknown[column] = unknown[column], unknown[i]
}
