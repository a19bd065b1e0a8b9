package safetensors

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

// MaxHeader is the most bytes of a header, as in the format's reference
// implementation.
const MaxHeader = 100_000_000

// File is an open file of tensors. It may be read by any number of goroutines.
type File struct {
	Metadata map[string]string // nil if there is none
	Tensors  []Info            // in the order of their data

	r     io.ReaderAt
	where map[string]place
}

// place is a tensor and the offset of its data in the file.
type place struct {
	Info
	offset int64
}

// Open reads the header of a file of the given size and checks it against that.
func Open(r io.ReaderAt, size int64) (*File, error) {
	header, err := readHeader(r, size)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	h, err := parseHeader(header)
	if err != nil {
		return nil, fmt.Errorf("safetensors: header: %w", err)
	}
	start := 8 + int64(len(header))
	if err := checkOffsets(h.tensors, size-start); err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	f := &File{Metadata: h.metadata, r: r, where: make(map[string]place, len(h.tensors))}
	for _, t := range h.tensors {
		f.Tensors = append(f.Tensors, t.Info)
		f.where[t.Name] = place{t.Info, start + t.from}
	}
	return f, nil
}

// Lookup returns the tensor of a name, if there is one.
func (f *File) Lookup(name string) (Info, bool) {
	t, ok := f.where[name]
	return t.Info, ok
}

// Read fills dst with the tensor of a name. It must be of type T and have as
// many elements as dst. After an error dst holds a part of it.
func Read[T Float](f *File, name string, dst []T) error {
	t, ok := f.where[name]
	switch {
	case !ok:
		return fmt.Errorf("safetensors: no tensor %.80q", name)
	case t.DType != DTypeOf[T]():
		return fmt.Errorf("safetensors: tensor %.80q is of %s, want %s", name, t.DType, DTypeOf[T]())
	case t.Len() != len(dst):
		return fmt.Errorf("safetensors: tensor %.80q has %d elements, want %d", name, t.Len(), len(dst))
	}
	buf := make([]byte, min(chunk, len(dst)*t.DType.size()))
	for piece := range slices.Chunk(dst, chunk/t.DType.size()) {
		part := buf[:len(piece)*t.DType.size()]
		if err := readFull(f.r, part, t.offset); err != nil {
			return fmt.Errorf("safetensors: tensor %.80q: %w", name, err)
		}
		decode(piece, part)
		t.offset += int64(len(part))
	}
	return nil
}

// readHeader returns the header, which is no longer than the file.
func readHeader(r io.ReaderAt, size int64) ([]byte, error) {
	if size < 8 {
		return nil, fmt.Errorf("header: %d bytes of file, want at least the 8 of the header's length", size)
	}
	var length [8]byte
	if err := readFull(r, length[:], 0); err != nil {
		return nil, fmt.Errorf("header: length: %w", err)
	}
	n := binary.LittleEndian.Uint64(length[:])
	switch {
	case n > MaxHeader:
		return nil, fmt.Errorf("header: length %d, want at most %d", n, MaxHeader)
	case int64(n) > size-8:
		return nil, fmt.Errorf("header: length %d, but %d bytes follow", n, size-8)
	}
	header := make([]byte, n)
	if err := readFull(r, header, 8); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	return header, nil
}

// readFull fills buf from offset on; a file that ends before is shorter than
// it was said to be.
func readFull(r io.ReaderAt, buf []byte, offset int64) error {
	n, err := r.ReadAt(buf, offset)
	switch {
	case n == len(buf):
		return nil
	case err == nil || err == io.EOF:
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("byte %d: %w", offset+int64(n), err)
}

// checkOffsets sorts tensors by their data and wants each to have the bytes
// that its shape says and to begin where the one before ends, the first at 0 and
// the last up to the end.
func checkOffsets(tensors []entry, size int64) error {
	slices.SortStableFunc(tensors, entry.compare)
	var end int64
	before := "the header"
	for _, t := range tensors {
		want, err := t.bytes()
		switch {
		case err != nil:
			return fmt.Errorf("tensor %.80q: %w", t.Name, err)
		case t.to < t.from:
			return fmt.Errorf("tensor %.80q: data_offsets %d to %d, backwards", t.Name, t.from, t.to)
		case t.to > size:
			return fmt.Errorf("tensor %.80q: data_offsets %d to %d, but the file has %d bytes of data", t.Name, t.from, t.to, size)
		case t.to-t.from != int64(want):
			return fmt.Errorf("tensor %.80q: %d bytes of data, want %d for %s of shape %v", t.Name, t.to-t.from, want, t.DType, clip(t.Shape))
		case t.from < end:
			return fmt.Errorf("tensor %.80q: data from %d on overlaps that of %s, up to %d", t.Name, t.from, before, end)
		case t.from > end:
			return fmt.Errorf("tensor %.80q: data from %d on leaves a hole after that of %s, up to %d", t.Name, t.from, before, end)
		}
		end, before = t.to, fmt.Sprintf("%.80q", t.Name)
	}
	if end != size {
		return fmt.Errorf("data: the tensors have %d bytes, the file %d", end, size)
	}
	return nil
}
