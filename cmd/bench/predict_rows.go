package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"weft.example/engine"
	"weft.example/kernels"
)

// rows are the examples of a CSV, some at a time. engine/data reads a whole file.
type rows[T kernels.Float] struct {
	csv     *csv.Reader
	fields  []int    // of the inputs in a line
	columns []string // their names
	label   int      // field of the label, or -1
	classes map[string]int
	data    engine.Data[T]
}

// newRows reads the header, whose columns have to be the network's.
func newRows[T kernels.Float](m *model[T], r io.Reader, asked plan, wantLabel bool) (*rows[T], error) {
	header, whole, err := readHeader(r, asked.Comma)
	if err != nil {
		return nil, err
	}
	in := csv.NewReader(whole)
	in.Comma, in.ReuseRecord = []rune(asked.Comma)[0], true
	if _, err := in.Read(); err != nil {
		return nil, err
	}
	rs := &rows[T]{csv: in, columns: m.about.Columns, label: slices.Index(header, asked.Label), classes: map[string]int{}}
	if asked.Label == "" {
		rs.label = -1
	}
	if wantLabel && rs.label < 0 {
		return nil, fmt.Errorf("no column %.80q, want one of %s", asked.Label, quoted(header))
	}
	for i, class := range m.classes() {
		rs.classes[class] = i
	}
	if m.classes() == nil && m.outputs > 1 {
		rs.label = -1 // labels of several columns are not read
	}
	return rs, rs.find(header, m.plan.Drop, m.net.Units(0))
}

// find looks for the columns.
func (r *rows[T]) find(header, drop []string, inputs int) error {
	var missing, unknown []string
	for i, name := range header {
		if slices.Contains(header[:i], name) {
			return fmt.Errorf("column %.80q is in the header twice", name)
		}
		if i == r.label || slices.Contains(drop, name) {
			continue
		}
		if r.columns != nil && !slices.Contains(r.columns, name) {
			unknown = append(unknown, name)
		}
		if r.columns == nil {
			r.fields = append(r.fields, i)
		}
	}
	if r.columns == nil { // of a network whose inputs have no names
		if len(r.fields) != inputs {
			return fmt.Errorf("%d columns, want %d inputs", len(r.fields), inputs)
		}
		r.columns = header
		return nil
	}
	for _, name := range r.columns {
		i := slices.Index(header, name)
		if i < 0 || i == r.label {
			missing = append(missing, name)
		}
		r.fields = append(r.fields, i)
	}
	return columnsError(missing, unknown, r.columns)
}

func (r *rows[T]) labelled() bool { return r.label >= 0 }

// next reads up to n rows, which the next call overwrites, and reports whether there may be more.
func (r *rows[T]) next(n int) (d engine.Data[T], more bool, err error) {
	r.data.N, r.data.X = 0, r.data.X[:0]
	r.data.Labels.Classes, r.data.Labels.Values = r.data.Labels.Classes[:0], r.data.Labels.Values[:0]
	for r.data.N < n {
		record, err := r.csv.Read()
		if err == io.EOF {
			return r.data, false, nil
		}
		if err == nil {
			err = r.add(record)
			if line, _ := r.csv.FieldPos(0); err != nil {
				err = fmt.Errorf("line %d: %w", line, err)
			}
		}
		if err != nil {
			return r.data, false, err
		}
	}
	return r.data, true, nil
}

// add reads a row.
func (r *rows[T]) add(record []string) error {
	for j, i := range r.fields {
		v, missing, err := numberOf[T](record[i])
		if err != nil {
			return fmt.Errorf("column %.80q: %w", r.columns[j], err)
		}
		if missing {
			v = T(math.NaN())
		}
		r.data.X = append(r.data.X, v)
	}
	r.data.N++
	if r.label < 0 {
		return nil
	}
	return r.addLabel(strings.TrimSpace(record[r.label]))
}

func (r *rows[T]) addLabel(text string) error {
	if len(r.classes) > 0 {
		class, ok := r.classes[text]
		if !ok {
			return fmt.Errorf("label %.80q, want a class that the network knows", text)
		}
		r.data.Labels.Classes = append(r.data.Labels.Classes, class)
		return nil
	}
	v, missing, err := numberOf[T](text)
	if missing {
		err = errors.New("a missing value")
	}
	if err != nil {
		return fmt.Errorf("label: %w", err)
	}
	r.data.Labels.Values = append(r.data.Labels.Values, v)
	return nil
}

// numberOf reads a field as engine/data does.
func numberOf[T kernels.Float](field string) (v T, missing bool, err error) {
	field = strings.TrimSpace(field)
	if slices.Contains([]string{"", "NA", "N/A", "NaN", "nan", "null", "?"}, field) {
		return 0, true, nil
	}
	x, err := strconv.ParseFloat(field, 8*int(unsafe.Sizeof(v)))
	if err != nil || x-x != 0 {
		return 0, false, fmt.Errorf("%.80q, want a finite number in %T", field, v)
	}
	return T(x), false, nil
}
