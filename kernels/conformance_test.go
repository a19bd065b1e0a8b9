package kernels

import (
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// requireEnv lists the Sets, "avx2,avx512" for two, whose absence is a failure.
const requireEnv = "WEFT_REQUIRE"

// forEach runs a sub-test per Set that this CPU runs.
func forEach(t *testing.T, f func(t *testing.T, s *Set)) {
	sets := Available()
	for _, name := range strings.Split(os.Getenv(requireEnv), ",") {
		if name != "" && !slices.ContainsFunc(sets, func(s *Set) bool { return s.Name == name }) {
			t.Errorf("%s names %q, which this CPU or build does not run", requireEnv, name)
		}
	}
	for _, s := range sets {
		t.Run(s.Name, func(t *testing.T) { f(t, s) })
	}
}

// table is all kernels of a Set for one element type.
type table[T Float] struct {
	*Kernels[T]
	*Functions[T]
}

func tableOf[T Float](s *Set) *table[T] { return &table[T]{Of[T](s), FunctionsOf[T](s)} }

// check tests one kernel, or one family, and returns what it first finds wrong.
type check[T Float] func(r *rooms[T], k *table[T]) error

// checks are the conformance suite: a check for each field of Kernels and Functions.
func checks[T Float]() map[string]check[T] {
	return map[string]check[T]{
		"Gemm":          checkGemm[T],
		"Dot":           checkDot[T],
		"MatVec":        checkMatVec[T],
		"MatVecT":       checkMatVecT[T],
		"SymvRows":      checkSymv[T],
		"RampDots":      checkRampDots[T],
		"RampAxpy":      checkRampAxpy[T],
		"RampOuter":     checkRampOuter[T],
		"RampOuter2":    checkRampOuter2[T],
		"RampSolve":     checkRampSolve[T],
		"RampSolveRows": checkRampSolveRows[T],
		"Update":        checkUpdate[T],
		"Copy":          checkCopy[T],
		"Transpose":     checkTranspose[T],
		"TriangleRows":  checkTriangle[T],
		"AddRow":        checkAddRow[T],
		"AddRowReLU":    checkAddRowReLU[T],
		"SumRows":       checkSumRows[T],
		"Axpy":          checkElementwise(axpyCase[T]()),
		"Sub":           checkElementwise(subCase[T]()),
		"Leak":          checkElementwise(leakCases[T]()...),
		"Scale":         checkElementwise(scaleCase[T]()),
		"VecVec":        checkVecVec[T],
		"AbsSum":        checkAbsSum[T],
		"AbsMax":        checkAbsMax[T],
		"AbsFind":       checkAbsFind[T],
		"Rotate":        checkRotate[T],
		"Swap":          checkSwap[T],
		"Steps":         checkSteps[T],
		"Exp":           checkElementwise(expCase[T]()),
		"Softplus":      checkElementwise(softplusCase[T]()),
		"Softmax":       checkSoftmax[T],
		"Act":           checkElementwise(actCases[T]()...),
		"Peak":          checkPeak[T],
	}
}

func TestConformance(t *testing.T) {
	r32, r64 := newRooms[float32](), newRooms[float64]()
	forEach(t, func(t *testing.T, s *Set) {
		conform(t, "float32", r32, tableOf[float32](s))
		conform(t, "float64", r64, tableOf[float64](s))
	})
}

func conform[T Float](t *testing.T, name string, r *rooms[T], k *table[T]) {
	all := checks[T]()
	for _, field := range slices.Sorted(maps.Keys(all)) {
		t.Run(name+"/"+field, func(t *testing.T) {
			if err := all[field](r, k); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestEveryKernelChecked holds the suite to the table: a field added to
// Kernels or Functions wants a check.
func TestEveryKernelChecked(t *testing.T) {
	all := checks[float32]()
	fields := reflect.VisibleFields(reflect.TypeFor[table[float32]]())
	for _, f := range fields {
		if !f.Anonymous && f.Type.Kind() != reflect.Int && all[f.Name] == nil { // a number belongs to the kernel before it
			t.Errorf("kernel %s has no check", f.Name)
		}
	}
}

// TestComplete finds nil fields and missing tiles.
func TestComplete(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		complete(t, "float32", reflect.ValueOf(tableOf[float32](s)))
		complete(t, "float64", reflect.ValueOf(tableOf[float64](s)))
		completeTiles(t, &s.F32.Gemm)
		completeTiles(t, &s.F64.Gemm)
		completeDots(t, &s.F32.Dot)
		completeDots(t, &s.F64.Dot)
	})
}

func complete(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		complete(t, path, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Name != "Turned" { // 0 where no tile can
				complete(t, path+"."+f.Name, v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Len() == 0 {
			t.Errorf("%s is empty", path)
		}
		for i := range v.Len() {
			complete(t, path+"[]", v.Index(i))
		}
	case reflect.Bool: // says which, and either is complete
	default:
		if v.IsZero() {
			t.Errorf("%s is %v", path, v)
		}
	}
}

func completeTiles[T Float](t *testing.T, g *Gemm[T]) {
	t.Helper()
	if g.NR%g.Lanes != 0 || len(g.Tiles) < g.NR/g.Lanes || len(g.Rows) != len(g.Tiles) || g.Rows[g.NR/g.Lanes-1] < g.MR || g.Sweep > len(g.Tiles) {
		t.Fatalf("%T: no tile of MR = %d rows and NR = %d columns, %d to a vector", *g, g.MR, g.NR, g.Lanes)
	}
	if !slices.IsSortedFunc(g.Rows, func(a, b int) int { return b - a }) {
		t.Errorf("%T: rows %v by vectors, want fewer of them for more vectors", *g, g.Rows)
	}
}

func completeDots[T Float](t *testing.T, d *Inner[T]) {
	t.Helper()
	if len(d.Rows) != len(d.Tiles) || !slices.IsSortedFunc(d.Rows, func(a, b int) int { return b - a }) {
		t.Errorf("%T: rows %v of %d families, want fewer of them for more rows of B", *d, d.Rows, len(d.Tiles))
	}
}

func checkPeak[T Float](_ *rooms[T], k *table[T]) error {
	return faultless(func() {
		for _, n := range []int{0, 1, 1000} {
			k.Peak(n)
		}
	})
}
