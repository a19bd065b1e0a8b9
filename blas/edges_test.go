package blas

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"runtime"
	"strings"
	"testing"

	"weft.example/internal/wild"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestWildStrides gives one operand at a time a stride whose product with its rows wraps, as far
// as it may be positive. All must be refused for their length.
func TestWildStrides(t *testing.T) { forEach(t, testWildStrides[float32], testWildStrides[float64]) }

func testWildStrides[T kernels.Float](t *testing.T, s *kernels.Set) {
	w := NewWorkspace[T](s, nil)
	then := func(_, _, _, _ int) {}
	for _, side := range []int{2, 3, 5, 17, 33} {
		packed := NewPacked(s, side, side, Rows(make([]T, side*side), side))
		for _, stride := range wild.Strides(side, side+1) {
			x := func() []T { return make([]T, side*side) }
			rows, columns := Matrix[T]{x(), stride, 1}, Matrix[T]{x(), 1, stride}
			good := Rows(x(), side)
			for _, c := range []struct {
				want string
				call func()
			}{
				{"blas: a has", func() { w.Gemm(side, side, side, 1, rows, good, 0, x(), side) }},
				{"blas: a has", func() { w.Gemm(side, side, side, 1, columns, good, 0, x(), side) }},
				{"blas: b has", func() { w.Gemm(side, side, side, 1, good, rows, 0, x(), side) }},
				{"blas: b has", func() { w.Gemm(side, side, side, 1, good, columns, 0, x(), side) }},
				{"blas: c has", func() { w.Gemm(side, side, side, 1, good, good, 0, x(), stride) }},
				{"blas: a has", func() { w.GemmThen(side, side, side, 1, rows, good, 0, x(), side, then) }},
				{"blas: a has", func() { w.GemmRows(side, side, side, 1, columns, good, 0, x(), side, then) }},
				{"blas: c has", func() { w.GemmPacked(side, 1, good, packed, 0, x(), stride, then) }},
				{"blas: b has", func() { NewPacked(s, side, side, rows) }},
			} {
				if text := panicText(c.call); !strings.HasPrefix(text, c.want) {
					t.Fatalf("%d cubed, stride %d: panic %q, want one that begins %q", side, stride, text, c.want)
				}
			}
		}
	}
}

// TestWildSizes multiplies what strides of 0 make larger than a product may be.
func TestWildSizes(t *testing.T) { forEach(t, testWildSizes[float32], testWildSizes[float64]) }

func testWildSizes[T kernels.Float](t *testing.T, s *kernels.Set) {
	w, one := NewWorkspace[T](s, nil), Matrix[T]{make([]T, 8), 0, 0}
	for _, k := range []int{math.MaxInt, math.MaxInt - 7, math.MaxInt/2 + 1, math.MaxInt/8 + 1} {
		for _, n := range []int{1, 2, 8} {
			text := panicText(func() { w.Gemm(1, n, k, 1, one, one, 0, make([]T, n), n) })
			if want := fmt.Sprintf("1, %d, %d", n, k); !strings.Contains(text, want) && bits.UintSize == 64 {
				t.Errorf("1×%d×%d: panic %q, want one with %q", n, k, text, want)
			}
		}
		if text := panicText(func() { NewPacked(s, k, 4, one) }); !strings.HasPrefix(text, "blas: k, n = ") && bits.UintSize == 64 {
			t.Errorf("NewPacked of %d×4: panic %q", k, text)
		}
	}
}

// TestPiece holds pieces of lengths whose products wrap against numbers of any size.
func TestPiece(t *testing.T) {
	for _, total := range []int{0, 1, 7, 1000, math.MaxInt / 4, math.MaxInt/2 + 3, math.MaxInt} {
		for _, n := range []int{1, 2, 3, 1000, math.MaxInt/1000 + 1, math.MaxInt - 1} {
			for _, i := range []int{0, 1, n / 2, n - 1} {
				from, to := piece(total, n, i)
				if from != exactPiece(total, n, i) || to != exactPiece(total, n, i+1) {
					t.Errorf("piece %d of %d of %d is %d to %d, want %d to %d", i, n, total, from, to, exactPiece(total, n, i), exactPiece(total, n, i+1))
				}
			}
		}
	}
}

func exactPiece(total, n, i int) int {
	x := new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(int64(i)))
	return int(x.Div(x, big.NewInt(int64(n))).Int64())
}

// TestWorkspaceInUse uses a workspace from inside its own epilogue, on one worker and on several,
// and then again.
func TestWorkspaceInUse(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	const n = 130
	x, c, d := make([]float32, n*n), make([]float32, n*n), make([]float32, n*n)
	a := Rows(x, n)
	packed := NewPacked(kernels.Best(), n, n, a)
	for _, w := range []*Workspace[float32]{NewWorkspace[float32](kernels.Best(), nil), NewWorkspace[float32](kernels.Best(), workers.New(3))} {
		for name, again := range map[string]func(){
			"Gemm":       func() { w.Gemm(n, n, n, 1, a, a, 0, d, n) },
			"GemmThen":   func() { w.GemmThen(2, 2, 2, 1, a, a, 0, d, n, nil) },
			"GemmPacked": func() { w.GemmPacked(n, 1, a, packed, 0, d, n, nil) },
			"Reserve":    func() { w.Reserve(1, 1, 1) },
		} {
			text := panicText(func() { w.GemmThen(n, n, n, 1, a, a, 0, c, n, func(_, _, _, _ int) { again() }) })
			if !strings.Contains(text, "in use") {
				t.Errorf("%s inside of GemmThen: panic %q", name, text)
			}
			again() // the panic has left the workspace free
		}
		// A product that needs no workspace is nobody's concern.
		if text := panicText(func() {
			w.GemmThen(n, n, n, 1, a, a, 0, c, n, func(_, _, _, _ int) { w.Gemm(2, 2, 2, 1, a, a, 0, make([]float32, 4), 2) })
		}); text != fmt.Sprint(nil) {
			t.Errorf("a small Gemm inside of GemmThen: panic %q", text)
		}
	}
}

// TestWorkspaceOfTwo has a second goroutine use a workspace while the first is in the midst of a
// product.
func TestWorkspaceOfTwo(t *testing.T) {
	const n = 100
	w, x, c := NewWorkspace[float64](kernels.Best(), nil), make([]float64, n*n), make([]float64, n*n)
	inside, text := make(chan bool), ""
	go func() {
		<-inside
		text = panicText(func() { w.Gemm(n, n, n, 1, Rows(x, n), Rows(x, n), 0, make([]float64, n*n), n) })
		inside <- true
	}()
	once := true
	w.GemmThen(n, n, n, 1, Rows(x, n), Rows(x, n), 0, c, n, func(_, _, _, _ int) {
		if once {
			inside <- true
			<-inside
		}
		once = false
	})
	if !strings.Contains(text, "in use") {
		t.Errorf("the second goroutine's product: panic %q", text)
	}
}

// TestCopiedWorkspace multiplies by a copy of a workspace from inside the other's epilogue. They
// would pack to the same memory.
func TestCopiedWorkspace(t *testing.T) {
	const n = 130
	w, x, c := NewWorkspace[float32](kernels.Best(), nil), make([]float32, n*n), make([]float32, n*n)
	a := Rows(x, n)
	packed := NewPacked(kernels.Best(), n, n, a)
	w.Reserve(n, n, n)
	other := *w
	for name, do := range map[string]func(){
		"Gemm":       func() { other.Gemm(n, n, n, 1, a.T(), a.T(), 0, c, n) },
		"GemmThen":   func() { other.GemmThen(2, 2, 2, 1, a, a, 0, c, n, nil) },
		"GemmRows":   func() { other.GemmRows(2, 2, 2, 1, a, a, 0, c, n, nil) },
		"GemmPacked": func() { other.GemmPacked(n, 1, a, packed, 0, c, n, nil) },
		"Reserve":    func() { other.Reserve(1, 1, 1) },
	} {
		text := panicText(func() { w.GemmThen(n, n, n, 1, a, a, 0, make([]float32, n*n), n, func(_, _, _, _ int) { do() }) })
		if !strings.Contains(text, "a copy of a Workspace") {
			t.Errorf("%s of a copy: panic %q", name, text)
		}
	}
}

// TestWideAreas multiplies what strides of 0 make so wide that sizes of a part of it wrap, also
// where an int has 32 bits.
func TestWideAreas(t *testing.T) {
	w, one := NewWorkspace[float32](kernels.Best(), nil), Matrix[float32]{make([]float32, 8), 0, 0}
	const half = 1 << (bits.UintSize / 2)
	for name, do := range map[string]func(){
		"deep":   func() { w.Gemm(1, 1, math.MaxInt/8+1, 1, one, one, 0, make([]float32, 1), 1) },
		"packed": func() { NewPacked(kernels.Best(), half, half, one) },
	} {
		if text := panicText(do); !strings.Contains(text, "want ") || !strings.HasPrefix(text, "blas: ") {
			t.Errorf("%s: panic %q", name, text)
		}
	}
}
