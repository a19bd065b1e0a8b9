package bench

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// ReadNPY returns the matrix of a .npy file, as numpy.save writes it: rows of
// examples, or of their labels, rows × cols. Elements are float32, float64 or
// uint8, row by row (C order), and fill the rest of the file; any other file is an
// error. The file need not be trusted.
func ReadNPY(file []byte) (x []float64, rows, cols int, err error) {
	x, rows, cols, err = readMatrix(file)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("bench: npy: %w", err)
	}
	return x, rows, cols, nil
}

func readMatrix(file []byte) (x []float64, rows, cols int, err error) {
	header, data, err := cutNPY(file)
	if err != nil {
		return nil, 0, 0, err
	}
	h, err := parseNPYHeader(header)
	switch {
	case err != nil:
		return nil, 0, 0, fmt.Errorf("header: %w", err)
	case h.fortran:
		return nil, 0, 0, errors.New("columns come first (Fortran order), want rows")
	case len(h.shape) != 2:
		return nil, 0, 0, fmt.Errorf("%d dimensions, want 2, rows and columns", len(h.shape))
	}
	x, err = readElements(h, data)
	return x, h.shape[0], h.shape[1], err
}

// npyMagic is what a file starts with.
const npyMagic = "\x93NUMPY"

// cutNPY returns a file's header and what follows it. The former comes after the magic bytes,
// a version of two numbers, and its own length, of 2 bytes in version 1 and of 4 later.
func cutNPY(file []byte) (header string, data []byte, err error) {
	const start = len(npyMagic) + 2
	if len(file) < start || string(file[:len(npyMagic)]) != npyMagic {
		return "", nil, fmt.Errorf("no %q and version at its start", npyMagic)
	}
	major, minor, size := file[start-2], file[start-1], 4
	if major == 1 {
		size = 2
	}
	if major < 1 || major > 3 || minor != 0 {
		return "", nil, fmt.Errorf("version %d.%d, want 1.0, 2.0 or 3.0", major, minor)
	}
	rest := file[start:]
	if len(rest) < size {
		return "", nil, fmt.Errorf("it ends in its header's length, %d bytes after its version", len(rest))
	}
	var length [4]byte
	copy(length[:], rest[:size])
	n := uint64(binary.LittleEndian.Uint32(length[:]))
	if rest = rest[size:]; n > uint64(len(rest)) {
		return "", nil, fmt.Errorf("a header of %d bytes, but %d follow", n, len(rest))
	}
	return string(rest[:n]), rest[n:], nil
}

// npyElements returns the bytes of an element of a type and how one is read, or 0 and nil for
// a type that is not read.
func npyElements(descr string) (size int, at func(b []byte) float64) {
	switch descr {
	case "<f4":
		return 4, func(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }
	case ">f4":
		return 4, func(b []byte) float64 { return float64(math.Float32frombits(binary.BigEndian.Uint32(b))) }
	case "<f8":
		return 8, func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }
	case ">f8":
		return 8, func(b []byte) float64 { return math.Float64frombits(binary.BigEndian.Uint64(b)) }
	case "|u1":
		return 1, func(b []byte) float64 { return float64(b[0]) }
	}
	return 0, nil
}

// readElements reads the data, which the matrix must fill.
func readElements(h npyHeader, data []byte) ([]float64, error) {
	rows, cols := h.shape[0], h.shape[1]
	size, at := npyElements(h.descr)
	switch {
	case at == nil:
		return nil, fmt.Errorf("elements of type %.80q, want float32, float64 or uint8", h.descr)
	case rows < 0 || cols < 1:
		return nil, fmt.Errorf("%d rows of %d, want at least 0 of 1", rows, cols)
	case len(data)%size != 0 || rows > len(data)/size/cols || rows*cols != len(data)/size:
		return nil, fmt.Errorf("%d bytes of data do not make %d rows of %d elements of %d bytes", len(data), rows, cols, size)
	}
	x := make([]float64, rows*cols)
	for i := range x {
		x[i] = at(data[i*size:])
	}
	return x, nil
}
