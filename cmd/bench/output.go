package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

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

// sections runs one section after another, a blank line between them.
func (s *session) sections(ctx context.Context, sections ...func(context.Context) error) error {
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

// table returns a writer of columns, which line up when it is flushed. They are
// set to the left; figures get to the right by the width in their format.
func (s *session) table() *tabwriter.Writer {
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
