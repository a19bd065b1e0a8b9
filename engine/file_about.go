package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
)

// write adds what is known to a file's metadata: names as a list in JSON, since they may hold any
// sign, and numbers with commas between.
func (a *About) write(metadata map[string]string) {
	maps.Copy(metadata, a.Keys)
	if a.Loss != "" {
		metadata[keyLoss] = a.Loss
	}
	for key, names := range map[string][]string{keyClasses: a.Classes, keyColumns: a.Columns} {
		if len(names) > 0 {
			text, _ := json.Marshal(names) // of texts: no error
			metadata[key] = string(text)
		}
	}
	for key, x := range map[string][]float64{keyShift: a.InputShift, keyScale: a.InputScale} {
		if len(x) > 0 {
			metadata[key] = joinFloats(x)
		}
	}
}

func joinFloats(x []float64) string {
	var b []byte
	for i, v := range x {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendFloat(b, v, 'g', -1, 64)
	}
	return string(b)
}

// readAbout returns what a file's metadata say of n's numbers. It takes the metadata for Keys
// and deletes in them what is not the caller's, so that they are not held twice. Without a checksum there
// are no Keys: the checksum's own key, damaged, would be one. Lists are not longer than n has inputs and
// classes.
func (n *Network[T]) readAbout(metadata map[string]string) (a About, err error) {
	inputs, classes := n.units[0], max(2, n.units[n.Depth()])
	a.Loss = metadata[keyLoss]
	if a.Classes, err = readNames(metadata, keyClasses, classes); err != nil {
		return About{}, err
	}
	if a.Columns, err = readNames(metadata, keyColumns, inputs); err != nil {
		return About{}, err
	}
	if a.InputShift, err = readFloats(metadata, keyShift, inputs); err != nil {
		return About{}, err
	}
	if a.InputScale, err = readFloats(metadata, keyScale, inputs); err != nil {
		return About{}, err
	}
	if err := n.checkAbout(&a); err != nil {
		return About{}, fmt.Errorf("metadata: %w", inner{err})
	}
	_, summed := metadata[keyChecksum]
	maps.DeleteFunc(metadata, func(key, _ string) bool { return reservedKey(key) })
	if summed && len(metadata) > 0 {
		a.Keys = metadata
	}
	return a, nil
}

// readNames reads a list in JSON of at most so many texts, escaped as encoding/json escapes. Texts are
// pieces of the metadata: encoding/json itself would take a hundred bytes for each.
func readNames(metadata map[string]string, key string, most int) ([]string, error) {
	text, ok := metadata[key]
	if !ok {
		return nil, nil
	}
	bad := fmt.Errorf("metadata %q have %.80q, want a list in JSON of 1 to %d texts", key, text, most)
	names := make([]string, 0, min(most, strings.Count(text, `"`)/2))
	rest, ok := cutToken(text, "[")
	for more := true; ok && more; rest, more = cutToken(rest, ",") {
		quoted, err := strconv.QuotedPrefix(strings.TrimLeft(rest, jsonSpace))
		if err != nil || quoted[0] != '"' || len(names) == most {
			return nil, bad
		}
		name, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, bad
		}
		names = append(names, name)
		rest = strings.TrimLeft(rest, jsonSpace)[len(quoted):]
	}
	if rest, ok := cutToken(rest, "]"); !ok || strings.Trim(rest, jsonSpace) != "" {
		return nil, bad
	}
	return names, nil
}

const jsonSpace = " \t\r\n"

// cutToken returns what follows a token, if that comes next.
func cutToken(text, token string) (rest string, found bool) {
	return strings.CutPrefix(strings.TrimLeft(text, jsonSpace), token)
}

// readFloats reads a list of so many numbers.
func readFloats(metadata map[string]string, key string, count int) ([]float64, error) {
	text, ok := metadata[key]
	if !ok {
		return nil, nil
	}
	if have := strings.Count(text, ",") + 1; have != count {
		return nil, fmt.Errorf("metadata %q have %d numbers, want %d", key, have, count)
	}
	x := make([]float64, 0, count)
	for field := range strings.SplitSeq(text, ",") {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return nil, fmt.Errorf("metadata %q have %.80q, want a number", key, field)
		}
		x = append(x, v)
	}
	return x, nil
}
