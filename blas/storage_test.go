package blas

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"weft.example/kernels"
)

// TestLongRows has rows of more elements than a call takes: five rows of a wide triangle, held to plain sums of whole numbers.
func TestLongRows(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name+"/float32", func(t *testing.T) { testLongRows[float32](t, set) })
		t.Run(set.Name+"/float64", func(t *testing.T) { testLongRows[float64](t, set) })
	}
}

func testLongRows[T kernels.Float](t *testing.T, set *kernels.Set) {
	const rows, n = 10, 40_000 // more rows than MatVec takes so long ones
	kn, w := kernels.Of[T](set), NewWorkspace[T](set, nil)
	for _, height := range []int{2, blockRows} {
		a, x, y := make([]T, rows*n), make([]T, n), make([]T, n)
		s := Storage[T]{data: a, m: rows, n: n, high: rows, above: n - 1, step: n, rows: height, triangular: true, half: Upper}
		for i := range x {
			x[i] = T(i%3 - 1)
		}
		for i := range a {
			a[i] = T(i%5 - 2)
		}
		sums, columns := make([]T, rows), make([]T, n) // of what is stored, times x
		for i := range rows {
			for j := i; j < n; j++ {
				sums[i] += a[i*n+j] * x[j]
				if j != i {
					columns[j] += a[i*n+j] * x[i]
				}
			}
		}
		expect := func(what string, at int, got, want T) {
			t.Helper()
			if got != want {
				t.Fatalf("%s, %d rows at a time: element %d = %v, want %v", what, height, at, got, want)
			}
		}
		Symv(kn, 1, &s, x, 0, y)
		for j, v := range columns {
			if j < rows {
				v += sums[j]
			}
			expect("Symv", j, y[j], v)
		}
		copy(y, x)
		Trmv(kn, &s, false, false, y)
		for i, v := range sums {
			expect("Trmv", i, y[i], v)
		}
		copy(y, x)
		Trmv(kn, &s, true, true, y)
		for j := range y {
			expect("Trmv of the transpose", j, y[j], x[j]+columns[j])
		}
		w.Syr(2, x, 1, &s)
		for i := range rows {
			for j := i; j < n; j++ {
				expect("Syr", i*n+j, a[i*n+j], T((i*n+j)%5-2)+2*x[i]*x[j])
			}
		}
	}
}

// TestLongGroup is TestLongRows for the last rows of a lower triangle.
func TestLongGroup(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name+"/float32", func(t *testing.T) { testLongGroup[float32](t, set) })
		t.Run(set.Name+"/float64", func(t *testing.T) { testLongGroup[float64](t, set) })
	}
}

func testLongGroup[T kernels.Float](t *testing.T, set *kernels.Set) {
	const n, i = 20_000, 20_000 - kernels.SymvGroup
	a, x, y, want := make([]T, kernels.SymvGroup*n), make([]T, n), make([]T, n), make([]T, n)
	s := Storage[T]{data: a, m: n, n: n, high: n, below: n - 1, first: -i * n, step: n, rows: blockRows, triangular: true, half: Lower}
	for j := range x {
		x[j] = T(j%5 - 1)
	}
	for at := range a {
		v, row, j := T(at%5-2), i+at/n, at%n
		a[at] = v
		if j <= row {
			want[row] += 2 * v * x[j]
		}
		if j < row {
			want[j] += 2 * v * x[row]
		}
	}
	if rows := s.symvGroups(kernels.Of[T](set), i, n, 2, x, y); rows != kernels.SymvGroup {
		t.Fatalf("%d rows, want %d", rows, kernels.SymvGroup)
	}
	for j, v := range want {
		if y[j] != v {
			t.Fatalf("element %d = %v, want %v", j, y[j], v)
		}
	}
}

// TestStoragePanics wants a panic, with both numbers where there are two, for whatever does not fit.
func TestStoragePanics(t *testing.T) {
	kn := kernels.Of[float64](kernels.Best())
	w := NewWorkspace[float64](kernels.Best(), nil)
	var triangle, wide, none Storage[float64]
	a, x := make([]float64, 100), make([]float64, 10)
	triangle.Dense(Upper, 10, a, 10)
	wide.Diagonals(5, 10, 2, 3, a, 6)
	var s Storage[float64]
	for want, f := range map[string]func(){
		"a has 99 elements, want at least 100":                         func() { s.Dense(Lower, 10, a[:99], 10) },
		"ldc = 9, want at least max(1, n) = 10":                        func() { s.Dense(Lower, 10, a, 9) },
		"a has 54 elements, want at least 55":                          func() { s.Packed(Lower, 10, a[:54]) },
		"a has 39 elements, want at least 40":                          func() { s.Band(Lower, 10, 3, a[:39], 4) },
		"3 diagonals below and 0 above, rows 3":                        func() { s.Band(Lower, 10, 3, a, 3) },
		"-1 diagonals below":                                           func() { s.Band(Lower, 10, -1, a, 3) },
		"a has 29 elements, want at least 30":                          func() { s.Diagonals(5, 10, 2, 3, a[:29], 6) },
		"2 diagonals below and 3 above, rows 5":                        func() { s.Diagonals(5, 10, 2, 3, a, 5) },
		fmt.Sprintf("rows %d apart", math.MaxInt):                      func() { s.Diagonals(5, 10, -1, 3, a, math.MaxInt) },
		"a has 100 elements, want at least " + fmt.Sprint(math.MaxInt): func() { s.Diagonals(5, 10, 2, 3, a, math.MaxInt) },
		"x has 9 elements, want at least 10":                           func() { Symv(kn, 1, &triangle, x[:9], 0, x) },
		"y has 9 elements, want at least 10":                           func() { Symv(kn, 1, &triangle, x, 0, x[:9]) },
		"x has 8 elements, want at least 10":                           func() { w.Syr(1, x[:8], 1, &triangle) },
		"x has 7 elements, want at least 10":                           func() { w.Syr2(1, x[:7], 1, x, 1, &triangle) },
		"y has 7 elements, want at least 10":                           func() { w.Syr2(1, x, 1, x[:7], -1, &triangle) },
		"x has 6 elements, want at least 10":                           func() { Trmv(kn, &triangle, false, false, x[:6]) },
		"x has 5 elements, want at least 10":                           func() { Trsv(kn, &triangle, false, false, x[:5]) },
		"x has 4 elements, want at least 10":                           func() { Gbmv(kn, false, 1, &wide, x[:4], 0, x) },
		"y has 4 elements, want at least 5":                            func() { Gbmv(kn, false, 1, &wide, x, 0, x[:4]) },
		"y has 6 elements, want at least 10":                           func() { Gbmv(kn, true, 1, &wide, x, 0, x[:6]) },
		"want a triangle":                                              func() { Symv(kn, 1, &wide, x, 0, x) },
		"want a dense or packed triangle":                              func() { s.Band(Upper, 9, 2, a, 3); w.Syr(1, x, 1, &s) },
		"a triangle, want a Storage by Diagonals":                      func() { Gbmv(kn, false, 1, &triangle, x, 0, x) },
	} {
		func() {
			defer func() {
				if text, _ := recover().(string); !strings.Contains(text, want) {
					t.Errorf("panic %q, want %q", text, want)
				}
			}()
			f()
		}()
	}
	Symv(kn, 1, &none, nil, 0, nil) // an empty one is none
	Trsv(kn, &none, true, false, nil)
	Gbmv(kn, true, 1, &none, nil, 0, nil)
}
