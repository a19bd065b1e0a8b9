package report

import (
	"cmp"
	"image"
	"image/color"
	"maps"
	"slices"
)

// paletted is a picture in its 256 most frequent colours, which are the inks and their edges. Its file is a third as
// long.
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
	var palette color.Palette
	for _, c := range colours[:min(len(colours), 256)] {
		palette = append(palette, c)
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
