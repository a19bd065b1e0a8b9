package eigvec

import "math"

// Normalize gives each eigenvector in the columns of v the Euclidean norm one, and makes its largest element real. A positive
// element of wi says that its column and the next are the real and the imaginary part of one. work has length 2n or more.
func Normalize(n int, wi, v []float64, ldv int, work []float64) {
	sum, at := work[:n], work[n:2*n]
	measure(n, wi, v, ldv, sum, at)
	for j := 0; j < n; {
		m := columns(wi[j])
		norm := sum[j]
		if !(norm > 0x1p-900 && norm < 0x1p900) {
			norm = rescale(n, v[j:], ldv, m)
		}
		c := 1 / math.Sqrt(norm)
		sum[j] = c
		if m == 2 {
			row := v[int(at[j])*ldv+j:]
			r := math.Hypot(row[0], row[1])
			sum[j], sum[j+1] = c*(row[0]/r), c*(row[1]/r)
		}
		j += m
	}
	for i := range n {
		turn(wi, v[i*ldv:i*ldv+n], sum)
	}
	for j := 0; j < n; j += columns(wi[j]) {
		if wi[j] > 0 {
			v[int(at[j])*ldv+j+1] = 0
		}
	}
}

// columns is how many columns an eigenvector has.
func columns(wi float64) int {
	if wi > 0 {
		return 2
	}
	return 1
}

// measure stores the sum of squares of every vector's elements, and the row of a complex one's largest.
func measure(n int, wi, v []float64, ldv int, sum, at []float64) {
	clear(sum)
	clear(at)
	for i := range n {
		row := v[i*ldv : i*ldv+n]
		for j := 0; j < n; j++ {
			x := row[j] * row[j]
			if wi[j] > 0 {
				x += row[j+1] * row[j+1]
				if x > sum[j+1] { // the second column has the largest so far
					sum[j+1], at[j] = x, float64(i)
				}
				sum[j] += x
				j++
				continue
			}
			sum[j] += x
		}
	}
}

// rescale makes the largest element of a vector of m columns one, where squares under- or overflow, and returns the sum
// of squares then.
func rescale(n int, v []float64, ldv, m int) (sum float64) {
	most := 0.0
	for i := range n {
		for _, x := range v[i*ldv : i*ldv+m] {
			most = max(most, math.Abs(x))
		}
	}
	for i := range n {
		for j, x := range v[i*ldv : i*ldv+m] {
			x /= most
			v[i*ldv+j] = x
			sum += x * x
		}
	}
	return sum
}

// turn scales a row's elements of real vectors and turns those of complex ones.
func turn(wi, row, factor []float64) {
	for j := 0; j < len(row); j++ {
		if wi[j] > 0 {
			c, s, re, im := factor[j], factor[j+1], row[j], row[j+1]
			row[j], row[j+1] = c*re+s*im, c*im-s*re
			j++
			continue
		}
		row[j] *= factor[j]
	}
}
