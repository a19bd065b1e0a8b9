package report

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// outline is a dot that is a line round so many corners, 0 of a ring. plot's own lines are half as thick, and pale.
type outline int

// The outlines, beside plot's dots that are filled.
const (
	ring           outline = 0
	hollowTriangle outline = 3
	hollowSquare   outline = 4
)

// DrawGlyph implements draw.GlyphDrawer. A polygon has a side below.
func (o outline) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	corners, radius := int(o), float64(style.Radius)*1.25
	if o == ring {
		corners, radius = 24, float64(style.Radius)
	}
	c.SetLineStyle(draw.LineStyle{Color: style.Color, Width: 1.1})
	var p vg.Path
	for i := range corners {
		angle := -math.Pi/2 + (float64(i)+0.5)*2*math.Pi/float64(corners)
		to := at.Add(vg.Point{X: vg.Length(radius * math.Cos(angle)), Y: vg.Length(radius * math.Sin(angle))})
		if i == 0 {
			p.Move(to)
		} else {
			p.Line(to)
		}
	}
	p.Close()
	c.Stroke(p)
}
