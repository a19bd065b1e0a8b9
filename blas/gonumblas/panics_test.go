package gonumblas_test

import (
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/internal/long"
	"weft.example/kernels"
)

// TestGemmPanics calls gonum and weft with every combination of good and bad
// arguments; both must panic with the same value, or neither.
func TestGemmPanics(t *testing.T) {
	t.Run("Sgemm", testPanics[float32])
	t.Run("Dgemm", testPanics[float64])
}

func testPanics[T kernels.Float](t *testing.T) {
	theirs := gemmOf[T](gonum.Implementation{})
	sizes := []int{-1, 0, 3}
	transA, transB := []blas.Transpose{'N', 'T', 'X'}, []blas.Transpose{'N', 'T', 'n'}
	if long.Tests() {
		sizes, transA, transB = append(sizes, 1), append(transA, 'C', 0), append(transB, 'C')
	}
	seen := map[any]int{}
	for _, tA := range transA {
		for _, tB := range transB {
			for _, m := range sizes {
				for _, n := range sizes {
					for _, k := range sizes {
						for _, p := range badProducts[T](tA, tB, m, n, k) {
							got, want := recovered(p, ours[T]()), recovered(p, theirs)
							if got != want {
								t.Fatalf("%d %d %d×%d×%d, ld %d %d %d, lengths %d %d %d: panic %v, gonum's is %v",
									tA, tB, m, n, k, p.lda, p.ldb, p.ldc, len(p.a), len(p.b), len(p.c), got, want)
							}
							seen[got]++
						}
					}
				}
			}
		}
	}
	const kinds = 10 // transpose, three sizes, three leading dimensions, three lengths
	if delete(seen, nil); len(seen) != kinds {
		t.Errorf("%d kinds of panic seen, want %d: %v", len(seen), kinds, seen)
	}
}

// badProducts returns products with leading dimensions and lengths that are
// right, short by one, or zero, in every combination.
func badProducts[T kernels.Float](tA, tB blas.Transpose, m, n, k int) []product[T] {
	var list []product[T]
	rowsA, ldA := need(tA, m, k)
	rowsB, ldB := need(tB, k, n)
	rowsC, ldC := need(blas.NoTrans, m, n)
	for faults := range 3 * 3 * 3 {
		for short := range 8 {
			p := product[T]{tA: tA, tB: tB, m: m, n: n, k: k, alpha: 1}
			p.lda, p.a = faulty[T](rowsA, ldA, faults%3, short&1)
			p.ldb, p.b = faulty[T](rowsB, ldB, faults/3%3, short>>1&1)
			p.ldc, p.c = faulty[T](rowsC, ldC, faults/9, short>>2)
			list = append(list, p)
		}
	}
	return list
}

func need(t blas.Transpose, rows, cols int) (r, ld int) {
	if t != blas.NoTrans {
		rows, cols = cols, rows
	}
	return rows, max(1, cols)
}

// faulty returns a leading dimension and data for some rows: right, short by
// one or zero, and with elements enough or one too few.
func faulty[T kernels.Float](rows, ld, fault, short int) (int, []T) {
	data := make([]T, max(0, rows*ld-short))
	return []int{ld, ld - 1, 0}[fault], data
}

// recovered runs p and returns what it panics with.
func recovered[T kernels.Float](p product[T], f gemm[T]) (value any) {
	defer func() { value = recover() }()
	p.run(f)
	return nil
}
