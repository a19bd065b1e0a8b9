package main

import (
	"cmp"
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
	against string                      // the yardstick that weft's best is compared with; peers are anyway
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

// head names a column of the table: an implementation with so many workers.
type head struct {
	impl    string
	workers int
}

// headOf is the row's column. naive is always of one core, and gonum of all where it pays.
func headOf(r results.Row) head {
	if rank(r.Impl) < peer {
		return head{r.Impl, 1}
	}
	return head{r.Impl, r.Workers}
}

func (h head) String() string {
	switch {
	case h.workers == 1:
		return h.impl
	case h.impl == "weft":
		return fmt.Sprint("×", h.workers)
	default:
		return fmt.Sprint(h.impl, "×", h.workers)
	}
}

// The kinds of implementations, in the order of columns.
const (
	plain = iota
	theirs
	peer
	own
)

// rank is the kind of an implementation. What has another name is one of -peer's.
func rank(impl string) int {
	switch impl {
	case "naive":
		return plain
	case "gonum":
		return theirs
	case "weft", "frozen":
		return own
	default:
		return peer
	}
}

// line is a case by all implementations.
type line map[head]results.Row

// columns pivots the rows. The order of lines is that of measuring, and so is that of implementations
// of one kind.
func (v view) columns(rows []results.Row) []column {
	byKey, keys := map[string]line{}, []string{}
	var heads []head
	for _, r := range rows {
		key, h := r.Key(), headOf(r)
		if byKey[key] == nil {
			byKey[key] = line{}
			keys = append(keys, key)
		}
		byKey[key][h] = r
		if !slices.Contains(heads, h) {
			heads = append(heads, h)
		}
	}
	slices.SortStableFunc(heads, func(a, b head) int { return rank(a.impl) - rank(b.impl) })
	lines := make([]line, len(keys))
	for i, key := range keys {
		lines[i] = byKey[key]
	}
	return v.lay(lines, heads)
}

// lay makes the columns.
func (v view) lay(lines []line, heads []head) []column {
	each := func(name string, left bool, cell func(l line) string) column {
		c := column{head: name, left: left}
		for _, l := range lines {
			c.cells = append(c.cells, cell(l))
		}
		return c
	}
	some := func(l line) (row results.Row) {
		for _, h := range heads {
			if r, ok := l[h]; ok {
				return r
			}
		}
		return row
	}
	columns := []column{
		each("case", true, func(l line) string { return some(l).Case }),
		each(cmp.Or(v.shape, "shape"), true, func(l line) string { return some(l).Shape }),
	}
	first := slices.IndexFunc(heads, func(h head) bool { return rank(h.impl) == own })
	for i, h := range heads {
		of := func(f func(r results.Row) string) func(l line) string {
			return func(l line) string {
				if r, ok := l[h]; ok {
					return f(r)
				}
				return ""
			}
		}
		columns = append(columns, each(h.String(), false, of(func(r results.Row) string { return figure(v.value(r)) })))
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
	for _, h := range heads {
		if h.impl == v.against || rank(h.impl) == peer {
			columns = append(columns, each("/"+h.String(), false, func(l line) string { return l.ratio(h) }))
		}
	}
	return columns
}

// ratio is the time of an implementation over weft's best: of any workers beside a yardstick, and of
// as many beside a peer. It is empty where there is neither.
func (l line) ratio(h head) string {
	least := math.Inf(1)
	for other, r := range l {
		if rank(other.impl) == own && (rank(h.impl) < peer || other.workers == h.workers) {
			least = min(least, r.Spread().Center)
		}
	}
	r, ok := l[h]
	if !ok || math.IsInf(least, 1) {
		return ""
	}
	return times(r.Spread().Center / least)
}
