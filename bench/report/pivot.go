package report

import (
	"fmt"
	"math"
	"slices"

	"weft.example/bench/results"
)

// way is one way to compute cases: an implementation with so many workers.
type way struct {
	impl    string
	workers int
}

// The kinds of implementations, in the order of columns and legends.
const (
	naive = iota
	gonum
	peer
	own
)

// kind is that of an implementation. What has another name is one of -peer's.
func kind(impl string) int {
	switch impl {
	case "naive":
		return naive
	case "gonum":
		return gonum
	case "weft", "frozen":
		return own
	default:
		return peer
	}
}

// wayOf is the row's. naive is always of one core, and gonum of all where it pays.
func wayOf(r results.Row) way {
	if kind(r.Impl) < peer {
		return way{r.Impl, 1}
	}
	return way{r.Impl, r.Workers}
}

func (w way) String() string {
	if w.workers <= 1 {
		return w.impl
	}
	return fmt.Sprint(w.impl, " ×", w.workers)
}

// batch are the rows that stand in one table: one group, type and pass.
type batch struct {
	group, typ, pass string
	ways             []way
	lines            []line
}

// line is a case by all ways.
type line struct {
	results.Row // any of them
	by          map[way]results.Row
}

// batches divides rows. Batches, lines and ways of one kind keep the order of rows.
func batches(rows []results.Row) (list []*batch) {
	for _, r := range rows {
		i := slices.IndexFunc(list, func(b *batch) bool { return b.group == r.Group && b.typ == r.Type && b.pass == r.Pass })
		if i < 0 {
			i = len(list)
			list = append(list, &batch{group: r.Group, typ: r.Type, pass: r.Pass})
		}
		if len(r.Seconds) > 0 { // a run of no steps has none
			list[i].add(r)
		}
	}
	for _, b := range list {
		slices.SortStableFunc(b.ways, func(v, w way) int { return kind(v.impl) - kind(w.impl) })
	}
	return list
}

func (b *batch) add(r results.Row) {
	i := slices.IndexFunc(b.lines, func(l line) bool { return l.Key() == r.Key() })
	if i < 0 {
		i = len(b.lines)
		b.lines = append(b.lines, line{r, map[way]results.Row{}})
	}
	w := wayOf(r)
	b.lines[i].by[w] = r
	if !slices.Contains(b.ways, w) {
		b.ways = append(b.ways, w)
	}
}

// yardsticks are the ways that weft is held against.
func (b *batch) yardsticks() []way {
	return slices.DeleteFunc(slices.Clone(b.ways), func(w way) bool { return kind(w.impl) == own })
}

// least are the yardsticks with no more workers than each was measured with.
func (b *batch) least() []way {
	all := b.yardsticks()
	return slices.DeleteFunc(slices.Clone(all), func(w way) bool {
		return slices.ContainsFunc(all, func(v way) bool { return v.impl == w.impl && v.workers < w.workers })
	})
}

// speedup is the time of a yardstick over weft's best: of any workers, but of as many beside a peer.
// It is NaN where there is neither.
func (l line) speedup(w way) float64 {
	least := math.NaN()
	for other, r := range l.by {
		if kind(other.impl) == own && (kind(w.impl) < peer || other.workers == w.workers) && !(least <= r.Spread().Center) {
			least = r.Spread().Center
		}
	}
	r, ok := l.by[w]
	if !ok {
		return math.NaN()
	}
	return r.Spread().Center / least
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
