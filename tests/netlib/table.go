package main

// row is a routine of both real types: its name without the type, Fortran's arguments, and gonum's where they differ.
//
// An operand has its size behind its name: a matrix by columns its rows and columns, a vector or a packed triangle its
// elements. n:m is n or, where the routine is to transpose that operand, m. m|n is m or, on the right side, n. An ! turns a
// flag to its opposite. Of results that are arguments, the third text says which.
type row struct{ name, fortran, gonum, results string }

var both = []row{
	{"dot", "n x(n) incx y(n) incy", "", ""},
	{"nrm2", "n x(n) incx", "", ""},
	{"asum", "n x(n) incx", "", ""},
	{"amax", "n x(n) incx", "", ""},
	{"swap", "n x(n) incx y(n) incy", "", ""},
	{"copy", "n x(n) incx y(n) incy", "", ""},
	{"axpy", "n alpha x(n) incx y(n) incy", "", ""},
	{"scal", "n alpha x(n) incx", "", ""},
	{"rot", "n x(n) incx y(n) incy c s", "", ""},
	{"rotm", "n x(n) incx y(n) incy param", "", ""},
	{"rotg", "a b c s", "a b", "c s a b"},
	{"rotmg", "d1 d2 x1 y1 param", "d1 d2 x1 y1", "param d1 d2 x1"},

	{"gemv", "trans m n alpha A(m,n) lda x(n:m) incx beta y(m:n) incy", "!trans n m alpha A lda x incx beta y incy", ""},
	{"gbmv", "trans m n kl ku alpha A(kl+ku+1,n) lda x(n:m) incx beta y(m:n) incy", "!trans n m ku kl alpha A lda x incx beta y incy", ""},
	{"symv", "uplo n alpha A(n,n) lda x(n) incx beta y(n) incy", "!uplo n alpha A lda x incx beta y incy", ""},
	{"sbmv", "uplo n k alpha A(k+1,n) lda x(n) incx beta y(n) incy", "!uplo n k alpha A lda x incx beta y incy", ""},
	{"spmv", "uplo n alpha AP(n) x(n) incx beta y(n) incy", "!uplo n alpha AP x incx beta y incy", ""},
	{"trmv", "uplo trans diag n A(n,n) lda x(n) incx", "!uplo !trans diag n A lda x incx", ""},
	{"trsv", "uplo trans diag n A(n,n) lda x(n) incx", "!uplo !trans diag n A lda x incx", ""},
	{"tbmv", "uplo trans diag n k A(k+1,n) lda x(n) incx", "!uplo !trans diag n k A lda x incx", ""},
	{"tbsv", "uplo trans diag n k A(k+1,n) lda x(n) incx", "!uplo !trans diag n k A lda x incx", ""},
	{"tpmv", "uplo trans diag n AP(n) x(n) incx", "!uplo !trans diag n AP x incx", ""},
	{"tpsv", "uplo trans diag n AP(n) x(n) incx", "!uplo !trans diag n AP x incx", ""},
	{"ger", "m n alpha x(m) incx y(n) incy A(m,n) lda", "n m alpha y incy x incx A lda", ""},
	{"syr", "uplo n alpha x(n) incx A(n,n) lda", "!uplo n alpha x incx A lda", ""},
	{"spr", "uplo n alpha x(n) incx AP(n)", "!uplo n alpha x incx AP", ""},
	{"syr2", "uplo n alpha x(n) incx y(n) incy A(n,n) lda", "!uplo n alpha x incx y incy A lda", ""},
	{"spr2", "uplo n alpha x(n) incx y(n) incy AP(n)", "!uplo n alpha x incx y incy AP", ""},

	{"gemm", "transA transB m n k alpha A(m:k,k:m) lda B(k:n,n:k) ldb beta C(m,n) ldc", "transB transA n m k alpha B ldb A lda beta C ldc", ""},
	{"symm", "side uplo m n alpha A(m|n,m|n) lda B(m,n) ldb beta C(m,n) ldc", "!side !uplo n m alpha A lda B ldb beta C ldc", ""},
	{"syrk", "uplo trans n k alpha A(n:k,k:n) lda beta C(n,n) ldc", "!uplo !trans n k alpha A lda beta C ldc", ""},
	{"syr2k", "uplo trans n k alpha A(n:k,k:n) lda B(n:k,k:n) ldb beta C(n,n) ldc", "!uplo !trans n k alpha A lda B ldb beta C ldc", ""},
	{"trmm", "side uplo trans diag m n alpha A(m|n,m|n) lda B(m,n) ldb", "!side !uplo trans diag n m alpha A lda B ldb", ""},
	{"trsm", "side uplo trans diag m n alpha A(m|n,m|n) lda B(m,n) ldb", "!side !uplo trans diag n m alpha A lda B ldb", ""},
}

// single are routines on float32 with a sum in float64.
var single = []row{
	{"dsdot", "n x(n) incx y(n) incy", "", ""},
	{"sdsdot", "n alpha x(n) incx y(n) incy", "", ""},
}
