package bench

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
)

//go:embed data/digits.csv.gz
var digitsCSV []byte

//go:embed data/iris.csv
var irisCSV string

// Embedded is a data set within the program. data/README.md has sources and licences.
type Embedded struct {
	Name string
	CSV  string // with a header; the last column has the labels
	Test []int  // rows that are customarily for testing, or nil
}

// EmbeddedNames are those that there are.
func EmbeddedNames() []string { return []string{"breast-cancer", "digits", "iris"} }

// ReadEmbedded returns the data set of a name.
func ReadEmbedded(name string) (e Embedded, err error) {
	e.Name = name
	switch name {
	case "breast-cancer":
		e.CSV = cancerWithNames()
		_, e.Test, err = readSplit(strings.NewReader(breastCancerSplit), 569)
	case "digits":
		e.CSV, err = digitsWithNames()
	case "iris":
		e.CSV = irisCSV
	default:
		err = fmt.Errorf("no data set %q, want one of %q", name, EmbeddedNames())
	}
	if err != nil {
		return e, fmt.Errorf("bench: %s: %w", name, err)
	}
	return e, nil
}

// cancerWithNames is the file with a header of columns, in the order of scikit-learn, and the labels' names.
func cancerWithNames() string {
	var header []string
	for _, kind := range []string{"mean_%s", "%s_error", "worst_%s"} {
		for _, what := range []string{"radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave_points", "symmetry", "fractal_dimension"} {
			header = append(header, fmt.Sprintf(kind, what))
		}
	}
	_, rows, _ := strings.Cut(breastCancerCSV, "\n")
	names := strings.NewReplacer(",0\n", ",malignant\n", ",1\n", ",benign\n")
	return strings.Join(append(header, "diagnosis"), ",") + "\n" + names.Replace(rows)
}

// digitsWithNames is the file with scikit-learn's names of columns.
func digitsWithNames() (string, error) {
	var header []string
	for row := range 8 {
		for column := range 8 {
			header = append(header, fmt.Sprintf("pixel_%d_%d", row, column))
		}
	}
	z, err := gzip.NewReader(bytes.NewReader(digitsCSV))
	if err != nil {
		return "", err
	}
	rows, err := io.ReadAll(z)
	return strings.Join(slices.Concat(header, []string{"digit"}), ",") + "\n" + string(rows), err
}
