// Package condition has norms of matrices, and estimates of the condition numbers of factorized ones.
//
// The estimate is Hager's (Condition Estimates, 1984) with Higham's refinements (FORTRAN Codes for Estimating the One-Norm of a Real
// or Complex Matrix, with Applications to Condition Estimation, 1988): the 1-norm of A⁻¹ from a few systems with A and Aᵀ. LAPACK
// solves these with care for overflow, a column at a time. Here they are solved as all others are. A solution that overflowed has
// an infinity or a NaN in it, and then there is no estimate: the caller takes LAPACK's way.
package condition
