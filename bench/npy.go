package bench

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"codeberg.org/sbinet/npyio/npy"
)

// ReadNPY returns the matrix of a .npy file, as numpy.save writes it: rows of
// examples, or of their labels, rows × cols. Elements are float32, float64 or
// uint8, row by row (C order); any other file is an error. The file need not be
// trusted.
func ReadNPY(file []byte) (x []float64, rows, cols int, err error) {
	// npy slices what it takes for a header without a look at its length.
	defer func() {
		if p := recover(); p != nil {
			x, rows, cols, err = nil, 0, 0, fmt.Errorf("bench: npy: header: %v", p)
		}
	}()
	x, rows, cols, err = readMatrix(file)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("bench: npy: %w", err)
	}
	return x, rows, cols, nil
}

func readMatrix(file []byte) (x []float64, rows, cols int, err error) {
	// Version 2 has 4 bytes for the header's length, and npy makes room for what
	// they say.
	if len(file) >= 12 && file[6] == 2 {
		if n := binary.LittleEndian.Uint32(file[8:]); uint64(n) > uint64(len(file)-12) {
			return nil, 0, 0, fmt.Errorf("a header of %d bytes, but %d follow", n, len(file)-12)
		}
	}
	data := bytes.NewReader(file)
	r, err := npy.NewReader(data)
	if err != nil {
		return nil, 0, 0, err
	}
	d := r.Header.Descr
	switch {
	case d.Fortran:
		return nil, 0, 0, fmt.Errorf("columns come first (Fortran order), want rows")
	case len(d.Shape) != 2:
		return nil, 0, 0, fmt.Errorf("%d dimensions, want 2, rows and columns", len(d.Shape))
	}
	rows, cols = d.Shape[0], d.Shape[1]
	dtype := strings.Trim(d.Type, "'\"")
	switch dtype {
	case "<f4", ">f4":
		x, err = readElements[float32](r, data.Len(), 4)
	case "<f8", ">f8":
		x, err = readElements[float64](r, data.Len(), 8)
	case "|u1":
		x, err = readElements[uint8](r, data.Len(), 1)
	default:
		err = fmt.Errorf("elements of type %.80q, want float32, float64 or uint8", dtype)
	}
	return x, rows, cols, err
}

// readElements reads the rest of a file, which the matrix must fill; npy takes
// what is missing for zeros.
func readElements[E float32 | float64 | uint8](r *npy.Reader, rest, size int) ([]float64, error) {
	rows, cols := r.Header.Descr.Shape[0], r.Header.Descr.Shape[1]
	switch {
	case rows < 0 || cols < 1:
		return nil, fmt.Errorf("%d rows of %d, want at least 0 of 1", rows, cols)
	case rest%size != 0 || rows > rest/size/cols || rows*cols != rest/size:
		return nil, fmt.Errorf("%d bytes of data do not make %d rows of %d elements of %d bytes", rest, rows, cols, size)
	}
	var elements []E
	if err := r.Read(&elements); err != nil {
		return nil, err
	}
	x := make([]float64, len(elements))
	for i, v := range elements {
		x[i] = float64(v)
	}
	return x, nil
}
