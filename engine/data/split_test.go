package data_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"weft.example/engine"
	"weft.example/engine/data"
)

// classesOf returns counts[c] examples of each class c, among each other.
func classesOf(counts ...int) []int {
	var classes []int
	for round := 0; ; round++ {
		before := len(classes)
		for c, n := range counts {
			if round < n {
				classes = append(classes, c)
			}
		}
		if len(classes) == before {
			return classes
		}
	}
}

// TestSplitRows wants every example in one part, each part its share of each class rounded up or down, and its
// size within one for each class of its share of all.
func TestSplitRows(t *testing.T) {
	for _, counts := range [][]int{{50, 50, 50}, {212, 357}, {5, 97, 31, 11}, {4, 4, 4, 4, 4, 4, 4, 4, 4, 4}, {100}, {10, 0, 20}} {
		classes := classesOf(counts...)
		for _, shares := range [][]float64{{1}, {0.75, 0.25}, {0.6, 0.2, 0.2}, {0.1, 0.9}, {1.0 / 3, 1.0 / 3, 1.0 / 3}, {0.29, 0.71}} {
			parts, err := data.SplitRows(len(classes), classes, 1, shares...)
			if err != nil || len(parts) != len(shares) {
				t.Fatalf("%v, shares %v: %d parts, error %v", counts, shares, len(parts), err)
			}
			all := slices.Concat(parts...)
			slices.Sort(all)
			for i, row := range all {
				if row != i || len(all) != len(classes) {
					t.Fatalf("%v, shares %v: rows %v", counts, shares, all)
				}
			}
			for k, part := range parts {
				if size := shares[k] * float64(len(classes)); math.Abs(float64(len(part))-size) > 1.5 {
					t.Errorf("%v, share %v: %d examples, want about %v", counts, shares[k], len(part), size)
				}
				have := make([]int, len(counts))
				for _, row := range part {
					have[classes[row]]++
				}
				for c, n := range have {
					if exact := shares[k] * float64(counts[c]); math.Abs(float64(n)-exact) > 1-1e-9 {
						t.Errorf("%v, share %v: %d of class %d, want %v", counts, shares[k], n, c, exact)
					}
				}
				if !slices.IsSorted(part) {
					t.Errorf("%v, share %v: rows are out of order", counts, shares[k])
				}
			}
		}
	}
}

// TestSplitSeed wants the same parts of the same seed, others of another, and each example in each part
// now and then.
func TestSplitSeed(t *testing.T) {
	classes := classesOf(20, 12)
	seen := make([]int, len(classes))
	const seeds = 200
	var last string
	for seed := range uint64(seeds) {
		one, err := data.SplitRows(len(classes), classes, seed, 0.75, 0.25)
		if err != nil {
			t.Fatal(err)
		}
		two, _ := data.SplitRows(len(classes), classes, seed, 0.75, 0.25)
		if fmt.Sprint(one) != fmt.Sprint(two) || fmt.Sprint(one) == last {
			t.Errorf("seed %d: %v, then %v, and before %s", seed, one, two, last)
		}
		last = fmt.Sprint(one)
		for _, row := range one[1] {
			seen[row]++
		}
	}
	for row, n := range seen {
		if n < seeds/8 || n > seeds/2 { // of a quarter: five deviations away
			t.Errorf("example %d is in the smaller part for %d of %d seeds", row, n, seeds)
		}
	}
}

func TestSplitErrors(t *testing.T) {
	for _, c := range []struct {
		n       int
		classes []int
		shares  []float64
		want    string
	}{
		{4, nil, nil, "add up to 0"},
		{4, nil, []float64{0.5, 0.4}, "add up to 0.9"},
		{4, nil, []float64{1.5, -0.5}, "share 0 is 1.5"},
		{4, nil, []float64{0.5, math.NaN()}, "share 1 is NaN"},
		{0, nil, []float64{1}, "0 examples"},
		{-1, nil, []float64{1}, "-1 examples"},
		{1, nil, []float64{0.5, 0.5}, "1 examples, want at least 1 for each of 2 parts"},
		{3, []int{0, 0}, []float64{1}, "3 examples with 2 classes"},
		{2, []int{0, -2}, []float64{1}, "example 1 has class -2"},
		{3, []int{7, 0, 0}, []float64{0.5, 0.5}, "1 examples of class 7"},
	} {
		parts, err := data.SplitRows(c.n, c.classes, 1, c.shares...)
		if err == nil || parts != nil || !strings.HasPrefix(err.Error(), "data: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want %q", c, err, c.want)
		}
	}
}

// TestSplitIgnored wants examples without a label divided too, be they fewer than parts.
func TestSplitIgnored(t *testing.T) {
	classes := []int{0, 1, 0, -1, 1, 0, 1}
	parts, err := data.SplitRows(len(classes), classes, 1, 0.5, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	var all []int
	for _, part := range parts {
		all = append(all, part...)
	}
	if slices.Sort(all); !slices.Equal(all, []int{0, 1, 2, 3, 4, 5, 6}) {
		t.Errorf("parts %v of 7 examples", parts)
	}
	classes = []int{-1, 0, -1, 0, -1, 0, -1, 0}
	if parts, err = data.SplitRows(len(classes), classes, 1, 0.5, 0.5); err != nil {
		t.Fatal(err)
	}
	for _, part := range parts {
		without := 0
		for _, i := range part {
			without += i % 2
		}
		if len(part) != 4 || without != 2 {
			t.Errorf("part %v, want two examples with a class and two without", part)
		}
	}
}

// TestSplit wants inputs, labels and weights to stay together, in copies.
func TestSplit(t *testing.T) {
	d := engine.Data[float32]{N: 6, Labels: engine.Labels[float32]{Classes: classesOf(4, 2)}}
	for i := range d.N {
		d.X = append(d.X, float32(i), float32(-i))
		d.Labels.Weights = append(d.Labels.Weights, float32(10*i))
	}
	parts, err := data.Split(d, 3, 0.5, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		for i := range p.N {
			row := p.X[2*i]
			if p.N != 3 || p.X[2*i+1] != -row || p.Labels.Weights[i] != 10*row || p.Labels.Classes[i] != d.Labels.Classes[int(row)] || p.Labels.Values != nil {
				t.Errorf("part %+v", p)
			}
		}
		p.X[0] = 99
	}
	if slices.Contains(d.X, 99) {
		t.Error("a part is a view of the whole")
	}
}
