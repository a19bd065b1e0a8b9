package safetensors

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// header is what a header says, well-formed but not yet held against the data.
type header struct {
	metadata map[string]string
	tensors  []Info
}

func parseHeader(text string) (*header, error) {
	if !utf8.ValidString(text) {
		return nil, errors.New("not UTF-8")
	}
	if text == "" || text[0] != '{' {
		return nil, errors.New("does not begin with {")
	}
	p := &parser{json: text}
	// Each tensor has this name once, so the list grows only where that is escaped.
	h := &header{tensors: make([]Info, 0, strings.Count(text, `"data_offsets"`))}
	described := false
	err := p.object(func(name string) error {
		if name == metadataName {
			if described {
				return fmt.Errorf("%q comes twice", name)
			}
			described = true
			return h.describe(p)
		}
		t := Info{Name: name}
		if err := t.parse(p); err != nil {
			return fmt.Errorf("tensor %.80q: %w", name, err)
		}
		h.tensors = append(h.tensors, t)
		return nil
	})
	if p.next(); err == nil && p.at < len(text) {
		err = errors.New("text after the closing }")
	}
	if err != nil {
		return nil, fmt.Errorf("byte %d: %w", 8+p.at, err)
	}
	return h, nil
}

// describe reads the metadata, of which null is none.
func (h *header) describe(p *parser) error {
	if p.next(); strings.HasPrefix(p.json[p.at:], "null") {
		p.at += len("null")
		return nil
	}
	// A map that grows takes several times what it holds, so they are counted first.
	count, ahead := 0, *p
	if err := ahead.texts(func(_, _ string) error { count++; return nil }); err != nil {
		p.at = ahead.at
		return err
	}
	if count > MaxMetadata {
		return fmt.Errorf("metadata have %d texts, want at most %d", count, MaxMetadata)
	}
	h.metadata = make(map[string]string, count)
	return p.texts(func(name, text string) error {
		if _, ok := h.metadata[name]; ok {
			return fmt.Errorf("%.80q comes twice", name)
		}
		h.metadata[name] = text
		return nil
	})
}

// texts reads an object of nothing but texts.
func (p *parser) texts(add func(name, text string) error) error {
	return p.object(func(name string) error {
		text, err := p.text()
		if err != nil {
			return fmt.Errorf("metadata %.80q: %w", name, err)
		}
		return add(name, text)
	})
}

// parse reads the three fields of a tensor.
func (t *Info) parse(p *parser) error {
	names, seen := [...]string{"dtype", "shape", "data_offsets"}, [3]bool{}
	err := p.object(func(name string) error {
		field := slices.Index(names[:], name)
		switch {
		case field < 0:
			return fmt.Errorf("unknown field %.80q", name)
		case seen[field]:
			return fmt.Errorf("%q comes twice", name)
		}
		seen[field] = true
		switch field {
		case 0:
			return t.parseDType(p)
		case 1:
			return t.parseShape(p)
		}
		return t.parseOffsets(p)
	})
	if err == nil && seen != [3]bool{true, true, true} {
		err = errors.New("want dtype, shape and data_offsets")
	}
	return err
}

func (t *Info) parseDType(p *parser) error {
	text, err := p.text()
	if err != nil {
		return fmt.Errorf("dtype is %w", err)
	}
	t.DType = DType(text)
	return nil
}

func (t *Info) parseShape(p *parser) error {
	if n := p.most(); n > 0 {
		t.Shape = make([]int, 0, n)
	}
	return p.numbers("shape", strconv.IntSize-1, func(n uint64) { t.Shape = append(t.Shape, int(n)) })
}

func (t *Info) parseOffsets(p *parser) error {
	var offsets [2]int64
	count := 0
	err := p.numbers("data_offsets", 63, func(n uint64) {
		if count < 2 {
			offsets[count] = int64(n)
		}
		count++
	})
	switch {
	case err != nil:
		return err
	case count != 2:
		return fmt.Errorf("%d data_offsets, want 2", count)
	case offsets[1] < offsets[0]:
		return fmt.Errorf("data_offsets %d to %d, backwards", offsets[0], offsets[1])
	}
	t.from, t.Size = offsets[0], offsets[1]-offsets[0]
	return nil
}
