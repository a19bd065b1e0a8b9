package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"weft.example/engine"
	"weft.example/engine/safetensors"
	"weft.example/engine/scale"
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

// predicted is how many rows are read, predicted and written at a time.
const predicted = 256

// model is a network that predicts, and what it takes and gives.
type model[T kernels.Float] struct {
	net       *engine.Network[T]
	predictor *engine.Predictor[T]
	about     engine.About
	loss      engine.Loss
	scaler    *scale.Scaler[T] // of inputs, or nil
	unit      *scale.Scaler[T] // of outputs that are amounts, or nil
	plan      plan             // or the zero value of a network that others have trained
	outputs   int
	guess     []T
	likeliest []int
}

// openModel loads a network to predict with.
func openModel[T kernels.Float](set *kernels.Set, path string) (*model[T], error) {
	net, err := engine.Load[T](set, path)
	if err != nil {
		return nil, err
	}
	m := &model[T]{net: net, about: net.About(), outputs: net.Units(net.Depth())}
	if m.loss, err = engine.ParseLoss(m.about.Loss); err != nil {
		return nil, fmt.Errorf("%s does not tell its loss: %w", path, err)
	}
	if m.about.InputShift != nil {
		if m.scaler, err = scale.Of(net); err != nil {
			return nil, err
		}
	}
	if known, err := recordOf[T](m.about); err == nil {
		m.plan, m.unit = known.Plan, known.Unit
	}
	if m.unit != nil && len(m.unit.Shift) != m.outputs {
		return nil, fmt.Errorf("%s has %d outputs and scales of %d", path, m.outputs, len(m.unit.Shift))
	}
	// The bits of a row do not depend on those around it.
	if m.predictor, err = net.Freeze().NewPredictor(predicted, engine.Config{BatchInvariant: true}); err != nil {
		return nil, err
	}
	m.guess, m.likeliest = make([]T, predicted*m.outputs), make([]int, predicted)
	return m, nil
}

// classes are the names of the classes, or nil of amounts and of labels that are each 0 to 1.
func (m *model[T]) classes() []string {
	if m.about.Classes != nil || m.loss != engine.SoftmaxCrossEntropy {
		return m.about.Classes
	}
	var names []string
	for i := range m.outputs {
		names = append(names, strconv.Itoa(i))
	}
	return names
}

// of returns the predictions of n rows of inputs, and their likeliest classes if they have such.
func (m *model[T]) of(x []T, n int) (guess []T, likeliest []int) {
	if m.scaler != nil {
		fill(x, m.scaler)
		m.scaler.Transform(x, x)
	}
	m.predictor.Forward(x, n)
	guess = m.guess[:n*m.outputs]
	m.predictor.Predict(m.loss, guess)
	if m.unit != nil {
		m.unit.Inverse(guess, guess)
	}
	if m.classes() == nil {
		return guess, nil
	}
	m.predictor.Classes(m.loss, m.likeliest[:n])
	return guess, m.likeliest[:n]
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

// header names the columns of predictions.
func (m *model[T]) header() []string {
	if classes := m.classes(); classes != nil {
		return append([]string{"prediction"}, classes...)
	}
	if m.outputs == 1 {
		return []string{"prediction"}
	}
	var names []string
	for i := range m.outputs {
		names = append(names, "prediction"+strconv.Itoa(i))
	}
	return names
}

// write writes a line for each prediction.
func (m *model[T]) write(out *csv.Writer, guess []T, likeliest []int) error {
	classes := m.classes()
	text := func(v T) string { return strconv.FormatFloat(float64(v), 'g', -1, 8*int(unsafe.Sizeof(v))) }
	for i := range len(guess) / m.outputs {
		var line []string
		if classes != nil {
			line = append(line, classes[likeliest[i]])
		}
		row := guess[i*m.outputs : (i+1)*m.outputs]
		if m.outputs == 1 && len(classes) == 2 { // the probability of the second
			line = append(line, text(1-row[0]))
		}
		for _, v := range row {
			line = append(line, text(v))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
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

// columnsError tells which columns a header lacks, and which it has that nobody knows.
func columnsError(missing, unknown, want []string) error {
	var parts []string
	for _, p := range []struct {
		what  string
		names []string
	}{{"no column", missing}, {"unknown column", unknown}} {
		if len(p.names) > 0 {
			parts = append(parts, p.what+" "+quoted(p.names))
		}
	}
	if parts == nil {
		return nil
	}
	return errors.New(strings.Join(parts, "; ") + "; want " + quoted(want) + ", in any order")
}

// quoted lists names, but no more than a line has room for.
func quoted(names []string) string {
	const most = 8
	var list []string
	for _, name := range names[:min(len(names), most)] {
		list = append(list, fmt.Sprintf("%.40q", name))
	}
	if rest := len(names) - most; rest > 0 {
		list = append(list, fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(list, ", ")
}
