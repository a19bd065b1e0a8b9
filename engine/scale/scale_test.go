package scale_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"weft.example/engine/scale"
	"weft.example/kernels"
)

var nan, inf = math.NaN(), math.Inf(1)

// of returns numbers as T.
func of[T kernels.Float](x ...float64) []T {
	y := make([]T, len(x))
	for i, v := range x {
		y[i] = T(v)
	}
	return y
}

// near wants numbers within a bound, relative to 1 and to each; NaN is NaN.
func near[T kernels.Float](t *testing.T, what string, got []T, bound float64, want ...float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i, w := range want {
		g := float64(got[i])
		if g == w || g != g && w != w {
			continue
		}
		if !(math.Abs(g-w) <= bound*max(1, math.Abs(w))) {
			t.Errorf("%s: element %d is %v, want %v", what, i, g, w)
		}
	}
}

func TestDocumented(t *testing.T) {
	t.Run("float32", testDocumented[float32])
	t.Run("float64", testDocumented[float64])
}

// testDocumented has the examples of scikit-learn's documents of StandardScaler and MinMaxScaler.
func testDocumented[T kernels.Float](t *testing.T) {
	s, err := scale.Standard(of[T](0, 0, 0, 0, 1, 1, 1, 1), 2)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean", s.Shift, 0, 0.5, 0.5)
	x := of[T](0, 0, 1, 1, 2, 2)
	s.Transform(x, x)
	near(t, "standardised", x, 0, -1, -1, 1, 1, 3, 3)
	s.Inverse(x, x)
	near(t, "back", x, 0, 0, 0, 1, 1, 2, 2)

	x = of[T](-1, 2, -0.5, 6, 0, 10, 1, 18, 2, 2)
	s, err = scale.MinMax(x[:8], 2, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]T, len(x))
	s.Transform(y, x)
	near(t, "min–max", y, 0, 0, 0, 0.25, 0.25, 0.5, 0.5, 1, 1, 1.5, 0)
	s, err = scale.MinMax(x[:8], 2, -3, 5)
	if err != nil {
		t.Fatal(err)
	}
	s.Transform(y, x)
	near(t, "to -3 … 5", y, 1e-6, -3, -3, -1, -1, 1, 1, 5, 5, 9, -3)
}

func TestMissing(t *testing.T) {
	t.Run("float32", testMissing[float32])
	t.Run("float64", testMissing[float64])
}

// testMissing has NaN in a fit and in what is transformed and filled, and infinities in the latter.
func testMissing[T kernels.Float](t *testing.T) {
	c := scale.NewColumns[T](2)
	if err := c.Add(of[T](1, nan, nan, 4, 3, 8)); err != nil {
		t.Fatal(err)
	}
	if c.Count(0) != 2 || c.Count(1) != 2 {
		t.Errorf("%d and %d numbers, want 2 and 2", c.Count(0), c.Count(1))
	}
	s, err := c.Standard()
	if err != nil {
		t.Fatal(err)
	}
	x := of[T](nan, 8, inf, -inf)
	s.Transform(x, x)
	near(t, "transformed", x, 0, nan, 1, inf, -inf)
	s.Inverse(x, x)
	near(t, "back", x, 0, nan, 8, inf, -inf)
	c.Fill(x)
	near(t, "filled", x, 0, 2, 8, inf, -inf)
}

func TestConstant(t *testing.T) {
	t.Run("float32", testConstant[float32])
	t.Run("float64", testConstant[float64])
}

// testConstant has columns that are constant, that are so but for rounding, and a narrow one that is not.
func testConstant[T kernels.Float](t *testing.T) {
	s, err := scale.Standard(of[T](0.1, 0, 1e-7, 0.1, 0, 3e-7), 3)
	if err != nil {
		t.Fatal(err)
	}
	if s.Scale[0] != 1 || s.Scale[1] != 1 || !(math.Abs(s.Scale[2]-1e-7) < 1e-13) {
		t.Errorf("scales %v, want 1, 1 and 1e-7", s.Scale)
	}
	x := of[T](0.1, 0, 2e-7)
	s.Transform(x, x)
	near(t, "standardised", x[:2], 0, 0, 0)

	s, err = scale.MinMax(of[T](7, 0, 7, 1e-7), 2, 2, 4)
	if err != nil {
		t.Fatal(err)
	}
	x = of[T](7, 1e-7)
	s.Transform(x, x)
	wide := 4.0 // of 1e-7, which is below 10·ε in float32 only
	if T(1)+1e-8 == 1 {
		wide = 2 + 2e-7
	}
	near(t, "min–max", x, 1e-6, 2, wide)
}

// TestRounding has a constant in float64 whose squares of distances are not all 0, as sums of other
// orders leave it: 0.1 among numbers that differ by units in the last place.
func TestRounding(t *testing.T) {
	x := []float64{1e8, math.Nextafter(1e8, 2e8), 1e8, math.Nextafter(1e8, 0)}
	s, err := scale.Standard(x, 1)
	if err != nil || s.Scale[0] != 1 {
		t.Errorf("scale %v, error %v, want 1", s, err)
	}
	s, err = scale.Standard([]float64{1e8, 1e8 + 1e-6, 1e8, 1e8 + 1e-6}, 1)
	if err != nil || !(s.Scale[0] < 1e-6) {
		t.Errorf("scale %v, error %v, want below 1e-6", s, err)
	}
}

// TestStable has the numbers 0 … n-1 far from 0, whose variance is (n²-1)/12, in pieces of all lengths: the
// same bits come of each.
func TestStable(t *testing.T) {
	const n, far = 10007, 1e9
	x := make([]float64, n)
	for i := range x {
		x[i] = far + float64(i*4999%n)
	}
	whole, err := scale.Standard(x, 1)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean", whole.Shift, 0, far+(n-1)/2)
	near(t, "deviation", whole.Scale, 1e-13, math.Sqrt((n*n-1)/12.0))
	c := scale.NewColumns[float64](1)
	for at, size := 0, 0; at < n; size++ {
		to := min(at+size, n)
		if err := c.Add(x[at:to]); err != nil {
			t.Fatal(err)
		}
		at = to
	}
	pieces, err := c.Standard()
	if err != nil || pieces.Shift[0] != whole.Shift[0] || pieces.Scale[0] != whole.Scale[0] {
		t.Errorf("in pieces %v, %v, want %v", pieces, err, whole)
	}
}

func TestFitErrors(t *testing.T) {
	t.Run("float32", testFitErrors[float32])
	t.Run("float64", testFitErrors[float64])
}

func testFitErrors[T kernels.Float](t *testing.T) {
	c := scale.NewColumns[T](2)
	if _, err := c.Standard(); err == nil || !strings.Contains(err.Error(), "no rows") {
		t.Errorf("error %v, want that there are no rows", err)
	}
	if err := c.Add(of[T](1, nan, 2, nan)); err != nil {
		t.Fatal(err)
	}
	if err := c.Add(of[T](5, 5, 6, -inf)); err == nil || !strings.Contains(err.Error(), "row 3 has -Inf in column 1") {
		t.Errorf("error %v, want one with row 3 and column 1", err)
	}
	if c.Count(0) != 2 || c.Mean(0) != 1.5 || !math.IsNaN(c.Mean(1)) {
		t.Errorf("after an error %d numbers of mean %v, want those before it", c.Count(0), c.Mean(0))
	}
	for what, fit := range map[string]func() (*scale.Scaler[T], error){
		"column 1 has no number":          c.Standard,
		"column 1 has no number in 2":     func() (*scale.Scaler[T], error) { return c.MinMax(0, 1) },
		"from 1 to 1":                     func() (*scale.Scaler[T], error) { return c.MinMax(1, 1) },
		"from NaN to 1":                   func() (*scale.Scaler[T], error) { return c.MinMax(nan, 1) },
		"from 0 to +Inf":                  func() (*scale.Scaler[T], error) { return c.MinMax(0, inf) },
		"from -1.7976931348623157e+308 t": func() (*scale.Scaler[T], error) { return c.MinMax(-math.MaxFloat64, math.MaxFloat64) },
	} {
		if s, err := fit(); err == nil || s != nil || !strings.HasPrefix(err.Error(), "scale: ") || !strings.Contains(err.Error(), what) {
			t.Errorf("%v, error %v, want %q", s, err, what)
		}
	}
}

// TestFitOverflow has columns whose spread float64 does not hold.
func TestFitOverflow(t *testing.T) {
	x := []float64{0, math.MaxFloat64, 1, -math.MaxFloat64}
	if s, err := scale.Standard(x, 2); err == nil || !strings.Contains(err.Error(), "column 1") {
		t.Errorf("%v, error %v, want one with column 1", s, err)
	}
	if s, err := scale.MinMax(x, 2, 0, 1); err == nil || !strings.Contains(err.Error(), "column 1") {
		t.Errorf("%v, error %v, want one with column 1", s, err)
	}
}

// TestPanics wants each size that does not fit to panic with both numbers.
func TestPanics(t *testing.T) {
	c, s := scale.NewColumns[float32](2), &scale.Scaler[float32]{Shift: []float64{0, 0}, Scale: []float64{1, 1}}
	three, four := make([]float32, 3), make([]float32, 4)
	for want, f := range map[string]func(){
		"0 columns":                    func() { scale.NewColumns[float32](0) },
		"len(x) = 3, want whole":       func() { _ = c.Add(three) },
		"len(x) = 3, want whole rows":  func() { c.Fill(three) },
		"len(x) = 3, want whole rows ": func() { s.Transform(four, three) },
		"len(dst) = 3, want at least":  func() { s.Inverse(three, four) },
		"0 shifts and 0 scales":        func() { new(scale.Scaler[float32]).Transform(four, four) },
	} {
		func() {
			defer func() {
				if r, _ := recover().(string); !strings.HasPrefix(r, "scale: ") || !strings.Contains(r, want) {
					t.Errorf("panic %q, want %q", r, want)
				}
			}()
			f()
		}()
	}
}

func TestAllocatesNothing(t *testing.T) {
	x := make([]float32, 64)
	for i := range x {
		x[i] = float32(i * i)
	}
	dst, c := slices.Clone(x), scale.NewColumns[float32](4)
	if err := c.Add(x); err != nil {
		t.Fatal(err)
	}
	s, err := c.Standard()
	if err != nil {
		t.Fatal(err)
	}
	n := testing.AllocsPerRun(10, func() {
		_ = c.Add(x)
		c.Fill(x)
		s.Transform(dst, x)
		s.Inverse(dst, dst)
	})
	if n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
