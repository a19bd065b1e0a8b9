package svd

import (
	"weft.example/blas/gonumblas"
	"weft.example/internal/checked"
)

// aloneElements is below how many elements what is left of A is reduced without other workers: blas has one worker multiply so many by a
// vector. For another one to update them they would go to its L2 and back.
const aloneElements = 1 << 16

// Bidiagonal reduces A, of m by n with m >= n, to an upper bidiagonal Qᵀ·A·P with diagonal d and superdiagonal e. The
// vectors of Q's reflectors are left below the diagonal of a, those of P's right of the superdiagonal.
//
// Panels are those of Dongarra, Hammarling and Sorensen (LAPACK Working Note 2): what the reflectors of a panel do to the
// rest of A is A − Pᵀ·Q, with two rows in each of P and Q per column. Rows 2i are (vᵢ, yᵢ), rows 2i+1 are (xᵢ, uᵢ),
// where vᵢ and uᵢ are the vectors of reflectors, and yᵢ and xᵢ their products with A. So every product with P or Q is
// one Dgemv over rows side by side, and the update is one Dgemm.
//
// Products with A are those of all rows and columns from the panel's first on, where vectors have zeros in front: so rows of A, P and Q
// begin with a line of cache if those of A do. What they are in front of their vectors is not read. Products of rows that do not take up to twice
// as long in L2 (Emerald Rapids, AVX-512).
//
// work has at least [BidiagonalWork] elements. A panel has nb columns or fewer.
func Bidiagonal(bl gonumblas.Implementation, m, n int, a Matrix, d, e, tauQ, tauP, work []float64, nb int) {
	if n <= fewRows {
		nb = min(nb, Columns/2)
	}
	for i := 0; i < n; i += nb {
		k, mi, ni := min(nb, n-i), m-i, n-i
		if mi*ni < aloneElements {
			bl = bl.Alone(checked.Operands{})
		}
		p := panel{m: mi, n: ni, a: a.from(i, i)}
		p.p, p.q, p.w = work[:2*k*mi], work[2*k*mi:2*k*(mi+ni)], work[2*k*(mi+ni):]
		for j := range k {
			p.column(bl, j, &d[i+j], &tauQ[i+j])
			if j+1 == ni {
				tauP[i+j] = 0
				break
			}
			p.row(bl, j, &e[i+j], &tauP[i+j])
		}
		p.store(k, d[i:])
		if k < ni {
			gemm(bl, mi-k, ni-k, 2*k, -1, Matrix{p.p[k:], mi, true}, Matrix{p.q[k:], ni, false}, 1, p.a.from(k, k))
		}
	}
}

// BidiagonalWork is how much work [Bidiagonal] needs for panels of nb columns.
func BidiagonalWork(m, n, nb int) int { return 2*nb*(m+n) + 2*nb }

// panel is the first columns and rows of A as they are reduced; its P is 2k by m, its Q 2k by n.
type panel struct {
	m, n    int
	a       Matrix
	p, q, w []float64
}

// column reduces column i, and writes yᵢ.
func (p *panel) column(bl gonumblas.Implementation, i int, d, tau *float64) {
	k := 2 * i
	done, doneQ := Matrix{p.p, p.m, false}, Matrix{p.q, p.n, false}
	v, y := p.p[k*p.m:][:p.m], p.q[k*p.n:][:p.n]
	clear(v[:i])
	low := v[i:]
	p.a.from(i, i).T().copyTo(1, len(low), Matrix{low, len(low), false})
	gemv(bl, len(low), k, -1, done.from(0, i).T(), p.q[i:], p.n, 1, low)
	*d, *tau = reflector(bl, low)
	if i+1 == p.n {
		return
	}
	gemv(bl, p.n, p.m, *tau, p.a.T(), v, 1, 0, y)
	gemv(bl, k, p.m, *tau, done, v, 1, 0, p.w)
	gemv(bl, p.n, k, -1, doneQ.T(), p.w, 1, 1, y)
}

// row reduces row i, right of the diagonal, and writes xᵢ.
func (p *panel) row(bl gonumblas.Implementation, i int, e, tau *float64) {
	k := 2*i + 1
	done, doneP := Matrix{p.q, p.n, false}, Matrix{p.p, p.m, false}
	u, x := p.q[k*p.n:][:p.n], p.p[k*p.m:][:p.m]
	clear(u[:i+1])
	row, right := p.a.from(i, i+1), u[i+1:]
	row.copyTo(1, len(right), Matrix{right, len(right), false})
	gemv(bl, len(right), k, -1, done.from(0, i+1).T(), p.p[i:], p.m, 1, right)
	*e, *tau = reflector(bl, right)
	Matrix{right, len(right), false}.copyTo(1, len(right), row)
	row.Data[0] = *e
	gemv(bl, p.m, p.n, *tau, p.a, u, 1, 0, x)
	gemv(bl, k, p.n, *tau, done, u, 1, 0, p.w)
	gemv(bl, p.m, k, -1, doneP.T(), p.w, 1, 1, x)
}

// store writes the first k columns of A from the diagonal on. They are read there until then, by workers too.
func (p *panel) store(k int, d []float64) {
	v := Matrix{p.p, 2 * p.m, true}
	v.from(k, 0).copyTo(p.m-k, k, p.a.from(k, 0))
	for i := range k {
		v.from(i+1, i).copyTo(k-i-1, 1, p.a.from(i+1, i))
		p.a.from(i, i).Data[0] = d[i]
	}
}
