package report

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"weft.example/bench/results"
)

// Figure is one picture.
type Figure struct {
	Name  string // of its file and of its element on the page
	Title string
	Note  string // how to read it
	Alt   string // what it shows, in a sentence with figures

	machine string
	batch   string // the id of the rows it stands beside
	X, Y    axis
	curves  []*curve
	labels  []label
	cases   []string // of bars
	bars    []bars
}

// curve is a line through points, or dots, or both.
type curve struct {
	name   string
	ink    ink
	points plotter.XYs
	loose  plotter.XYs // dots beside the line
	line   bool
	dashed bool
	thin   bool
	broad  bool             // to be seen below another one
	glyph  draw.GlyphDrawer // of dots; nil for none
}

// bars are those of one yardstick, one for each case.
type bars struct {
	name   string
	ink    ink
	values []float64 // NaN where there is none
}

// kinds make the figures of each kind that rows with times are enough for.
var kinds = []func(rows []results.Row) []*Figure{sizes, rooflines, speedups, scalings}

// Figures are all that a report is enough for.
func Figures(r *results.Report) (list []*Figure) {
	timed := slices.DeleteFunc(slices.Clone(r.Rows), func(r results.Row) bool { return len(r.Seconds) == 0 })
	for _, kind := range kinds {
		list = append(list, kind(timed)...)
	}
	list = append(list, courses(r.Rows)...)
	list = slices.DeleteFunc(list, func(f *Figure) bool { return !f.sane() })
	taken := map[string]bool{}
	for _, f := range list {
		f.machine = r.Machine.CPU + ", " + r.Machine.ISA
		name := unsafeName.ReplaceAllString(f.Name, "-")
		for f.Name = name; taken[f.Name]; f.Name += "-" {
		}
		taken[f.Name] = true
	}
	return list
}

// sane takes away what no axis has room for, and says whether anything is left. No run measures
// that, but files may have it.
func (f *Figure) sane() bool {
	const greatest = 1e30
	fits := func(a axis, x float64) bool { return math.Abs(x) < greatest && (!a.log || x > 1/greatest) }
	left := false
	outside := func(p plotter.XY) bool { return !fits(f.X, p.X) || !fits(f.Y, p.Y) }
	for _, c := range f.curves {
		c.points, c.loose = slices.DeleteFunc(c.points, outside), slices.DeleteFunc(c.loose, outside)
		left = left || len(c.points) > 0 && len(f.cases) == 0
	}
	f.labels = slices.DeleteFunc(f.labels, func(l label) bool { return outside(plotter.XY{X: l.x, Y: l.y}) })
	for _, b := range f.bars {
		for i, x := range b.values {
			if !(x > 1/greatest && x < greatest) {
				b.values[i] = math.NaN()
			}
		}
		left = left || slices.ContainsFunc(b.values, func(x float64) bool { return x > 0 })
	}
	return left
}

// unsafeName is what no name of a file should have. Cases may be named for files of one's own.
var unsafeName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// look is how a way to compute is drawn, the same in every figure.
func look(w results.Way, peers []string) (ink, draw.GlyphDrawer) {
	switch w.Kind() {
	case results.KindNaive:
		return naiveInk, hollowTriangle
	case results.KindGonum:
		return gonumInk, hollowSquare
	case results.KindPeer:
		i := max(0, slices.Index(peers, w.Impl))
		return peerInks[i%len(peerInks)], []draw.GlyphDrawer{draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.CrossGlyph{}}[i%3]
	}
	if w.Impl == "frozen" {
		return passInk, ring
	}
	return weftInk, draw.CircleGlyph{}
}

// peersOf are the names of peers, in the order of rows.
func peersOf(rows []results.Row) (names []string) {
	for _, r := range rows {
		if results.KindOf(r.Impl) == results.KindPeer && !slices.Contains(names, r.Impl) {
			names = append(names, r.Impl)
		}
	}
	return names
}

// speedups are bars of how many times as fast weft is as each yardstick.
func speedups(rows []results.Row) (list []*Figure) {
	const mostCases = 40 // that are still names beside bars
	for _, b := range batches(rows) {
		f := &Figure{
			Name: "speedup-" + b.id(), batch: b.id(), Title: "Speed-up, " + lower(b.name()),
			Note: "How many times as long each other implementation takes as weft. A bar to the left of 1× is a case where weft takes longer.",
			X:    axis{label: "times as fast (logarithmic)", exponent: func(x float64) string { return plain(round(x)) + "×" }},
		}
		for _, l := range b.lines {
			f.cases = append(f.cases, caseName(b, l))
		}
		for _, w := range b.least() {
			ink, _ := look(w, peersOf(rows))
			set := bars{name: "over " + w.String(), ink: ink}
			var some []float64
			for _, l := range b.lines {
				x, _ := l.Speedup(w)
				set.values = append(set.values, x)
				if x > 0 {
					some = append(some, x)
				}
			}
			if len(some) > 0 {
				f.bars = append(f.bars, set)
				f.Alt += fmt.Sprintf("weft is %s to %s as fast as %s in %d cases, %s in the geometric mean. ",
					ratio(slices.Min(some)), ratio(slices.Max(some)), w, len(some), ratio(geometric(some)))
			}
		}
		if len(f.bars) == 0 {
			continue
		}
		if len(f.cases) > mostCases {
			f.inOrder()
		} else {
			f.curves = []*curve{{ink: mutedInk, line: true, thin: true, points: plotter.XYs{{X: 0, Y: -0.5}, {X: 0, Y: float64(len(f.cases)) - 0.5}}}}
		}
		list = append(list, f)
	}
	return list
}

// inOrder turns bars that are too many to name into curves of their lengths, in order.
func (f *Figure) inOrder() {
	f.Note = "How many times as long each other implementation takes as weft, in order, from the case where weft gains most. Above 1× weft is faster. The table names the cases."
	f.X, f.Y = axis{label: "cases, by gain", zero: true}, axis{label: "times as fast (logarithmic)", log: true}
	parity := &curve{name: "1×: as fast", ink: mutedInk, line: true, dashed: true, points: plotter.XYs{{X: 0, Y: 1}, {X: float64(len(f.cases)), Y: 1}}}
	for _, b := range f.bars {
		c := &curve{name: b.name, ink: b.ink, line: true}
		values := slices.DeleteFunc(slices.Clone(b.values), func(x float64) bool { return !(x > 0) })
		slices.SortFunc(values, func(a, b float64) int { return cmp.Compare(b, a) })
		for i, x := range values {
			c.points = append(c.points, plotter.XY{X: float64(i + 1), Y: x})
		}
		f.curves = append(f.curves, c)
	}
	f.curves = append(f.curves, parity)
	f.cases, f.bars = nil, nil
}

// caseName tells a case from others of its batch.
func caseName(b *batch, l results.Line) string {
	for _, other := range b.lines {
		if other.Case == l.Case && other.Shape != l.Shape {
			return l.Case + " " + l.Shape
		}
	}
	return l.Case
}

func geometric(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += math.Log(x)
	}
	return math.Exp(sum / float64(len(xs)))
}

// lower begins a title in the middle of another one. Names of libraries stay as they are.
func lower(title string) string {
	if strings.HasPrefix(title, "BLAS") || strings.HasPrefix(title, "LAPACK") {
		return title
	}
	return strings.ToLower(title[:min(1, len(title))]) + title[min(1, len(title)):]
}
