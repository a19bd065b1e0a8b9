package report

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"weft.example/bench/results"
)

// row is one of seven rounds.
func row(group, name, shape, impl string, workers int, seconds, work float64, unit string) results.Row {
	r := results.Row{Group: group, ISA: "avx2", Type: "float32", Case: name, Shape: shape, Impl: impl, Workers: workers, Work: work, Unit: unit, Peak: 1e11, Allocs: -1, Intensity: 2}
	for i := range 7 {
		r.Seconds = append(r.Seconds, seconds*(1+float64(i-3)/1000))
	}
	return r
}

// products are squares and a thin one by two implementations and a peer, on one core and two.
func products() (rows []results.Row) {
	for _, n := range []float64{8, 64, 512} {
		name, shape, work := fmt.Sprint("square-", n), fmt.Sprintf("%gx%gx%g", n, n, n), 2*n*n*n
		rows = append(rows, row("gemm", name, shape, "gonum", 2, work/5e9, work, "FLOP"), row("gemm", name, shape, "weft", 1, work/4e10, work, "FLOP"),
			row("gemm", name, shape, "weft", 2, work/6e10, work, "FLOP"), row("gemm", name, shape, "openblas", 1, work/2e10, work, "FLOP"))
	}
	return append(rows, row("gemm", "thin", "512x512x3", "weft", 1, 1e-4, 2*512*512*3, "FLOP"))
}

func limits() (rows []results.Row) {
	for _, n := range []int{1, 2} {
		rows = append(rows, row("peak", "fma", "registers", "weft", n, 1, 1e11*float64(n), "FLOP"),
			row("peak", "copy", "L1", "weft", n, 1, 2e11*float64(n), "B"), row("peak", "copy", "DRAM", "weft", n, 1, 1e10, "B"))
	}
	return rows
}

func training() []results.Row {
	r := row("train", "iris", "4-3", "weft", 1, 1, 120, "examples")
	r.Series = []results.Series{
		{Name: "loss", By: "epoch", At: []int{1, 2, 3}, Values: []float64{1, 0.5, 0.25}},
		{Name: "validation loss", By: "epoch", At: []int{1, 2, 3}, Values: []float64{1, 0.75, 0.5}},
		{Name: "accuracy", By: "epoch", At: []int{1, 2, 3}, Values: []float64{0, 0.5, 1}},
	}
	return []results.Row{r}
}

// many are more cases than have names beside bars.
func many() (rows []results.Row) {
	for i := range 60 {
		name := fmt.Sprint("routine-", i)
		rows = append(rows, row("blas", name, "64", "gonum", 1, float64(1+i), 0, ""), row("blas", name, "64", "weft", 1, 10, 0, ""))
	}
	return rows
}

func whole() *results.Report {
	r := &results.Report{
		Schema: results.Schema, Start: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC), Command: []string{"-quick"},
		Machine:  results.Machine{CPU: "A CPU", Cores: 2, Caches: []results.Cache{{Level: 1, Bytes: 48 << 10}, {Level: 3}}, ISA: "avx2", Why: "so", Workers: 2, Versions: map[string]string{"module": "v1.2.3"}},
		Peers:    []results.Peer{{Name: "openblas", Path: "lib", About: "OpenBLAS 9"}},
		Warnings: []string{"the machine is busy"},
		Rows:     slices.Concat(products(), limits(), training(), many()),
	}
	r.Compare = results.Compare(&results.Report{Rows: []results.Row{row("gemm", "square-8", "8x8x8", "weft", 1, 1, 1, "FLOP")}}, r, "old.json")
	return r
}

// TestFigures wants those that rows are enough for, and no other.
func TestFigures(t *testing.T) {
	for _, c := range []struct {
		what string
		rows []results.Row
		want string
	}{
		{"nothing", nil, ""},
		{"one of one", products()[:1], ""},
		{"products", products(), "gemm-float32-1 gemm-float32-2 speedup-gemm-float32 scaling-gemm-float32"},
		{"limits", limits(), "roofline-float32-1 roofline-float32-2 scaling-peak-float32"},
		{"memories without multiply-adds", slices.Concat(limits()[1:3]), "roofline-float32-1"}, // below the peak measured meanwhile
		{"training", training(), "course-loss-epoch-iris-4-3-float32 course-accuracy-epoch-iris-4-3-float32"},
		{"routines", many(), "speedup-blas-float32"},
	} {
		var names []string
		for _, f := range Figures(&results.Report{Rows: c.rows}) {
			names = append(names, f.Name)
			if f.Alt == "" || f.Title == "" {
				t.Errorf("%s has title %q and text %q", f.Name, f.Title, f.Alt)
			}
			known := map[string]bool{}
			for _, c := range f.curves {
				if known[c.name] && c.name != "" {
					t.Errorf("%s has two curves named %s", f.Name, c.name)
				}
				known[c.name] = true
			}
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// figureOf returns the figure of a name.
func figureOf(t *testing.T, name string) *Figure {
	t.Helper()
	for _, f := range Figures(whole()) {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no figure %s", name)
	return nil
}

// TestPoints wants numbers of rows where figures have them.
func TestPoints(t *testing.T) {
	near := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= 1e-9*math.Abs(want)) {
			t.Errorf("%s is %g, want %g", what, got, want)
		}
	}
	size := figureOf(t, "gemm-float32-1")
	names := ""
	for _, c := range size.curves {
		names += c.name + "; "
	}
	if names != "gonum; openblas; weft; peak of one core, 100; " {
		t.Errorf("curves %s", names)
	}
	weft := size.curves[2]
	if len(weft.points) != 3 || len(weft.loose) != 1 {
		t.Fatalf("%d points and %d beside, want squares and one that is none", len(weft.points), len(weft.loose))
	}
	near("size", weft.points[2].X, 512)
	near("GFLOP/s", weft.points[2].Y, 40)
	near("peak", size.curves[3].points[0].Y, 100/0.997) // the best of peak's rounds
	near("peak of two", figureOf(t, "gemm-float32-2").curves[2].points[0].Y, 200/0.997)

	bars := figureOf(t, "speedup-gemm-float32").bars
	near("speed-up over gonum", bars[0].values[0], 12)   // by two workers
	near("speed-up over openblas", bars[1].values[0], 2) // by one, as it has
	if !math.IsNaN(bars[0].values[3]) {
		t.Errorf("speed-up of a case that gonum was not measured with is %g", bars[0].values[3])
	}
	near("scaling", figureOf(t, "scaling-gemm-float32").curves[0].points[1].Y, 1.5)
	near("scaling of bandwidth, whose work grows", figureOf(t, "scaling-peak-float32").curves[0].points[1].Y, 2)

	roof := figureOf(t, "roofline-float32-1")
	near("roof", roof.curves[0].points[0].Y, 100/0.997)
	near("ridge of L1", roof.curves[1].points[1].X, 0.5/0.997)
	near("kernel's intensity", roof.curves[3].points[0].X, 2)
	near("kernel's rate", roof.curves[3].points[0].Y, 40)

	begin := roof.curves[1].points[0] // far enough left that the slope is seen
	if !(begin.X <= 0.5/2) || !(roof.curves[0].points[1].X >= 10) {
		t.Errorf("L1's slope begins at %g and the roof ends at %g", begin.X, roof.curves[0].points[1].X)
	}
	near("start of a slope", begin.Y, 200*begin.X)
	near("rate of a kernel that counts bytes", flopRate(row("elementwise", "axpy", "L1", "weft", 1, 1, 3e9, "B")), 6e9)
	near("rate of one without FLOP", flopRate(row("blas", "gemv", "9", "weft", 1, 1, 0, "")), 0)

	if order := figureOf(t, "speedup-blas-float32"); len(order.bars) != 0 || len(order.curves[0].points) != 60 || order.curves[0].points[0].Y != 6 || order.curves[0].points[59].Y != 0.1 {
		t.Errorf("many cases are %d bars and %d curves, want a curve from 6 to 0.1", len(order.bars), len(order.curves))
	}

	course := figureOf(t, "course-loss-epoch-iris-4-3-float32")
	if len(course.curves) != 2 || course.curves[0].dashed || !course.curves[1].dashed || course.curves[1].points[2].Y != 0.5 {
		t.Errorf("curves of loss: %+v", course.curves)
	}
}

// TestPeakOf wants the best that was measured of as many cores and of the type, and a product below it
// that is above the medians.
func TestPeakOf(t *testing.T) {
	fast := row("gemm", "square-64", "64x64x64", "weft", 1, 1, 1.2e11, "FLOP")
	fast.PeakBest = 1.3e11
	wide := fast
	wide.Type = "float64"
	wide.PeakBest = 9e11
	shaken := row("peak", "fma", "registers", "weft", 2, 1, 2e11, "FLOP")
	shaken.Seconds[3] = 0.5
	for _, c := range []struct {
		what string
		n    int
		rows []results.Row
		want float64
	}{
		{"nothing", 1, nil, 0},
		{"a row of no times", 1, []results.Row{{Type: "float32", Group: "peak", Case: "fma", Workers: 1, Work: 1}}, 0},
		{"medians alone, as files of before have", 1, products(), 1e11},
		{"the best round beside a product", 1, append(products(), fast, wide), 1.3e11},
		{"peak's best round", 1, limits(), 1e11 / 0.997},
		{"two cores without peak", 2, append(products(), fast), 0},
		{"two cores' best round", 2, append(products(), fast, shaken), 4e11},
	} {
		if got := peakOf(c.rows, "float32", c.n); !(math.Abs(got-c.want) <= 1e-9*c.want) {
			t.Errorf("%s: %g, want %g", c.what, got, c.want)
		}
	}
}

// TestSVG wants no colour that a page does not name, numbers that are some, and no request.
func TestSVG(t *testing.T) {
	colour := regexp.MustCompile(`#[0-9A-Fa-f]{3,8}\b`)
	for _, f := range Figures(whole()) {
		for _, svg := range []string{f.SVG(wide), f.SVG(narrow)} {
			for _, bad := range []string{"NaN", "Inf", "http", "fill:black"} {
				if strings.Contains(svg, bad) {
					t.Errorf("%s has %s", f.Name, bad)
				}
			}
			if c := colour.FindString(svg); c != "" {
				t.Errorf("%s has the colour %s", f.Name, c)
			}
		}
	}
}

func TestSquare(t *testing.T) {
	for shape, want := range map[string]bool{"8x8x8": true, "64x64x64": true, "8x8x9": false, "8x9x8": false, "9x8x8": false, "8x8x8:NT": false, "": false, "8": false} {
		if square(shape) != want {
			t.Errorf("%q is square: %v", shape, !want)
		}
	}
}

func TestPNG(t *testing.T) {
	var b bytes.Buffer
	f := figureOf(t, "gemm-float32-1")
	if err := f.PNG(&b); err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Bounds().Dx(); got != 2*(wide+24) {
		t.Errorf("%d pixels wide, want twice %d", got, wide+24)
	}
	ink := 0
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			if m.At(x, y) == weftInk.color() {
				ink++
			}
		}
	}
	if ink < 1000 {
		t.Errorf("%d pixels in weft's ink", ink)
	}
}

// TestPage wants all that was measured, and nothing to fetch or run.
func TestPage(t *testing.T) {
	r := whole()
	r.Rows = append(r.Rows, row("gemm", `<script>alert("1")</script>`, "1x2x3", "weft", 1, 1, 12, "FLOP"))
	r.Peers[0].About = "</style><b>"
	var b bytes.Buffer
	if err := WriteHTML(&b, r); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, f := range Figures(r) {
		if !strings.Contains(page, `<figure id="`+f.Name+`">`+"\n<h3>"+f.Title+"</h3>") {
			t.Errorf("no figure %s with its title", f.Name)
		}
	}
	for _, want := range []string{
		"A CPU", "4 May 2026, 03:02 UTC", "L1 48 KiB, L3 unknown", "the machine is busy", "At a glance", "old.json", "v1.2.3", "bench -quick",
		`<td>12.0×</td><td>2.00×</td><td>5.00 <small>± 0 %</small></td>`, // of weft over gonum, over openblas; gonum's GFLOP/s
		"<td>40 %</td>", `<a href="#gemm-float32">`, `role="img"`, "prefers-color-scheme: dark", "60 cases", "&lt;script&gt;",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, bad := range []string{"http:", "https:", "<script", "<link", "src=", "url(", "@import", "<b>", "NaN", "ZgotmplZ", "<no value>"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
}

func TestBrief(t *testing.T) {
	for name, want := range map[string]string{
		"gemm/isa=avx2/type=float32/case=own/shape=1x2x3:NT/impl=weft/workers=4": "gemm float32 own 1x2x3:NT weft ×4",
		"gemm/isa=avx2/type=float32/case=own/impl=weft/workers=1":                "gemm float32 own weft",
		"blas/isa=avx2/type=float64/case=gemv/shape=9/impl=gonum/workers=4":      "blas float64 gemv 9 gonum",
		"x": "x", "/a=b/": " b ",
	} {
		if got := brief(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	brief("workers=2") // of a file that somebody wrote
}

// TestEmpty wants a page of a machine alone, without a section for what was not measured.
func TestEmpty(t *testing.T) {
	var b bytes.Buffer
	if err := WriteHTML(&b, &results.Report{}); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<figure", "At a glance", "<aside", "<nav", "changed since"} {
		if strings.Contains(b.String(), bad) {
			t.Errorf("the page has %s", bad)
		}
	}
}

// TestTimeless wants the curves of a row that has no times.
func TestTimeless(t *testing.T) {
	r := &results.Report{Rows: training()}
	r.Rows[0].Seconds = nil
	var b bytes.Buffer
	if err := WriteHTML(&b, r); err != nil {
		t.Fatal(err)
	}
	if page := b.String(); strings.Count(page, "<figure ") != 2 || strings.Contains(page, "<table") {
		t.Errorf("%d figures, and a table: %v", strings.Count(page, "<figure "), strings.Contains(page, "<table"))
	}
}

// TestOdd draws rows that no run writes, and that a file may have, and names files of theirs safely.
func TestOdd(t *testing.T) {
	names := []string{"", "../x", "a/b", "a b", strings.Repeat("long", 99), "\x00"}
	numbers := []float64{0, -1, 1, 1e-300, 1e300, math.MaxFloat64, 5e-324}
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		r := &results.Report{}
		for range 1 + rng.IntN(8) {
			pick := func(list ...string) string { return list[rng.IntN(len(list))] }
			number := func() float64 { return numbers[rng.IntN(len(numbers))] }
			r.Rows = append(r.Rows, results.Row{
				Group: pick("gemm", "peak", "blas", "train", "network", "elementwise", "other", ""), Type: pick("float32", "a/b"), Case: pick(names...), Shape: pick("8x8x8", "L1", ""),
				Impl: pick("weft", "gonum", "x"), Workers: rng.IntN(3), Seconds: []float64{max(number(), 5e-324)}, Work: number(), Unit: pick("FLOP", "B", ""), Peak: number(), Intensity: number(),
				Series: []results.Series{{Name: pick("loss", "validation loss", ""), By: pick("epoch", ""), At: []int{1, rng.IntN(3)}, Values: []float64{number(), number()}}},
			})
		}
		if rng.IntN(2) == 0 {
			r.Rows[0].Seconds = nil
		}
		if err := WriteHTML(io.Discard, r); err != nil {
			t.Fatal(err)
		}
		taken := map[string]bool{}
		for _, f := range Figures(r) {
			if taken[f.Name] || strings.ContainsAny(f.Name, "/\\ \x00") {
				t.Fatalf("a figure is named %q", f.Name)
			}
			taken[f.Name] = true
		}
	}
}

// TestInks wants colours that can be told apart from paper, by WCAG's contrast, and from each other.
func TestInks(t *testing.T) {
	luminance := func(hex string) float64 {
		linear := func(v float64) float64 {
			if v <= 0.04045 {
				return v / 12.92
			}
			return math.Pow((v+0.055)/1.055, 2.4)
		}
		var r, g, b int
		if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &r, &g, &b); err != nil {
			t.Fatal(err)
		}
		return 0.2126*linear(float64(r)/255) + 0.7152*linear(float64(g)/255) + 0.0722*linear(float64(b)/255)
	}
	contrast := func(a, b string) float64 {
		x, y := luminance(a), luminance(b)
		return (max(x, y) + 0.05) / (min(x, y) + 0.05)
	}
	light := map[string]bool{}
	for _, i := range inks() {
		if light[i.light] {
			t.Errorf("two inks are %s", i.light)
		}
		light[i.light] = true
		want := map[string]float64{"paper": 1, "grid": 1.1, "text": 12, "muted": 4.5}[i.name]
		if want == 0 {
			want = 3
		}
		if l, d := contrast(i.light, paperInk.light), contrast(i.dark, paperInk.dark); l < want || d < want {
			t.Errorf("%s has a contrast of %.1f and %.1f, want %g", i.name, l, d, want)
		}
	}
}
