package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"weft.example/bench"
	"weft.example/engine"
	"weft.example/engine/data"
	"weft.example/engine/scale"
	"weft.example/kernels"
)

// mnist is the data set that is a module's.
const mnist = "mnist"

// source is where examples come from. What of about is known must hold for them.
type source[T kernels.Float] func(ctx context.Context, s *session, p *plan, about engine.About) (raw[T], error)

// sourceOf tells what the name of a data set stands for, or is nil. No file is looked at.
func sourceOf[T kernels.Float](name string) source[T] {
	switch {
	case name == mnist:
		return fromMNIST[T]
	case slices.Contains(bench.EmbeddedNames(), name):
		return fromCSV[T]
	case strings.HasSuffix(name, ".npy"):
		return fromNPY[T]
	case strings.ContainsAny(name, `./\`):
		return fromCSV[T]
	}
	return nil
}

// openCSV opens a file, or a data set in the program.
func openCSV(name string) (io.ReadCloser, []int, error) {
	if slices.Contains(bench.EmbeddedNames(), name) {
		e, err := bench.ReadEmbedded(name)
		return io.NopCloser(strings.NewReader(e.CSV)), e.Test, err
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return nil, nil, fmt.Errorf("%s is a folder, want a CSV file", name)
	}
	f, err := os.Open(name)
	return f, nil, err
}

// readHeader returns the names of the columns, and a reader that begins with them again.
func readHeader(r io.Reader, comma string) (names []string, whole io.Reader, err error) {
	var head bytes.Buffer
	in := csv.NewReader(io.TeeReader(r, &head))
	in.Comma = []rune(comma)[0]
	names, err = in.Read()
	if err == io.EOF {
		err = errors.New("no lines, want a header")
	}
	for i, name := range names {
		names[i] = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
	}
	return names, io.MultiReader(&head, r), err
}

// fromCSV reads a CSV. Its columns are those of the network that about is of, or all but the label and those dropped.
func fromCSV[T kernels.Float](_ context.Context, _ *session, p *plan, about engine.About) (r raw[T], err error) {
	f, test, err := openCSV(p.Data)
	if err != nil {
		return r, err
	}
	defer f.Close()
	header, whole, err := readHeader(f, p.Comma)
	if err != nil {
		return r, fmt.Errorf("%s: %w", p.Data, err)
	}
	r.label = cmp.Or(p.Label, header[len(header)-1])
	for _, name := range append(slices.Clone(p.Drop), r.label) {
		if !slices.Contains(header, name) {
			return r, fmt.Errorf("%s: no column %.80q, want one of %s", p.Data, name, quoted(header))
		}
	}
	columns := about.Columns
	if columns == nil {
		columns = slices.DeleteFunc(slices.Clone(header), func(name string) bool { return name == r.label || slices.Contains(p.Drop, name) })
	}
	missing := slices.DeleteFunc(slices.Clone(columns), func(name string) bool { return slices.Contains(header, name) })
	if err := columnsError(missing, nil, columns); err != nil {
		return r, fmt.Errorf("%s: %w", p.Data, err)
	}
	comma := []rune(p.Comma)[0]
	table, err := data.ParseCSV[T](whole, data.CSV{Comma: comma, Columns: columns, Label: r.label, Amounts: p.amounts(), Classes: about.Classes, KeepMissing: true})
	if err != nil {
		text := strings.TrimPrefix(err.Error(), "data: ")
		if about.Columns == nil && strings.Contains(text, "want a finite number") && !strings.Contains(text, fmt.Sprintf("column %q", r.label)) {
			text += "; -drop leaves a column out"
		}
		return r, fmt.Errorf("%s: %s", p.Data, text)
	}
	r.columns, r.classes, r.all, r.test = table.Columns, table.Classes, table.Data, test
	return r, r.enough(p)
}

// enough wants two classes at least, and no more than a label of classes would have.
func (r *raw[T]) enough(p *plan) error {
	const most = 10000
	switch n := len(r.classes); {
	case p.amounts():
		return nil
	case n < 2:
		return fmt.Errorf("%s: labels of 1 class, %.80q, want 2 at least", p.Data, r.classes[0])
	case n > most || n > 20 && n*2 > r.all.N:
		return fmt.Errorf("%s: labels of %d classes in %d examples: amounts want -loss mean-square", p.Data, n, r.all.N)
	}
	return nil
}

// fromNPY reads inputs and labels, each a .npy file.
func fromNPY[T kernels.Float](_ context.Context, _ *session, p *plan, about engine.About) (r raw[T], err error) {
	names := split(p.Data)
	if len(names) != 2 {
		return r, fmt.Errorf("-data %s: want two files, X.npy,Y.npy", p.Data)
	}
	x, inputs, err := readNPY[T](names[0])
	if err != nil {
		return r, err
	}
	y, outputs, err := readNPY[T](names[1])
	if err != nil {
		return r, err
	}
	r.all = engine.Data[T]{N: len(x) / inputs, X: x}
	if n := len(y) / outputs; n != r.all.N || n == 0 {
		return r, fmt.Errorf("%s has %d rows, %s %d; want as many, and 1 at least", names[0], r.all.N, names[1], n)
	}
	if i := slices.IndexFunc(y, func(v T) bool { return v-v != 0 }); i >= 0 {
		return r, fmt.Errorf("%s: label %d is %v, want finite ones", names[1], i, y[i])
	}
	if p.amounts() {
		r.all.Labels.Values = y
		return r, nil
	}
	if outputs != 1 {
		return r, fmt.Errorf("%s: %d columns, want 1 of classes; amounts want -loss mean-square", names[1], outputs)
	}
	r.classes, r.all.Labels.Classes, err = classesOf(y, about.Classes)
	if err != nil {
		return r, fmt.Errorf("%s: %w", names[1], err)
	}
	return r, r.enough(p)
}

// classesOf numbers labels by their order, or by that of names that are known.
func classesOf[T kernels.Float](y []T, known []string) (names []string, classes []int, err error) {
	if names = known; known == nil {
		numbers := slices.Compact(slices.Sorted(slices.Values(y)))
		for _, v := range numbers {
			names = append(names, classOf(v))
		}
	}
	index := map[string]int{}
	for i, name := range names {
		index[name] = i
	}
	classes = make([]int, len(y))
	for i, v := range y {
		var ok bool
		if classes[i], ok = index[classOf(v)]; !ok {
			return nil, nil, fmt.Errorf("label %d is %v, want one of %s", i, v, quoted(names))
		}
	}
	return names, classes, nil
}

func classOf[T kernels.Float](v T) string { return strconv.FormatFloat(float64(v), 'f', -1, 64) }

// readNPY reads an array, and the number of its columns.
func readNPY[T kernels.Float](name string) (x []T, columns int, err error) {
	file, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		return nil, 0, err
	}
	wide, _, columns, err := data.ReadNPY(file)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "data: "))
	}
	x = make([]T, len(wide))
	for i, v := range wide {
		x[i] = T(v)
		if math.IsInf(float64(x[i]), 0) {
			return nil, 0, fmt.Errorf("%s: element %d is %v, want finite numbers in %T", name, i, v, x[i])
		}
	}
	return x, columns, nil
}

// fromMNIST has pixels from 0 to 255, with the names that Kaggle's CSV of MNIST has, and one scaling for all.
func fromMNIST[T kernels.Float](ctx context.Context, s *session, _ *plan, about engine.About) (r raw[T], err error) {
	d, err := loadMNIST(ctx, s.mnistDir)
	if err != nil {
		return r, err
	}
	for i := range mnistPixels {
		r.columns = append(r.columns, "pixel"+strconv.Itoa(i))
	}
	for i := range mnistDigits {
		r.classes = append(r.classes, strconv.Itoa(i))
	}
	if about.Columns != nil && !slices.Equal(about.Columns, r.columns) || about.Classes != nil && !slices.Equal(about.Classes, r.classes) {
		return r, errors.New("the network is not of MNIST's columns and digits")
	}
	r.label = "label"
	for _, part := range []digits{d.train, d.test} {
		for i, image := range part.images {
			for _, pixel := range image {
				r.all.X = append(r.all.X, T(pixel))
			}
			r.all.Labels.Classes = append(r.all.Labels.Classes, int(part.labels[i]))
		}
	}
	r.all.N = len(r.all.Labels.Classes)
	for i := len(d.train.images); i < r.all.N; i++ {
		r.test = append(r.test, i)
	}
	one, err := scale.Standard(r.all.X[:len(d.train.images)*mnistPixels], 1)
	if err != nil {
		return r, err
	}
	r.scaler = &scale.Scaler[T]{Shift: slices.Repeat(one.Shift, mnistPixels), Scale: slices.Repeat(one.Scale, mnistPixels)}
	return r, nil
}
