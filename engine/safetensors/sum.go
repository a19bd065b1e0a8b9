package safetensors

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc64"
	"slices"
)

// Sum returns a checksum of tensors and metadata but for the text of the name skip, where
// such a checksum may be kept itself. It is the CRC-64 of ECMA-182, which any damage of
// up to 64 bits in a row changes, and other damage but for one in 2⁶⁴. It is no proof
// against a forger, who can sum up what he forges.
//
// It depends on names, types, shapes, data and metadata, and neither on their order nor on
// how a header puts them.
func Sum(tensors []Tensor, metadata map[string]string, skip string) uint64 {
	s := newSummer(metadata, skip)
	order := slices.Clone(tensors)
	slices.SortFunc(order, func(a, b Tensor) int { return cmp.Compare(a.info.Name, b.info.Name) })
	for _, t := range order {
		s.describe(t.info)
		if t.write != nil {
			_ = t.write(s.sum, s.buf[:0]) // a sum takes all
		}
	}
	return s.sum.Sum64()
}

// Sum is [Sum] of what a file has. It reads all its data, of whatever type.
func (f *File) Sum(skip string) (uint64, error) {
	s := newSummer(f.Metadata, skip)
	order := make([]*Info, len(f.tensors))
	for i := range order {
		order[i] = &f.tensors[i]
	}
	slices.SortFunc(order, func(a, b *Info) int { return cmp.Compare(a.Name, b.Name) })
	for _, t := range order {
		s.describe(*t)
		for at, left := f.start+t.from, t.Size; left > 0; {
			part := s.buf[:min(chunk, left)]
			if err := readFull(f.r, part, at); err != nil {
				return 0, fmt.Errorf("safetensors: tensor %.80q: %w", t.Name, err)
			}
			_, _ = s.sum.Write(part)
			at, left = at+int64(len(part)), left-int64(len(part))
		}
	}
	return s.sum.Sum64(), nil
}

// summer sums numbers, of 8 bytes, and texts, behind their lengths, so that no two lists
// of them give the same bytes.
type summer struct {
	sum hash.Hash64
	buf []byte
}

// newSummer has summed the metadata.
func newSummer(metadata map[string]string, skip string) *summer {
	s := &summer{crc64.New(crc64.MakeTable(crc64.ECMA)), make([]byte, chunk)}
	keys := make([]string, 0, len(metadata))
	for k := range metadata {
		if k != skip {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	s.number(int64(len(keys)))
	for _, k := range keys {
		s.text(k)
		s.text(metadata[k])
	}
	return s
}

func (s *summer) describe(t Info) {
	s.text(t.Name)
	s.text(string(t.DType))
	s.number(int64(len(t.Shape)))
	for _, d := range t.Shape {
		s.number(int64(d))
	}
	s.number(t.Size)
}

func (s *summer) number(n int64) {
	_, _ = s.sum.Write(binary.LittleEndian.AppendUint64(s.buf[:0], uint64(n)))
}

func (s *summer) text(t string) {
	s.number(int64(len(t)))
	for len(t) > 0 {
		n := copy(s.buf, t)
		_, _ = s.sum.Write(s.buf[:n])
		t = t[n:]
	}
}
