package report

import (
	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const bold = stdfont.WeightBold

// legend draws what is what in lines on top of the canvas, and returns their height. One entry alone
// needs none: the title names it.
func (f *Figure) legend(dc draw.Canvas) (height vg.Length) {
	const sample, gap, line = 22, 14, 17
	words := style(textInk, 11, font.Font{})
	x := dc.Min.X
	entry := func(name string, show func(at vg.Point)) {
		width := sample + words.Width(name)
		if height == 0 || x > dc.Min.X && x+width > dc.Max.X {
			x = dc.Min.X
			height += line
		}
		y := dc.Max.Y - height + 3
		show(vg.Point{X: x, Y: y + 4})
		dc.FillText(words, vg.Point{X: x + sample, Y: y}, name)
		x += width + gap
	}
	for _, b := range f.bars {
		entry(b.name, func(at vg.Point) {
			dc.FillPolygon(b.ink.color(), []vg.Point{{X: at.X + 4, Y: at.Y - 4}, {X: at.X + 16, Y: at.Y - 4}, {X: at.X + 16, Y: at.Y + 4}, {X: at.X + 4, Y: at.Y + 4}})
		})
	}
	for _, c := range f.curves {
		if c.name == "" {
			continue
		}
		entry(c.name, func(at vg.Point) {
			if c.line {
				dc.StrokeLine2(c.lineStyle(), at.X, at.Y, at.X+17, at.Y)
			}
			if c.glyph != nil {
				dc.DrawGlyph(draw.GlyphStyle{Color: c.ink.color(), Radius: 3, Shape: c.glyph}, vg.Point{X: at.X + 8.5, Y: at.Y})
			}
		})
	}
	return height
}
