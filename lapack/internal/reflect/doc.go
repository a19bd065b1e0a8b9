// Package reflect has Householder's reflections, one at a time and in blocks.
//
// A reflector is H = I - tau·v·vᵀ, with v[0] = 1, which is not stored. [Generate] makes one that clears a vector.
//
// A [Block] is a product of K of them, H = H₀·H₁·…, in the compact WY form of Schreiber and Van Loan (A Storage-Efficient WY
// Representation for Products of Householder Transformations, 1989): H = I - V·T·Vᵀ with an upper triangular T. It is
// applied by matrix products:
//
//	block := reflect.Block{Store: reflect.Columns, N: m, K: k, V: a, LDV: lda, T: t, LDT: k}
//	block.Triangle(bl, tau)                          // T from V and tau
//	block.Left(bl, blas.Trans, n, c, ldc, work)      // C = Hᵀ·C
//
// V lies as the factorizations leave it: its ones are not stored, and where its zeros are something else may be. That is
// LAPACK's direct "forward", stored by columns as QR does or by rows as LQ does. A block that is whole has ones and zeros in place,
// and takes products alone: [Block.Copy] makes one.
package reflect
