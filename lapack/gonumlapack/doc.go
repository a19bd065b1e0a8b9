// Package gonumlapack is weft's LAPACK behind gonum's interface.
//
// An [Implementation] is gonum's own, with routines of weft's in place of some. It is the second of two
// lines, which a program runs once, before other goroutines use either:
//
//	blas64.Use(gonumblas.Implementation{})
//	lapack64.Use(gonumlapack.Implementation{})
//
// gonum/mat and all else that factorizes through lapack64 then runs on weft's kernels. docs/lapack.md lists the routines, with
// the source of each algorithm; all others are gonum's.
//
// No algorithm is here: each routine checks its arguments as gonum's does, in its order and with its panics, and calls
// the package below lapack/internal that has the algorithm. The package stands beside blas and not in it, since
// no routine of BLAS needs it, and a program that only multiplies is linked without it.
package gonumlapack
