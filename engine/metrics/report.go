package metrics

import (
	"fmt"
	"strconv"
	"strings"
)

// Report returns a table of the scores of all classes, their macro and weighted means, and the
// accuracy. The classes have the given names, or numbers where there are none.
func (c *Confusion[T]) Report(names ...string) string {
	name := func(class int) string {
		if class < len(names) {
			return names[class]
		}
		return strconv.Itoa(class)
	}
	width := len("weighted")
	for class := range c.Classes() {
		width = max(width, len([]rune(name(class))))
	}
	var b strings.Builder
	row := func(name string, s Scores) {
		fmt.Fprintf(&b, "%*s  %9.4f  %9.4f  %9.4f  %9.6g\n", width, name, s.Precision, s.Recall, s.F1, s.Support)
	}
	fmt.Fprintf(&b, "%*s  %9s  %9s  %9s  %9s\n", width, "", "precision", "recall", "F1", "support")
	for class := range c.Classes() {
		row(name(class), c.Of(class))
	}
	row("macro", c.Macro())
	row("weighted", c.Weighted())
	fmt.Fprintf(&b, "%*s  %9.4f\n", width, "accuracy", c.Accuracy())
	return b.String()
}
