package data

import (
	"errors"
	"fmt"
	"io"
	"os"

	"weft.example/kernels"
)

// NPYRows is a .npy file whose rows are read by their numbers, each from its place in the file: of a set that memory does not
// hold, or of which each rank of an [engine.Cluster] reads its share. Close closes the file. It belongs to one goroutine at a time.
type NPYRows[T kernels.Float] struct {
	rows, cols int
	element    npyElement
	bigEndian  bool
	start      int64 // of the rows in the file
	file       io.ReaderAt
	close      func() error
	room       []byte // of a row
}

// OpenNPY opens the file of a name. What [ReadNPY] refuses is an error, and so are columns that come first (Fortran order), which have
// no row in one place: numpy.ascontiguousarray puts them in order.
func OpenNPY[T kernels.Float](path string) (*NPYRows[T], error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	info, err := f.Stat()
	if err == nil {
		var n *NPYRows[T]
		if n, err = newNPYRows[T](f, info.Size()); err == nil {
			n.close = f.Close
			return n, nil
		}
	}
	f.Close()
	return nil, fmt.Errorf("data: %s: npy: %w", path, err)
}

func newNPYRows[T kernels.Float](file io.ReaderAt, size int64) (*NPYRows[T], error) {
	start, h, err := headerOf(file, size)
	if err != nil {
		return nil, err
	}
	if h.fortran && h.shape[0] > 1 && h.shape[1] > 1 {
		return nil, errors.New("columns come first, want rows")
	}
	e, bigEndian, err := elementOf(h.descr)
	if err != nil {
		return nil, err
	}
	rows, cols, most := h.shape[0], h.shape[1], (size-start)/int64(e.size)
	if rows < 0 || cols < 1 || int64(cols) > most && rows > 0 || int64(rows) > most/int64(cols) || int64(rows)*int64(cols)*int64(e.size) != size-start {
		return nil, fmt.Errorf("%d bytes of data do not make %d rows of %d elements of %d bytes", size-start, rows, cols, e.size)
	}
	n := &NPYRows[T]{rows: rows, cols: cols, element: e, bigEndian: bigEndian, start: start, file: file}
	if rows > 0 {
		n.room = make([]byte, cols*e.size)
	}
	return n, nil
}

// headerOf reads what a file of some size says of its matrix, and where that starts.
func headerOf(file io.ReaderAt, size int64) (start int64, h npyHeader, err error) {
	const longest = 1 << 20
	head := make([]byte, min(size, longest))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return 0, h, err
	}
	text, data, err := cutNPY(head)
	if err != nil {
		return 0, h, err
	}
	if h, err = parseNPYHeader(text); err != nil {
		return 0, h, fmt.Errorf("header: %w", err)
	}
	h, err = h.matrix()
	return int64(len(head) - len(data)), h, err
}

// Rows and Cols are the sizes.
func (n *NPYRows[T]) Rows() int { return n.rows }
func (n *NPYRows[T]) Cols() int { return n.cols }

// Close closes the file.
func (n *NPYRows[T]) Close() error {
	if n.close == nil {
		return nil
	}
	return n.close()
}

// Read writes the rows of the given numbers to dst, len(rows) × Cols. A row that the file does not have, or
// cannot be read, is an error. It panics if dst is too short.
func (n *NPYRows[T]) Read(dst []T, rows ...int) error {
	if len(dst)/n.cols < len(rows) {
		panic(fmt.Sprintf("data: len(dst) = %d, want at least %d rows of %d", len(dst), len(rows), n.cols))
	}
	for i, row := range rows {
		if row < 0 || row >= n.rows {
			return fmt.Errorf("data: row %d of a .npy file, want 0 to %d", row, n.rows-1)
		}
		if _, err := n.file.ReadAt(n.room, n.start+int64(row)*int64(len(n.room))); err != nil {
			return fmt.Errorf("data: row %d of a .npy file: %w", row, err)
		}
		n.decode(dst[i*n.cols : (i+1)*n.cols])
	}
	return nil
}

// decode reads the elements in room.
func (n *NPYRows[T]) decode(dst []T) {
	for j := range dst {
		dst[j] = T(n.element.read(n.room[j*n.element.size:], n.bigEndian))
	}
}
