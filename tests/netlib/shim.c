// The routines as Fortran calls them, each as STUB makes it. The head of main.go says what they do.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>

#include "_cgo_export.h"

static int forked; // whether this process is a child, in which Go does not run

static void child(void) { forked = 1; }

__attribute__((constructor)) static void load(void) { pthread_atfork(0, 0, child); }

// xerbla_ is the tester's. The program that lists the Sets has none.
__attribute__((weak)) void xerbla_(char *name, int *position, long length);

void report(char *name, int position) { xerbla_(name, &position, 6); }

#define POINTERS_3 void *a, void *b, void *c
#define POINTERS_4 POINTERS_3, void *d
#define POINTERS_5 POINTERS_4, void *e
#define POINTERS_6 POINTERS_5, void *f
#define POINTERS_7 POINTERS_6, void *g
#define POINTERS_8 POINTERS_7, void *h
#define POINTERS_9 POINTERS_8, void *i
#define POINTERS_10 POINTERS_9, void *j
#define POINTERS_11 POINTERS_10, void *k
#define POINTERS_12 POINTERS_11, void *l
#define POINTERS_13 POINTERS_12, void *m

#define POINTERS_14 POINTERS_13, void *o

#define VALUES_3 a, b, c
#define VALUES_4 VALUES_3, d
#define VALUES_5 VALUES_4, e
#define VALUES_6 VALUES_5, f
#define VALUES_7 VALUES_6, g
#define VALUES_8 VALUES_7, h
#define VALUES_9 VALUES_8, i
#define VALUES_10 VALUES_9, j
#define VALUES_11 VALUES_10, k
#define VALUES_12 VALUES_11, l
#define VALUES_13 VALUES_12, m
#define VALUES_14 VALUES_13, o

// STUB is a routine of n arguments. Behind them the next library wants the lengths of up to four flags.
#define STUB(result, name, n)                                           \
	result name##_(POINTERS_##n) {                                      \
		void *arguments[] = {VALUES_##n};                               \
		double value = 0;                                               \
		if (!forked && answer(#name, n, arguments, &value)) return value; \
		static result (*next)();                                        \
		if (!next) next = (result(*)())dlsym(RTLD_NEXT, #name "_");     \
		return next(VALUES_##n, 1L, 1L, 1L, 1L);                        \
	}

// A subroutine returns an int that nobody reads.
#define ROUTINES(real, t)  \
	STUB(real, t##dot, 5)  \
	STUB(real, t##nrm2, 3) \
	STUB(real, t##asum, 3) \
	STUB(int, i##t##amax, 3) \
	STUB(int, t##swap, 5)  \
	STUB(int, t##copy, 5)  \
	STUB(int, t##axpy, 6)  \
	STUB(int, t##scal, 4)  \
	STUB(int, t##rot, 7)   \
	STUB(int, t##rotm, 6)  \
	STUB(int, t##rotg, 4)  \
	STUB(int, t##rotmg, 5) \
	STUB(int, t##gemv, 11) \
	STUB(int, t##gbmv, 13) \
	STUB(int, t##symv, 10) \
	STUB(int, t##sbmv, 11) \
	STUB(int, t##spmv, 9)  \
	STUB(int, t##trmv, 8)  \
	STUB(int, t##trsv, 8)  \
	STUB(int, t##tbmv, 9)  \
	STUB(int, t##tbsv, 9)  \
	STUB(int, t##tpmv, 7)  \
	STUB(int, t##tpsv, 7)  \
	STUB(int, t##ger, 9)   \
	STUB(int, t##syr, 7)   \
	STUB(int, t##spr, 6)   \
	STUB(int, t##syr2, 9)  \
	STUB(int, t##spr2, 8)  \
	STUB(int, t##gemm, 13) \
	STUB(int, t##symm, 12) \
	STUB(int, t##syrk, 10) \
	STUB(int, t##syr2k, 12) \
	STUB(int, t##trmm, 11) \
	STUB(int, t##trsm, 11)

ROUTINES(float, s)
ROUTINES(double, d)
STUB(double, dsdot, 5)
STUB(float, sdsdot, 6)

STUB(int, dgetrf, 6)
STUB(int, dgetrs, 9)
STUB(int, dgesv, 8)
STUB(int, dgetri, 7)
STUB(int, dlaswp, 7)
STUB(int, dpotrf, 5)
STUB(int, dpotrs, 8)
STUB(int, dpotri, 5)
STUB(int, dlauum, 5)
STUB(int, dtrtri, 6)
STUB(int, dtrtrs, 10)
STUB(int, dgecon, 9)
STUB(int, dpocon, 9)
STUB(int, dtrcon, 10)
STUB(double, dlange, 6)
STUB(double, dlansy, 6)
STUB(double, dlantr, 8)
STUB(int, dgeqrf, 8)
STUB(int, dgelqf, 8)
STUB(int, dormqr, 13)
STUB(int, dormlq, 13)
STUB(int, dorgqr, 9)
STUB(int, dorglq, 9)
STUB(int, dgels, 11)
STUB(int, dsyev, 9)
STUB(int, dsytrd, 10)
STUB(int, dorgtr, 8)
STUB(int, dsterf, 4)
STUB(int, dsteqr, 8)
STUB(int, dgesvd, 14)
STUB(int, dgebrd, 11)
STUB(int, dorgbr, 10)
STUB(int, dormbr, 14)
STUB(int, dgeev, 14)
STUB(int, dgehrd, 9)
STUB(int, dorghr, 9)
STUB(int, dormhr, 14)
STUB(int, dhseqr, 14)
STUB(int, dtrexc, 10)
