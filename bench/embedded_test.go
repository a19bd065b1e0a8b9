package bench

import (
	"os"
	"slices"
	"strings"
	"testing"

	"weft.example/engine/data"
)

// TestEmbedded wants each data set to have the rows, columns and classes that its source tells of.
func TestEmbedded(t *testing.T) {
	for _, c := range []struct {
		name, label   string
		rows, columns int
		classes       string
		counts        []int
		sum           float64 // of all inputs, by awk
	}{
		{"breast-cancer", "diagnosis", 569, 30, "benign malignant", []int{357, 212}, 1056474.4596356046},
		{"digits", "digit", 1797, 64, "0 1 2 3 4 5 6 7 8 9", []int{178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, 561718},
		{"iris", "species", 150, 4, "setosa versicolor virginica", []int{50, 50, 50}, 2078.7},
	} {
		e, err := ReadEmbedded(c.name)
		if err != nil {
			t.Fatal(err)
		}
		table, err := data.ParseCSV[float64](strings.NewReader(e.CSV), data.CSV{Label: c.label})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		counts := make([]int, len(table.Classes))
		for _, class := range table.Data.Labels.Classes {
			counts[class]++
		}
		sum := 0.0
		for _, x := range table.Data.X {
			sum += x
		}
		if table.Data.N != c.rows || len(table.Columns) != c.columns || strings.Join(table.Classes, " ") != c.classes || !slices.Equal(counts, c.counts) || sum < c.sum*(1-1e-12) || sum > c.sum*(1+1e-12) {
			t.Errorf("%s: %d rows of %d, classes %v with %d, sum %v; want %+v", c.name, table.Data.N, len(table.Columns), table.Classes, counts, sum, c)
		}
	}
	if _, err := ReadEmbedded("wine"); err == nil || !strings.Contains(err.Error(), `"wine"`) {
		t.Errorf("error %v", err)
	}
}

// TestEmbeddedTest wants the rows for testing that BreastCancer has.
func TestEmbeddedTest(t *testing.T) {
	e, err := ReadEmbedded("breast-cancer")
	if err != nil || len(e.Test) != 143 {
		t.Errorf("%d rows, error %v", len(e.Test), err)
	}
}

// TestIris wants the file of the example.
func TestIris(t *testing.T) {
	want, err := os.ReadFile("../examples/iris/iris.csv")
	if err != nil || irisCSV != string(want) {
		t.Errorf("data/iris.csv is not examples/iris/iris.csv, error %v", err)
	}
}
