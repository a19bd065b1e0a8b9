package data

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"weft.example/engine"
	"weft.example/kernels"
)

// CSV is how a file of comma-separated values is read, as encoding/csv does: with fields in quotes, lines
// that end in LF or CRLF, and empty lines passed over. A byte order mark of UTF-8 at the start is passed over, and
// spaces around fields and names do not count. The zero value reads all columns as inputs.
type CSV struct {
	// Comma separates fields; ',' if 0.
	Comma rune

	// NoHeader says that the first line is an example. Columns are named 0, 1, 2, … then.
	NoHeader bool

	// Columns names the inputs, in the order that they are to have. With nil they are all columns but
	// Label, in the file's order. Other columns are not read.
	Columns []string

	// Label names the column of the labels. With "" there are none.
	Label string

	// Amounts says that labels are numbers to come close to, and not the names of classes.
	Amounts bool

	// Classes names the classes by their indices, as [engine.About] keeps them, and any other label is
	// an error. With nil they are the labels that occur: in the order of their numbers if all are
	// numbers, and else of their bytes.
	Classes []string

	// Missing lists the texts that stand for a missing value. With nil they are "", NA, N/A, NaN, nan,
	// null and ?.
	Missing []string

	// KeepMissing makes NaN of an input's missing value, for scale.Columns to fill by the mean of the training
	// rows. Otherwise it is an error, and that of a label always.
	KeepMissing bool
}

// Table is what a CSV file holds.
type Table[T kernels.Float] struct {
	Columns []string       // of the inputs
	Classes []string       // or nil of amounts and without labels
	Data    engine.Data[T] // Labels.Classes, or Values of one output, or neither
}

// ReadCSV reads the file of a name.
func ReadCSV[T kernels.Float](path string, c CSV) (*Table[T], error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	defer f.Close()
	t, err := readTable[T](f, c)
	if err != nil {
		return nil, fmt.Errorf("data: %s: %w", path, err)
	}
	return t, nil
}

// ParseCSV reads what r holds. An error tells the line, counted from 1, and the column by its name:
//
//   - a column that the header does not have, or has twice, and one that is chosen twice
//   - a line with more or fewer fields than the first
//   - an input, or a label of [CSV].Amounts, that is no number, infinite or too large for T
//   - a missing value, a label that is not in [CSV].Classes
//   - text that is not CSV: a quote without its other, UTF-16
//   - no examples
func ParseCSV[T kernels.Float](r io.Reader, c CSV) (*Table[T], error) {
	t, err := readTable[T](r, c)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	return t, nil
}

func readTable[T kernels.Float](r io.Reader, c CSV) (*Table[T], error) {
	in, err := plainText(r)
	if err != nil {
		return nil, err
	}
	cr := c.reader(in)
	record, err := cr.Read()
	if err == io.EOF {
		return nil, errNoLines
	}
	if err != nil {
		return nil, err
	}
	t, err := newReading[T](c, c.names(record))
	if err != nil {
		return nil, err
	}
	if c.NoHeader {
		if err := t.addLine(cr, record); err != nil {
			return nil, err
		}
	}
	if err := t.lines(cr); err != nil {
		return nil, err
	}
	if t.data.N == 0 {
		return nil, errors.New("no examples below the header, want at least 1")
	}
	return t.table(), nil
}

var errNoLines = errors.New("no lines, want a header or an example")

// reader reads lines of fields.
func (c *CSV) reader(r io.Reader) *csv.Reader {
	cr := csv.NewReader(r)
	cr.ReuseRecord = true
	if c.Comma != 0 {
		cr.Comma = c.Comma
	}
	return cr
}

// lines reads all lines that are left.
func (t *reading[T]) lines(cr *csv.Reader) error {
	for {
		record, err := cr.Read()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = t.addLine(cr, record)
		}
		if err != nil {
			return err
		}
	}
}

func (t *reading[T]) addLine(cr *csv.Reader, record []string) error {
	if err := t.add(record); err != nil {
		line, _ := cr.FieldPos(0)
		return fmt.Errorf("line %d: %w", line, err)
	}
	return nil
}

// plainText passes over UTF-8's byte order mark and refuses UTF-16's.
func plainText(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReader(r)
	start, err := in.Peek(3)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return nil, errors.New("text in UTF-16, want UTF-8")
	case string(start) == "\xef\xbb\xbf":
		_, err = in.Discard(3)
		return in, err
	}
	return in, nil
}

// names returns the names of the columns that a first line tells of.
func (c *CSV) names(record []string) []string {
	names := make([]string, len(record))
	for i, field := range record {
		if names[i] = strings.TrimSpace(field); c.NoHeader {
			names[i] = strconv.Itoa(i)
		}
	}
	return names
}

// reading is a file that is being read.
type reading[T kernels.Float] struct {
	columns []string // of the inputs
	fields  []int    // of the inputs in a line
	label   string
	field   int // of the label, or -1
	amounts bool
	missing []string
	keep    bool // missing values
	classes classIndex
	data    engine.Data[T]
}

// newReading finds the chosen columns among the names.
func newReading[T kernels.Float](c CSV, names []string) (*reading[T], error) {
	t := &reading[T]{label: c.Label, field: -1, amounts: c.Amounts, missing: c.Missing, keep: c.KeepMissing, columns: c.Columns}
	if t.missing == nil {
		t.missing = []string{"", "NA", "N/A", "NaN", "nan", "null", "?"}
	}
	index := make(map[string]int, len(names))
	for i, name := range names {
		if j, ok := index[name]; ok {
			return nil, fmt.Errorf("column %.80q is both field %d and field %d of the header", name, j+1, i+1)
		}
		index[name] = i
	}
	find := func(name string) (int, error) {
		i, ok := index[name]
		if !ok {
			return 0, fmt.Errorf("no column %.80q, want one of %.200q, each once", name, names)
		}
		delete(index, name)
		return i, nil
	}
	var err error
	if c.Label != "" {
		if t.field, err = find(c.Label); err != nil {
			return nil, err
		}
	}
	if t.columns == nil {
		t.columns = slices.DeleteFunc(names, func(name string) bool { return c.Label != "" && name == c.Label })
	}
	for _, name := range t.columns {
		i, err := find(name)
		if err != nil {
			return nil, err
		}
		t.fields = append(t.fields, i)
	}
	if len(t.fields) == 0 {
		return nil, fmt.Errorf("no columns of inputs beside the label %.80q, want at least 1: is %q what separates fields?", c.Label, cmp.Or(c.Comma, ','))
	}
	t.classes, err = newClassIndex(c.Classes)
	return t, err
}

// add reads a line.
func (t *reading[T]) add(record []string) error {
	for j, i := range t.fields {
		v, err := t.number(record[i], t.keep)
		if err != nil {
			return fmt.Errorf("column %.80q: %w", t.columns[j], err)
		}
		t.data.X = append(t.data.X, v)
	}
	t.data.N++
	if t.field < 0 {
		return nil
	}
	if err := t.addLabel(record[t.field]); err != nil {
		return fmt.Errorf("column %.80q: %w", t.label, err)
	}
	return nil
}

func (t *reading[T]) addLabel(field string) error {
	if t.amounts {
		v, err := t.number(field, false)
		t.data.Labels.Values = append(t.data.Labels.Values, v)
		return err
	}
	name := strings.TrimSpace(field)
	if slices.Contains(t.missing, name) && !t.classes.has(name) {
		return fmt.Errorf("%.80q, a missing value, want a class", name)
	}
	class, err := t.classes.of(name)
	t.data.Labels.Classes = append(t.data.Labels.Classes, class)
	return err
}

// number returns the number of a field, or NaN of a missing value that is kept.
func (t *reading[T]) number(field string, keep bool) (T, error) {
	field = strings.TrimSpace(field)
	if slices.Contains(t.missing, field) {
		if keep {
			return T(math.NaN()), nil
		}
		return 0, fmt.Errorf("%.80q, a missing value, want a number", field)
	}
	v, err := strconv.ParseFloat(field, 8*int(unsafe.Sizeof(T(0))))
	if err != nil || v-v != 0 {
		return 0, fmt.Errorf("%.80q, want a finite number in %T", field, T(0))
	}
	return T(v), nil
}

// table returns what has been read.
func (t *reading[T]) table() *Table[T] {
	table := &Table[T]{Columns: slices.Clone(t.columns), Data: t.data}
	if t.data.Labels.Classes != nil {
		table.Classes = t.classes.sort(t.data.Labels.Classes)
	}
	return table
}
