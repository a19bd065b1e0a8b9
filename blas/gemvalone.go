package blas

import "weft.example/kernels"

// A matrix times a vector without a plan.

// gemvWay is how A is read.
type gemvWay int

const (
	sideBySideRows gemvWay = iota // by tiles of dot products, or by columns of A side by side
	// One row after the other, from L2: as a ramp whose rows all have the same columns. float64 256 by 256 takes 3.7 µs so, and 5.1 by
	// rows side by side (Zen 5).
	rowByRow
	// A strip of few columns at a time, from L2, by the same kernels. float32 320 by 320 takes 2.4 µs so, and 3.0 by wide strips (Zen 5).
	downFew
	// A strip of many, from L2 or L3. float64 512 by 512 takes 23 µs so, and 30 by rows side by side (Zen 5).
	downMany
)

// gemv is y = alpha·A·x + beta·y. A is y.n by x.n.
type gemv[T kernels.Float] struct {
	alpha, beta T
	a           Matrix[T]
	x, y        vector[T]
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

// alone computes g without a plan. Vectors are in place.
func (g *gemv[T]) alone(kn *kernels.Kernels[T]) { g.compute(kn, g.way(kn, cachesHere())) }

// way chooses how to compute g, whose vectors are in place. Others than side by side are for rows that are not short, and too many for L1,
// on a CPU that reads L2 fastest by rows.
func (g *gemv[T]) way(kn *kernels.Kernels[T], c caches) gemvWay {
	m, n, size := g.x.n, g.y.n, bytesOf[T](1)
	if g.rows() {
		m, n = n, m
	}
	bytes := m * n * size
	near := bytes <= c.L2*7/8
	switch {
	case !c.nearRows || kn.Gemm.Lanes*size < line || n*size < nearRow || c.inL1(bytes) || bytes > farBytes || !g.rows() && m <= len(kn.Update):
		return sideBySideRows
	case g.rows() && near && g.y.inc == 1:
		return rowByRow
	case g.rows():
		return sideBySideRows
	case near && g.x.inc == 1 && nearColumns(n, rampColumns(kn)):
		return downFew
	}
	return downMany
}

// inL1 tells whether a matrix of so many bytes is in L1 for the most part.
func (c caches) inL1(bytes int) bool { return bytes <= c.L1*5/4 }

// nearColumns tells whether so many columns are nearly a number of times those that RampAxpy takes: fewer take it as long.
func nearColumns(n, few int) bool { return ceilDiv(n, few)*few-n <= n/8 }

// compute computes g in a way.
func (g *gemv[T]) compute(kn *kernels.Kernels[T], way gemvWay) {
	switch way {
	case rowByRow:
		g.rowByRow(kn)
	case downFew:
		g.downFew(kn)
	default:
		if g.rows() {
			var d kernels.Dots[T]
			d.K, d.LDA, d.LDC, d.Alpha, d.Beta = g.x.n, g.a.RS, g.y.inc, g.alpha, g.beta
			dotRows(kn, &d, g.y.n, g.a.Data, g.x.data, g.y.data)
			return
		}
		var p kernels.Product[T]
		p.N, p.K, p.AKS, p.BKS, p.Alpha, p.Beta = g.y.n, g.x.n, g.x.inc, g.a.CS, g.alpha, g.beta
		if way == downMany {
			downColumns(kn, &p, g.x.data, g.a.Data, g.y.data)
			return
		}
		vecMat(kn, &p, g.x.data, g.a.Data, g.y.data)
	}
}

func (g *gemv[T]) rowByRow(kn *kernels.Kernels[T]) {
	p := kernels.Ramp[T]{To: g.x.n, LDA: g.a.RS, Alpha: g.alpha, Beta: g.beta}
	for rows := evenly(g.y.n, max(1, callRead/g.x.n)); rows.more(); rows.next() {
		p.M = rows.size
		rampDots(kn, &p, g.a.Data[rows.at*g.a.RS:], g.x.data, g.y.data[rows.at:])
	}
}

// downFew has sums of a few columns in registers, from the first row to the last.
func (g *gemv[T]) downFew(kn *kernels.Kernels[T]) {
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
