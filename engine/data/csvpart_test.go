package data_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weft.example/engine/data"
)

// TestReadCSVPart wants the parts of files of all kinds of lines, put together, to be the file, for any number of ranks.
func TestReadCSVPart(t *testing.T) {
	long := "a,y\n"
	for i := range 40 {
		long += fmt.Sprintf("%d.%0*d,%d\n", i, i*i%300, 1, i%2)
	}
	for name, c := range map[string]struct {
		text string
		csv  data.CSV
	}{
		"plain":            {"a,b,y\n1,2,x\n3,4,y\n5,6,x\n", data.CSV{Label: "y", Classes: []string{"y", "x"}}},
		"CRLF and a mark":  {"\xef\xbb\xbfa,b\r\n1,2\r\n\r\n3,4\r\n5,6", data.CSV{}},
		"no header":        {"1;2\n3;4\n5;6\n7;8\n", data.CSV{NoHeader: true, Comma: ';'}},
		"a mark, no names": {"\xef\xbb\xbf1,2\n3,4\n5,6\n", data.CSV{NoHeader: true}},
		"amounts":          {"y,a\n1,2\n3,4\n", data.CSV{Label: "y", Amounts: true}},
		"long lines":       {long, data.CSV{Label: "y", Classes: []string{"0", "1"}}},
	} {
		path := filepath.Join(t.TempDir(), "a.csv")
		if err := os.WriteFile(path, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		whole, err := data.ReadCSV[float64](path, c.csv)
		if err != nil {
			t.Fatal(name, err)
		}
		for size := 1; size < 60; size++ {
			var x, values []float64
			var classes []int
			n := 0
			for rank := range size {
				part, err := data.ReadCSVPart[float64](path, c.csv, rank, size)
				if err != nil {
					t.Fatal(name, rank, size, err)
				}
				n += part.Data.N
				x, values = append(x, part.Data.X...), append(values, part.Data.Labels.Values...)
				classes = append(classes, part.Data.Labels.Classes...)
				if !slices.Equal(part.Columns, whole.Columns) || part.Data.N > 0 && !slices.Equal(part.Classes, whole.Classes) {
					t.Errorf("%s: columns %q, classes %q, want %q, %q", name, part.Columns, part.Classes, whole.Columns, whole.Classes)
				}
				if size == 2 && part.Data.N == 0 {
					t.Errorf("%s: rank %d of 2 has no examples", name, rank)
				}
			}
			d := whole.Data
			if n != d.N || !slices.Equal(x, d.X) || !slices.Equal(values, d.Labels.Values) || !slices.Equal(classes, d.Labels.Classes) {
				t.Errorf("%s: %d examples in %d parts, %v, want %d, %v", name, n, size, x, d.N, d.X)
			}
		}
	}
}

// TestReadCSVPartErrors wants what is wrong named.
func TestReadCSVPartErrors(t *testing.T) {
	for _, c := range []struct {
		want, text string
		csv        data.CSV
		rank, size int
	}{
		{"part 2 of 2 of a CSV file, want 0 to 1", "a\n1\n", data.CSV{}, 2, 2},
		{"part -1 of 2", "a\n1\n", data.CSV{}, -1, 2},
		{"without Classes", "a,y\n1,x\n", data.CSV{Label: "y"}, 0, 2},
		{"no lines", "", data.CSV{}, 0, 2},
		{`no column "z"`, "a\n1\n", data.CSV{Columns: []string{"z"}}, 0, 2},
		{`behind byte 14: line 1: column "a": "x", want a finite number`, "a,b\n10,20\n1,2\nx,4\n", data.CSV{}, 1, 2},
		{"wrong number of fields", "a,b\n10,20\n1,2\n3,4,5\n", data.CSV{}, 1, 2},
	} {
		path := filepath.Join(t.TempDir(), "a.csv")
		if err := os.WriteFile(path, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := data.ReadCSVPart[float64](path, c.csv, c.rank, c.size); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if _, err := data.ReadCSVPart[float64](filepath.Join(t.TempDir(), "none.csv"), data.CSV{}, 0, 1); err == nil || !strings.Contains(err.Error(), "none.csv") {
		t.Errorf("a file that is not there: %v", err)
	}
}
