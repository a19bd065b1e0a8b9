package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/schollz/progressbar/v3"

	"weft.example/bench/results"
)

// view says how rows become a table: a line for each case, a column for each implementation.
type view struct {
	title   string
	value   func(r results.Row) float64 // what the columns print
	against string                      // the implementation that weft's best is compared with
	shape   string                      // the name of the shape's column, "m×n×k" and the like
	pass    string                      // only rows of this pass
	ofPeak  bool                        // a column that divides the first of weft's by the peak
	allocs  bool                        // columns of allocations
}

func gigaRate(r results.Row) float64 { return r.Rate() / 1e9 }
func micros(r results.Row) float64   { return 1e6 * r.Spread().Center }
func millis(r results.Row) float64   { return 1e3 * r.Spread().Center }

// tabled is a table while its rows are measured.
type tabled struct {
	*session
	bar  *progressbar.ProgressBar
	from int // of the session's rows
}

// begin starts a table of so many steps.
func (s *session) begin(what string, steps int) *tabled {
	return &tabled{s, s.progress(what, steps), len(s.results.Rows)}
}

func (t *tabled) step()  { _ = t.bar.Add(1) }
func (t *tabled) close() { _ = t.bar.Close() }

// print prints what was measured since begin.
func (t *tabled) print(v view) error {
	_ = t.bar.Clear()
	rows := slices.DeleteFunc(slices.Clone(t.results.Rows[t.from:]), func(r results.Row) bool { return r.Pass != v.pass })
	if len(rows) == 0 {
		_, err := fmt.Fprintf(t.out, "%s\n\nNo case has a name that -run matches.\n", t.style.wrap(v.title))
		return err
	}
	_, err := fmt.Fprintf(t.out, "%s\n\n%s\n", t.style.wrap(v.title), t.style.fold(v.columns(rows), 2))
	return err
}

// column is a header and a cell for each line.
type column struct {
	head  string
	left  bool // as words are set; figures are set to the right
	cells []string
}

// columns pivots the rows. The order of lines and implementations is that of measuring.
func (v view) columns(rows []results.Row) []column {
	byKey, keys := map[string]map[string]results.Row{}, []string{}
	var heads []string
	for _, r := range rows {
		key, head := r.Key(), headOf(r)
		if byKey[key] == nil {
			byKey[key] = map[string]results.Row{}
			keys = append(keys, key)
		}
		byKey[key][head] = r
		if !slices.Contains(heads, head) {
			heads = append(heads, head)
		}
	}
	slices.SortStableFunc(heads, func(a, b string) int { return order(a) - order(b) })
	lines := make([]map[string]results.Row, len(keys))
	for i, key := range keys {
		lines[i] = byKey[key]
	}
	return v.lay(lines, heads)
}

// headOf names the row's column. naive is always of one core, and gonum of all where it pays.
func headOf(r results.Row) string {
	if r.Impl == "weft" && r.Workers > 1 {
		return fmt.Sprint("×", r.Workers)
	}
	return r.Impl
}

// order is yardsticks first.
func order(head string) int {
	if i := slices.Index([]string{"naive", "gonum"}, head); i >= 0 {
		return i
	}
	return 2
}

// lay makes the columns of lines whose rows are named by heads.
func (v view) lay(lines []map[string]results.Row, heads []string) []column {
	each := func(head string, left bool, cell func(line map[string]results.Row) string) column {
		c := column{head: head, left: left}
		for _, line := range lines {
			c.cells = append(c.cells, cell(line))
		}
		return c
	}
	some := func(line map[string]results.Row) (row results.Row) {
		for _, head := range heads {
			if r, ok := line[head]; ok {
				return r
			}
		}
		return row
	}
	shape := v.shape
	if shape == "" {
		shape = "shape"
	}
	columns := []column{
		each("case", true, func(line map[string]results.Row) string { return some(line).Case }),
		each(shape, true, func(line map[string]results.Row) string { return some(line).Shape }),
	}
	first := slices.IndexFunc(heads, isWeft)
	for i, head := range heads {
		of := func(f func(r results.Row) string) func(line map[string]results.Row) string {
			return func(line map[string]results.Row) string {
				if r, ok := line[head]; ok {
					return f(r)
				}
				return ""
			}
		}
		columns = append(columns, each(head, false, of(func(r results.Row) string { return figure(v.value(r)) })))
		if i != first {
			continue
		}
		columns = append(columns, each("±", false, of(func(r results.Row) string { return percent(results.Percent(r.Spread())) })))
		if v.ofPeak {
			columns = append(columns, each("peak", false, of(func(r results.Row) string { return percent(100 * r.Rate() / r.Peak) })))
		}
		if v.allocs {
			columns = append(columns, each("allocs", false, of(func(r results.Row) string { return fmt.Sprint(r.Allocs) })))
		}
	}
	return append(columns, each("/"+v.against, false, func(line map[string]results.Row) string {
		return times(line[v.against].Spread().Center / best(line))
	}))
}

func isWeft(head string) bool { return order(head) == 2 }

// best is the least of weft's medians.
func best(line map[string]results.Row) float64 {
	least := math.Inf(1)
	for head, r := range line {
		if isWeft(head) {
			least = min(least, r.Spread().Center)
		}
	}
	return least
}
