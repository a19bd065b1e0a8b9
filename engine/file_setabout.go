package engine

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

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
