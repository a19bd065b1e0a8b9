package data

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"weft.example/internal/half"
)

// ReadNPY returns the array of a .npy file, as numpy.save writes it, as rows of examples or of their
// labels, rows × cols: of two dimensions, or of one, which are rows of one column. Elements are
//
//	float16, float32, float64
//	int8 to int64, uint8 to uint64    those of 64 bits above 2⁵³ are rounded
//	bool                              0 or 1
//
// of either byte order, row by row or column by column (Fortran order), and fill the rest of the
// file. NaN and infinities are read as they are. Any other file is an error. The file need not be trusted.
//
// npyio serves the tests alone: it takes what lacks of a file for zeros, panics on headers that are
// none, and reads float16's subnormals as others.
func ReadNPY(file []byte) (x []float64, rows, cols int, err error) {
	x, rows, cols, err = readMatrix(file)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("data: npy: %w", err)
	}
	return x, rows, cols, nil
}

func readMatrix(file []byte) (x []float64, rows, cols int, err error) {
	header, data, err := cutNPY(file)
	if err != nil {
		return nil, 0, 0, err
	}
	h, err := parseNPYHeader(header)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("header: %w", err)
	}
	if h, err = h.matrix(); err != nil {
		return nil, 0, 0, err
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

// npyElement is how an element of a type is read, of so many bytes.
type npyElement struct {
	size int
	at   func(bits uint64) float64
}

// npyElements are the types, as headers name them behind the byte order.
func npyElements() map[string]npyElement {
	return map[string]npyElement{
		"f2": {2, func(b uint64) float64 { return half.F16.Float(uint16(b)) }},
		"f4": {4, func(b uint64) float64 { return float64(math.Float32frombits(uint32(b))) }},
		"f8": {8, math.Float64frombits},
		"i1": {1, func(b uint64) float64 { return float64(int8(b)) }},
		"i2": {2, func(b uint64) float64 { return float64(int16(b)) }},
		"i4": {4, func(b uint64) float64 { return float64(int32(b)) }},
		"i8": {8, func(b uint64) float64 { return float64(int64(b)) }},
		"u1": {1, func(b uint64) float64 { return float64(b) }},
		"u2": {2, func(b uint64) float64 { return float64(b) }},
		"u4": {4, func(b uint64) float64 { return float64(b) }},
		"u8": {8, func(b uint64) float64 { return float64(b) }},
		"b1": {1, func(b uint64) float64 { return float64(min(b, 1)) }},
	}
}

// elementOf returns how elements of a type are read, and whether their last byte is the lowest.
func elementOf(descr string) (e npyElement, bigEndian bool, err error) {
	if len(descr) == 3 {
		e = npyElements()[descr[1:]]
	}
	switch {
	case e.at != nil && (descr[0] == '<' || descr[0] == '>'):
		return e, descr[0] == '>', nil
	case e.at != nil && descr[0] == '|' && e.size == 1:
		return e, false, nil
	}
	return e, false, fmt.Errorf("elements of type %.80q, want float, int, uint or bool", descr)
}

// read is the element at the start of data.
func (e npyElement) read(data []byte, bigEndian bool) float64 {
	var b [8]byte
	copy(b[:e.size], data)
	v := binary.LittleEndian.Uint64(b[:])
	if bigEndian {
		v = bits.ReverseBytes64(v) >> (64 - 8*e.size)
	}
	return e.at(v)
}

// readElements reads the data, which the matrix must fill, row by row.
func readElements(h npyHeader, data []byte) ([]float64, error) {
	rows, cols := h.shape[0], h.shape[1]
	e, bigEndian, err := elementOf(h.descr)
	switch {
	case err != nil:
		return nil, err
	case rows < 0 || cols < 1:
		return nil, fmt.Errorf("%d rows of %d, want at least 0 of 1", rows, cols)
	case len(data)%e.size != 0 || rows > len(data)/e.size/cols || rows*cols != len(data)/e.size:
		return nil, fmt.Errorf("%d bytes of data do not make %d rows of %d elements of %d bytes", len(data), rows, cols, e.size)
	}
	x := make([]float64, rows*cols)
	for i := range x {
		to := i
		if h.fortran {
			to = i%rows*cols + i/rows
		}
		x[to] = e.read(data[i*e.size:], bigEndian)
	}
	return x, nil
}
