package blas

import "weft.example/kernels"

// A matrix times a vector without a plan. One from L2, on a CPU that reads L2 fastest along one row after the other, is a ramp whose
// rows all have the same columns. float64 256 by 256 takes 3.7 µs so, and 5.1 by rows side by side, its transpose 3.6 and 5.2 (Zen 5).

// gemv is y = alpha·A·x + beta·y. A is y.n by x.n.
type gemv[T kernels.Float] struct {
	alpha, beta T
	a           Matrix[T]
	x, y        vector[T]
	near        bool // computed by the kernels of ramps, see fromL2
}

// rows tells whether elements of y are dot products with rows of A. Otherwise columns of A are contiguous, and y is a sum of
// them.
func (g *gemv[T]) rows() bool { return g.a.CS == 1 || g.a.RS != 1 }

// inPlace tells whether kernels read x and write y where they lie.
func (g *gemv[T]) inPlace() bool {
	if g.rows() {
		return g.x.inc == 1 && g.y.inc > 0 && g.a.CS == 1
	}
	return g.x.inc > 0 && g.y.inc == 1
}

// short tells whether to compute g alone and without a plan.
func (g *gemv[T]) short() bool {
	return g.y.n*g.x.n < aloneWork && (!g.rows() || g.x.n <= callRow)
}

// alone computes g without a plan: by tiles of dot products, or by columns of A side by side. Vectors are in place.
func (g *gemv[T]) alone(kn *kernels.Kernels[T]) {
	if g.near {
		g.fromL2(kn)
		return
	}
	if g.rows() {
		var d kernels.Dots[T]
		d.K, d.LDA, d.LDC, d.Alpha, d.Beta = g.x.n, g.a.RS, g.y.inc, g.alpha, g.beta
		dotRows(kn, &d, g.y.n, g.a.Data, g.x.data, g.y.data)
		return
	}
	var p kernels.Product[T]
	p.N, p.K, p.AKS, p.BKS, p.Alpha, p.Beta = g.y.n, g.x.n, g.x.inc, g.a.CS, g.alpha, g.beta
	vecMat(kn, &p, g.x.data, g.a.Data, g.y.data)
}

// near tells whether fromL2 computes products with m rows of n elements in less time: they are too many for L1, fit L2, and are not too
// short.
func (c caches) near(m, n, size int) bool {
	return c.nearRows && n*size >= nearRow && m*n*size > c.L1*5/4 && m*n*size <= c.L2*7/8
}

// nearColumns tells whether so many columns are nearly a number of times those that RampAxpy takes: fewer take it as long.
func nearColumns(n, few int) bool { return ceilDiv(n, few)*few-n <= n/8 }

// isNear tells whether fromL2 computes g. It takes vectors with an increment of 1.
func (g *gemv[T]) isNear(kn *kernels.Kernels[T], c caches) bool {
	wide := bytesOf[T](kn.Gemm.Lanes) >= line // Zen 5 loses with AVX2
	if !wide || g.x.inc != 1 || g.y.inc != 1 || !g.inPlace() || !g.short() {
		return false
	}
	if g.rows() {
		return c.near(g.y.n, g.x.n, bytesOf[T](1))
	}
	return c.near(g.x.n, g.y.n, bytesOf[T](1)) && nearColumns(g.y.n, rampColumns(kn))
}

// fromL2 computes g: rows one after the other, or sums of a few columns in registers from the first row to the last.
func (g *gemv[T]) fromL2(kn *kernels.Kernels[T]) {
	if g.rows() {
		p := kernels.Ramp[T]{To: g.x.n, LDA: g.a.RS, Alpha: g.alpha, Beta: g.beta}
		for rows := evenly(g.y.n, max(1, callRead/g.x.n)); rows.more(); rows.next() {
			p.M = rows.size
			rampDots(kn, &p, g.a.Data[rows.at*g.a.RS:], g.x.data, g.y.data[rows.at:])
		}
		return
	}
	m, n := g.x.n, g.y.n
	scale(1, n, g.beta, g.y.data, n)
	p, few := kernels.Ramp[T]{LDA: g.a.CS, Alpha: g.alpha}, rampColumns(kn)
	for rows := evenly(m, callRead/few); rows.more(); rows.next() {
		p.M = rows.size
		for j := 0; j < n; j += few {
			p.To = min(few, n-j)
			rampAxpy(kn, &p, g.a.Data[rows.at*g.a.CS+j:], g.x.data[rows.at:], g.y.data[j:])
		}
	}
}
