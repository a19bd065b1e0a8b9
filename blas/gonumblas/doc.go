// Package gonumblas is gonum's BLAS, with weft's routines where they are faster.
//
// An [Implementation] is gonum's own, with routines of weft's in place of some. Hand
// it to gonum once, before other goroutines use it:
//
//	blas64.Use(gonumblas.Implementation{})
//	blas32.Use(gonumblas.Implementation{})
//
// gonum/mat, stat, gonum/lapack and all else that goes through blas64 and
// blas32 then runs on weft's kernels. docs/from-gonum.md has what that gains, and
// [weft.example/lapack/gonumlapack] the same for LAPACK.
//
// # What is accelerated
//
//   - Sgemm and Dgemm, for every transpose, size and leading dimension. They carry
//     mat's Dense.Mul and, through lapack's blocked factorizations, much of LU,
//     Cholesky, QR and what rests on them.
//   - Ssyrk, Dsyrk, Ssyr2k, Dsyr2k, Ssymm and Dsymm. The smallest, and some with one
//     or two rows or columns, are gonum's, whose loops are faster there.
//   - Strsm, Dtrsm, Strmm and Dtrmm, but for small ones.
//   - Gemv, Ger, Symv, Syr, Syr2, Trmv and Trsv, the packed Spmv, Spr, Spr2, Tpmv and Tpsv, and
//     the banded Gbmv, Sbmv, Tbmv and Tbsv, of both types and with any increments, from some size
//     on. Of a band, that is some number of diagonals: a narrow one is gonum's.
//   - Of vectors whose elements lie side by side, from some length on: Dot, Axpy, Scal, Nrm2, Asum, Iamax, Rot, Rotm and Swap. Two
//     vectors with increments of -1 count as such; Copy is faster for those too. Rot, Rotm and Swap of vectors that share an element are
//     gonum's, and so is Saxpy of those that are not side by side.
//   - Of vectors with other increments: Nrm2, and Ddot, Saxpy, Sscal, Asum, Iamax, Rot, Rotm, Swap and Copy unless elements are a multiple
//     of 1 KiB apart. gonum's assembly is as fast as OpenBLAS's for Sdot, Daxpy and Dscal.
//
// Dsdot and Sdsdot are gonum's: its assembly takes as long as OpenBLAS's, but for 10 % where vectors are in L3. gonum's checks wrap for
// the largest sizes and increments, and its assembly would go outside of vectors then: weft's refuse those that are too short.
//
// Every other routine, the complex ones included, is gonum's.
//
// # Without assembly
//
// Some builds have no kernels but the Go reference: under the race detector, with the tag purego, and
// for CPUs without kernels. There the zero Implementation is gonum's own, to the bit: only its Sgemv does
// not clear what lies behind y, its Ssyrk and Dsyrk keep no NaN of C with beta zero, and its Sger and Dger go by Go where an increment
// is negative, with which gonum's assembly reads outside of vectors. There gonum's contract holds: with alpha zero its Gemm reads
// A and B. mat.Mul
// of 500 by 500 takes as long under the race detector as with gonum's own, instead of 100 times as long.
// An Implementation of [New] computes with the kernels that it is given.
//
// # Contract
//
// Arguments are checked as gonum checks them, in its order and with its panics.
// With beta zero C is not read; with alpha or k zero A and B are not. A
// ConjTrans is a Trans. Unlike gonum, which skips a zero of A in most of its
// products, every product is computed: 0·NaN and 0·Inf are NaN in the sum. Of
// the routines whose smallest products are gonum's, those skip zeros.
//
// Results have the same bits for any number of CPUs. They differ from gonum's in two things more:
//
//   - They are rounded otherwise, since sums run in another order.
//   - alpha multiplies sums of products, as in OpenBLAS. It does not help where such a sum
//     overflows or its terms underflow. gonum multiplies the elements of A by alpha first,
//     in all products but A·Bᵀ. For alpha = 1e-300 and a = b = 1e200 a product of one
//     element is +Inf here, and 1e100 in gonum.
//
// The order of a sum depends on the sizes, the strides, the transposes and the CPU's caches. So the same row and
// column may have other last bits in a product of another size, as in BLIS. A LAPACK driver that computes
// eigenvalues with and without vectors multiplies matrices of different sizes, and may return eigenvalues that
// differ in the last bits. Within one product equal rows and columns give equal bits, with one exception: see
// [weft.example/blas.Workspace.Gemm].
//
// Triangular routines compute every product too. Where gonum skips a zero of B, on the right, a
// solve with a zero on the diagonal gives NaN here, and 0 in gonum. Solves multiply by the reciprocals of the
// diagonal, unless one is huge or tiny.
//
// All methods may be called concurrently. Large products share one set of
// worker goroutines, as many as GOMAXPROCS; a product that comes while they
// are busy runs on its own goroutine alone. In the steady state nothing is
// allocated.
//
// The kernels are the best this CPU runs, or those that the environment
// variable WEFT_ISA names; the first product panics if it names none. [New]
// chooses kernels and workers in the program, to cap the workers for one.
package gonumblas
