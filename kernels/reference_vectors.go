package kernels

import "math"

func vecVec[T Float](n int, x, y, sum *T) {
	var total T
	for i, v := range vec(x, n) {
		total += v * *at(y, i)
	}
	*sum += total
}

func absSum[T Float](n int, x, sum *T) {
	var total T
	for _, v := range vec(x, n) {
		total += T(math.Abs(float64(v)))
	}
	*sum += total
}

func absMax[T Float](n int, x, top *T) {
	for i := 0; i < n; i += AbsMaxRow {
		var most T
		for _, v := range vec(at(x, i), min(AbsMaxRow, n-i)) {
			most = greater(most, T(math.Abs(float64(v)))) // which passes NaN by
		}
		*at(top, i/AbsMaxRow) = most
	}
}

func absFind[T Float](n int, v T, x *T, left *int) {
	*left = n
	for _, w := range vec(x, n) {
		if T(math.Abs(float64(w))) == v {
			return
		}
		*left--
	}
}

// rotate converts products, which keeps the compiler from a fused multiply-add.
func rotate[T Float](n int, h11, h12, h21, h22 T, x, y *T) {
	xs, ys := vec(x, n), vec(y, n)
	for i, v := range xs {
		w := ys[i]
		xs[i], ys[i] = T(h11*v)+T(h12*w), T(h21*v)+T(h22*w)
	}
}

func swap[T Float](n int, x, y *T) {
	xs, ys := vec(x, n), vec(y, n)
	for i := range xs {
		xs[i], ys[i] = ys[i], xs[i]
	}
}
