package data_test

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"weft.example/engine/data"
)

// written is the path of a file with that content.
func written(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.npy")
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestNPYRows wants each row of files of all kinds, in any order, to be what ReadNPY has.
func TestNPYRows(t *testing.T) {
	for name, file := range map[string][]byte{
		"float32":        npyFile("<f4", "False", "(3, 2)", floats(6)...),
		"big-endian":     npyFile(">f4", "False", "(3, 2)", floats(6)...),
		"uint8":          npyFile("|u1", "False", "(3, 2)", 0, 1, 2, 127, 128, 255),
		"int16":          npyFile("<i2", "False", "(3, 1)", 1, 2, 255, 254, 3, 4),
		"1-D":            npyFile("<i2", "False", "(3,)", 1, 2, 255, 254, 3, 4),
		"Fortran of one": npyFile("<i2", "True", "(3, 1)", 1, 2, 255, 254, 3, 4),
		"version 2":      npyOf(2, "{'descr': '|b1', 'fortran_order': False, 'shape': (3, 2)}", 0, 1, 1, 0, 2, 1),
	} {
		x, rows, cols, err := data.ReadNPY(file)
		if err != nil {
			t.Fatal(name, err)
		}
		n, err := data.OpenNPY[float64](written(t, file))
		if err != nil {
			t.Fatal(name, err)
		}
		if n.Rows() != rows || n.Cols() != cols {
			t.Errorf("%s: %d × %d, want %d × %d", name, n.Rows(), n.Cols(), rows, cols)
		}
		order := []int{2, 0, 1, 2}
		got := make([]float64, len(order)*cols)
		if err := n.Read(got, order...); err != nil {
			t.Fatal(name, err)
		}
		for i, row := range order {
			for j := range cols {
				if got[i*cols+j] != x[row*cols+j] {
					t.Errorf("%s: row %d is %v, want %v", name, row, got[i*cols:(i+1)*cols], x[row*cols:(row+1)*cols])
				}
			}
		}
		for _, row := range []int{-1, 3} {
			if err := n.Read(got, row); err == nil || !strings.Contains(err.Error(), "want 0 to 2") {
				t.Errorf("%s: row %d: %v", name, row, err)
			}
		}
		if err := n.Close(); err != nil {
			t.Error(name, err)
		}
		if err := n.Read(got, 1); err == nil || !strings.Contains(err.Error(), "row 1 of a .npy file") {
			t.Errorf("%s: a row of a closed file: %v", name, err)
		}
	}
}

func floats(n int) (b []byte) {
	for i := range n {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(i)-1.5))
	}
	return b
}

// TestNPYRowsErrors wants files without such rows refused.
func TestNPYRowsErrors(t *testing.T) {
	largest := strconv.Itoa(math.MaxInt)
	for want, file := range map[string][]byte{
		"columns come first, want rows":                    npyFile("|u1", "True", "(2, 3)", 1, 4, 2, 5, 3, 6),
		"3 dimensions":                                     npyFile("|u1", "False", "(1, 2, 3)", 1, 4, 2, 5, 3, 6),
		"elements of type":                                 npyFile("<c8", "False", "(1, 1)", floats(2)...),
		"5 bytes of data do not make 2 rows of 3":          npyFile("|u1", "False", "(2, 3)", 1, 4, 2, 5, 3),
		"7 bytes of data do not make 2 rows of 3":          npyFile("|u1", "False", "(2, 3)", 1, 4, 2, 5, 3, 1, 2),
		"0 bytes of data do not make " + largest + " rows": npyFile("|u1", "False", "("+largest+", "+largest+")"),
		"4 bytes of data do not make 0 rows":               npyFile("|u1", "False", "(0, 4)", 1, 2, 3, 4),
		"-1 rows":                                          npyFile("|u1", "False", "(-1, 4)", 1, 2, 3, 4),
		"and version at its start":                         []byte("\x93NUM"),
		"header: ":                                         npyOf(1, "{'descr': 3}"),
	} {
		n, err := data.OpenNPY[float32](written(t, file))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "x.npy: npy: ") {
			t.Errorf("%v, %v, want %q", n, err, want)
		}
	}
	if _, err := data.OpenNPY[float32](filepath.Join(t.TempDir(), "none")); err == nil || !os.IsNotExist(unwrap(err)) {
		t.Errorf("a file that is not there: %v", err)
	}
	n, err := data.OpenNPY[float32](written(t, npyFile("|u1", "False", "(0, 3)")))
	if err != nil || n.Rows() != 0 || n.Read(nil) != nil {
		t.Errorf("no rows: %v", err)
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(r.(string), "len(dst) = 2, want at least 1 rows of 3") {
			t.Errorf("%v", r)
		}
	}()
	n.Read(make([]float32, 2), 0)
}

func unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return err
}
