// Command netlib is weft's BLAS and LAPACK under their Fortran names, as a library for C, so that netlib's own testers can call them:
//
//	go build -buildmode=c-shared -o weft.so .
//	LD_PRELOAD=./weft.so xblat3d <dblat3.in
//
// .ci/netlib does so with all testers and Sets. WEFT_ISA names the Set, and with generic gonum's own routines run. As a
// program, the command lists the Sets of this CPU.
//
// # A call
//
//  1. shim.c has a function for each routine, as Fortran calls it: every argument is a pointer. It hands their array to Go.
//     Lengths of strings, which Fortran passes behind the arguments, are ignored.
//  2. A row of table.go says what the arguments are (routine.go). The first that is wrong is reported to xerbla, by its
//     position. Testers have an xerbla of their own.
//  3. The row also says which arguments gonum's routine gets, in which order. A matrix by columns is its transpose by rows,
//     so that a lower triangle becomes an upper one, the left side the right one, and A·B becomes Bᵀ·Aᵀ.
//
// # What the next library answers
//
// The next library is the one that would answer without this one. It answers
//
//   - complex routines, which weft does not have,
//   - of level 1 what Fortran wants otherwise than gonum. gonum refuses negative lengths and increments of zero, and its
//     Sdsdot of no elements is 0. Its Sscal and Dscal by 0 clear what is NaN or Inf. So do OpenBLAS's and BLIS's: xlintsts
//     fails 104 of 8008 tests of triangular systems over each of them, and passes where Inf times 0 is NaN.
//   - everything in a forked child: of Go's threads it has only the one that forked.
//   - all of LAPACK but the double routines that lapack/gonumlapack has itself, in lapacktable.go. What of them Fortran wants otherwise
//     than gonum is below.
//
// # LAPACK
//
// A matrix by columns is copied to one by rows and back (lapack.go), as pivots, reflectors and bidiagonals of a transpose are others. Between
// rows lies as much as between Fortran's columns, and nobody may write there. The routine gets as much workspace as its
// query asks for, full of NaN. Where it panics for an argument, xerbla is told which: testers of error exits test weft's checks.
//
//	Fortran                                    gonum                       here
//	dgesvd overwrites A with vectors           panics                      vectors are copied to A
//	dgetrf, dpotrf, ... say where they failed  return false                where the diagonal is zero, or a leading block fails
//	dsyev, dsteqr, ... say how much failed     return false                1
//	dlaswp with other increments, or no rows   panics                      the next library
//	norms of a negative size are 0             panic                       a size of 0
//	dormlq, dormhr without reflectors, dorghr  do not look at ldc, or n    looked at here
//
// Of the testers' files, dgd wants eigenvalues that have the same bits with vectors as without. With weft's BLAS they have not: a rotation
// of other lengths rounds otherwise. dec and the expert driver of sizes above 20 pass, but copy for minutes.
//
// # Proof that testers can fail
//
// WEFT_NETLIB_OMIT names a routine that does nothing and returns 0. .ci/netlib omits each in turn and wants its tester to say so.
package main

/*
#include <stdlib.h>

void report(char *name, int position); // of shim.c
*/
import "C"

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"unsafe"

	"weft.example/kernels"
)

func main() {
	for _, set := range kernels.Available() {
		fmt.Println(set.Name)
	}
}

// one is held by the call that goes on.
var one sync.Mutex

// loaded are the routines by their names, and the name of the one that is omitted.
var (
	loaded       = sync.OnceValues(func() (map[string]*routine, string) { return routines(), os.Getenv("WEFT_NETLIB_OMIT") })
	loadedLAPACK = sync.OnceValue(lapackRoutines)
)

// answer calls the routine of the name with n arguments. It returns 0 where the next library is to answer.
//
//export answer
func answer(name *C.char, n C.int, arguments *unsafe.Pointer, result *C.double) C.int {
	all, omitted := loaded()
	if C.GoString(name) == omitted {
		return 1
	}
	if r := loadedLAPACK()[C.GoString(name)]; r != nil {
		return r.answerC(unsafe.Slice(arguments, n), result)
	}
	r := all[C.GoString(name)]
	if len(r.arguments) != int(n) {
		panic(fmt.Sprintf("netlib: %s has %d arguments in shim.c and %d in table.go", r.name, n, len(r.arguments)))
	}
	p := unsafe.Slice(arguments, n)
	one.Lock()
	defer one.Unlock()
	v := r.values(p)
	if r.level1 {
		if r.differs(p, v) {
			return 0
		}
	} else if position := r.wrong(v); position > 0 {
		reportWrong(r.name, position)
		return 1
	}
	*result = C.double(r.call(p, v))
	return 1
}

// answerC is answer for LAPACK.
func (r *lapackRoutine) answerC(p []unsafe.Pointer, result *C.double) C.int {
	if len(r.names) != len(p) {
		panic(fmt.Sprintf("netlib: %s has %d arguments in shim.c and %d in lapacktable.go", r.row.name, len(p), len(r.names)))
	}
	one.Lock()
	defer one.Unlock()
	value, wrong, next := r.answer(p)
	if wrong > 0 {
		reportWrong(strings.ToUpper(r.row.name), wrong)
	}
	*result = C.double(value)
	if next {
		return 0
	}
	return 1
}

func reportWrong(name string, position int) {
	text := C.CString((name + "   ")[:6])
	C.report(text, C.int(position))
	C.free(unsafe.Pointer(text))
}
