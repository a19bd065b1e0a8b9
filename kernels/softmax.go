package kernels

// softmax returns the Softmax of two kernels. The rows' greatest elements and
// sums are taken here, in four chains, since one would wait for each step of
// the last. The sums are of float64, and so add nothing to the error of float32.
func softmax[T Float](expLess func(n int, a T, y, x *T), scale func(n int, alpha T, y *T)) func(m, n int, y *T, ldy int, x *T, ldx int) {
	return func(m, n int, y *T, ldy int, x *T, ldx int) {
		if n == 0 {
			return
		}
		for i := range m {
			xi, yi := vec(at(x, i*ldx), n), vec(at(y, i*ldy), n)
			top := greatest(xi)
			for j := 0; j < n; j += MaxElements {
				expLess(min(n-j, MaxElements), top, &yi[j], &xi[j])
			}
			alpha := T(1 / sum(yi))
			for j := 0; j < n; j += MaxElements {
				scale(min(n-j, MaxElements), alpha, &yi[j])
			}
		}
	}
}

// greatest returns the greatest element, or NaN if there are NaN among the first
// few; others come to light in the sum.
func greatest[T Float](x []T) T {
	a := x[0]
	if len(x) >= 4 {
		b, c, d := x[1], x[2], x[3]
		for x = x[4:]; len(x) >= 4; x = x[4:] {
			a, b, c, d = greater(a, x[0]), greater(b, x[1]), greater(c, x[2]), greater(d, x[3])
		}
		a = greater(greater(a, b), greater(c, d))
	}
	for _, v := range x {
		a = greater(a, v)
	}
	return a
}

func greater[T Float](a, b T) T {
	if b > a {
		return b
	}
	return a
}

func sum[T Float](x []T) float64 {
	var a, b, c, d float64
	for ; len(x) >= 4; x = x[4:] {
		a, b, c, d = a+float64(x[0]), b+float64(x[1]), c+float64(x[2]), d+float64(x[3])
	}
	for _, v := range x {
		a += float64(v)
	}
	return a + b + (c + d)
}
