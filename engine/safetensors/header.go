package safetensors

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// header is what a header says, well-formed but not yet held against the data.
type header struct {
	metadata map[string]string
	tensors  []entry
}

// entry is a tensor and the bytes of the data that it claims.
type entry struct {
	Info
	from, to int64
}

func (e entry) compare(f entry) int {
	return cmp.Or(cmp.Compare(e.from, f.from), cmp.Compare(e.to, f.to))
}

// parser reads JSON token by token, since encoding/json's Unmarshal takes the
// last of two fields of one name, and any case of it.
type parser struct{ *json.Decoder }

func parseHeader(text []byte) (*header, error) {
	if !utf8.Valid(text) {
		return nil, errors.New("not UTF-8")
	}
	if len(text) == 0 || text[0] != '{' {
		return nil, errors.New("does not begin with {")
	}
	p := parser{json.NewDecoder(bytes.NewReader(text))}
	p.UseNumber()
	h := &header{}
	err := p.object(func(name string) (err error) {
		if name == metadataName {
			h.metadata, err = p.metadata()
			return err
		}
		t := entry{Info: Info{Name: name}}
		if err := p.tensor(&t); err != nil {
			return fmt.Errorf("tensor %.80q: %w", name, err)
		}
		h.tensors = append(h.tensors, t)
		return nil
	})
	if err == nil {
		if _, end := p.Token(); end != io.EOF {
			err = errors.New("text after the closing }")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("byte %d: %w", 8+p.InputOffset(), err)
	}
	return h, nil
}

func (p parser) metadata() (map[string]string, error) {
	m := map[string]string{}
	return m, p.object(func(name string) error {
		token, err := p.next()
		text, ok := token.(string)
		if err == nil && !ok {
			err = errors.New("not a string")
		}
		if err != nil {
			return fmt.Errorf("metadata %.80q: %w", name, err)
		}
		m[name] = text
		return nil
	})
}

// tensor reads the three fields of a tensor.
func (p parser) tensor(t *entry) error {
	fields := 0
	err := p.object(func(name string) error {
		fields++
		switch name {
		case "dtype":
			token, err := p.next()
			if err != nil {
				return err
			}
			text, ok := token.(string)
			if !ok {
				return errors.New("dtype is not a string")
			}
			if t.DType = DType(text); t.DType.size() == 0 {
				return fmt.Errorf("dtype %.80q, want %s or %s", text, F32, F64)
			}
			return nil
		case "shape":
			return p.numbers("shape", strconv.IntSize-1, func(n uint64) { t.Shape = append(t.Shape, int(n)) })
		case "data_offsets":
			var offsets []int64
			err := p.numbers("data_offsets", 63, func(n uint64) { offsets = append(offsets, int64(n)) })
			if err == nil && len(offsets) != 2 {
				err = fmt.Errorf("%d data_offsets, want 2", len(offsets))
			}
			if err == nil {
				t.from, t.to = offsets[0], offsets[1]
			}
			return err
		}
		return fmt.Errorf("unknown field %.80q", name)
	})
	if err == nil && fields != 3 {
		err = errors.New("want dtype, shape and data_offsets")
	}
	return err
}

// object calls field after each name of an object; no name comes twice.
func (p parser) object(field func(name string) error) error {
	if err := p.expect('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for p.More() {
		token, err := p.next()
		if err != nil {
			return err
		}
		name := token.(string) // the decoder lets nothing else be a name
		if seen[name] {
			return fmt.Errorf("%.80q comes twice", name)
		}
		seen[name] = true
		if err := field(name); err != nil {
			return err
		}
	}
	return p.expect('}')
}

// numbers calls add for each number of an array, which fits in as many bits.
func (p parser) numbers(name string, bits int, add func(uint64)) error {
	if err := p.expect('['); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for p.More() {
		token, err := p.next()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		text, ok := token.(json.Number)
		if !ok {
			return fmt.Errorf("%s has an element that is not a number", name)
		}
		n, err := strconv.ParseUint(text.String(), 10, bits)
		if err != nil {
			return fmt.Errorf("%s has %.80q, want an integer from 0 to 1<<%d - 1", name, text.String(), bits)
		}
		add(n)
	}
	return p.expect(']')
}

func (p parser) expect(want json.Delim) error {
	token, err := p.next()
	if err == nil && token != want {
		err = fmt.Errorf("want %v", want)
	}
	return err
}

// next returns the next token; the text must not end before it.
func (p parser) next() (json.Token, error) {
	token, err := p.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return token, err
}
