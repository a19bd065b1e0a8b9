package report

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"

	"weft.example/bench/results"
)

// course is a series of a row's, and what it is one of.
type course struct {
	row results.Row
	results.Series
}

// courses are the numbers of training runs as they went: a figure for each case and number, with
// those of examples kept aside dashed beside.
func courses(rows []results.Row) (list []*Figure) {
	var all []course
	for _, r := range rows {
		for _, s := range r.Series {
			if len(s.At) == len(s.Values) && len(s.At) > 0 {
				all = append(all, course{r, s})
			}
		}
	}
	for len(all) > 0 {
		var part []course
		rest := all[:0:0]
		for _, c := range all {
			if c.figure() == all[0].figure() {
				part = append(part, c)
			} else {
				rest = append(rest, c)
			}
		}
		list = append(list, drawn(part))
		all = rest
	}
	return list
}

const aside = "validation "

// number is what the series is of, whoever's examples.
func (c course) number() string { return strings.TrimPrefix(c.Name, aside) }

// figure names what one figure shows.
func (c course) figure() string {
	return strings.Join([]string{c.number(), c.By, c.row.Case, c.row.Shape, c.row.Type}, "-")
}

// drawn is the figure of series of one case and number.
func drawn(part []course) *Figure {
	first := part[0]
	f := &Figure{
		Name: "course-" + strings.ReplaceAll(first.figure(), " ", "-"), batch: "train-" + first.row.Type,
		Title: fmt.Sprintf("%s of %s, %s", title(first.number()), first.row.Case, first.row.Shape),
		X:     axis{label: first.By, whole: true},
		Y:     axis{label: first.number()},
	}
	least, greatest := first.Values[0], first.Values[0]
	for _, c := range part {
		least, greatest = min(least, slices.Min(c.Values)), max(greatest, slices.Max(c.Values))
		w := c.row.Way()
		line := &curve{name: w.String(), line: true, broad: w.Kind() != results.KindWeft} // weft's curve is the same, if all is well
		line.ink, _ = look(w, nil)
		if strings.HasPrefix(c.Name, aside) {
			line.name, line.dashed = line.name+", examples kept aside", true
			f.Note = "Dashed lines are of examples that were not trained on."
		}
		for i, at := range c.At {
			line.points = append(line.points, plotter.XY{X: float64(at), Y: c.Values[i]})
		}
		f.curves = append(f.curves, line)
		f.Alt += fmt.Sprintf("%s: from %s to %s over %d %ss. ", line.name, threeDigits(c.Values[0]), threeDigits(c.Values[len(c.Values)-1]), len(c.At), c.By)
	}
	if least > 0 && greatest/least > 20 {
		f.Y.log, f.Y.label = true, f.Y.label+" (logarithmic)"
	}
	return f
}

func title(words string) string {
	return strings.ToUpper(words[:min(1, len(words))]) + words[min(1, len(words)):]
}
