package report

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// label is a word beside a point.
type label struct {
	x, y float64
	text string
	ink  ink
}

// labelled draws labels where there is room, the first ones first: beside no point and over no other
// label. What finds none is left to the table.
type labelled struct {
	labels []label
	points []label // to keep clear of
	lines  []*curve
}

// labelled are the figure's labels, which keep clear of dots.
func (f *Figure) labelled() labelled {
	l := labelled{labels: f.labels}
	for _, c := range f.curves {
		if c.line && !c.thin {
			l.lines = append(l.lines, c)
		}
		if c.glyph == nil {
			continue
		}
		for _, p := range slices.Concat(c.points, c.loose) {
			l.points = append(l.points, label{x: p.X, y: p.Y})
		}
	}
	return l
}

// Plot implements plot.Plotter.
func (l labelled) Plot(c draw.Canvas, p *plot.Plot) {
	const beside = 5
	x, y := p.Transforms(&c)
	var taken []vg.Rectangle
	for _, at := range l.points {
		taken = append(taken, box(x(at.x)-3, y(at.y)-3, 6, 6))
	}
	for _, c := range l.lines {
		for i := range len(c.points) - 1 {
			taken = append(taken, along(vg.Point{X: x(c.points[i].X), Y: y(c.points[i].Y)}, vg.Point{X: x(c.points[i+1].X), Y: y(c.points[i+1].Y)})...)
		}
	}
	for _, at := range l.labels {
		words := small(at.ink)
		words.Font.Size = 9.5
		width, height := words.Width(at.text), vg.Length(9)
		left, bottom := x(at.x), y(at.y)
		for _, place := range []vg.Rectangle{
			box(left+beside, bottom-height/2, width, height),
			box(left-beside-width, bottom-height/2, width, height),
			box(left-width/2, bottom+beside, width, height),
			box(left-width/2, bottom-beside-height, width, height),
		} {
			if free(place, c.Rectangle, taken) {
				taken = append(taken, place)
				c.FillPolygon(paperInk.color(), []vg.Point{place.Min, {X: place.Min.X, Y: place.Max.Y}, place.Max, {X: place.Max.X, Y: place.Min.Y}})
				c.FillText(words, place.Min, at.text)
				break
			}
		}
	}
}

func box(x, y, width, height vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + width, Y: y + height}}
}

// along are small boxes from one point to another.
func along(from, to vg.Point) (boxes []vg.Rectangle) {
	const step = 4
	d := to.Sub(from)
	n := int(math.Hypot(float64(d.X), float64(d.Y)) / step)
	for i := range n {
		at := from.Add(d.Scale(vg.Length(i) / vg.Length(n)))
		boxes = append(boxes, box(at.X-1, at.Y-1, 2, 2))
	}
	return boxes
}

// free says whether a place is inside the canvas and meets none that is taken.
func free(place, canvas vg.Rectangle, taken []vg.Rectangle) bool {
	if place.Min.X < canvas.Min.X || place.Min.Y < canvas.Min.Y || place.Max.X > canvas.Max.X || place.Max.Y > canvas.Max.Y {
		return false
	}
	for _, t := range taken {
		if place.Min.X < t.Max.X && t.Min.X < place.Max.X && place.Min.Y < t.Max.Y && t.Min.Y < place.Max.Y {
			return false
		}
	}
	return true
}
