package results

import (
	"encoding/csv"
	"io"
	"strconv"
)

// columns are those of the CSV: a name and how a row fills it.
var columns = []struct {
	name  string
	value func(r Row) string
}{
	{"group", func(r Row) string { return r.Group }},
	{"isa", func(r Row) string { return r.ISA }},
	{"type", func(r Row) string { return r.Type }},
	{"case", func(r Row) string { return r.Case }},
	{"shape", func(r Row) string { return r.Shape }},
	{"pass", func(r Row) string { return r.Pass }},
	{"impl", func(r Row) string { return r.Impl }},
	{"workers", func(r Row) string { return strconv.Itoa(r.Workers) }},
	{"seconds", func(r Row) string { return number(r.Spread().Center) }},
	{"low", func(r Row) string { return number(r.Spread().Lo) }},
	{"high", func(r Row) string { return number(r.Spread().Hi) }},
	{"rounds", func(r Row) string { return strconv.Itoa(len(r.Seconds)) }},
	{"work", func(r Row) string { return number(r.Work) }},
	{"unit", func(r Row) string { return r.Unit }},
	{"peak", func(r Row) string { return number(r.Peak) }},
	{"allocs", func(r Row) string { return number(r.Allocs) }},
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// WriteCSV writes one line for each row, below one of names.
func (r *Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	var line []string
	for _, c := range columns {
		line = append(line, c.name)
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for _, row := range r.Rows {
		for i, c := range columns {
			line[i] = c.value(row)
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
