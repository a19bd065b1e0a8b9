package report

import (
	"regexp"
	"strconv"
	"strings"
)

// shorter leaves out what page.css says of all text and paths.
var shorter = strings.NewReplacer(
	"font-family:Liberation Sans;font-variant:normal;font-weight:normal;font-style:normal;", "",
	` transform="scale(1, -1)"`+"\n\tstyle", " style",
	"fill:none;", "",
	`" />`, `"/>`,
)

var (
	invisible = regexp.MustCompile(`<path [^>]*fill-opacity:0" />\n`)
	places    = regexp.MustCompile(` (?:d|x|y)="[^"]*"`)
	digits    = regexp.MustCompile(`[0-9]+\.[0-9]{2,}`)
)

// compact makes a picture of a page less than half as long: places to a tenth of a point, no look where it is
// the usual one, and paths of one look that follow each other as one.
func compact(svg string) string {
	svg = invisible.ReplaceAllString(svg, "")
	svg = strings.ReplaceAll(shorter.Replace(svg), `style="font-size:10.5px;fill:var(--muted)"`, "")
	svg = places.ReplaceAllStringFunc(svg, func(place string) string {
		return digits.ReplaceAllStringFunc(place, func(number string) string {
			x, _ := strconv.ParseFloat(number, 64)
			return strconv.FormatFloat(float64(int(10*x+0.5))/10, 'f', -1, 64)
		})
	})
	var out strings.Builder
	var path, look string // that may go on
	flush := func() {
		if path != "" {
			out.WriteString(`<path d="` + path + look)
		}
		path, look = "", ""
	}
	for line := range strings.Lines(svg) {
		points, ok := strings.CutPrefix(line, `<path d="`)
		if !ok {
			flush()
			out.WriteString(line)
			continue
		}
		points, rest, _ := strings.Cut(points, `"`)
		if rest = `"` + rest; rest != look {
			flush()
		}
		path, look = path+points, rest
	}
	flush()
	return out.String()
}
