package blas

import (
	"runtime"

	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Small symmetric products for gonum's door, as Syrk, Syr2k and Symm have them. They check nothing, and copy no views: that would take
// as long as a product of 8 cubed. gonum's interfaces have checked before.

// Square computes a small triangle as Syrk does or, of two products, as Syr2k, and reports whether it did. A and B are n by k. With one
// product B is A.
func (s *Spaces[T]) Square(_ checked.Operands, half Triangle, two bool, n, k int, alpha T, a, b *Matrix[T], beta T, c []T, ldc int) bool {
	if alpha == 0 || n > squareSide || uint(k-1) >= smallDepth {
		return false
	}
	w := s.Get()
	square := w.room(2*squareSide*squareSide + w.machine.lanes)
	var p kernels.Product[T] // not a literal, see inWay
	p.M, p.N, p.K, p.ARS, p.AKS, p.BKS, p.LDC, p.Alpha = n, n, k, a.RS, a.CS, b.CS, squareSide, alpha
	done := w.smallProduct(kernels.Hide(&p), b.RS, a.Data, b.Data, square)
	runtime.KeepAlive(&p)
	if done {
		var x triangle[T]
		x.half, x.two, x.beta, x.c, x.ldc = half, two, beta, c, ldc
		x.addSquare(w.kernels, square, squareSide, 0, n)
	}
	s.Put(w)
	return done
}

// Symm computes a small product with a symmetric matrix as Symm does, and reports whether it did.
func (s *Spaces[T]) Symm(_ checked.Operands, side Side, half Triangle, m, n int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) bool {
	k := m
	if side == Right {
		k = n
	}
	if alpha == 0 || max(m, n) >= smallSides || k > smallDepth || uint64(m)*uint64(n)*uint64(k) > smallWork {
		return false
	}
	w := s.Get()
	laid := w.whole(Rows(a, lda), half, k)
	var p kernels.Product[T] // not a literal, see inWay
	p.M, p.N, p.K, p.AKS, p.LDC, p.Alpha, p.Beta = m, n, k, 1, ldc, alpha, beta
	if a, p.ARS, p.BKS = laid.Data, laid.RS, ldb; side == Right {
		a, b, p.ARS, p.BKS = b, a, ldb, laid.RS
	}
	done := w.smallProduct(kernels.Hide(&p), 1, a, b, c)
	runtime.KeepAlive(&p)
	s.Put(w)
	return done
}
