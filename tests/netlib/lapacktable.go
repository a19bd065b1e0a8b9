package main

// lapackRow is a routine of LAPACK: its name, Fortran's arguments, and what info says where gonum's routine returns false.
//
// gonum's arguments are the same in the same order, but for info and rcond, which it returns. Flags have gonum's names for them. A
// matrix has its rows and columns behind its name, and a vector its elements; sizesOf has those that are not arguments.
type lapackRow struct {
	name, fortran string
	info          func(c *lapackCall) int
	unseen        string // arguments that Fortran refuses, and gonum does not look at
}

var lapackRows = []lapackRow{
	{"dgetrf", "m n A(m,n) lda ipiv(least) info", firstZero, ""},
	{"dgetrs", "Trans n nrhs A(n,n) lda ipiv(n) B(n,nrhs) ldb info", nil, ""},
	{"dgesv", "n nrhs A(n,n) lda ipiv(n) B(n,nrhs) ldb info", firstZero, ""},
	{"dgetri", "n A(n,n) lda ipiv(n) work lwork info", firstZero, ""},
	{"dlaswp", "n A(reach,n) lda k1 k2 ipiv(k2) incx", nil, ""},
	{"dpotrf", "Uplo n A(n,n) lda info", firstMinor, ""},
	{"dpotrs", "Uplo n nrhs A(n,n) lda B(n,nrhs) ldb info", nil, ""},
	{"dpotri", "Uplo n A(n,n) lda info", firstZero, ""},
	{"dlauum", "Uplo n A(n,n) lda info", nil, ""},
	{"dtrtri", "Uplo Diag n A(n,n) lda info", firstZero, ""},
	{"dtrtrs", "Uplo Trans Diag n nrhs A(n,n) lda B(n,nrhs) ldb info", firstZero, ""},

	{"dgecon", "Norm n A(n,n) lda anorm rcond work iwork info", nil, ""},
	{"dpocon", "Uplo n A(n,n) lda anorm rcond work iwork info", nil, ""},
	{"dtrcon", "Norm Uplo Diag n A(n,n) lda rcond work iwork info", nil, ""},
	{"dlange", "Norm m n A(m,n) lda work", nil, ""},
	{"dlansy", "Norm Uplo n A(n,n) lda work", nil, ""},
	{"dlantr", "Norm Uplo Diag m n A(m,n) lda work", nil, ""},

	{"dgeqrf", "m n A(m,n) lda tau(least) work lwork info", nil, ""},
	{"dgelqf", "m n A(m,n) lda tau(least) work lwork info", nil, ""},
	{"dormqr", "Side Trans m n k A(order,k) lda tau(k) C(m,n) ldc work lwork info", nil, ""},
	{"dormlq", "Side Trans m n k A(k,order) lda tau(k) C(m,n) ldc work lwork info", nil, "ldc"},
	{"dorgqr", "m n k A(m,n) lda tau(k) work lwork info", nil, ""},
	{"dorglq", "m n k A(m,n) lda tau(k) work lwork info", nil, ""},
	{"dgels", "Trans m n nrhs A(m,n) lda B(most,nrhs) ldb work lwork info", firstZero, ""},

	{"dsyev", "EVJob Uplo n A(n,n) lda w(n) work lwork info", unconverged, ""},
	{"dsytrd", "Uplo n A(n,n) lda d(n) e(n-1) tau(n-1) work lwork info", nil, ""},
	{"dorgtr", "Uplo n A(n,n) lda tau(n-1) work lwork info", nil, ""},
	{"dsterf", "n d(n) e(n-1) info", unconverged, ""},
	{"dsteqr", "EVComp n d(n) e(n-1) Z(z,z) ldz work info", unconverged, ""},

	{"dgesvd", "jobU jobVT m n A(m,n) lda s(least) U(um,u) ldu VT(vt,n) ldvt work lwork info", unconverged, ""},
	{"dgebrd", "m n A(m,n) lda d(least) e(least-1) tauQ(least) tauP(least) work lwork info", nil, ""},
	{"dorgbr", "GenOrtho m n k A(m,n) lda tau(reflectors) work lwork info", nil, ""},
	{"dormbr", "ApplyOrtho Side Trans m n k A(rows,columns) lda tau(reflectors) C(m,n) ldc work lwork info", nil, ""},

	{"dgeev", "LeftEVJob RightEVJob n A(n,n) lda wr(n) wi(n) VL(vl,vl) ldvl VR(vr,vr) ldvr work lwork info", nil, ""},
	{"dgehrd", "n ilo ihi A(n,n) lda tau(n-1) work lwork info", nil, ""},
	{"dorghr", "n ilo ihi A(n,n) lda tau(n-1) work lwork info", nil, "n"},
	{"dormhr", "Side Trans m n ilo ihi A(order,order) lda tau(order-1) C(m,n) ldc work lwork info", nil, "ldc"},
	{"dhseqr", "SchurJob SchurComp n ilo ihi H(n,n) ldh wr(n) wi(n) Z(z,z) ldz work lwork info", nil, ""},
	{"dtrexc", "UpdateSchurComp n T(n,n) ldt Q(z,z) ldq ifst ilst work info", unconverged, ""},
}
