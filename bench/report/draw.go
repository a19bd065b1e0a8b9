package report

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/png"
	"io"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Widths of figures, in points: a desk's, and a phone's.
const (
	wide   = 760
	narrow = 360
)

// style is the text of figures, in a face whose widths Arial and Helvetica have too.
func style(i ink, size font.Length, weight font.Font) text.Style {
	weight.Typeface, weight.Variant, weight.Size = "Liberation", "Sans", size
	return text.Style{Color: i.color(), Font: weight, YAlign: text.YBottom, Handler: plot.DefaultTextHandler}
}

func small(i ink) text.Style { return style(i, 10.5, font.Font{}) }

// height is the figure's for a width.
func (f *Figure) height(width vg.Length) vg.Length {
	if n := len(f.cases); n > 0 {
		return vg.Length(float64(n)*(float64(len(f.bars))*barWidth+8)) + 90
	}
	return max(0.5*width, 300)
}

// SVG writes the figure of a width. Colours are variables of the page.
func (f *Figure) SVG(width vg.Length) string {
	height := f.height(width)
	c := vgsvg.NewWith(vgsvg.UseWH(width, height))
	f.draw(draw.New(c))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil { // a bytes.Buffer has no errors
		panic(err)
	}
	_, svg, _ := strings.Cut(b.String(), "xlink\">") // behind what a file declares and a page does not
	return fmt.Sprintf(`<svg viewBox="0 0 %g %g" aria-hidden="true">`, float64(width), float64(height)) + compact(named(svg))
}

// PNG writes the figure on paper, below its title, in twice as many points as the page has.
func (f *Figure) PNG(w io.Writer) error {
	const title, margin = 28, 12
	c := vgimg.NewWith(vgimg.UseWH(wide+2*margin, f.height(wide)+title+2*margin), vgimg.UseDPI(144), vgimg.UseBackgroundColor(paperInk.color()))
	dc := draw.Crop(draw.New(c), margin, -margin, margin, -margin)
	head := style(textInk, 14, font.Font{Weight: bold})
	dc.FillText(head, vg.Point{X: dc.Min.X, Y: dc.Max.Y - 16}, f.Title+" – "+f.machine)
	f.draw(draw.Crop(dc, 0, 0, 0, -title))
	picture := image.NewRGBA(c.Image().Bounds())
	imagedraw.Draw(picture, picture.Rect, c.Image(), image.Point{}, imagedraw.Src)
	return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, paletted(picture))
}

// draw draws the legend in lines on top, and the plot below.
func (f *Figure) draw(dc draw.Canvas) {
	p := plot.New()
	p.BackgroundColor = color.Transparent
	f.axes(p)
	top := f.legend(dc)
	if f.Y.label != "" {
		top += 18
		dc.FillText(small(mutedInk), vg.Point{X: dc.Min.X, Y: dc.Max.Y - top + 2}, f.Y.label)
	}
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = gridInk.color(), gridInk.color()
	if len(f.cases) > 0 {
		grid.Horizontal.Color = nil
	}
	p.Add(grid)
	if len(f.bars) > 0 {
		p.Add(barred{f})
	}
	for _, c := range f.curves {
		c.add(p)
	}
	p.Add(f.labelled())
	f.limit(p)
	// plot's own label of an axis of logarithms takes room on the right.
	below := small(mutedInk)
	below.XAlign = draw.XCenter
	dc.FillText(below, vg.Point{X: dc.Center().X, Y: dc.Min.Y + 2}, f.X.label)
	p.Draw(draw.Crop(dc, 0, -10, 18, -top-8))
}

func (f *Figure) axes(p *plot.Plot) {
	for _, a := range []struct {
		to   *plot.Axis
		from axis
	}{{&p.X, f.X}, {&p.Y, f.Y}} {
		a.to.LineStyle.Color, a.to.Tick.LineStyle.Color = mutedInk.color(), mutedInk.color()
		label := small(mutedInk)
		label.XAlign, label.YAlign = a.to.Tick.Label.XAlign, a.to.Tick.Label.YAlign
		a.to.Tick.Label, a.to.Tick.Length = label, 3
		a.to.Padding = 0
		a.to.Tick.Marker = a.from.ticks()
		if a.from.log {
			a.to.Scale = plot.LogScale{}
		}
	}
}

// limit widens the plot's range to whole figures. One of bars has a unit for each case.
func (f *Figure) limit(p *plot.Plot) {
	f.X.limit(&p.X)
	f.Y.limit(&p.Y)
	if n := len(f.cases); n > 0 {
		p.Y.Min, p.Y.Max = -0.5, float64(n)-0.5
		p.Y.LineStyle.Width, p.Y.Tick.LineStyle.Width = 0, 0
		p.Y.Tick.Marker = plot.ConstantTicks(f.caseTicks())
	}
}

// caseTicks name the cases, the first on top.
func (f *Figure) caseTicks() (ticks []plot.Tick) {
	for i, name := range f.cases {
		ticks = append(ticks, plot.Tick{Value: float64(len(f.cases) - 1 - i), Label: name})
	}
	return ticks
}

const barWidth = 9

// barred draws the bars of each case one below the other, about the case's line. They start at 1×: the axis is one of
// logarithms.
type barred struct{ *Figure }

// Plot implements plot.Plotter.
func (f barred) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for j := range f.cases {
		sets := slices.DeleteFunc(slices.Clone(f.bars), func(b bars) bool { return !(b.values[j] > 0) }) // NaN is nothing
		for i, set := range sets {
			middle := y(float64(len(f.cases)-1-j)) + vg.Length(float64(len(sets)-1)/2-float64(i))*barWidth
			from, to, half := x(0), x(math.Log10(set.values[j])), vg.Length(barWidth-1)/2
			c.FillPolygon(set.ink.color(), []vg.Point{{X: from, Y: middle - half}, {X: to, Y: middle - half}, {X: to, Y: middle + half}, {X: from, Y: middle + half}})
		}
	}
}

// DataRange implements plot.DataRanger.
func (f barred) DataRange() (xmin, xmax, ymin, ymax float64) {
	for _, b := range f.bars {
		for _, v := range b.values {
			if v > 0 {
				xmin, xmax = min(xmin, math.Log10(v)), max(xmax, math.Log10(v))
			}
		}
	}
	return xmin, xmax, 0, float64(len(f.cases))
}

// add adds a line, dots, or both.
func (c *curve) add(p *plot.Plot) {
	if len(c.points) == 0 {
		return
	}
	if c.line {
		line, err := plotter.NewLine(c.points)
		if err != nil {
			panic(err)
		}
		line.LineStyle = c.lineStyle()
		p.Add(line)
	}
	if c.glyph != nil {
		dots, err := plotter.NewScatter(append(c.points[:len(c.points):len(c.points)], c.loose...))
		if err != nil {
			panic(err)
		}
		dots.GlyphStyle = draw.GlyphStyle{Color: c.ink.color(), Radius: 3, Shape: c.glyph}
		p.Add(dots)
	}
}

func (c *curve) lineStyle() draw.LineStyle {
	s := draw.LineStyle{Color: c.ink.color(), Width: 1.75}
	if c.dashed {
		s.Dashes = []vg.Length{5, 3}
	}
	if c.dashed || c.thin {
		s.Width = 1.25
	}
	if c.broad {
		s.Width *= 2.5
	}
	return s
}
