package bench_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npy"
	"gonum.org/v1/gonum/mat"

	"weft/bench"
)

// npyFile puts a file together as numpy's description of the format has it.
func npyFile(dtype, fortran, shape string, data ...byte) []byte {
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", dtype, fortran, shape)
	for (10+len(header)+1)%64 != 0 {
		header += " "
	}
	header += "\n"
	b := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(header)))
	return append(append(b, header...), data...)
}

func TestReadNPY(t *testing.T) {
	le32 := func(v float32) []byte { return binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)) }
	be64 := func(v float64) []byte { return binary.BigEndian.AppendUint64(nil, math.Float64bits(v)) }
	var dense bytes.Buffer
	if err := npy.Write(&dense, mat.NewDense(2, 2, []float64{1, 2, 3, 0.1})); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file       []byte
		rows, cols int
		x          []float64
	}{
		"float32":       {npyFile("<f4", "False", "(1, 2)", append(le32(0.5), le32(-3)...)...), 1, 2, []float64{0.5, -3}},
		"big-endian":    {npyFile(">f8", "False", "(2, 1)", append(be64(0.1), be64(math.Inf(1))...)...), 2, 1, []float64{0.1, math.Inf(1)}},
		"uint8":         {npyFile("|u1", "False", "(2, 3)", 0, 1, 2, 127, 128, 255), 2, 3, []float64{0, 1, 2, 127, 128, 255}},
		"no rows":       {npyFile("<f8", "False", "(0, 7)"), 0, 7, nil},
		"the library's": {dense.Bytes(), 2, 2, []float64{1, 2, 3, 0.1}},
	} {
		x, rows, cols, err := bench.ReadNPY(c.file)
		if err != nil || rows != c.rows || cols != c.cols || !slices.Equal(x, c.x) {
			t.Errorf("%s: %v, %d × %d, %v; want %v, %d × %d", name, x, rows, cols, err, c.x, c.rows, c.cols)
		}
	}
}

// TestReadNPYErrors wants everything else refused, and nothing to panic.
func TestReadNPYErrors(t *testing.T) {
	four := []byte{1, 2, 3, 4}
	for _, c := range []struct {
		file []byte
		want string
	}{
		{nil, "EOF"},
		{[]byte("PK\x03\x04, an archive of them"), "npy: "},
		{npyFile("|u1", "True", "(2, 2)", four...), "Fortran"},
		{npyFile("<i4", "False", "(1, 1)", four...), `type "<i4", want float32, float64 or uint8`},
		{npyFile("|O", "False", "(2, 2)", four...), `type "|O"`},
		{npyFile("|u1", "False", "(4,)", four...), "1 dimensions, want 2"},
		{npyFile("|u1", "False", "()", four...), "0 dimensions, want 2"},
		{npyFile("|u1", "False", "(1, 2, 2)", four...), "3 dimensions, want 2"},
		{npyFile("|u1", "False", "(2, 3)", four...), "4 bytes of data do not make 2 rows of 3"},
		{npyFile("|u1", "False", "(1, 3)", four...), "4 bytes of data do not make 1 rows of 3"},
		{npyFile("<f4", "False", "(1, 2)", four[:3]...), "3 bytes of data"},
		{npyFile("|u1", "False", "(-2, -2)", four...), "-2 rows of -2"},
		{npyFile("|u1", "False", "(4, 0)"), "4 rows of 0"},
		{npyFile("|u1", "False", "(2147483647, 2147483647)", four...), "4 bytes of data"},
		{npyFile("|u1", "maybe", "(2, 2)", four...), "fortran_order"},
		{[]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff{}"), "header of 4294967295 bytes"},
		{[]byte("\x93NUMPY\x01\x00\x02\x00{}"), "header"},
	} {
		x, _, _, err := bench.ReadNPY(c.file)
		if err == nil || !strings.HasPrefix(err.Error(), "bench: npy: ") || !strings.Contains(err.Error(), c.want) || x != nil {
			t.Errorf("%.100q: %v, error %v, want %q", c.file, x, err, c.want)
		}
	}
	whole := npyFile("|u1", "False", "(2, 2)", four...)
	for n := range len(whole) {
		if _, _, _, err := bench.ReadNPY(whole[:n]); err == nil {
			t.Errorf("no error for the first %d bytes", n)
		}
	}
}
