package data_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npy"
	"codeberg.org/sbinet/npyio/npy/float16"
	"gonum.org/v1/gonum/mat"

	"weft.example/engine/data"
)

// npyFile puts a file together as numpy's description of the format has it.
func npyFile(dtype, fortran, shape string, data ...byte) []byte {
	return npyOf(1, fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", dtype, fortran, shape), data...)
}

// npyOf is a file of a version with a header.
func npyOf(major byte, header string, data ...byte) []byte {
	for (12+len(header)+1)%64 != 0 {
		header += " "
	}
	header += "\n"
	b := append([]byte("\x93NUMPY"), major, 0)
	if major == 1 {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(header)))
	} else {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(header)))
	}
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
		"1-D":           {npyFile("<i8", "False", "(2,)", 5, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255), 2, 1, []float64{5, -2}},
		"Fortran":       {npyFile("|u1", "True", "(2, 3)", 1, 4, 2, 5, 3, 6), 2, 3, []float64{1, 2, 3, 4, 5, 6}},
		"Fortran, none": {npyFile("<f8", "True", "(0, 3)"), 0, 3, nil},
		"int8":          {npyFile("|i1", "False", "(2,)", 127, 128), 2, 1, []float64{127, -128}},
		"int16":         {npyFile(">i2", "False", "(2,)", 1, 2, 255, 254), 2, 1, []float64{258, -2}},
		"int32":         {npyFile("<i4", "False", "(2,)", 1, 2, 0, 0, 0, 0, 0, 128), 2, 1, []float64{513, math.MinInt32}},
		"uint16":        {npyFile("<u2", "False", "(1,)", 255, 255), 1, 1, []float64{65535}},
		"uint32":        {npyFile(">u4", "False", "(1,)", 255, 255, 255, 254), 1, 1, []float64{1<<32 - 2}},
		"uint64":        {npyFile("<u8", "False", "(1,)", 0, 0, 0, 0, 0, 0, 0, 128), 1, 1, []float64{1 << 63}},
		"bool":          {npyFile("|b1", "False", "(3,)", 0, 1, 1), 3, 1, []float64{0, 1, 1}},
		"float16":       {npyFile("<f2", "False", "(6,)", 0, 0x3c, 0, 0xc0, 0xff, 0x7b, 1, 0, 0, 0x7c, 0x55, 0x35), 6, 1, []float64{1, -2, 65504, 0x1p-24, math.Inf(1), 0.333251953125}},
		"no rows":       {npyFile("<f8", "False", "(0, 7)"), 0, 7, nil},
		"the library's": {dense.Bytes(), 2, 2, []float64{1, 2, 3, 0.1}},
	} {
		x, rows, cols, err := data.ReadNPY(c.file)
		if err != nil || rows != c.rows || cols != c.cols || !slices.Equal(x, c.x) {
			t.Errorf("%s: %v, %d × %d, %v; want %v, %d × %d", name, x, rows, cols, err, c.x, c.rows, c.cols)
		}
	}
}

// TestReadNPYHeaders reads a header as Python does.
func TestReadNPYHeaders(t *testing.T) {
	for _, c := range []struct {
		major  byte
		header string
	}{
		{1, "{'shape': (1, 2), 'fortran_order': False, 'descr': '|u1'}"},
		{1, "{'fortran_order': False, 'shape': (1, 2), 'descr': '|u1', }"},
		{1, `{"descr":"|u1","fortran_order":False,"shape":(1,2,)}`},
		{1, " { 'descr' : '|u1' , 'fortran_order' : False , 'shape' : ( 1 , 2 , ) , } "},
		{1, "{'descr': '|u1', 'fortran_order': False, 'shape': (1L, 2L), }"},
		{2, "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }"},
		{3, "{'shape': (1, 2), 'descr': '|u1', 'fortran_order': False, }"},
	} {
		x, rows, cols, err := data.ReadNPY(npyOf(c.major, c.header, 7, 9))
		if err != nil || rows != 1 || cols != 2 || !slices.Equal(x, []float64{7, 9}) {
			t.Errorf("version %d, %s: %v, %d × %d, error %v, want [7 9], 1 × 2", c.major, c.header, x, rows, cols, err)
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
		{nil, "at its start"},
		{[]byte("PK\x03\x04, an archive of them"), "npy: "},
		{npyFile("<c8", "False", "(1, 1)", four...), `type "<c8", want float, int, uint or bool`},
		{npyFile("|i4", "False", "(1, 1)", four...), `type "|i4"`},
		{npyFile("=i4", "False", "(1, 1)", four...), `type "=i4"`},
		{npyFile("i4", "False", "(1, 1)", four...), `type "i4"`},
		{npyFile("|S4", "False", "(1, 1)", four...), `type "|S4"`},
		{npyFile("|O", "False", "(2, 2)", four...), `type "|O"`},
		{npyFile("|u1", "False", "(3,)", four...), "4 bytes of data do not make 3 rows of 1"},
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
		{[]byte("\x93NUMPY\x01\x00\x02\x00{}"), "no key"},
		{[]byte("\x93NUMPY\x01\x00\x02"), "header's length"},
		{npyOf(4, "{}"), "version 4.0, want 1.0, 2.0 or 3.0"},
		{npyOf(0, "{}"), "version 0.0"},
		{npyOf(1, ""), "it ends, want a dictionary"},
		{npyOf(1, "['descr']"), "want a dictionary"},
		{npyOf(1, "{'descr': '|u1', 'fortran_order': False}", four...), "no key shape"},
		{npyOf(1, "{'descr': '|u1', 'descr': '|u1'}", four...), `key "descr", want descr, fortran_order and shape once each`},
		{npyOf(1, "{'descr': '|u1', 'order': 'C'}", four...), `key "order"`},
		{npyOf(1, "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2, 2)}", four...), "descr: \"[('x'"},
		{npyOf(1, "{'descr' '|u1'}", four...), "want a colon after descr"},
		{npyOf(1, "{'descr': '|u1' 'shape': (2, 2)}", four...), "want a comma or the end after descr"},
		{npyOf(1, "{'descr': '|u1", four...), "descr: a string without an end"},
		{npyOf(1, "{'shape': (2, 2", four...), "shape: it ends, want a comma"},
		{[]byte("\x93NUMPY\x01\x00\x0c\x00{'shape': (2"), "shape: a tuple without an end"},
		{npyOf(1, "{'shape': (2 2)}", four...), "shape: \"2)}"},
		{npyOf(1, "{'shape': 4}", four...), "shape: \"4}"},
		{npyOf(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2)} {}", four...), "want the end"},
		{npyFile("|u1", "False", "(99999999999999999999, 2)", four...), `"99999999999999999999", want a whole number`},
		{npyFile("|u1", "False", "(2.5, 2)", four...), `"2.5", want a whole number`},
		{npyFile("<f8", "False", fmt.Sprintf("(%d, 4)", math.MaxInt/2+1)), "0 bytes of data do not make"},
	} {
		x, _, _, err := data.ReadNPY(c.file)
		if err == nil || !strings.HasPrefix(err.Error(), "data: npy: ") || !strings.Contains(err.Error(), c.want) || x != nil {
			t.Errorf("%.100q: %v, error %v, want %q", c.file, x, err, c.want)
		}
	}
	whole := npyFile("|u1", "False", "(2, 2)", four...)
	for n := range len(whole) {
		if _, _, _, err := data.ReadNPY(whole[:n]); err == nil {
			t.Errorf("no error for the first %d bytes", n)
		}
	}
}

// TestReadNPYHalves holds every float16 to npyio's, but for subnormals, of which npyio makes numbers near 1e-41.
func TestReadNPYHalves(t *testing.T) {
	all := make([]byte, 0, 2<<16)
	for b := range 1 << 16 {
		all = binary.BigEndian.AppendUint16(all, uint16(b))
	}
	x, _, _, err := data.ReadNPY(npyFile(">f2", "False", "(65536,)", all...))
	if err != nil {
		t.Fatal(err)
	}
	for b, got := range x {
		want := float64(float16.Float16Frombits(uint16(b)).Float32())
		if b>>10&31 == 0 {
			want = math.Copysign(float64(b&1023)/(1<<24), want)
		}
		if math.Float64bits(got) != math.Float64bits(want) && (got == got || want == want) {
			t.Errorf("%#04x is %v, want %v", b, got, want)
		}
	}
}

// FuzzNpy reads any bytes: they are refused, or the matrix is of the shape that is said and,
// written by the library, is read the same.
func FuzzNpy(f *testing.F) {
	f.Add(npyFile("<f4", "False", "(1, 2)", 1, 2, 3, 4, 5, 6, 7, 8))
	f.Add(npyFile(">f8", "False", "(1, 1)", 1, 2, 3, 4, 5, 6, 7, 8))
	f.Add(npyFile("|u1", "False", "(2, 3)", 1, 2, 3, 4, 5, 6))
	f.Add(npyFile("|u1", "True", "(0, 3)"))
	f.Add(npyOf(2, `{"shape":(1L,),"descr":"|u1"}`, 1))
	f.Add(npyOf(3, "{'fortran_order': False, 'shape': (1, 1), 'descr': '|u1'}", 1))
	f.Fuzz(func(t *testing.T, file []byte) {
		x, rows, cols, err := data.ReadNPY(file)
		switch {
		case err != nil:
			if x != nil || rows != 0 || cols != 0 || !strings.HasPrefix(err.Error(), "data: npy: ") {
				t.Fatalf("%v, %d × %d beside the error %v", x, rows, cols, err)
			}
			return
		case rows < 0 || cols < 1 || len(x) != rows*cols || len(x) > len(file):
			t.Fatalf("%d elements of a file of %d bytes, %d × %d", len(x), len(file), rows, cols)
		}
		var dense bytes.Buffer
		if len(x) == 0 {
			return // the library has no matrix without rows
		}
		if err := npy.Write(&dense, mat.NewDense(rows, cols, x)); err != nil {
			t.Fatal(err)
		}
		again, r, c, err := data.ReadNPY(dense.Bytes())
		same := func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b }
		if err != nil || r != rows || c != cols || !slices.EqualFunc(again, x, same) {
			t.Fatalf("%v, %d × %d, error %v, want %v, %d × %d", again, r, c, err, x, rows, cols)
		}
	})
}
