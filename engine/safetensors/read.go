package safetensors

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

// MaxHeader is the most bytes of a header, as in the format's reference
// implementation.
const MaxHeader = 100_000_000

// MaxMetadata is the most texts of the metadata: a map takes more memory for each than
// the header does.
const MaxMetadata = 50_000

// File is an open file of tensors. It may be read by any number of goroutines.
type File struct {
	Metadata map[string]string // nil if there is none
	Tensors  []Info            // in the order of their data

	r       io.ReaderAt
	start   int64          // of the data
	tensors []Info         // Tensors, whatever the caller does with those
	where   map[string]int // in tensors
}

// Open reads the header of a file of the given size and checks it against that. All its
// tensors are listed, of whatever type. One of a type that the format does not have may
// have any size.
func Open(r io.ReaderAt, size int64) (*File, error) {
	text, err := readHeader(r, size)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	h, err := parseHeader(text)
	if err != nil {
		return nil, fmt.Errorf("safetensors: header: %w", err)
	}
	f := &File{Metadata: h.metadata, r: r, start: 8 + int64(len(text)), tensors: h.tensors}
	slices.SortFunc(f.tensors, Info.compare)
	if err := f.index(); err != nil {
		return nil, fmt.Errorf("safetensors: header: %w", err)
	}
	if err := checkOffsets(f.tensors, size-f.start); err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	f.Tensors = slices.Clone(f.tensors)
	return f, nil
}

// compare orders tensors by their data, and those without any by their names.
func (t Info) compare(u Info) int {
	return cmp.Or(cmp.Compare(t.from, u.from), cmp.Compare(t.Size, u.Size), cmp.Compare(t.Name, u.Name))
}

// index makes where, in which no name comes twice.
func (f *File) index() error {
	f.where = make(map[string]int, len(f.tensors))
	for i, t := range f.tensors {
		if _, ok := f.where[t.Name]; ok {
			return fmt.Errorf("%.80q comes twice", t.Name)
		}
		f.where[t.Name] = i
	}
	return nil
}

// Lookup returns the tensor of a name, if there is one.
func (f *File) Lookup(name string) (Info, bool) {
	i, ok := f.where[name]
	if !ok {
		return Info{}, false
	}
	return f.tensors[i], true
}

// Read fills dst with the tensor of a name, which has as many elements as dst. One of type T is read
// bit by bit. One of F16, BF16, F32 or F64 is converted: widened exactly, or rounded to nearest even,
// and a finite number that is too large for T is an error. A NaN stays one. Any other type is an
// error. After an error dst holds a part of the tensor.
func Read[T Float](f *File, name string, dst []T) error {
	t, ok := f.Lookup(name)
	switch {
	case !ok:
		return fmt.Errorf("safetensors: no tensor %.80q", name)
	case !t.DType.Readable():
		return fmt.Errorf("safetensors: tensor %.80q is of %.80s, want F16, BF16, F32 or F64", name, t.DType)
	}
	// Not t.Len(), since the shape is also the caller's, who may change it.
	if n := t.Size / int64(t.DType.size()); n != int64(len(dst)) {
		return fmt.Errorf("safetensors: tensor %.80q has %d elements, want %d", name, n, len(dst))
	}
	buf, at := make([]byte, min(chunk, len(dst)*t.DType.size())), f.start+t.from
	for piece := range slices.Chunk(dst, chunk/t.DType.size()) {
		part := buf[:len(piece)*t.DType.size()]
		if err := readFull(f.r, part, at); err != nil {
			return fmt.Errorf("safetensors: tensor %.80q: %w", name, err)
		}
		if t.DType == DTypeOf[T]() {
			decode(piece, part)
		} else if err := convert(piece, part, t.DType, (at-f.start-t.from)/int64(t.DType.size())); err != nil {
			return fmt.Errorf("safetensors: tensor %.80q: %w", name, err)
		}
		at += int64(len(part))
	}
	return nil
}

// readHeader returns the header, which is no longer than the file.
func readHeader(r io.ReaderAt, size int64) (string, error) {
	if size < 8 {
		return "", fmt.Errorf("header: %d bytes of file, want at least the 8 of the header's length", size)
	}
	var length [8]byte
	if err := readFull(r, length[:], 0); err != nil {
		return "", fmt.Errorf("header: length: %w", err)
	}
	n := binary.LittleEndian.Uint64(length[:])
	switch {
	case n > MaxHeader:
		return "", fmt.Errorf("header: length %d, want at most %d", n, MaxHeader)
	case int64(n) > size-8:
		return "", fmt.Errorf("header: length %d, but %d bytes follow", n, size-8)
	}
	header := make([]byte, n)
	if err := readFull(r, header, 8); err != nil {
		return "", fmt.Errorf("header: %w", err)
	}
	return string(header), nil
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

// checkOffsets wants each of the sorted tensors to have the bytes that its shape
// says and to begin where the one before ends, the first at 0 and the last up to
// the end.
func checkOffsets(tensors []Info, size int64) error {
	var end int64
	for i, t := range tensors {
		want, ok, err := t.bytes()
		switch {
		case err != nil:
			return fmt.Errorf("tensor %.80q: %w", t.Name, err)
		case t.from > size-t.Size:
			return fmt.Errorf("tensor %.80q: data_offsets %d to %d, but the file has %d bytes of data", t.Name, t.from, t.from+t.Size, size)
		case ok && t.Size != want:
			return fmt.Errorf("tensor %.80q: %d bytes of data, want %d for %s of shape %v", t.Name, t.Size, want, t.DType, clip(t.Shape))
		case t.from < end:
			return fmt.Errorf("tensor %.80q: data from %d on overlaps that of %s, up to %d", t.Name, t.from, before(tensors, i), end)
		case t.from > end:
			return fmt.Errorf("tensor %.80q: data from %d on leaves a hole after that of %s, up to %d", t.Name, t.from, before(tensors, i), end)
		}
		end = t.from + t.Size
	}
	if end != size {
		return fmt.Errorf("data: the tensors have %d bytes, the file %d", end, size)
	}
	return nil
}

// before names what has its data before tensor i.
func before(tensors []Info, i int) string {
	if i == 0 {
		return "the header"
	}
	return fmt.Sprintf("%.80q", tensors[i-1].Name)
}
