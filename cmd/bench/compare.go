package main

import (
	"fmt"
	"strings"

	"weft.example/bench/results"
)

// readOld reads the report that -compare names.
func (o *options) readOld() (*results.Report, error) {
	if o.compare == "" {
		return nil, nil
	}
	r, err := readReport(o.compare)
	if err != nil {
		return nil, fmt.Errorf("-compare: %w", err)
	}
	return r, nil
}

// compareRows adds to the results what changed since the old ones, and why that may be.
func (s *session) compareRows() {
	r := &s.results
	r.Compare = results.Compare(s.old, r, s.compare)
	for _, d := range results.Differences(s.old, r) {
		r.Warnings = append(r.Warnings, "since "+s.compare+", "+d)
	}
	if len(r.Rows) == 0 {
		return
	}
	for _, only := range []struct {
		where string
		names []string
	}{{"in " + s.compare, r.Compare.OnlyOld}, {"in this run", r.Compare.OnlyNew}} {
		if len(only.names) > 0 {
			s.note("only %s: %s", only.where, some(only.names))
		}
	}
}

// some are the first of many names, and how many more there are.
func some(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more rows", strings.Join(names[:most], ", "), len(names)-most)
}

// printChanges prints a table for each kind of rows, and what became of each implementation.
func (s *session) printChanges() error {
	c := s.results.Compare
	if len(s.results.Rows) == 0 {
		return nil
	}
	if len(c.Changes) == 0 {
		_, err := fmt.Fprintf(s.out, "\n%s\n", s.style.wrap(fmt.Sprintf("Compared with %s, no row of the same name is in both.", c.File)))
		return err
	}
	title := fmt.Sprintf("Compared with %s, of %s: times of a call, and by how much they changed. p is how likely times that do not differ look so different; ~ where it is above 0.05.",
		c.File, c.Start.Format("2006-01-02 15:04 MST"))
	if _, err := fmt.Fprintf(s.out, "\n%s\n", s.style.wrap(title)); err != nil {
		return err
	}
	byKind, kinds := map[string][]results.Change{}, []string{}
	for _, change := range c.Changes {
		kind := kindOf(change)
		if byKind[kind] == nil {
			kinds = append(kinds, kind)
		}
		byKind[kind] = append(byKind[kind], change)
	}
	for _, kind := range kinds {
		if _, err := fmt.Fprintf(s.out, "\n%s:\n%s\n", kind, s.style.fold(changeColumns(byKind[kind]), 3)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(s.out, "\n%s\n", s.style.fold(tallyColumns(c.Tallies()), 1))
	return err
}

// kindOf names rows that stand in one table.
func kindOf(c results.Change) string {
	kind := c.Row.Group + ", " + c.Row.Type
	if c.Row.Pass != "" {
		kind += ", " + c.Row.Pass
	}
	return kind
}

// by names an implementation, and its workers where they are many.
func by(r results.Row) string {
	w := r.Way()
	if w.Workers == 1 {
		return w.Impl
	}
	return fmt.Sprint(w.Impl, "×", w.Workers)
}

func changeColumns(changes []results.Change) []column {
	each := func(name string, left bool, cell func(c results.Change) string) column {
		col := column{head: name, left: left}
		for _, c := range changes {
			col.cells = append(col.cells, cell(c))
		}
		return col
	}
	return []column{
		each("case", true, func(c results.Change) string { return c.Row.Case }),
		each("shape", true, func(c results.Change) string { return c.Row.Shape }),
		each("by", true, func(c results.Change) string { return by(c.Row) }),
		each("old", false, func(c results.Change) string { return results.Duration(c.Old) }),
		each("new", false, func(c results.Change) string { return results.Duration(c.New) }),
		each("change", false, func(c results.Change) string {
			if !c.Shown() {
				return "~"
			}
			return signed(c.Change)
		}),
		each("p", false, func(c results.Change) string { return fmt.Sprintf("%.3f", c.P) }),
	}
}

func tallyColumns(tallies []results.Tally) []column {
	each := func(name string, left bool, cell func(t results.Tally) string) column {
		col := column{head: name, left: left}
		for _, t := range tallies {
			col.cells = append(col.cells, cell(t))
		}
		return col
	}
	count := func(f func(t results.Tally) int) func(t results.Tally) string {
		return func(t results.Tally) string { return fmt.Sprint(f(t)) }
	}
	return []column{
		each("by", true, func(t results.Tally) string { return t.Impl }),
		each("rows", false, count(func(t results.Tally) int { return t.Rows })),
		each("faster", false, count(func(t results.Tally) int { return t.Faster })),
		each("slower", false, count(func(t results.Tally) int { return t.Slower })),
		each("~", false, count(func(t results.Tally) int { return t.Alike })),
		each("mean change", false, func(t results.Tally) string { return signed(t.Change) }),
	}
}
