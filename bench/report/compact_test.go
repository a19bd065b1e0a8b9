package report

import (
	"bytes"
	"image"
	"image/color"
	"regexp"
	"strings"
	"testing"
)

// TestCompact wants looks that the page has left out, places rounded, and neighbours of one look joined, in their order.
func TestCompact(t *testing.T) {
	const font = "font-family:Liberation Sans;font-variant:normal;font-weight:normal;font-style:normal;"
	got := compact(`<svg>
<path d="M0,1.249L17.96,370" style="fill:none;stroke:var(--a);stroke-width:0.25" />
<path d="M2,3L4,-5.55" style="fill:none;stroke:var(--a);stroke-width:0.25" />
<path d="M6,7Z" style="fill:var(--a)" />
<path d="M0,0Z" style="fill:#-80;fill-opacity:0" />
<path d="M8,9Z" style="fill:var(--a)" />
<text x="22.04" y="-367.06" transform="scale(1, -1)"
	style="` + font + `font-size:11px;fill:var(--text)">1.234</text>
<text x="0" y="0" transform="scale(1, -1)"
	style="` + font + `font-size:10.5px;fill:var(--muted)">b</text>
</svg>
`)
	const want = `<svg>
<path d="M0,1.2L18,370M2,3L4,-5.6" style="stroke:var(--a);stroke-width:0.25"/>
<path d="M6,7ZM8,9Z" style="fill:var(--a)"/>
<text x="22" y="-367.1" style="font-size:11px;fill:var(--text)">1.234</text>
<text x="0" y="0" >b</text>
</svg>
`
	if got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

// TestCompacted wants every figure short, and no text turned in a way that the page does not know.
func TestCompacted(t *testing.T) {
	for _, f := range Figures(whole()) {
		svg := f.SVG(wide)
		if m := regexp.MustCompile(`<text[^>]*(transform|font-family)[^>]*>`).FindString(svg); m != "" {
			t.Errorf("%s has %s", f.Name, m)
		}
		if n := len(svg); n > 12000 {
			t.Errorf("%s is %d bytes", f.Name, n)
		}
	}
	var page bytes.Buffer
	if err := WriteHTML(&page, whole()); err != nil || !strings.Contains(page.String(), "transform:scale(1,-1)") || !strings.Contains(page.String(), "figure path{fill:none}") {
		t.Errorf("the page does not say what figures leave out, error %v", err)
	}
}

// TestPaletted keeps the most frequent of many colours.
func TestPaletted(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 40, 40))
	for i := range 1600 {
		c := color.RGBA{R: 9, G: 99, B: 200, A: 255}
		if i%2 > 0 {
			c = color.RGBA{R: uint8(i), G: uint8(i >> 8), A: 255}
		}
		m.SetRGBA(i%40, i/40, c)
	}
	for i, ink := range inks() { // a dot of each
		m.Set(1+2*i, 3, ink.color())
	}
	p := paletted(m)
	for i, ink := range inks() {
		if got := p.At(1+2*i, 3); got != ink.color() {
			t.Errorf("a dot of %s is %v, want %v", ink.name, got, ink.color())
		}
	}
	if len(p.Palette) != 256 {
		t.Errorf("%d colours", len(p.Palette))
	}
	for i := 0; i < 1600; i += 2 {
		if p.At(i%40, i/40) != m.At(i%40, i/40) {
			t.Fatalf("a frequent colour is %v, want %v", p.At(i%40, i/40), m.At(i%40, i/40))
		}
	}
}
