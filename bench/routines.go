package bench

import (
	"fmt"

	"gonum.org/v1/gonum/blas"

	"weft.example/kernels"
)

// Routines are those of gonum's blas.Float32 or blas.Float64.
type Routines[T kernels.Float] struct {
	dot        func(n int, x []T, incX int, y []T, incY int) T
	nrm2, asum func(n int, x []T, incX int) T
	amax       func(n int, x []T, incX int) int
	swap, copy func(n int, x []T, incX int, y []T, incY int)
	axpy       func(n int, alpha T, x []T, incX int, y []T, incY int)
	rot        func(n int, x []T, incX int, y []T, incY int, c, s T)
	scal       func(n int, alpha T, x []T, incX int)
	gemv       func(t blas.Transpose, m, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
	gbmv       func(t blas.Transpose, m, n, kL, kU int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
	trmv, trsv func(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []T, lda int, x []T, incX int)
	tbmv, tbsv func(ul blas.Uplo, t blas.Transpose, d blas.Diag, n, k int, a []T, lda int, x []T, incX int)
	tpmv, tpsv func(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, ap []T, x []T, incX int)
	symv       func(ul blas.Uplo, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
	sbmv       func(ul blas.Uplo, n, k int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int)
	spmv       func(ul blas.Uplo, n int, alpha T, ap []T, x []T, incX int, beta T, y []T, incY int)
	ger        func(m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int)
	syr        func(ul blas.Uplo, n int, alpha T, x []T, incX int, a []T, lda int)
	spr        func(ul blas.Uplo, n int, alpha T, x []T, incX int, ap []T)
	syr2       func(ul blas.Uplo, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int)
	spr2       func(ul blas.Uplo, n int, alpha T, x []T, incX int, y []T, incY int, ap []T)
	gemm       func(tA, tB blas.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int)
	symm       func(s blas.Side, ul blas.Uplo, m, n int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int)
	syrk       func(ul blas.Uplo, t blas.Transpose, n, k int, alpha T, a []T, lda int, beta T, c []T, ldc int)
	syr2k      func(ul blas.Uplo, t blas.Transpose, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int)
	trmm, trsm func(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int)
	rotm       func(n int, x []T, incX int, y []T, incY int, h [4]T)
}

// RoutinesOf are an implementation's routines for T.
func RoutinesOf[T kernels.Float](i interface {
	blas.Float32
	blas.Float64
}) *Routines[T] {
	if r, ok := any(Routines32(i)).(*Routines[T]); ok {
		return r
	}
	return any(Routines64(i)).(*Routines[T])
}

// Routines32 are an implementation's routines for float32.
func Routines32(i blas.Float32) *Routines[float32] {
	rotm := func(n int, x []float32, incX int, y []float32, incY int, h [4]float32) {
		i.Srotm(n, x, incX, y, incY, blas.SrotmParams{Flag: blas.Rescaling, H: h})
	}
	return &Routines[float32]{
		i.Sdot, i.Snrm2, i.Sasum, i.Isamax, i.Sswap, i.Scopy, i.Saxpy, i.Srot, i.Sscal,
		i.Sgemv, i.Sgbmv, i.Strmv, i.Strsv, i.Stbmv, i.Stbsv, i.Stpmv, i.Stpsv, i.Ssymv, i.Ssbmv, i.Sspmv, i.Sger, i.Ssyr, i.Sspr, i.Ssyr2, i.Sspr2,
		i.Sgemm, i.Ssymm, i.Ssyrk, i.Ssyr2k, i.Strmm, i.Strsm, rotm,
	}
}

// Routines64 are an implementation's routines for float64.
func Routines64(i blas.Float64) *Routines[float64] {
	rotm := func(n int, x []float64, incX int, y []float64, incY int, h [4]float64) {
		i.Drotm(n, x, incX, y, incY, blas.DrotmParams{Flag: blas.Rescaling, H: h})
	}
	return &Routines[float64]{
		i.Ddot, i.Dnrm2, i.Dasum, i.Idamax, i.Dswap, i.Dcopy, i.Daxpy, i.Drot, i.Dscal,
		i.Dgemv, i.Dgbmv, i.Dtrmv, i.Dtrsv, i.Dtbmv, i.Dtbsv, i.Dtpmv, i.Dtpsv, i.Dsymv, i.Dsbmv, i.Dspmv, i.Dger, i.Dsyr, i.Dspr, i.Dsyr2, i.Dspr2,
		i.Dgemm, i.Dsymm, i.Dsyrk, i.Dsyr2k, i.Dtrmm, i.Dtrsm, rotm,
	}
}

// RoutineCase is a routine with its flags, for any size n.
type RoutineCase[T kernels.Float] struct {
	Name string
	// Call makes a call of n elements, or of matrices of n by n. Bands have n/4 diagonals on a side. Triangles are so close
	// to 1 that results stay what they are, however often they are computed in place.
	Call func(r *Routines[T], n int) func()
	// Agree makes one call by each of two implementations and compares all that they leave.
	Agree func(got, want *Routines[T], n int) error
}

// tiny is what is added in place: it changes nothing much in a million calls.
const tiny = 1e-9

// RoutineCases are all routines that weft has of its own.
func RoutineCases[T kernels.Float]() (list []RoutineCase[T]) {
	add := func(name string, call func(r *Routines[T], n int, o *operands[T]) func()) {
		list = append(list, RoutineCase[T]{
			Name: name,
			Call: func(r *Routines[T], n int) func() { return call(r, n, newOperands[T](n)) },
			Agree: func(got, want *Routines[T], n int) error {
				g, w := newOperands[T](n), newOperands[T](n)
				call(got, n, g)()
				call(want, n, w)()
				if err := g.agrees(w, n); err != nil {
					return fmt.Errorf("bench: %s, n = %d: %w", name, n, err)
				}
				return nil
			},
		})
	}
	for _, inc := range []int{1, 2, -1} {
		vectors(inc, func(name string, call func(r *Routines[T], n, inc int, o *operands[T]) func()) {
			add(fmt.Sprintf("level1 %s inc %d", name, inc), func(r *Routines[T], n int, o *operands[T]) func() { return call(r, n, inc, o) })
		})
	}
	const unit, none = blas.Unit, blas.NoTrans
	for _, t := range []blas.Transpose{none, blas.Trans} {
		is := func(name string) string { return fmt.Sprintf("%s %c", name, t) }
		add(is("level2 gemv"), func(r *Routines[T], n int, o *operands[T]) func() {
			return func() { r.gemv(t, n, n, 1, o.a, n, o.x, 1, 0, o.y, 1) }
		})
		add(is("level2 gbmv"), func(r *Routines[T], n int, o *operands[T]) func() {
			return func() { r.gbmv(t, n, n, n/4, n/4, 1, o.a, 2*(n/4)+1, o.x, 1, 0, o.y, 1) }
		})
		for _, tB := range []blas.Transpose{none, blas.Trans} {
			add(fmt.Sprintf("level3 gemm %c%c", t, tB), func(r *Routines[T], n int, o *operands[T]) func() {
				return func() { r.gemm(t, tB, n, n, n, 1, o.a, n, o.b, n, 0, o.c, n) }
			})
		}
	}
	add("level2 ger", func(r *Routines[T], n int, o *operands[T]) func() {
		return func() { r.ger(n, n, tiny, o.x, 1, o.y, 1, o.a, n) }
	})
	for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
		is := func(name string) string { return fmt.Sprintf("%s %c", name, ul) }
		add(is("level2 symv"), func(r *Routines[T], n int, o *operands[T]) func() {
			return func() { r.symv(ul, n, 1, o.a, n, o.x, 1, 0, o.y, 1) }
		})
		add(is("level2 sbmv"), func(r *Routines[T], n int, o *operands[T]) func() {
			return func() { r.sbmv(ul, n, n/4, 1, o.a, n/4+1, o.x, 1, 0, o.y, 1) }
		})
		add(is("level2 spmv"), func(r *Routines[T], n int, o *operands[T]) func() {
			return func() { r.spmv(ul, n, 1, o.a, o.x, 1, 0, o.y, 1) }
		})
		add(is("level2 syr"), func(r *Routines[T], n int, o *operands[T]) func() {
			return func() { r.syr(ul, n, tiny, o.x, 1, o.a, n) }
		})
		add(is("level2 spr"), func(r *Routines[T], n int, o *operands[T]) func() { return func() { r.spr(ul, n, tiny, o.x, 1, o.a) } })
		add(is("level2 syr2"), func(r *Routines[T], n int, o *operands[T]) func() {
			return func() { r.syr2(ul, n, tiny, o.x, 1, o.y, 1, o.a, n) }
		})
		add(is("level2 spr2"), func(r *Routines[T], n int, o *operands[T]) func() {
			return func() { r.spr2(ul, n, tiny, o.x, 1, o.y, 1, o.a) }
		})
		for _, t := range []blas.Transpose{none, blas.Trans} {
			is := func(name string) string { return fmt.Sprintf("%s %c%c", name, ul, t) }
			add(is("level2 trmv"), func(r *Routines[T], n int, o *operands[T]) func() {
				return func() { r.trmv(ul, t, unit, n, o.small, n, o.x, 1) }
			})
			add(is("level2 trsv"), func(r *Routines[T], n int, o *operands[T]) func() {
				return func() { r.trsv(ul, t, unit, n, o.small, n, o.x, 1) }
			})
			add(is("level2 tbmv"), func(r *Routines[T], n int, o *operands[T]) func() {
				return func() { r.tbmv(ul, t, unit, n, n/4, o.small, n/4+1, o.x, 1) }
			})
			add(is("level2 tbsv"), func(r *Routines[T], n int, o *operands[T]) func() {
				return func() { r.tbsv(ul, t, unit, n, n/4, o.small, n/4+1, o.x, 1) }
			})
			add(is("level2 tpmv"), func(r *Routines[T], n int, o *operands[T]) func() {
				return func() { r.tpmv(ul, t, unit, n, o.small, o.x, 1) }
			})
			add(is("level2 tpsv"), func(r *Routines[T], n int, o *operands[T]) func() {
				return func() { r.tpsv(ul, t, unit, n, o.small, o.x, 1) }
			})
			add(is("level3 syrk"), func(r *Routines[T], n int, o *operands[T]) func() {
				return func() { r.syrk(ul, t, n, n, 1, o.a, n, 0, o.c, n) }
			})
			add(is("level3 syr2k"), func(r *Routines[T], n int, o *operands[T]) func() {
				return func() { r.syr2k(ul, t, n, n, 1, o.a, n, o.b, n, 0, o.c, n) }
			})
			for _, s := range []blas.Side{blas.Left, blas.Right} {
				is := func(name string) string { return fmt.Sprintf("%s %c%c%c", name, s, ul, t) }
				add(is("level3 trmm"), func(r *Routines[T], n int, o *operands[T]) func() {
					return func() { r.trmm(s, ul, t, unit, n, n, 1, o.small, n, o.b, n) }
				})
				add(is("level3 trsm"), func(r *Routines[T], n int, o *operands[T]) func() {
					return func() { r.trsm(s, ul, t, unit, n, n, 1, o.small, n, o.b, n) }
				})
			}
		}
		for _, s := range []blas.Side{blas.Left, blas.Right} {
			add(fmt.Sprintf("level3 symm %c%c", s, ul), func(r *Routines[T], n int, o *operands[T]) func() {
				return func() { r.symm(s, ul, n, n, 1, o.a, n, o.b, n, 0, o.c, n) }
			})
		}
	}
	return list
}

// vectors adds the routines on vectors. Those on one do nothing where it lies backwards.
func vectors[T kernels.Float](inc int, add func(name string, call func(r *Routines[T], n, inc int, o *operands[T]) func())) {
	add("dot", func(r *Routines[T], n, inc int, o *operands[T]) func() {
		return func() { o.result[0] = r.dot(n, o.x, inc, o.y, inc) }
	})
	add("axpy", func(r *Routines[T], n, inc int, o *operands[T]) func() {
		return func() { r.axpy(n, tiny, o.x, inc, o.y, inc) }
	})
	add("copy", func(r *Routines[T], n, inc int, o *operands[T]) func() {
		return func() { r.copy(n, o.x, inc, o.y, inc) }
	})
	add("swap", func(r *Routines[T], n, inc int, o *operands[T]) func() {
		return func() { r.swap(n, o.x, inc, o.y, inc) }
	})
	add("rot", func(r *Routines[T], n, inc int, o *operands[T]) func() {
		return func() { r.rot(n, o.x, inc, o.y, inc, 0.6, 0.8) }
	})
	add("rotm", func(r *Routines[T], n, inc int, o *operands[T]) func() {
		return func() { r.rotm(n, o.x, inc, o.y, inc, [4]T{0.6, -0.8, 0.8, 0.6}) }
	})
	if inc < 0 {
		return
	}
	add("scal", func(r *Routines[T], n, inc int, o *operands[T]) func() { return func() { r.scal(n, -1, o.x, inc) } })
	add("nrm2", func(r *Routines[T], n, inc int, o *operands[T]) func() {
		return func() { o.result[0] = r.nrm2(n, o.x, inc) }
	})
	add("asum", func(r *Routines[T], n, inc int, o *operands[T]) func() {
		return func() { o.result[0] = r.asum(n, o.x, inc) }
	})
	add("amax", func(r *Routines[T], n, inc int, o *operands[T]) func() {
		return func() { o.result[0] = T(r.amax(n, o.x, inc)) }
	})
}
