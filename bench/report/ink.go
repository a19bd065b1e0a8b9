package report

import (
	"fmt"
	"html/template"
	"image/color"
	"strings"
)

// ink is a colour by what it stands for. It is drawn in its light form, which no other ink has, so
// that a page can put a name in its place.
type ink struct{ name, light, dark string }

// The inks. Each has a contrast of 3 or more on both papers, but for those of lines behind the data.
var (
	paperInk = ink{"paper", "#fdfdfc", "#14171c"}
	textInk  = ink{"text", "#1c2127", "#e6e9ee"}
	mutedInk = ink{"muted", "#5b6470", "#9aa4b1"}
	gridInk  = ink{"grid", "#dde1e6", "#2b313a"}
	weftInk  = ink{"weft", "#0b62c4", "#5fb0ff"}
	moreInk  = ink{"more", "#0a9396", "#3fd0c9"}
	naiveInk = ink{"naive", "#7a828d", "#8b95a3"}
	gonumInk = ink{"gonum", "#c2500a", "#f5934a"}
	peakInk  = ink{"peak", "#c31d2b", "#ff7d76"}
	passInk  = ink{"pass", "#a8721a", "#e3b341"}

	peerInks = []ink{{"peer1", "#7d3fd1", "#bd93ff"}, {"peer2", "#1c7c36", "#4cc266"}, {"peer3", "#b8327f", "#f584bd"}}
)

func inks() []ink {
	return append([]ink{paperInk, textInk, mutedInk, gridInk, weftInk, moreInk, naiveInk, gonumInk, peakInk, passInk}, peerInks...)
}

// color is the ink's on paper.
func (i ink) color() color.Color {
	var c color.RGBA
	if _, err := fmt.Sscanf(i.light, "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil {
		panic(fmt.Sprintf("report: ink %s: %v", i.name, err))
	}
	c.A = 0xff
	return c
}

// named puts inks' names where a picture has their light colours, which plot writes in capitals.
func named(svg string) string {
	var pairs []string
	for _, i := range inks() {
		pairs = append(pairs, strings.ToUpper(i.light), "var(--"+i.name+")")
	}
	return strings.NewReplacer(pairs...).Replace(svg)
}

// variables are the inks as a page declares them.
func variables(of func(i ink) string) template.CSS {
	var b strings.Builder
	for _, i := range inks() {
		fmt.Fprintf(&b, "--%s:%s;", i.name, of(i))
	}
	return template.CSS(b.String())
}
