package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"weft.example/bench/results"
	"weft.example/engine"
	"weft.example/internal/files"
)

// writers write a report in each format. A table is printed section by section, as it comes.
var writers = map[string]func(r *results.Report, w io.Writer) error{
	"table":     func(*results.Report, io.Writer) error { return nil },
	"benchstat": (*results.Report).WriteBenchstat,
	"json":      (*results.Report).WriteJSON,
	"csv":       (*results.Report).WriteCSV,
}

// report does the job, and writes what comes of it to -o's file or to stdout, and to -html's.
func (j job) report(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if !j.ranks || j.alone {
		return j.reportAs(ctx, nil, args, stdout, stderr)
	}
	c, err := j.join()
	if err != nil {
		return err
	}
	if c.Rank() > 0 {
		stdout = io.Discard
	}
	return leave(c, j.reportAs(ctx, c, args, stdout, stderr))
}

// reportAs is report of a rank, if the job has any.
func (j job) reportAs(ctx context.Context, c engine.Cluster, args []string, stdout, stderr io.Writer) error {
	if j.png != "" {
		if err := os.MkdirAll(j.png, 0o777); err != nil {
			return fmt.Errorf("-png: %w", err)
		}
	}
	return replace(j.html, io.Discard, func(page io.Writer) error {
		return replace(j.output, stdout, func(w io.Writer) error { return j.write(ctx, c, args, w, page, stderr) })
	})
}

// replace has a file written whole or not at all, or w where no file is named.
func replace(file string, w io.Writer, write func(w io.Writer) error) error {
	if file == "" {
		return write(w)
	}
	err := files.Replace(file, write)
	if _, irregular := err.(files.Irregular); irregular {
		return fmt.Errorf("%s: %w", file, err)
	}
	return err
}

// write does the job and writes it in its format, and as a page.
func (j job) write(ctx context.Context, c engine.Cluster, args []string, w, page, stderr io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := &output{Writer: w, failed: cancel}
	text := io.Writer(out)
	if j.format != "table" {
		text = io.Discard
	}
	s, err := j.newSession(text, stderr, args)
	if err != nil {
		return err
	}
	s.style, s.comm = styleOf(w), c
	if _, ranks := s.place(); ranks > 1 { // a launcher's terminal is one that nobody sees
		s.style, s.terminal = style{width: usualWidth}, io.Discard
	}
	err = s.run(ctx, j.sections(s))
	for _, note := range s.notes {
		fmt.Fprintln(stderr, "bench: note:", note)
	}
	if err == nil {
		err = writers[j.format](&s.results, out)
	}
	if out.err != nil {
		return out.err
	}
	if err == nil {
		err = j.draw(&s.results, page)
	}
	if err == nil && j.format != "table" {
		for _, warning := range s.results.Warnings {
			fmt.Fprintln(stderr, "bench: warning:", warning)
		}
	}
	return err
}

// output remembers the first error of a Writer, after which there is nothing to go on for.
type output struct {
	io.Writer
	failed func()
	err    error
}

func (o *output) Write(b []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.Writer.Write(b)
	if err != nil {
		o.err = err
		o.failed()
	}
	return n, err
}

// each runs one section after another, a blank line between them.
func (s *session) each(ctx context.Context, sections []section) error {
	for i, section := range sections {
		if err := ctx.Err(); err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(s.out)
		}
		if err := section(ctx); err != nil {
			return err
		}
	}
	return nil
}

// run runs all sections, and warns in the end.
func (s *session) run(ctx context.Context, sections []section) error {
	if err := s.each(ctx, sections); err != nil {
		return err
	}
	if s.runText != "" && len(s.results.Rows) == 0 {
		return usageError{fmt.Errorf("-run: no case has a name that %q matches", s.runText)}
	}
	for _, w := range results.Steadiness(s.results.Rows) {
		if !slices.Contains(s.results.Warnings, w) { // of a saved run
			s.results.Warnings = append(s.results.Warnings, w)
		}
	}
	if s.old != nil {
		s.compareRows()
		if err := s.printChanges(); err != nil {
			return err
		}
	}
	for _, warning := range s.results.Warnings {
		fmt.Fprintf(s.out, "\n%s\n", s.style.warn(s.style.wrap("Warning: "+warning+".")))
	}
	return nil
}

// usualWidth is that of output which is no terminal's.
const usualWidth = 80

// styleOf is how text looks on w: in colour on a terminal, unless NO_COLOR is set or it is a dumb one.
func styleOf(w io.Writer) style {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return style{width: usualWidth}
	}
	s := style{width: usualWidth, colour: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		s.width = width
	}
	return s
}

// pairs returns a writer of names and what they mean, which line up when it is flushed.
func (s *session) pairs() *tabwriter.Writer {
	return tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
}

// terminal returns w if it is a terminal and nothing to look at otherwise.
func terminal(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return f
	}
	return io.Discard
}

// progress returns a bar of n steps that vanishes when it is closed.
func (s *session) progress(what string, n int) *progressbar.ProgressBar {
	return progressbar.NewOptions(n,
		progressbar.OptionSetWriter(s.terminal),
		progressbar.OptionSetVisibility(s.terminal != io.Discard),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(50*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}
