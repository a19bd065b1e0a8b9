package gonumblas_test

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/internal/long"
	"weft.example/internal/wild"
	"weft.example/kernels"
)

// TestGemmWildStrides gives one operand at a time a leading dimension whose product with its rows
// wraps to something small. All must be refused; a tile would read or write outside of the slice.
func TestGemmWildStrides(t *testing.T) {
	t.Run("Sgemm", testWildStrides[float32])
	t.Run("Dgemm", testWildStrides[float64])
}

func testWildStrides[T kernels.Float](t *testing.T) {
	const side = 5 // of the sizes that are not the rows of the operand
	by := 10
	if long.Tests() {
		by = 1
	}
	for _, tA := range transposes {
		for _, tB := range transposes {
			for rows := 3; rows <= 33; rows += by {
				for _, ld := range wild.Strides(rows, 1<<20) {
					for operand, set := range []func(p *product[T]){
						func(p *product[T]) { p.m, p.k, p.lda = rows, side, ld },
						func(p *product[T]) { p.k, p.n, p.ldb = rows, side, ld },
						func(p *product[T]) { p.m, p.n, p.ldc = rows, side, ld },
					} {
						p := product[T]{tA: tA, tB: tB, m: side, n: side, k: side, alpha: 1}
						set(&p)
						if operand == 0 && tA != blas.NoTrans {
							p.m, p.k = p.k, p.m
						}
						if operand == 1 && tB != blas.NoTrans {
							p.k, p.n = p.n, p.k
						}
						p.fill()
						want := "blas: insufficient length of " + "abc"[operand:operand+1]
						if got, _ := recovered(p, ours[T]()).(string); !strings.HasPrefix(got, want) {
							t.Fatalf("%c%c %d×%d×%d, ld %d %d %d: panic %q, want %q",
								tA, tB, p.m, p.n, p.k, p.lda, p.ldb, p.ldc, got, want)
						}
					}
				}
			}
		}
	}
}

// fill makes operands just long enough for rows that lie close together, and sets the leading
// dimensions that are 0.
func (p *product[T]) fill() {
	rowsA, ldA := need(p.tA, p.m, p.k)
	rowsB, ldB := need(p.tB, p.k, p.n)
	rowsC, ldC := need(blas.NoTrans, p.m, p.n)
	p.a, p.b, p.c = make([]T, rowsA*ldA), make([]T, rowsB*ldB), make([]T, rowsC*ldC)
	for _, ld := range []struct {
		to    *int
		close int
	}{{&p.lda, ldA}, {&p.ldb, ldB}, {&p.ldc, ldC}} {
		if *ld.to == 0 {
			*ld.to = ld.close
		}
	}
}
