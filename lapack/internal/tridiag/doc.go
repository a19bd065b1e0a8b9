// Package tridiag solves the eigenproblem of real symmetric tridiagonal matrices T, given by their diagonal d and
// the elements e beside it.
//
//   - [Values] finds eigenvalues alone, by the root-free QL algorithm of Pal, Walker and Kahan.
//   - [Conqueror.Solve] finds eigenvectors too, by Cuppen's divide and conquer: T is torn into two halves and a
//     matrix of rank one, the halves are solved, and the rank one is put back. Pieces of at most leaf rows are
//     solved by implicit QL.
//
// An eigenvector is a row of a row-major matrix, so that what permutes, rotates and scales them moves memory that
// lies side by side. Nothing is allocated.
//
// The steps of divide and conquer are those of
//
//	Cuppen, A divide and conquer method for the symmetric tridiagonal eigenproblem, Numer. Math. 36 (1981)
//	Gu and Eisenstat, A divide-and-conquer algorithm for the symmetric tridiagonal eigenproblem,
//	SIAM J. Matrix Anal. Appl. 16 (1995)
//	Li, Solving secular equations stably and efficiently, LAPACK working note 89 (1993)
//	Rutter, A serial implementation of Cuppen's divide and conquer algorithm, LAPACK working note 69 (1994)
package tridiag
