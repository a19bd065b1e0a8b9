package bench

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
)

func TestBreastCancer(t *testing.T) {
	d, err := BreastCancer()
	if err != nil {
		t.Fatal(err)
	}
	if d.Features != 30 || d.Train.N != 426 || d.Test.N != 143 {
		t.Errorf("%d features, %d and %d examples, want 30, 426 and 143", d.Features, d.Train.N, d.Test.N)
	}
	var benign float64
	for _, e := range []Examples{d.Train, d.Test} {
		if len(e.X) != e.N*d.Features || len(e.Y) != e.N {
			t.Fatalf("%d values and %d labels of %d examples", len(e.X), len(e.Y), e.N)
		}
		for _, y := range e.Y {
			benign += y
		}
	}
	if benign != 357 {
		t.Errorf("%g benign, want 357", benign)
	}
}

// TestSplit checks that every example is on one side.
func TestSplit(t *testing.T) {
	train, test, err := readSplit(strings.NewReader(breastCancerSplit), 569)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[int]bool)
	for _, i := range append(train, test...) {
		if seen[i] {
			t.Errorf("example %d occurs twice", i)
		}
		seen[i] = true
	}
	if len(seen) != 569 {
		t.Errorf("%d examples, want 569", len(seen))
	}
}

func TestStandardised(t *testing.T) {
	d, err := BreastCancer()
	if err != nil {
		t.Fatal(err)
	}
	for j := range d.Features {
		var column []float64
		for i := range d.Train.N {
			column = append(column, d.Train.X[i*d.Features+j])
		}
		mean, std := stat.PopMeanStdDev(column, nil)
		if math.Abs(mean) > 1e-13 || math.Abs(std-1) > 1e-13 {
			t.Errorf("feature %d of the training examples: mean %g, standard deviation %g", j, mean, std)
		}
	}
	// 17.99 is the first example's first value; mean and deviation are of the
	// training examples, by numpy.
	const want = (17.99 - 14.075201877934288) / 3.504799482131544
	if got := d.Train.X[7*30]; math.Abs(got-want) > 1e-13 { // example 0 comes eighth
		t.Errorf("first value of example 0: %v, want %v", got, want)
	}
}

func TestReadExamplesRejects(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "no header"},
		{"a,b\n", "header"},
		{"1,-2,x,y\n1,2,0\n", "header"},
		{"2,2,x,y\n1,2,0\n", "1 examples, want 2"},
		{"1,2,x,y\n1,0\n", "line 2 has 2 values, want 3"},
		{"1,2,x,y\n1,two,0\n", "line 2"},
		{"1,2,x,y\n1,\"2,0\n", "parse error"},
		{"1,2,x,y\n1,NaN,0\n", "line 2: value NaN, want a number"},
		{"1,2,x,y\n-Inf,1,0\n", "line 2: value -Inf, want a number"},
		{"1,2,x,y\n1,2,2\n", "line 2: label 2, want 0 or 1"},
		{"1,2,x,y\n1,2,NaN\n", "line 2: label NaN, want 0 or 1"},
		{"0,2,x,y\n", "0 examples of 2 features"},
		{"1,0,x,y\n1\n", "1 examples of 0 features"},
	} {
		if _, _, err := readExamples(strings.NewReader(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want one with %q", c.in, err, c.want)
		}
	}
}

func TestReadSplitRejects(t *testing.T) {
	for _, in := range []string{"", "train,1\n", "test,1\ntrain,2\n", "train,1\ntest,9\n", "train,x\ntest,1\n", "train\ntest,1\n", "train,1\ntest\n", "train,1,2\ntest,2\n", "train,1,1\ntest,2\n"} {
		if _, _, err := readSplit(strings.NewReader(in), 9); err == nil {
			t.Errorf("%q is accepted", in)
		}
	}
}

// FuzzCSV reads any text for examples and for how they are divided: it is refused, or as
// consistent as the data sets here are.
func FuzzCSV(f *testing.F) {
	f.Add("2,1,x,y\n1,0\n-2.5,1\n", "train,1\ntest,0\n")
	f.Add("1,1,x\n1,NaN\n", "train,0\ntest\n")
	f.Add("1,2,x\n\"1\",1e999,0\n", "train,0,0\ntest,1\n")
	f.Fuzz(func(t *testing.T, examples, split string) {
		all, features, err := readExamples(strings.NewReader(examples))
		if err != nil {
			all, features = Examples{N: 9, X: make([]float64, 9), Y: make([]float64, 9)}, 1
		}
		if all.N < 1 || features < 1 || len(all.X) != all.N*features || len(all.Y) != all.N || len(all.X) > len(examples)+9 {
			t.Fatalf("%d examples of %d features, %d values and %d labels", all.N, features, len(all.X), len(all.Y))
		}
		train, test, err := readSplit(strings.NewReader(split), all.N)
		if err != nil {
			return
		}
		d := &Dataset{Features: features, Train: all.pick(train, features), Test: all.pick(test, features)}
		if err := d.standardise(); err != nil && !strings.Contains(err.Error(), "column") {
			t.Fatal(err)
		}
		if d.Train.N+d.Test.N > all.N || len(d.Train.X) != d.Train.N*features || len(d.Test.Y) != d.Test.N {
			t.Fatalf("%d and %d examples of %d", d.Train.N, d.Test.N, all.N)
		}
	})
}
