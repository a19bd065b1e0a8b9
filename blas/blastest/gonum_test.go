package blastest

import (
	"maps"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/gonum"
)

// faults are those of gonum v0.17, by routine.
var faults = map[string]string{
	"gemm": "with alpha 0 a NaN in A or B spreads",
	"ger":  "with one negative increment the result is wrong, or elements outside of x and y are read",
	"syrk": "with beta 0 a NaN in the lower triangle of C stays",
}

// TestGonum wants gonum's own routines to pass, but for those whose faults are known.
func TestGonum(t *testing.T) {
	t.Run("float32", func(t *testing.T) { testGonum(t, of32(gonum.Implementation{})) })
	t.Run("float64", func(t *testing.T) { testGonum(t, of64(gonum.Implementation{})) })
}

func testGonum[T float](t *testing.T, r *routines[T]) {
	failed, rooms := map[string]bool{}, newRooms[T]()
	for _, x := range tests[T]() {
		if err := x.try(r, r, rooms); err != nil {
			failed[x.name] = true
			t.Logf("%s: %v", x.name, err)
		}
	}
	known := maps.Clone(faults)
	if runtime.GOARCH != "amd64" {
		delete(known, "ger") // the fault is in its assembly
	}
	got, want := slices.Sorted(maps.Keys(failed)), slices.Sorted(maps.Keys(known))
	if !slices.Equal(got, want) {
		t.Errorf("gonum's %v fail, want %v", got, want)
	}
}
