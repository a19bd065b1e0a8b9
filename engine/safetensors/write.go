package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"unicode/utf8"
)

// metadataName is the entry of the header that is no tensor.
const metadataName = "__metadata__"

// Tensor is a tensor to write.
type Tensor struct {
	info  Info
	write func(w io.Writer, buf []byte) error
}

// Of returns a tensor of the given data, which is not copied, unlike the shape; its
// length must be the product of that.
func Of[T Float](name string, data []T, shape ...int) Tensor {
	dtype := DTypeOf[T]()
	return Tensor{
		info: Info{Name: name, DType: dtype, Shape: slices.Clone(shape), Size: int64(len(data)) * int64(dtype.size())},
		write: func(w io.Writer, buf []byte) error {
			for piece := range slices.Chunk(data, chunk/dtype.size()) {
				if _, err := w.Write(encode(buf[:0], piece)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// Write writes tensors and metadata. The bytes depend on nothing but these: as
// the format's reference implementation has it, wider elements come first and
// then names in order, whatever the order given, and spaces after the header let
// the data begin on a multiple of 8 bytes, so each tensor is aligned in memory
// that the file is mapped to. Nothing is written if the tensors make no file;
// a number that is too large for its type is found on the way.
func Write(w io.Writer, tensors []Tensor, metadata map[string]string) error {
	tensors = slices.Clone(tensors)
	slices.SortStableFunc(tensors, func(a, b Tensor) int {
		return cmp.Or(cmp.Compare(b.info.DType.size(), a.info.DType.size()), cmp.Compare(a.info.Name, b.info.Name))
	})
	header, err := encodeHeader(tensors, metadata)
	if err != nil {
		return fmt.Errorf("safetensors: %w", err)
	}
	if _, err := w.Write(header); err != nil {
		return fmt.Errorf("safetensors: header: %w", err)
	}
	buf := make([]byte, 0, chunk)
	for _, t := range tensors {
		if err := t.write(w, buf); err != nil {
			return fmt.Errorf("safetensors: tensor %.80q: %w", t.info.Name, err)
		}
	}
	return nil
}

// encodeHeader returns the header behind its length.
func encodeHeader(tensors []Tensor, metadata map[string]string) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 8))
	comma := byte('{')
	entry := func(name string, value any) error {
		b.WriteByte(comma)
		comma = ','
		if err := encodeJSON(b, name); err != nil {
			return err
		}
		b.WriteByte(':')
		return encodeJSON(b, value)
	}
	if len(metadata) > MaxMetadata {
		return nil, fmt.Errorf("metadata have %d texts, want at most %d", len(metadata), MaxMetadata)
	}
	if len(metadata) > 0 {
		for k, v := range metadata {
			if !utf8.ValidString(k) || !utf8.ValidString(v) {
				return nil, fmt.Errorf("metadata %.80q is not UTF-8", k)
			}
		}
		if err := entry(metadataName, metadata); err != nil {
			return nil, err
		}
	}
	seen := make(map[string]bool, len(tensors))
	offset := int64(0)
	for _, t := range tensors {
		size, err := t.check(seen)
		if err != nil {
			return nil, fmt.Errorf("tensor %.80q: %w", t.info.Name, err)
		}
		if size > math.MaxInt64-offset {
			return nil, fmt.Errorf("tensor %.80q: too many elements in all", t.info.Name)
		}
		err = entry(t.info.Name, struct {
			DType   DType    `json:"dtype"`
			Shape   []int    `json:"shape"`
			Offsets [2]int64 `json:"data_offsets"`
		}{t.info.DType, append([]int{}, t.info.Shape...), [2]int64{offset, offset + size}})
		if err != nil {
			return nil, err
		}
		offset += size
	}
	if comma == '{' {
		b.WriteByte('{')
	}
	b.WriteByte('}')
	for b.Len()%8 != 0 {
		b.WriteByte(' ')
	}
	n := b.Len() - 8
	if n > MaxHeader {
		return nil, fmt.Errorf("header of %d bytes, want at most %d", n, MaxHeader)
	}
	binary.LittleEndian.PutUint64(b.Bytes(), uint64(n))
	return b.Bytes(), nil
}

// check returns the bytes of a tensor that can be written beside those seen.
func (t Tensor) check(seen map[string]bool) (int64, error) {
	switch {
	case t.write == nil:
		return 0, fmt.Errorf("not made by Of or As, or of type %.80q, want F16, BF16, F32 or F64", t.info.DType)
	case !utf8.ValidString(t.info.Name):
		return 0, fmt.Errorf("the name is not UTF-8")
	case t.info.Name == metadataName:
		return 0, fmt.Errorf("the name is that of the metadata")
	case seen[t.info.Name]:
		return 0, fmt.Errorf("another has its name")
	}
	seen[t.info.Name] = true
	size, _, err := t.info.bytes()
	if err == nil && size != t.info.Size {
		bytes := int64(t.info.DType.size())
		err = fmt.Errorf("%d elements, want %d for shape %v", t.info.Size/bytes, size/bytes, t.info.Shape)
	}
	return size, err
}

// encodeJSON writes a value without the line end and the escapes of HTML that
// encoding/json adds.
func encodeJSON(b *bytes.Buffer, v any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1)
	return nil
}
