package report

import (
	"slices"

	"weft.example/bench/results"
)

// batch are the rows that stand in one table: one group, type and pass.
type batch struct {
	group, typ, pass string
	ways             []results.Way
	lines            []results.Line
}

// batches divides rows, and keeps their order.
func batches(rows []results.Row) (list []*batch) {
	timed := map[*batch][]results.Row{}
	for _, r := range rows {
		i := slices.IndexFunc(list, func(b *batch) bool { return b.group == r.Group && b.typ == r.Type && b.pass == r.Pass })
		if i < 0 {
			i = len(list)
			list = append(list, &batch{group: r.Group, typ: r.Type, pass: r.Pass})
		}
		if len(r.Seconds) > 0 { // a run of no steps has none
			timed[list[i]] = append(timed[list[i]], r)
		}
	}
	for _, b := range list {
		b.lines, b.ways = results.Pivot(timed[b])
	}
	return list
}

// yardsticks are the ways that weft is held against.
func (b *batch) yardsticks() []results.Way {
	return slices.DeleteFunc(slices.Clone(b.ways), func(w results.Way) bool { return w.Kind() == results.KindWeft })
}

// least are the yardsticks with no more workers than each was measured with.
func (b *batch) least() []results.Way {
	all := b.yardsticks()
	return slices.DeleteFunc(slices.Clone(all), func(w results.Way) bool {
		return slices.ContainsFunc(all, func(v results.Way) bool { return v.Impl == w.Impl && v.Workers < w.Workers })
	})
}

// name is the batch's in titles.
func (b *batch) name() string {
	title := b.group
	if t, ok := titles[b.group]; ok {
		title = t
	}
	if b.pass != "" {
		title += ", " + b.pass
	}
	return title + ", " + b.typ
}

// id is the batch's in names of files and elements.
func (b *batch) id() string {
	id := b.group
	if b.pass != "" {
		id += "-" + b.pass
	}
	return id + "-" + b.typ
}

var titles = map[string]string{
	"gemm": "Matrix products", "blas": "BLAS routines", "lapack": "LAPACK routines", "elementwise": "Element-wise kernels",
	"network": "Networks", "train": "Training", "peak": "Limits of this machine",
}
