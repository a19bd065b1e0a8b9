package bench

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"weft.example/engine/scale"
)

//go:embed data/breast_cancer.csv
var breastCancerCSV string

//go:embed data/breast_cancer_split.csv
var breastCancerSplit string

// Examples are labelled examples, one per row of X.
type Examples struct {
	N int
	X []float64 // N × the data set's features
	Y []float64 // N labels, 0 or 1
}

// Dataset is a data set of two classes, divided into training and test examples.
type Dataset struct {
	Name        string
	Features    int
	Train, Test Examples
}

// BreastCancer returns the Wisconsin breast-cancer data, 569 examples of 30
// features, each feature with mean 0 and standard deviation 1 over the training
// examples. Label 1 is benign.
func BreastCancer() (*Dataset, error) {
	all, features, err := readExamples(strings.NewReader(breastCancerCSV))
	if err != nil {
		return nil, fmt.Errorf("bench: breast_cancer.csv: %w", err)
	}
	train, test, err := readSplit(strings.NewReader(breastCancerSplit), all.N)
	if err != nil {
		return nil, fmt.Errorf("bench: breast_cancer_split.csv: %w", err)
	}
	d := &Dataset{
		Name:     "breast-cancer",
		Features: features,
		Train:    all.pick(train, features),
		Test:     all.pick(test, features),
	}
	if err := d.standardise(); err != nil {
		return nil, fmt.Errorf("bench: breast_cancer.csv: %w", err)
	}
	return d, nil
}

// readExamples reads a header "examples,features,names of the labels" and the
// examples, the label last.
func readExamples(r io.Reader) (all Examples, features int, err error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	records, err := cr.ReadAll()
	if err != nil {
		return all, 0, err
	}
	if len(records) == 0 || len(records[0]) < 2 {
		return all, 0, errors.New("no header")
	}
	size, err := integers(records[0][:2], 1<<20)
	if err != nil {
		return all, 0, fmt.Errorf("header: %w", err)
	}
	all.N, features = size[0], size[1]
	switch {
	case len(records)-1 != all.N:
		return all, 0, fmt.Errorf("%d examples, want %d", len(records)-1, all.N)
	case all.N == 0 || features == 0:
		return all, 0, fmt.Errorf("%d examples of %d features, want at least one of one", all.N, features)
	}
	for i, record := range records[1:] {
		if len(record) != features+1 {
			return all, 0, fmt.Errorf("line %d has %d values, want %d", i+2, len(record), features+1)
		}
		for j, field := range record {
			v, err := strconv.ParseFloat(field, 64)
			if err != nil {
				return all, 0, fmt.Errorf("line %d: %w", i+2, err)
			}
			switch {
			case j < features && !math.IsNaN(v) && !math.IsInf(v, 0):
				all.X = append(all.X, v)
			case j == features && (v == 0 || v == 1):
				all.Y = append(all.Y, v)
			case j < features:
				return all, 0, fmt.Errorf("line %d: value %v, want a number", i+2, v)
			default:
				return all, 0, fmt.Errorf("line %d: label %v, want 0 or 1", i+2, v)
			}
		}
	}
	return all, features, nil
}

// readSplit reads two lines, "train" and "test", each followed by the numbers
// of its examples, at least one, which are below n and on one side once.
func readSplit(r io.Reader, n int) (train, test []int, err error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	records, err := cr.ReadAll()
	if err != nil {
		return nil, nil, err
	}
	if len(records) != 2 || records[0][0] != "train" || records[1][0] != "test" {
		return nil, nil, errors.New("want a line train and a line test")
	}
	if train, err = integers(records[0][1:], n); err != nil {
		return nil, nil, err
	}
	if test, err = integers(records[1][1:], n); err != nil {
		return nil, nil, err
	}
	if len(train) == 0 || len(test) == 0 {
		return nil, nil, fmt.Errorf("%d examples to train and %d to test, want at least one", len(train), len(test))
	}
	seen := make(map[int]bool)
	for _, i := range slices.Concat(train, test) {
		if seen[i] {
			return nil, nil, fmt.Errorf("example %d occurs twice", i)
		}
		seen[i] = true
	}
	return train, test, nil
}

// integers reads numbers from 0 to limit-1.
func integers(fields []string, limit int) ([]int, error) {
	ns := make([]int, len(fields))
	for i, field := range fields {
		n, err := strconv.Atoi(field)
		if err != nil {
			return nil, err
		}
		if n < 0 || n >= limit {
			return nil, fmt.Errorf("%d, want 0 to %d", n, limit-1)
		}
		ns[i] = n
	}
	return ns, nil
}

// pick returns the examples with the given numbers, in their order.
func (e Examples) pick(numbers []int, features int) Examples {
	p := Examples{N: len(numbers)}
	for _, i := range numbers {
		p.X = append(p.X, e.X[i*features:(i+1)*features]...)
		p.Y = append(p.Y, e.Y[i])
	}
	return p
}

// standardise shifts and scales every feature by the training examples' mean
// and standard deviation; the test examples stay unseen.
func (d *Dataset) standardise() error {
	s, err := scale.Standard(d.Train.X, d.Features)
	if err != nil {
		return err
	}
	s.Transform(d.Train.X, d.Train.X)
	s.Transform(d.Test.X, d.Test.X)
	return nil
}
