package safetensors

import (
	"fmt"
	"io"
	"slices"
)

// I8 is whole numbers of 8 bits, which [OfBytes] writes and [ReadBytes] reads, and nothing converts: what they stand for is a
// matter of a scale that the caller knows.
const I8 DType = "I8"

// OfBytes is [Of] for whole numbers.
func OfBytes(name string, data []int8, shape ...int) Tensor {
	return Tensor{Info{Name: name, DType: I8, Shape: slices.Clone(shape), Size: int64(len(data))}, func(w io.Writer, buf []byte) error {
		for piece := range slices.Chunk(data, chunk) {
			buf = buf[:0]
			for _, v := range piece {
				buf = append(buf, byte(v))
			}
			if _, err := w.Write(buf); err != nil {
				return err
			}
		}
		return nil
	}}
}

// ReadBytes fills dst with the tensor of a name, of I8 and of as many elements. After an error dst holds a part of it.
func ReadBytes(f *File, name string, dst []int8) error {
	t, ok := f.Lookup(name)
	switch {
	case !ok:
		return fmt.Errorf("safetensors: no tensor %.80q", name)
	case t.DType != I8:
		return fmt.Errorf("safetensors: tensor %.80q is of %.80s, want I8", name, t.DType)
	case t.Size != int64(len(dst)):
		return fmt.Errorf("safetensors: tensor %.80q has %d elements, want %d", name, t.Size, len(dst))
	}
	buf, at := make([]byte, min(chunk, len(dst))), f.start+t.from
	for piece := range slices.Chunk(dst, chunk) {
		part := buf[:len(piece)]
		if err := readFull(f.r, part, at); err != nil {
			return fmt.Errorf("safetensors: tensor %.80q: %w", name, err)
		}
		for i, b := range part {
			piece[i] = int8(b)
		}
		at += int64(len(part))
	}
	return nil
}
