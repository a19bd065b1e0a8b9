package engine

import (
	"math"

	"weft.example/kernels"
)

// rowNorm is what LayerNorm does to one row, in a pass and in a predictor.
type rowNorm[T kernels.Float] struct {
	epsilon     float64
	gamma, beta []T
}

// rowNorm returns that of layer l.
func (n *Network[T]) rowNorm(l int) rowNorm[T] {
	return rowNorm[T]{n.norms[l-1].epsilon, n.Gamma(l), n.Beta(l)}
}

// normalize makes hat, a row of Z, one of Z-μ, and u, which may be hat, one of U. It returns r. Its bits are the same on every
// machine: what is rounded is converted, which keeps a product from being fused with a sum.
func (w *rowNorm[T]) normalize(u, hat []T) T {
	var sums, squares [4]float64 // of every fourth element, so that no addition waits for the one before
	n := len(hat)
	for j := 0; j+4 <= n; j += 4 {
		z := (*[4]T)(hat[j:])
		sums[0] += float64(z[0])
		sums[1] += float64(z[1])
		sums[2] += float64(z[2])
		sums[3] += float64(z[3])
	}
	for _, z := range hat[n&^3:] {
		sums[0] += float64(z)
	}
	mean := T(((sums[0] + sums[1]) + (sums[2] + sums[3])) / float64(n))
	for j := 0; j+4 <= n; j += 4 {
		z := (*[4]T)(hat[j:])
		z[0], z[1], z[2], z[3] = z[0]-mean, z[1]-mean, z[2]-mean, z[3]-mean
		squares[0] += square(z[0])
		squares[1] += square(z[1])
		squares[2] += square(z[2])
		squares[3] += square(z[3])
	}
	for j := n &^ 3; j < n; j++ {
		hat[j] -= mean
		squares[0] += square(hat[j])
	}
	variance := ((squares[0] + squares[1]) + (squares[2] + squares[3])) / float64(n)
	r := T(1 / math.Sqrt(variance+w.epsilon))
	u, gamma, beta := u[:n], w.gamma[:n], w.beta[:n]
	for j, h := range hat {
		u[j] = T(T(h*r)*gamma[j]) + beta[j]
	}
	return r
}

func square[T kernels.Float](x T) float64 { return float64(float64(x) * float64(x)) }

// denormalize makes dz, a row of dU, one of dZ.
func (w *rowNorm[T]) denormalize(dz, hat []T, r float64) {
	n := len(dz)
	var sum, dot [2]float64
	hat, gamma := hat[:n], w.gamma[:n]
	for j := 0; j+2 <= n; j += 2 {
		d, h, c := (*[2]T)(dz[j:]), (*[2]T)(hat[j:]), (*[2]T)(gamma[j:])
		d[0], d[1] = d[0]*c[0], d[1]*c[1]
		sum[0] += float64(d[0])
		sum[1] += float64(d[1])
		dot[0] += float64(d[0]) * float64(h[0])
		dot[1] += float64(d[1]) * float64(h[1])
	}
	if j := n - 1; n%2 > 0 {
		dz[j] *= gamma[j]
		sum[0] += float64(dz[j])
		dot[0] += float64(dz[j]) * float64(hat[j])
	}
	offset, slope := T(r*(sum[0]+sum[1])/float64(n)), T((dot[0]+dot[1])*r*r*r/float64(n))
	root := T(r)
	for j, g := range dz {
		dz[j] = root*g - offset - slope*hat[j]
	}
}
