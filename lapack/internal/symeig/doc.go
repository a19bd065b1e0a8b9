// Package symeig solves the eigenproblem of real symmetric matrices A.
//
//	A = Q·T·Qᵀ        Reduce: T is tridiagonal, Q a product of Householder reflectors
//	T = Z·Λ·Zᵀ        package tridiag
//	A = (Q·Z)·Λ·(Q·Z)ᵀ  back: the reflectors, by package orthogonal
//
// [Values] needs Λ alone. All of it works on the upper triangle of a row-major A, whose rows are what a reflector
// makes zero; a lower one is transposed first.
//
// The blocked reduction is that of
//
//	Dongarra, Sorensen and Hammarling, Block reduction of matrices to condensed forms for eigenvalue
//	computations, J. Comput. Appl. Math. 27 (1989)
package symeig
