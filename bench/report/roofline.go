package report

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"weft.example/bench/results"
)

// rooflines are weft's kernels under the limits of one core, and of as many as were measured.
func rooflines(rows []results.Row) (list []*Figure) {
	for _, b := range batches(rows) {
		if b.group != "peak" {
			continue
		}
		for _, n := range b.workers() {
			if f := b.roofline(n, rows); f != nil {
				list = append(list, f)
			}
		}
	}
	return list
}

// groupLooks are those of kernels on a roofline.
var groupLooks = []struct {
	group, pass string
	ink         ink
	glyph       draw.GlyphDrawer
}{
	{"gemm", "", weftInk, draw.CircleGlyph{}},
	{"network", "forward", moreInk, hollowSquare},
	{"network", "backward", peerInks[0], draw.BoxGlyph{}},
	{"lapack", "", peerInks[1], draw.PyramidGlyph{}},
	{"elementwise", "", gonumInk, hollowTriangle},
}

func (b *batch) roofline(n int, rows []results.Row) *Figure {
	peak := peakOf(rows, b.typ, n)
	f := &Figure{
		Name: fmt.Sprintf("roofline-%s-%d", b.typ, n), batch: b.id(), Title: fmt.Sprintf("Roofline, %s, %s", b.typ, counted(n)),
		Note: "A kernel's roof is the slope of the memory that its operands are in, which is that of copies, up to the level of multiply-adds in registers, their best round. Kernels that read more than they write may be above a slope. Bytes are those that a call has to move at least.",
		X:    axis{label: "FLOP for each byte that has to move (logarithmic)", log: true},
		Y:    axis{label: "GFLOP/s (logarithmic)", log: true},
	}
	least, greatest := math.Inf(1), 1.0
	for _, look := range groupLooks {
		c := &curve{name: look.group, ink: look.ink, glyph: look.glyph}
		if look.pass != "" {
			c.name += ", " + look.pass
		}
		for _, r := range rows {
			flops := flopRate(r)
			if r.Impl != "weft" || r.Type != b.typ || r.Workers != n || r.Group != look.group || r.Pass != look.pass || !(flops > 0 && r.Intensity > 0) {
				continue
			}
			c.points = append(c.points, plotter.XY{X: r.Intensity, Y: flops / 1e9})
			f.labels = append(f.labels, label{r.Intensity, flops / 1e9, r.Case, look.ink})
			least, greatest = min(least, r.Intensity), max(greatest, r.Intensity)
		}
		if len(c.points) > 0 {
			f.curves = append(f.curves, c)
			f.Alt += fmt.Sprintf("%d kernels of %s. ", len(c.points), c.name)
		}
	}
	roofs, names := b.roofs(n, peak, least, greatest)
	if len(roofs) == 0 || !(peak > 0) {
		return nil
	}
	f.Alt += title(roofs[0].name) + ". " + roofs[1].name + "."
	f.curves, f.labels = append(roofs, f.curves...), append(names, f.labels...)
	return f
}

// flopRate is a row's FLOP/s, where it is known how many FLOP its bytes are worth.
func flopRate(r results.Row) float64 {
	switch {
	case r.Unit == "FLOP" && r.Intensity > 0:
		return r.Rate()
	case r.Unit == "B":
		return r.Rate() * r.Intensity
	default:
		return 0
	}
}

// roofs are the level of multiply-adds, and a slope up to it for each memory, with its name where it
// begins.
func (b *batch) roofs(n int, peak, least, greatest float64) (roofs []*curve, names []label) {
	var memories []results.Row
	first := math.Inf(1) // ridge
	for _, l := range b.lines {
		if r, ok := l.By[results.ByWeft(n)]; ok && r.Unit == "B" && r.Rate() > 0 {
			ridge := peak / r.Rate()
			memories = append(memories, r)
			first, least, greatest = min(first, ridge), min(least, ridge/3), max(greatest, 3*ridge)
		}
	}
	if len(memories) == 0 {
		return nil, nil
	}
	top := &curve{name: fmt.Sprintf("multiply-adds of %s, %s GFLOP/s", counted(n), threeDigits(peak/1e9)), ink: peakInk, line: true,
		points: plotter.XYs{{X: first, Y: peak / 1e9}, {X: greatest, Y: peak / 1e9}}}
	roofs = []*curve{top}
	var rates []string
	for _, r := range memories {
		start := plotter.XY{X: least, Y: least * r.Rate() / 1e9}
		roofs = append(roofs, &curve{ink: mutedInk, line: true, thin: true, points: plotter.XYs{start, {X: peak / r.Rate(), Y: peak / 1e9}}})
		names = append(names, label{start.X, start.Y, r.Shape, mutedInk})
		rates = append(rates, r.Shape+" "+threeDigits(r.Rate()/1e9))
	}
	roofs[1].name = strings.Join(rates, ", ") + " GB/s"
	return roofs, names
}
