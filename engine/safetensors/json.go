package safetensors

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// parser reads JSON, which must be UTF-8, piece by piece. Texts that it returns are
// pieces of the JSON, or as long as what they are escaped as, so no more memory is taken
// than the JSON has. encoding/json would take many times that, and it lets the last of
// two fields of one name stand, in any case of it.
type parser struct {
	json string
	at   int    // what is before it has been read
	buf  []byte // of a text with escapes
}

// next returns the next byte behind spaces, which is not read yet, or 0 at the end.
func (p *parser) next() byte {
	for ; p.at < len(p.json); p.at++ {
		switch c := p.json[p.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// take reads the next byte if it is c.
func (p *parser) take(c byte) bool {
	if p.next() != c || p.at == len(p.json) {
		return false
	}
	p.at++
	return true
}

// expect reads a byte, which must be c.
func (p *parser) expect(c byte) error {
	if p.take(c) {
		return nil
	}
	return p.fail("want " + string(c))
}

// fail is an error that says what is wrong with what comes next; at the end of the
// JSON that is that it ends.
func (p *parser) fail(wrong string) error {
	if p.next(); p.at == len(p.json) {
		return io.ErrUnexpectedEOF
	}
	return errors.New(wrong)
}

// object reads an object and calls field to read the value of each name.
func (p *parser) object(field func(name string) error) error {
	if err := p.expect('{'); err != nil {
		return err
	}
	if p.take('}') {
		return nil
	}
	for {
		name, err := p.text()
		if err == nil {
			err = p.expect(':')
		}
		if err == nil {
			err = field(name)
		}
		if err != nil {
			return err
		}
		if !p.take(',') {
			return p.expect('}')
		}
	}
}

// numbers reads an array of numbers, which fit in as many bits, and calls add for each.
func (p *parser) numbers(name string, bits int, add func(n uint64)) error {
	if err := p.expect('['); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if p.take(']') {
		return nil
	}
	for {
		n, err := p.number(bits)
		if err != nil {
			return fmt.Errorf("%s has %w", name, err)
		}
		add(n)
		if !p.take(',') {
			return p.expect(']')
		}
	}
}

// most is at least as many as the numbers of the array that comes next.
func (p *parser) most() int {
	array := p.json[p.at:]
	array = array[:max(0, strings.IndexByte(array, ']'))]
	if !strings.ContainsAny(array, "0123456789") {
		return 0
	}
	return min(strings.Count(array, ","), len(array)/2) + 1
}

func (p *parser) number(bits int) (uint64, error) {
	p.next()
	end := p.at
	for end < len(p.json) && strings.IndexByte("+-.0123456789eE", p.json[end]) >= 0 {
		end++
	}
	text := p.json[p.at:end]
	if text == "" {
		return 0, p.fail("an element that is not a number")
	}
	n, err := strconv.ParseUint(text, 10, bits)
	if err != nil || text[0] == '0' && text != "0" {
		return 0, fmt.Errorf("%.80q, want an integer from 0 to 1<<%d - 1", text, bits)
	}
	p.at += len(text)
	return n, nil
}

// text reads a string.
func (p *parser) text() (string, error) {
	if !p.take('"') {
		return "", p.fail("not a string")
	}
	for from, i := p.at, p.at; i < len(p.json); i++ {
		switch c := p.json[i]; {
		case c == '"':
			p.at = i + 1
			return p.json[from:i], nil
		case c == '\\':
			return p.escaped()
		case c < ' ':
			p.at = i
			return "", fmt.Errorf("a string has the control character %#02x", c)
		}
	}
	p.at = len(p.json)
	return "", io.ErrUnexpectedEOF
}

// escaped reads the rest of a string in which there are escapes.
func (p *parser) escaped() (string, error) {
	p.buf = p.buf[:0]
	for p.at < len(p.json) {
		c := p.json[p.at]
		p.at++
		switch {
		case c == '"':
			return string(p.buf), nil
		case c == '\\':
			if err := p.escape(); err != nil {
				return "", err
			}
		case c < ' ':
			return "", fmt.Errorf("a string has the control character %#02x", c)
		default:
			p.buf = append(p.buf, c)
		}
	}
	return "", io.ErrUnexpectedEOF
}

// escape reads what follows a \.
func (p *parser) escape() error {
	const escapes, meanings = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if p.at == len(p.json) {
		return io.ErrUnexpectedEOF
	}
	c := p.json[p.at]
	p.at++
	if i := strings.IndexByte(escapes, c); i >= 0 {
		p.buf = append(p.buf, meanings[i])
		return nil
	}
	if c != 'u' {
		return fmt.Errorf("unknown escape \\%c", c)
	}
	r, err := p.hex()
	if err == nil && utf16.IsSurrogate(r) {
		if !strings.HasPrefix(p.json[p.at:], `\u`) {
			return errors.New("half a surrogate pair")
		}
		p.at += 2
		var low rune
		if low, err = p.hex(); err == nil {
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return errors.New("half a surrogate pair")
			}
		}
	}
	p.buf = utf8.AppendRune(p.buf, r)
	return err
}

// hex reads four digits.
func (p *parser) hex() (rune, error) {
	digits := p.json[p.at:min(p.at+4, len(p.json))]
	n, err := strconv.ParseUint(digits, 16, 16)
	if err != nil || len(digits) < 4 {
		return 0, fmt.Errorf("escape \\u%s, want four hexadecimal digits", digits)
	}
	p.at += 4
	return rune(n), nil
}
