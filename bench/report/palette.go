package report

import (
	"cmp"
	"image"
	"image/color"
	"maps"
	"slices"
)

// paletted is a picture in 256 colours: the inks and their edges on paper, and what is most frequent besides. An ink that
// is rare, as that of a few dots, would be another's otherwise. Its file is a third as long.
func paletted(m *image.RGBA) *image.Paletted {
	count := map[color.RGBA]int{}
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			count[m.RGBAAt(x, y)]++
		}
	}
	// The order of those that are as frequent is that of their values, so that a picture has one form.
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	palette := edges()
	for _, c := range colours {
		if len(palette) < 256 && !slices.Contains(palette, color.Color(c)) {
			palette = append(palette, c)
		}
	}
	index := map[color.RGBA]uint8{}
	for _, c := range colours {
		index[c] = uint8(palette.Index(c))
	}
	p := image.NewPaletted(m.Rect, palette)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			p.SetColorIndex(x, y, index[m.RGBAAt(x, y)])
		}
	}
	return p
}

// edges are the inks, mixed with paper in some steps.
func edges() (palette color.Palette) {
	const steps = 8
	paper := paperInk.color().(color.RGBA)
	for _, i := range inks() {
		of := i.color().(color.RGBA)
		for s := 1; s <= steps; s++ {
			mix := func(a, b uint8) uint8 { return uint8((int(a)*s + int(b)*(steps-s)) / steps) }
			if c := (color.RGBA{mix(of.R, paper.R), mix(of.G, paper.G), mix(of.B, paper.B), 0xff}); !slices.Contains(palette, color.Color(c)) {
				palette = append(palette, c)
			}
		}
	}
	return palette
}
