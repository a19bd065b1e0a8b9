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

// compared are the columns of a comparison.
var compared = []struct {
	name  string
	value func(c Change) string
}{
	{"old", func(c Change) string { return number(c.Old) }},
	{"change", func(c Change) string { return number(c.Change) }},
	{"p", func(c Change) string { return number(c.P) }},
}

// WriteCSV writes one line for each row, below one of names. Columns of a comparison are empty where
// there is nothing to compare with.
func (r *Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	changes := map[string]Change{}
	if r.Compare != nil {
		for _, c := range compared {
			names = append(names, c.name)
		}
		for _, c := range r.Compare.Changes {
			changes[c.Name] = c
		}
	}
	if err := out.Write(names); err != nil {
		return err
	}
	for _, row := range r.Rows {
		line := make([]string, len(names))
		for i, c := range columns {
			line[i] = c.value(row)
		}
		if change, ok := changes[row.Name()]; ok {
			for i, c := range compared {
				line[len(columns)+i] = c.value(change)
			}
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
