package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"

	"weft.example/bench/results"
)

// view says how rows become a table: a line for each case, a column for each implementation.
type view struct {
	title   string
	value   func(r results.Row) float64 // what the columns print
	against string                      // the yardstick that weft's best is compared with; peers are anyway
	shape   string                      // the name of the shape's column, "m×n×k" and the like
	ofPeak  bool                        // a column that divides the first of weft's by the peak
	allocs  bool                        // columns of allocations
}

func gigaRate(r results.Row) float64 { return r.Rate() / 1e9 }
func micros(r results.Row) float64   { return 1e6 * r.Spread().Center }
func millis(r results.Row) float64   { return 1e3 * r.Spread().Center }

// tabled is a table while its rows are measured.
type tabled struct {
	*session
	what string
	bar  *progressbar.ProgressBar
	from int // of the session's rows
}

// begin starts a table of so many steps.
func (s *session) begin(what string, steps int) *tabled {
	return &tabled{s, what, s.progress(what, steps), len(s.results.Rows)}
}

func (t *tabled) step()  { _ = t.bar.Add(1) }
func (t *tabled) close() { _ = t.bar.Close() }

// print prints what was measured of a group since begin.
func (t *tabled) print(group, typ, pass string) error {
	_ = t.bar.Clear()
	rows := slices.DeleteFunc(slices.Clone(t.results.Rows[t.from:]), func(r results.Row) bool { return r.Pass != pass })
	if len(rows) == 0 {
		_, err := fmt.Fprintln(t.out, t.style.wrap("No case of "+t.what+" has a name that -run matches."))
		return err
	}
	return t.printTable(views[group](t.session, typ, pass), rows)
}

// printTable prints rows by a view.
func (s *session) printTable(v view, rows []results.Row) error {
	columns := v.columns(rows)
	if !s.explained {
		v.title += " " + legend(columns)
		s.explained = true
	}
	_, err := fmt.Fprintf(s.out, "%s\n\n%s\n", s.style.wrap(v.title), s.style.fold(columns, 2))
	return err
}

// legend says what heads of columns mean that do not say it themselves. The first table of a run has it.
func legend(columns []column) string {
	text := "± is how far the 95% interval of weft's median goes"
	for _, c := range columns {
		n, many := strings.CutPrefix(c.head, "×")
		over, ratio := strings.CutPrefix(c.head, "/") // a title says what a peer's is
		switch {
		case c.head == "peak":
			text += ", peak weft's share of one core's multiply-adds"
		case many:
			text += fmt.Sprintf(", ×%s weft by %s workers", n, n)
		case ratio && results.KindOf(over) < results.KindPeer:
			text += fmt.Sprintf(", /%s the time of %s over weft's best", over, over)
		}
	}
	return text + "."
}

// column is a header and a cell for each line.
type column struct {
	head  string
	left  bool // as words are set; figures are set to the right
	cells []string
}

// heading names a way's column, in few letters.
func heading(w results.Way) string {
	switch {
	case w.Workers == 1:
		return w.Impl
	case w.Impl == "weft":
		return fmt.Sprint("×", w.Workers)
	default:
		return fmt.Sprint(w.Impl, "×", w.Workers)
	}
}

// columns are those of the rows' table.
func (v view) columns(rows []results.Row) []column {
	lines, ways := results.Pivot(rows)
	each := func(name string, left bool, cell func(l results.Line) string) column {
		c := column{head: name, left: left}
		for _, l := range lines {
			c.cells = append(c.cells, cell(l))
		}
		return c
	}
	columns := []column{
		each("case", true, func(l results.Line) string { return l.Case }),
		each(cmp.Or(v.shape, "shape"), true, func(l results.Line) string { return l.Shape }),
	}
	first := slices.IndexFunc(ways, func(w results.Way) bool { return w.Kind() == results.KindWeft })
	for i, w := range ways {
		of := func(f func(r results.Row) string) func(l results.Line) string {
			return func(l results.Line) string {
				if r, ok := l.By[w]; ok {
					return f(r)
				}
				return ""
			}
		}
		columns = append(columns, each(heading(w), false, of(func(r results.Row) string { return results.Figure(v.value(r)) })))
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
	for _, w := range ways {
		if w.Impl == v.against || w.Kind() == results.KindPeer {
			columns = append(columns, each("/"+heading(w), false, func(l results.Line) string { return ratio(l.Speedup(w)) }))
		}
	}
	return columns
}

// ratio is empty where there is none, and has a ≈ where it says little.
func ratio(x float64, unsure bool) string {
	switch {
	case math.IsNaN(x):
		return ""
	case unsure:
		return "≈" + times(x)
	default:
		return times(x)
	}
}
