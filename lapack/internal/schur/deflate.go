package schur

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"weft.example/lapack/internal/hessenberg"
	"weft.example/lapack/internal/orthogonal"
	"weft.example/lapack/internal/reflect"
)

// deflate is aggressive early deflation (K. Braman, R. Byers, R. Mathias, The multishift QR algorithm, part II, SIAM J. Matrix Anal.
// Appl. 23, 2002, page 948) in the window of the last nw rows of the active block top … bottom. The window is brought
// to Schur form; its only element on the left becomes a spike, and eigenvalues where the spike is negligible are
// deflated.
//
// It returns how many eigenvalues of the window did not deflate, which are good shifts and end with wr[bottom−deflated],
// and how many did.
func (p *problem) deflate(top, bottom, nw int) (undeflated, deflated int) {
	first := bottom - nw + 1
	spike := 0.0
	if first > top {
		spike = p.h[first*p.ldh+first-1]
	}
	t, v, work := p.rest[:nw*nw], p.rest[nw*nw:2*nw*nw], p.rest[2*nw*nw:]
	p.load(first, nw, t, v)
	w := problem{blas: p.blas, n: nw, h: t, ldh: nw, full: true, z: v, ldz: nw, zhi: nw, wr: p.wr[first:], wi: p.wi[first:]}
	failed := w.solve(0, nw-1, work[3*nw:])
	kept := nw
	if spike == 0 {
		kept = failed
	} else {
		kept = w.test(spike, failed)
		w.eigenvalues(failed)
	}
	if kept == nw && spike != 0 {
		return nw - failed, 0
	}
	if kept > 1 && spike != 0 {
		spike = w.hessenberg(spike, kept, work)
	} else {
		spike *= v[0]
	}
	if kept == 0 {
		spike = 0
	}
	p.store(first, top, nw, spike, t, v)
	return kept - failed, nw - kept
}

// load copies the window into t and makes v, the transpose of its rotations' matrix, one.
func (p *problem) load(first, nw int, t, v []float64) {
	clear(t)
	clear(v)
	for i := range nw {
		l := max(0, i-1)
		copy(t[i*nw+l:(i+1)*nw], p.h[(first+i)*p.ldh+first+l:])
		v[i*nw+i] = 1
	}
}

// test returns how many eigenvalues are not deflated, and brings them to the front. The first failed ones are no
// eigenvalues: the iteration did not converge there.
func (w *problem) test(spike float64, failed int) (kept int) {
	t, v, n := w.h, w.z, w.n
	small := safe * (float64(n) / epsilon)
	kept = n
	for front := failed; front < kept; {
		i := kept - 1
		size, tip, rows := math.Abs(t[i*n+i]), math.Abs(spike*v[i*n]), 1
		if i > 0 && t[i*n+i-1] != 0 {
			size += math.Sqrt(math.Abs(t[i*n+i-1])) * math.Sqrt(math.Abs(t[(i-1)*n+i]))
			tip, rows = max(tip, math.Abs(spike*v[(i-1)*n])), 2
		}
		if size == 0 {
			size = math.Abs(spike)
		}
		if tip <= max(small, epsilon*size) {
			kept -= rows
			continue
		}
		at, _ := w.raise(i-rows+1, front)
		front = at + rows
	}
	return kept
}

// eigenvalues reads the eigenvalues from the diagonal, but for the first failed rows.
func (w *problem) eigenvalues(failed int) {
	t, n := w.h, w.n
	for i := failed; i < n; i++ {
		if i+1 < n && t[(i+1)*n+i] != 0 {
			im := math.Sqrt(math.Abs(t[(i+1)*n+i])) * math.Sqrt(math.Abs(t[i*n+i+1]))
			w.wr[i], w.wi[i], w.wr[i+1], w.wi[i+1] = t[i*n+i], im, t[(i+1)*n+i+1], -im
			i++
			continue
		}
		w.wr[i], w.wi[i] = t[i*n+i], 0
	}
}

// hessenberg brings the spike's first kept elements into one, by a reflector, and the rows that it fills back to
// Hessenberg form, whose reflectors stay below the subdiagonal, where nothing reads. It returns the element.
func (w *problem) hessenberg(spike float64, kept int, work []float64) float64 {
	t, v, n, bl := w.h, w.z, w.n, w.blas
	x, y := work[:kept], work[n:]
	bl.Dcopy(kept, v, n, x, 1)
	beta, tau := reflect.Generate(bl, kept, x[0], x[1:], 1)
	x[0] = 1
	for _, a := range [2][]float64{t, v} { // from the left
		bl.Dgemv(blas.Trans, kept, n, 1, a, n, x, 1, 0, y, 1)
		bl.Dger(kept, n, -tau, x, 1, y, 1, a, n)
	}
	bl.Dgemv(blas.NoTrans, kept, kept, 1, t, n, x, 1, 0, y, 1)
	bl.Dger(kept, kept, -tau, y, 1, x, 1, t, n)

	factors := work[:kept-1]
	hessenberg.Reduce(bl, n, 0, kept-1, t, n, factors)
	orthogonal.MultiplyQR(bl, blas.Left, blas.Trans, kept-1, n, kept-1, t[n:], n, factors, v[n:], n)
	return spike * beta
}

// store copies the window back, with the spike on its left, and applies v to what is right and above of it, and to Z.
func (p *problem) store(first, top, nw int, spike float64, t, v []float64) {
	if first > top {
		p.h[first*p.ldh+first-1] = spike
	}
	for i := range nw {
		l := max(0, i-1)
		copy(p.h[(first+i)*p.ldh+first+l:(first+i)*p.ldh+first+nw], t[i*nw+l:(i+1)*nw])
	}
	lo, right := top, first+nw
	if p.full {
		lo, right = 0, p.n
	}
	if m := right - first - nw; m > 0 {
		p.fromLeft(p.space, v, nw, p.h[first*p.ldh+first+nw:], p.ldh, m)
	}
	if m := first - lo; m > 0 {
		p.fromRight(p.space, v, nw, p.h[lo*p.ldh+first:], p.ldh, m)
	}
	if m := p.zhi - p.zlo; m > 0 {
		p.fromLeft(p.space, v, nw, p.z[first*p.ldz+p.zlo:], p.ldz, m)
	}
}
