package report

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"

	"weft.example/bench/results"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

var page = template.Must(template.New("page").Parse(pageHTML))

// section is a part of the page: figures, and the table of what they show.
type section struct {
	ID, Title string
	Figures   []picture
	Table     *Table
	Folded    bool // the table is long, and behind a line to click on
}

// picture is a figure as the page has it, for a desk and for a phone.
type picture struct {
	*Figure
	Wide, Narrow template.HTML
}

// WriteHTML writes the page.
func WriteHTML(w io.Writer, r *results.Report) error {
	list := batches(r.Rows)
	data := struct {
		Report      *results.Report
		Title, Date string
		CSS         template.CSS
		Light, Dark template.CSS
		Facts       [][2]string
		Details     [][2]string
		Overview    *Table
		Sections    []section
		Changes     *Table
	}{
		Report: r, Title: "weft on " + cmp.Or(r.Machine.CPU, "an unknown CPU"), Date: day(r.Start), CSS: template.CSS(pageCSS),
		Light: variables(func(i ink) string { return i.light }), Dark: variables(func(i ink) string { return i.dark }),
		Facts: facts(r), Details: details(r), Sections: sections(list, Figures(r)),
	}
	if t := overview(list); len(t.Lines) > 0 {
		data.Overview = &t
	}
	if r.Compare != nil {
		t := changes(r.Compare)
		data.Changes = &t
	}
	return page.Execute(w, data)
}

// sections are one for each group of rows, in the order of rows, with a table for each of its batches.
func sections(list []*batch, figures []*Figure) (all []section) {
	const long = 12 // lines of a table
	for _, b := range list {
		t := b.table()
		s := section{ID: b.id(), Title: b.name(), Table: &t}
		for _, f := range figures {
			if f.batch == b.id() {
				s.Figures = append(s.Figures, picture{f, template.HTML(f.SVG(wide)), template.HTML(f.SVG(narrow))})
			}
		}
		s.Folded = len(t.Lines) > long && len(s.Figures) > 0
		all = append(all, s)
	}
	return all
}

// facts are what a reader has to know of a run.
func facts(r *results.Report) [][2]string {
	m := r.Machine
	var caches []string
	for _, c := range m.Caches {
		caches = append(caches, c.String())
	}
	list := [][2]string{
		{"CPU", m.CPU},
		{"cores", fmt.Sprintf("%d logical, %d used", m.Cores, m.Workers)},
		{"caches", strings.Join(caches, ", ")},
		{"instruction set", fmt.Sprintf("%s: %s", m.ISA, m.Why)},
		{"Go", fmt.Sprintf("%s %s/%s", m.Go, m.OS, m.Arch)},
		{"command", strings.Join(append([]string{"bench"}, r.Command...), " ")},
	}
	for _, p := range r.Peers {
		list = append(list, [2]string{p.Name, cmp.Or(p.About, p.Path)})
	}
	return list
}

// details are the rest that is known of machine and program.
func details(r *results.Report) (list [][2]string) {
	m := r.Machine
	list = append(list, [2]string{"that run here", strings.Join(m.ISAs, ", ")}, [2]string{"features", strings.Join(m.Features, " ")})
	for _, values := range []map[string]string{m.Tuning, m.Env, m.Versions} {
		for _, k := range slices.Sorted(maps.Keys(values)) {
			list = append(list, [2]string{k, values[k]})
		}
	}
	return list
}
