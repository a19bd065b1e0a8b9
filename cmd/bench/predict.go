package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"

	"weft.example/engine"
	"weft.example/engine/safetensors"
	"weft.example/internal/files"
	"weft.example/kernels"
)

// predict writes what a network predicts of the rows of a CSV.
func (s *session) predict(ctx context.Context) error {
	wide, err := isWide(s.operands[0])
	if err != nil {
		return usageError{err}
	}
	if wide {
		return predictAs[float64](ctx, s)
	}
	return predictAs[float32](ctx, s)
}

// isWide reports whether a model file has elements of float64.
func isWide(path string) (wide bool, err error) {
	err = files.Read(path, func(r io.ReaderAt, size int64) error {
		f, err := safetensors.Open(r, size)
		if err == nil {
			wide = slices.ContainsFunc(f.Tensors, func(t safetensors.Info) bool { return t.DType == safetensors.F64 })
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("loading %s: %w", path, err)
	}
	return wide, nil
}

// predictAs is predict in the element type of the file.
func predictAs[T kernels.Float](ctx context.Context, s *session) error {
	m, err := openModel[T](s.set, s.operands[0])
	if err != nil {
		return usageError{err}
	}
	asked := plan{Label: m.plan.Label, Comma: ","}
	if err := asked.apply(s.given); err != nil {
		return usageError{err}
	}
	in, name, err := s.input(ctx, s.operands[1])
	if err != nil {
		return usageError{err}
	}
	defer in.Close()
	rows, err := newRows(m, in, asked, s.given["label"] != "")
	if err != nil {
		return usageError{fmt.Errorf("%s: %w", name, err)}
	}
	tally := newTally(m, rows.labelled())
	out := csv.NewWriter(s.out)
	if err := out.Write(m.header()); err != nil {
		return err
	}
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var batch engine.Data[T]
		if batch, more, err = rows.next(predicted); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return usageError{fmt.Errorf("%s: %w", name, err)}
		}
		guess, likeliest := m.of(batch.X, batch.N)
		tally.add(guess, batch.Labels)
		if err := m.write(out, guess, likeliest); err != nil {
			return err
		}
	}
	tally.print(s.stderr)
	return nil
}

// input opens a CSV by its name. - is standard input, whose reads end with the context.
func (s *session) input(ctx context.Context, name string) (in io.ReadCloser, title string, err error) {
	if name != "-" {
		in, _, err = openCSV(name)
		return in, name, err
	}
	r, w := io.Pipe()
	context.AfterFunc(ctx, func() { w.CloseWithError(ctx.Err()) })
	go func() {
		_, err := io.Copy(w, os.Stdin)
		w.CloseWithError(err) // of nil: the end
	}()
	return r, "standard input", nil
}
