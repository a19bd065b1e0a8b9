package report

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"weft.example/bench/results"
)

// scalings are speeds of weft's by number of workers, over that of one: of the cases that take
// longest, which have most to share.
func scalings(rows []results.Row) (list []*Figure) {
	for _, b := range batches(rows) {
		f := &Figure{
			Name: "scaling-" + b.id(), batch: b.id(), Title: "Scaling, " + lower(b.name()),
			Note: "Speeds of many workers over that of one, of the cases that take longest.",
			X:    axis{label: "workers", whole: true},
			Y:    axis{label: "times as fast as one worker", zero: true},
		}
		greatest := 1
		for _, l := range b.longest(len(courseInks)) {
			c := &curve{name: caseName(b, l), ink: courseInks[len(f.curves)], glyph: courseGlyphs[len(f.curves)], line: true}
			one := l.By[results.ByWeft(1)]
			for _, w := range b.ways {
				r, ok := l.By[w]
				if w.Impl != "weft" || !ok {
					continue
				}
				c.points = append(c.points, plotter.XY{X: float64(w.Workers), Y: speed(r) / speed(one)})
				greatest = max(greatest, w.Workers)
			}
			slices.SortFunc(c.points, func(a, b plotter.XY) int { return int(a.X - b.X) })
			f.curves = append(f.curves, c)
			last := c.points[len(c.points)-1]
			f.Alt += fmt.Sprintf("%s is %s as fast with %g workers. ", c.name, ratio(last.Y), last.X)
		}
		if len(f.curves) == 0 {
			continue
		}
		f.curves = append(f.curves, &curve{name: "as many times as workers", ink: mutedInk, line: true, dashed: true,
			points: plotter.XYs{{X: 1, Y: 1}, {X: float64(greatest), Y: float64(greatest)}}})
		list = append(list, f)
	}
	return list
}

var (
	courseInks   = []ink{weftInk, gonumInk, peerInks[1], peerInks[0], moreInk, peerInks[2]}
	courseGlyphs = []draw.GlyphDrawer{draw.CircleGlyph{}, hollowSquare, hollowTriangle, draw.BoxGlyph{}, draw.PyramidGlyph{}, ring}
)

// speed is work in a second, or calls where work is not counted. Limits' work grows with workers.
func speed(r results.Row) float64 {
	if r.Work > 0 {
		return r.Rate()
	}
	return 1 / r.Spread().Center
}

// longest are cases that one worker takes longest for, and that more were measured with.
func (b *batch) longest(n int) []results.Line {
	lines := slices.DeleteFunc(slices.Clone(b.lines), func(l results.Line) bool {
		own := 0
		for w := range l.By {
			if w.Impl == "weft" {
				own++
			}
		}
		_, one := l.By[results.ByWeft(1)]
		return own < 2 || !one
	})
	slices.SortStableFunc(lines, func(x, y results.Line) int {
		if d := y.By[results.ByWeft(1)].Spread().Center - x.By[results.ByWeft(1)].Spread().Center; d != 0 {
			return map[bool]int{true: 1, false: -1}[d > 0]
		}
		return 0
	})
	return lines[:min(n, len(lines))]
}
