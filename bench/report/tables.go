package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"weft.example/bench/results"
)

// Table is words and figures for a page.
type Table struct {
	Caption string
	Heads   []Cell
	Lines   [][]Cell
}

// Cell is a word, or a figure with what stands small behind it.
type Cell struct {
	Text, Small string
	Word        bool // set to the left
}

func words(list ...string) (cells []Cell) {
	for _, s := range list {
		cells = append(cells, Cell{Text: s, Word: true})
	}
	return cells
}

// unit is what a table counts in, and how a row comes to that.
type unit struct {
	name, more string // more says what is better
	value      func(r results.Row) float64
}

// units are those of groups. Another group has milliseconds.
var units = map[string]unit{
	"gemm":        {"GFLOP/s", "more is better", func(r results.Row) float64 { return r.Rate() / 1e9 }},
	"elementwise": {"GB/s", "more is better", func(r results.Row) float64 { return r.Rate() / 1e9 }},
	"blas":        {"µs", "less is better", func(r results.Row) float64 { return 1e6 * r.Spread().Center }},
	"network":     {"µs", "less is better", func(r results.Row) float64 { return 1e6 * r.Spread().Center }},
}

var milliseconds = unit{"ms", "less is better", func(r results.Row) float64 { return 1e3 * r.Spread().Center }}

// table has a line for each case, a column for each way, and ratios.
func (b *batch) table() Table {
	if len(b.lines) == 0 {
		return Table{}
	}
	if b.group == "peak" {
		return b.limits()
	}
	unit, ok := units[b.group]
	if !ok {
		unit = milliseconds
	}
	t := Table{
		Caption: fmt.Sprintf("%s of a call, the median of rounds, and how far its 95 %% confidence interval goes; %s.", unit.name, unit.more),
		Heads:   words("case", "shape"),
	}
	if len(b.yardsticks()) > 0 {
		t.Caption += " × is that time over weft's, of as many workers beside a peer."
	}
	for _, w := range b.yardsticks() {
		t.Heads = append(t.Heads, Cell{Text: "× " + w.String()})
	}
	for _, w := range b.ways {
		t.Heads = append(t.Heads, Cell{Text: w.String()})
	}
	ofPeak := b.group == "gemm" && slices.Contains(b.ways, results.ByWeft(1))
	if ofPeak {
		t.Heads = append(t.Heads, Cell{Text: "of peak"})
		t.Caption += " The peak is one core's multiply-adds, measured in turn."
	}
	for _, l := range b.lines {
		cells := words(l.Case, l.Shape)
		for _, w := range b.yardsticks() {
			cells = append(cells, Cell{Text: orNothing(l.Speedup(w))})
		}
		for _, w := range b.ways {
			if r, ok := l.By[w]; ok {
				cells = append(cells, Cell{Text: threeDigits(unit.value(r)), Small: spread(r)})
			} else {
				cells = append(cells, Cell{})
			}
		}
		if ofPeak {
			r := l.By[results.ByWeft(1)]
			cells = append(cells, Cell{Text: share(r.Rate() / r.Peak)})
		}
		t.Lines = append(t.Lines, cells)
	}
	return t
}

func share(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*x)
}

func orNothing(x float64, unsure bool) string {
	switch {
	case math.IsNaN(x):
		return ""
	case unsure:
		return "≈" + ratio(x)
	default:
		return ratio(x)
	}
}

// limits are those of a roofline: what each memory and the registers reach.
func (b *batch) limits() Table {
	t := Table{
		Caption: "Multiply-adds in registers; copies in each memory, bytes read and written. A kernel of fewer FLOP for each byte than the ridge waits for that memory.",
		Heads:   words("limit", "unit"),
	}
	for _, w := range b.ways {
		t.Heads = append(t.Heads, Cell{Text: fmt.Sprint("×", w.Workers)}, Cell{Text: "ridge"})
	}
	fma := b.lines[0]
	for _, l := range b.lines {
		unit := map[string]string{"FLOP": "GFLOP/s", "B": "GB/s"}[l.Unit]
		cells := words(l.Shape, unit)
		for _, w := range b.ways {
			r, ok := l.By[w]
			if !ok {
				cells = append(cells, Cell{}, Cell{})
				continue
			}
			ridge := Cell{}
			if top, ok := fma.By[w]; ok && r.Unit == "B" && top.Unit == "FLOP" {
				ridge.Text = threeDigits(top.Rate() / r.Rate())
			}
			cells = append(cells, Cell{Text: threeDigits(r.Rate() / 1e9), Small: spread(r)}, ridge)
		}
		t.Lines = append(t.Lines, cells)
	}
	return t
}

// overview has a line for each batch and yardstick: how many times as fast weft is.
func overview(list []*batch) Table {
	t := Table{
		Caption: "How many times as fast weft is: the geometric mean over the cases, and from the least to the most of them.",
		Heads:   append(words("what", "beside"), Cell{Text: "mean"}, Cell{Text: "range"}),
	}
	for _, b := range list {
		for _, w := range b.yardsticks() {
			var all []float64
			for _, l := range b.lines {
				if x, _ := l.Speedup(w); x > 0 {
					all = append(all, x)
				}
			}
			if len(all) == 0 {
				continue
			}
			what, from := Cell{b.name(), fmt.Sprintf("%d cases", len(all)), true}, Cell{Text: threeDigits(slices.Min(all)) + " – " + ratio(slices.Max(all))}
			if len(all) == 1 {
				what.Small, from = "1 case", Cell{}
			}
			t.Lines = append(t.Lines, []Cell{what, {Text: w.String(), Word: true}, {Text: ratio(geometric(all))}, from})
		}
	}
	return t
}

// brief is a row's name without the keys, the instruction set, which is one, and the number of one worker.
func brief(name string) string {
	var words []string
	for _, part := range strings.Split(name, "/") {
		key, value, found := strings.Cut(part, "=")
		switch {
		case !found:
			words = append(words, key)
		case key == "isa" || part == "workers=1":
		case key == "workers" && len(words) > 0 && results.KindOf(words[len(words)-1]) >= results.KindPeer:
			words[len(words)-1] += " ×" + value
		case key != "workers":
			words = append(words, value)
		}
	}
	return strings.Join(words, " ")
}

// changes is the table of a comparison, first what changed most. What did not is only counted.
func changes(c *results.Comparison) Table {
	t := Table{Heads: append(words("row"), Cell{Text: "old"}, Cell{Text: "now"}, Cell{Text: "change"}, Cell{Text: "p"})}
	alike := 0
	list := slices.Clone(c.Changes)
	slices.SortStableFunc(list, func(a, b results.Change) int {
		return int(math.Copysign(1, math.Abs(math.Log1p(b.Change))-math.Abs(math.Log1p(a.Change))))
	})
	for _, ch := range list {
		if !ch.Shown() {
			alike++
			continue
		}
		t.Lines = append(t.Lines, append(words(brief(ch.Name)),
			Cell{Text: results.Duration(ch.Old)}, Cell{Text: results.Duration(ch.New)}, Cell{Text: fmt.Sprintf("%+.1f %%", 100*ch.Change)}, Cell{Text: fmt.Sprintf("%.3f", ch.P)}))
	}
	t.Caption = fmt.Sprintf("Times of a call, of %d rows that changed by more than chance is apt to bring about (p at most 0.05); %d did not.", len(t.Lines), alike)
	return t
}
