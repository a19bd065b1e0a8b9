package svd

import "weft.example/blas/gonumblas"

// Bidiagonal reduces A, of m by n with m >= n, to an upper bidiagonal Qᵀ·A·P with diagonal d and superdiagonal e. The
// vectors of Q's reflectors are left below the diagonal of a, those of P's right of the superdiagonal.
//
// Panels are those of Dongarra, Hammarling and Sorensen (LAPACK Working Note 2): what the reflectors of a panel do to the
// rest of A is A − Pᵀ·Q, with two rows in each of P and Q per column. Rows 2i are (vᵢ, yᵢ), rows 2i+1 are (xᵢ, uᵢ),
// where vᵢ and uᵢ are the vectors of reflectors, and yᵢ and xᵢ their products with A. So every product with P or Q is
// one Dgemv over rows side by side, and the update is one Dgemm.
//
// work has at least [BidiagonalWork] elements. A panel has nb columns or fewer.
func Bidiagonal(bl gonumblas.Implementation, m, n int, a Matrix, d, e, tauQ, tauP, work []float64, nb int) {
	if n <= fewRows {
		nb = min(nb, Columns/2)
	}
	for i := 0; i < n; i += nb {
		k, mi, ni := min(nb, n-i), m-i, n-i
		p := panel{m: mi, n: ni, a: a.from(i, i)}
		p.p, p.q, p.w = work[:2*k*mi], work[2*k*mi:2*k*(mi+ni)], work[2*k*(mi+ni):]
		for j := range k {
			p.column(bl, j, &d[i+j], &tauQ[i+j])
			if j+1 == ni {
				tauP[i+j] = 0
				return
			}
			p.row(bl, j, &e[i+j], &tauP[i+j])
		}
		gemm(bl, mi-k, ni-k, 2*k, -1, Matrix{p.p[k:], mi, true}, Matrix{p.q[k:], ni, false}, 1, p.a.from(k, k))
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
	v := p.p[k*p.m+i : (k+1)*p.m]
	col := p.a.from(i, i)
	col.T().copyTo(1, len(v), Matrix{v, len(v), false})
	done, doneQ := Matrix{p.p[i:], p.m, false}, Matrix{p.q[min(i+1, p.n-1):], p.n, false}
	gemv(bl, len(v), k, -1, done.T(), p.q[i:], p.n, 1, v)
	var beta float64
	beta, *tau = reflector(bl, v)
	*d = beta
	Matrix{v, len(v), false}.copyTo(1, len(v), col.T())
	col.Data[0] = beta
	if i+1 == p.n {
		return
	}
	y := p.q[k*p.n+i+1 : (k+1)*p.n]
	if *tau == 0 {
		clear(y)
		return
	}
	gemv(bl, len(y), len(v), *tau, p.a.from(i, i+1).T(), v, 1, 0, y)
	gemv(bl, k, len(v), *tau, done, v, 1, 0, p.w)
	gemv(bl, len(y), k, -1, doneQ.T(), p.w, 1, 1, y)
}

// row reduces row i, right of the diagonal, and writes xᵢ.
func (p *panel) row(bl gonumblas.Implementation, i int, e, tau *float64) {
	k := 2*i + 1
	u := p.q[k*p.n+i+1 : (k+1)*p.n]
	row := p.a.from(i, i+1)
	row.copyTo(1, len(u), Matrix{u, len(u), false})
	done := Matrix{p.q[i+1:], p.n, false}
	gemv(bl, len(u), k, -1, done.T(), p.p[i:], p.m, 1, u)
	var beta float64
	beta, *tau = reflector(bl, u)
	*e = beta
	Matrix{u, len(u), false}.copyTo(1, len(u), row)
	row.Data[0] = beta
	x := p.p[min(k*p.m+i+1, (k+1)*p.m) : (k+1)*p.m]
	if *tau == 0 {
		clear(x)
		return
	}
	gemv(bl, len(x), len(u), *tau, p.a.from(i+1, i+1), u, 1, 0, x)
	gemv(bl, k, len(u), *tau, done, u, 1, 0, p.w)
	gemv(bl, len(x), k, -1, Matrix{p.p[min(i+1, p.m-1):], p.m, true}, p.w, 1, 1, x)
}
