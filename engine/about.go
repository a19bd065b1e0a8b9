package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// About is what a network's numbers mean. [Network.SetAbout] gives it to a network, every model
// file and checkpoint keeps it under the file's checksum, and what reads one returns it. All
// texts are UTF-8. What is empty is not known, and not in the file.
type About struct {
	// Loss is the name of the loss that the network was trained with, as [Loss.String]
	// returns and [ParseLoss] reads it.
	Loss string

	// Classes names the classes in the order of their indices: n_L of them, or 2 of a single
	// output.
	Classes []string

	// Columns names the n_0 inputs in their order.
	Columns []string

	// InputShift and InputScale say that the network was trained on inputs (x - InputShift)/InputScale of each
	// column: n_0 finite numbers each, those of InputScale not 0. Nothing in this package applies
	// them: package scale does, on each example or folded into the first layer.
	InputShift, InputScale []float64

	// Keys are the caller's own. Keys that begin with "weft.", and "format", are refused. Those
	// of a file without a checksum, which weft never writes, are not read.
	Keys map[string]string
}

// clone returns a copy that shares nothing.
func (a About) clone() About {
	a.Classes, a.Columns = slices.Clone(a.Classes), slices.Clone(a.Columns)
	a.InputShift, a.InputScale = slices.Clone(a.InputShift), slices.Clone(a.InputScale)
	a.Keys = maps.Clone(a.Keys)
	return a
}

// About returns a copy of what SetAbout, or a file, has given.
func (n *Network[T]) About() About {
	n.own()
	return n.about.clone()
}

// SetAbout keeps a copy of a in the place of what the network had, for the files that it is saved
// in. An error names what does not fit the network, which then keeps what it had.
func (n *Network[T]) SetAbout(a About) error {
	n.own()
	if err := n.checkAbout(&a); err != nil {
		return fmt.Errorf("engine: %w", inner{err})
	}
	for key := range a.Keys {
		if reservedKey(key) {
			return fmt.Errorf("engine: key %.80q, want one that is not %q and does not begin with %q", key, keyFormat, keyPrefix)
		}
	}
	n.about = a.clone()
	return nil
}

// reservedKey reports whether a key of a file's metadata is not the caller's.
func reservedKey(key string) bool { return key == keyFormat || strings.HasPrefix(key, keyPrefix) }

// checkAbout tells what does not fit the network, or is nil.
func (n *Network[T]) checkAbout(a *About) error {
	inputs := n.units[0]
	if a.Loss != "" {
		loss, err := ParseLoss(a.Loss)
		if err != nil {
			return err
		}
		if err := loss.mismatch(n.acts[len(n.acts)-1]); err != nil {
			return err
		}
	}
	if have := len(a.Classes); have > 0 && !n.classCount(have) {
		return fmt.Errorf("names of %d classes, want %d, or 2 of a single output", have, n.units[n.Depth()])
	}
	if have := len(a.Columns); have > 0 && have != inputs {
		return fmt.Errorf("names of %d columns, want %d, the network's inputs", have, inputs)
	}
	for _, list := range [][]string{{a.Loss}, a.Classes, a.Columns} {
		if i := slices.IndexFunc(list, func(s string) bool { return !utf8.ValidString(s) }); i >= 0 {
			return fmt.Errorf("name %.80q is not UTF-8", list[i])
		}
	}
	for key, text := range a.Keys {
		if !utf8.ValidString(key) || !utf8.ValidString(text) {
			return fmt.Errorf("key %.80q or its text is not UTF-8", key)
		}
	}
	return a.checkScale(inputs)
}

// classCount reports whether the network's outputs tell so many classes apart.
func (n *Network[T]) classCount(classes int) bool {
	outputs := n.units[n.Depth()]
	return classes == outputs || outputs == 1 && classes == 2
}

// checkScale wants neither InputShift nor InputScale, or one of each for each input.
func (a *About) checkScale(inputs int) error {
	if len(a.InputShift) == 0 && len(a.InputScale) == 0 {
		return nil
	}
	if len(a.InputShift) != inputs || len(a.InputScale) != inputs {
		return fmt.Errorf("shifts of %d inputs and scales of %d, want %d of each", len(a.InputShift), len(a.InputScale), inputs)
	}
	if i := spoilt(a.InputShift); i >= 0 {
		return fmt.Errorf("input %d has shift %v, want a finite number", i, a.InputShift[i])
	}
	for i, s := range a.InputScale {
		if s == 0 || !finite(s) {
			return fmt.Errorf("input %d has scale %v, want a finite number that is not 0", i, s)
		}
	}
	return nil
}

// ParseLoss returns the loss of a name, as [Loss.String] returns it.
func ParseLoss(name string) (Loss, error) {
	var names []string
	for l := range NumLosses {
		if name == l.String() {
			return l, nil
		}
		names = append(names, l.String())
	}
	if name == "" {
		return 0, errors.New("engine: no loss, want " + strings.Join(names, ", "))
	}
	return 0, fmt.Errorf("engine: loss %.80q, want %s", name, strings.Join(names, ", "))
}
