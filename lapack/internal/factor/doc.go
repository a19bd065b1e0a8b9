// Package factor has the factorizations of LU and Cholesky, the inverses of triangles, and what is solved and inverted with them.
//
// All are recursive: a matrix is cut in halves, and what lies between them is a product or a triangular system of large matrices.
// The recursion of LU is Toledo's (Locality of Reference in LU Decomposition with Partial Pivoting, 1997). That of Cholesky and of
// triangles is Gustavson's (Recursion Leads to Automatic Variable Blocking for Dense Linear-Algebra Algorithms, 1997).
package factor
