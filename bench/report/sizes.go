package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"

	"weft.example/bench/results"
)

// sizes are GFLOP/s of products over their size, a figure for each number of workers: weft's and
// peers' of as many, others' beside, and the peak.
func sizes(rows []results.Row) (list []*Figure) {
	for _, b := range batches(rows) {
		if b.group != "gemm" {
			continue
		}
		for _, n := range b.workers() {
			list = append(list, b.overSize(n, rows))
		}
	}
	return list
}

// workers are one, if weft was measured so, and the most.
func (b *batch) workers() []int {
	var all []int
	for _, w := range b.ways {
		if w.Kind() == results.KindWeft {
			all = append(all, w.Workers)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return slices.Compact([]int{slices.Min(all), slices.Max(all)})
}

func (b *batch) overSize(n int, rows []results.Row) *Figure {
	f := &Figure{
		Name: fmt.Sprintf("%s-%d", b.id(), n), batch: b.id(), Title: fmt.Sprintf("GFLOP/s over size, %s, %s", b.typ, counted(n)),
		Note: "Lines go through square products, dots alone are of other shapes. naive is of one core; gonum takes all cores where a product is large. The peak is the best round of multiply-adds in registers, the points are medians.",
		X:    axis{label: "size: the cube root of m·n·k (logarithmic)", log: true},
		Y:    axis{label: "GFLOP/s", zero: true},
	}
	for _, w := range b.ways {
		if w.Kind() >= results.KindPeer && w.Workers != n {
			continue
		}
		c := &curve{name: w.String(), line: true}
		c.ink, c.glyph = look(w, peersOf(rows))
		var best float64
		for _, l := range b.lines {
			r, ok := l.By[w]
			if !ok || r.Work <= 0 {
				continue
			}
			at := plotter.XY{X: math.Cbrt(r.Work / 2), Y: r.Rate() / 1e9}
			best = max(best, at.Y)
			if square(r.Shape) {
				c.points = append(c.points, at)
			} else {
				c.loose = append(c.loose, at)
				if w.Kind() == results.KindWeft {
					f.labels = append(f.labels, label{at.X, at.Y, l.Case, mutedInk})
				}
			}
		}
		if len(c.points) == 0 {
			c.points, c.loose, c.line = c.loose, nil, false
		}
		slices.SortFunc(c.points, func(a, b plotter.XY) int { return int(math.Copysign(1, a.X-b.X)) })
		f.curves = append(f.curves, c)
		f.Alt += fmt.Sprintf("%s reaches %s GFLOP/s. ", w, threeDigits(best))
	}
	if peak := peakOf(rows, b.typ, n); peak > 0 {
		f.addLevel(fmt.Sprintf("peak of %s, %s", counted(n), threeDigits(peak/1e9)), peak/1e9)
		f.Alt += fmt.Sprintf("The peak of %s is %s GFLOP/s.", counted(n), threeDigits(peak/1e9))
	}
	return f
}

// addLevel adds a dashed line over the figure's whole width.
func (f *Figure) addLevel(name string, y float64) {
	least, greatest := math.Inf(1), math.Inf(-1)
	for _, c := range f.curves {
		for _, p := range slices.Concat(c.points, c.loose) {
			least, greatest = min(least, p.X), max(greatest, p.X)
		}
	}
	f.curves = append(f.curves, &curve{name: name, ink: peakInk, line: true, dashed: true, points: plotter.XYs{{X: least, Y: y}, {X: greatest, Y: y}}})
}

func counted(n int) string {
	if n == 1 {
		return "one core"
	}
	return fmt.Sprint(n, " cores")
}

// square says whether a product's three sizes are one, and no matrix is transposed.
func square(shape string) bool {
	n, _, _ := strings.Cut(shape, "x")
	return shape == n+"x"+n+"x"+n
}

// peakOf is the most that so many cores reached in registers, 0 where that was not measured: the best
// round of peak's, and of one core also the best of those that took turns with the rows. A neighbour
// or a lower clock only ever slows a core down, so that medians are below what other rows met.
func peakOf(rows []results.Row, typ string, n int) (best float64) {
	for _, r := range rows {
		if r.Type != typ {
			continue
		}
		if r.Group == "peak" && r.Case == "fma" && r.Workers == n {
			best = max(best, r.Best())
		}
		if n == 1 { // cores share clocks and units, so that many times one's is nobody's peak
			best = max(best, r.Peak, r.PeakBest)
		}
	}
	return best
}
