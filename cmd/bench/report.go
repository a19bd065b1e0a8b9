package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"weft.example/bench/report"
	"weft.example/bench/results"
	"weft.example/internal/files"
)

// draw writes the page of -html, and the pictures of -png.
func (o *options) draw(r *results.Report, page io.Writer) error {
	if o.html != "" {
		if err := report.WriteHTML(page, r); err != nil {
			return err
		}
	}
	if o.png == "" {
		return nil
	}
	for _, f := range report.Figures(r) {
		if err := files.Replace(filepath.Join(o.png, f.Name+".png"), f.PNG); err != nil {
			return err
		}
	}
	return nil
}

// saved puts what files have in the place of what this session would measure.
func (s *session) saved(context.Context) error {
	r, err := readReports(s.operands)
	if err != nil {
		return usageError{err}
	}
	s.results = *r
	fmt.Fprintf(s.out, "Rows: %d, measured on %s, %s.\n", len(r.Rows), r.Machine.CPU, r.Start.Format("2006-01-02 15:04 MST"))
	return s.printSaved(r.Rows)
}

// readReports reads files of one machine as one report. Of rows of one name the last one counts, in
// the place of the first.
func readReports(paths []string) (*results.Report, error) {
	var all *results.Report
	for _, path := range paths {
		r, err := readReport(path)
		switch {
		case err != nil:
			return nil, err
		case all == nil:
			all = r
			continue
		case r.Machine.CPU != all.Machine.CPU:
			return nil, fmt.Errorf("%s is of %s and %s of %s, want one machine", paths[0], all.Machine.CPU, path, r.Machine.CPU)
		}
		all.Compare, all.Warnings = nil, append(all.Warnings, r.Warnings...)
		all.Command = slices.Concat(all.Command, []string{"and"}, r.Command)
		for _, row := range r.Rows {
			i := slices.IndexFunc(all.Rows, func(other results.Row) bool { return other.Name() == row.Name() })
			if i < 0 {
				all.Rows = append(all.Rows, row)
			} else {
				all.Rows[i] = row
			}
		}
		for _, p := range r.Peers {
			if !slices.Contains(all.Peers, p) {
				all.Peers = append(all.Peers, p)
			}
		}
	}
	if len(paths) > 1 {
		all.Warnings = []string{} // which are of the parts
	}
	return all, nil
}

func readReport(path string) (*results.Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := results.ReadJSON(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}
