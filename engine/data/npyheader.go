package data

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// npyHeader is what a .npy file says of its array: the type of its elements, whether columns
// come first, and its sizes.
type npyHeader struct {
	descr   string
	fortran bool
	shape   []int
}

// parseNPYHeader parses the literal of a dictionary in Python with each of the keys descr,
// fortran_order and shape once, in any order.
func parseNPYHeader(s string) (h npyHeader, err error) {
	l := literal{s}
	if !l.take("{") {
		return h, fmt.Errorf("%s, want a dictionary", l.next())
	}
	missing := map[string]func() error{
		"descr":         func() (err error) { h.descr, err = l.text(); return err },
		"fortran_order": func() (err error) { h.fortran, err = l.truth(); return err },
		"shape":         func() (err error) { h.shape, err = l.tuple(); return err },
	}
	for !l.take("}") {
		key, err := l.text()
		if err != nil {
			return h, err
		}
		value := missing[key]
		if value == nil {
			return h, fmt.Errorf("key %.80q, want descr, fortran_order and shape once each", key)
		}
		delete(missing, key)
		if !l.take(":") {
			return h, fmt.Errorf("%s, want a colon after %s", l.next(), key)
		}
		if err := value(); err != nil {
			return h, fmt.Errorf("%s: %w", key, err)
		}
		if !l.take(",") && !strings.HasPrefix(l.rest, "}") {
			return h, fmt.Errorf("%s, want a comma or the end after %s", l.next(), key)
		}
	}
	for _, key := range []string{"descr", "fortran_order", "shape"} {
		if missing[key] != nil {
			return h, fmt.Errorf("no key %s", key)
		}
	}
	if l.take(""); l.rest != "" {
		return h, fmt.Errorf("%s, want the end", l.next())
	}
	return h, nil
}

// matrix is the header with the sizes of rows and columns.
func (h npyHeader) matrix() (npyHeader, error) {
	switch len(h.shape) {
	case 1:
		h.shape = append(h.shape, 1)
	case 2:
	default:
		return h, fmt.Errorf("%d dimensions, want 2, rows and columns, or 1", len(h.shape))
	}
	return h, nil
}

// literal is what is left to parse of a literal in Python.
type literal struct{ rest string }

// take passes over space and then over a token, if that is next.
func (l *literal) take(token string) (found bool) {
	l.rest = strings.TrimLeft(l.rest, " \t\r\n\f")
	l.rest, found = strings.CutPrefix(l.rest, token)
	return found
}

// next says what is next.
func (l *literal) next() string {
	if l.rest == "" {
		return "it ends"
	}
	return fmt.Sprintf("%.20q", l.rest)
}

// text parses a string without escapes.
func (l *literal) text() (string, error) {
	quote := "'"
	if !l.take(quote) {
		if quote = `"`; !l.take(quote) {
			return "", fmt.Errorf("%s, want a string", l.next())
		}
	}
	text, rest, ok := strings.Cut(l.rest, quote)
	if !ok {
		return "", errors.New("a string without an end")
	}
	l.rest = rest
	return text, nil
}

func (l *literal) truth() (bool, error) {
	switch {
	case l.take("True"):
		return true, nil
	case l.take("False"):
		return false, nil
	}
	return false, fmt.Errorf("%s, want True or False", l.next())
}

// tuple parses whole numbers, (2, 3) or (2,), also as Python 2 writes long ones, 2L.
func (l *literal) tuple() (numbers []int, err error) {
	if !l.take("(") {
		return nil, fmt.Errorf("%s, want a tuple", l.next())
	}
	for !l.take(")") {
		end := strings.IndexAny(l.rest, ",) ")
		if end < 0 {
			return nil, errors.New("a tuple without an end")
		}
		n, err := strconv.Atoi(strings.TrimSuffix(l.rest[:end], "L"))
		if err != nil {
			return nil, fmt.Errorf("%.20q, want a whole number", l.rest[:end])
		}
		numbers = append(numbers, n)
		l.rest = l.rest[end:]
		if !l.take(",") && !strings.HasPrefix(l.rest, ")") {
			return nil, fmt.Errorf("%s, want a comma or the end of a tuple", l.next())
		}
	}
	return numbers, nil
}
