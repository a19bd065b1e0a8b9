package results

import (
	"encoding/csv"
	"io"
	"strconv"
)

// columns are those of the CSV that each row fills: a name, and how.
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
	{"peak_best", func(r Row) string { return number(r.PeakBest) }},
	{"allocs", func(r Row) string { return number(r.Allocs) }},
	{"intensity", func(r Row) string { return number(r.Intensity) }},
}

// point is one number of a series.
type point struct {
	*Series
	i int
}

// pointColumns are those of the CSV that the points of a row's series fill, each in a line of its own.
var pointColumns = []struct {
	name  string
	value func(p point) string
}{
	{"series", func(p point) string { return p.Name }},
	{"by", func(p point) string { return p.By }},
	{"at", func(p point) string { return strconv.Itoa(p.At[p.i]) }},
	{"value", func(p point) string { return number(p.Values[p.i]) }},
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

// WriteCSV writes a line of names, one for each row, and one behind it for each point of its series.
// Columns of a comparison are empty where there is nothing to compare with.
func (r *Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	for _, c := range pointColumns {
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
		row.fill(line)
		if change, ok := changes[row.Name()]; ok {
			for i, c := range compared {
				line[len(columns)+len(pointColumns)+i] = c.value(change)
			}
		}
		if err := out.Write(line); err != nil {
			return err
		}
		if err := row.writePoints(out, make([]string, len(names))); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// fill sets the columns that each row has.
func (r Row) fill(line []string) {
	for i, c := range columns {
		line[i] = c.value(r)
	}
}

// writePoints writes a line for each point of the row's series.
func (r Row) writePoints(out *csv.Writer, line []string) error {
	r.fill(line)
	for s := range r.Series {
		for i := range r.Series[s].At {
			for j, c := range pointColumns {
				line[len(columns)+j] = c.value(point{&r.Series[s], i})
			}
			if err := out.Write(line); err != nil {
				return err
			}
		}
	}
	return nil
}
