// Package symeig solves the eigenproblem of real symmetric matrices A.
//
//	A = Q·T·Qᵀ        Reduce: T is tridiagonal, Q a product of Householder reflectors
//	T = Z·Λ·Zᵀ        package tridiag
//	A = (Q·Z)·Λ·(Q·Z)ᵀ  back: reflectors applied in blocks
//
// [Values] needs Λ alone. All of it works on the upper triangle of a row-major A, whose rows are what a reflector
// makes zero; a lower one is transposed first.
//
// The blocked reduction is that of
//
//	Dongarra, Sorensen and Hammarling, Block reduction of matrices to condensed forms for eigenvalue
//	computations, J. Comput. Appl. Math. 27 (1989)
//
// and the blocks of reflectors are the UT transforms of
//
//	Joffrain, Low, Quintana-Ortí, van de Geijn and Van Zee, Accumulating Householder transformations, revisited,
//	ACM Trans. Math. Softw. 32 (2006)
package symeig
