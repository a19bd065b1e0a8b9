package engine

import (
	"fmt"
	"strconv"
	"strings"
)

// trainables lists it of all layers, as metadata have it.
func (n *Network[T]) trainables() string {
	texts := make([]string, n.Depth())
	for i := range texts {
		texts[i] = strconv.FormatBool(n.learns(i + 1))
	}
	return strings.Join(texts, ",")
}

// readTrainables returns which layers training leaves as they are, or nil where metadata do not tell.
func (n *Network[T]) readTrainables(metadata map[string]string) ([]bool, error) {
	text, ok := metadata[keyTrainable]
	if !ok {
		return nil, nil
	}
	if count := strings.Count(text, ",") + 1; count != n.Depth() {
		return nil, fmt.Errorf("metadata have %d units and %d words of what is trainable", n.Depth(), count)
	}
	fixed := make([]bool, n.Depth())
	for i, word := range strings.Split(text, ",") {
		if word != "true" && word != "false" {
			return nil, fmt.Errorf("metadata %q have %.80q, want true or false", keyTrainable, word)
		}
		fixed[i] = word == "false"
	}
	return fixed, nil
}
