package results

import (
	"fmt"
	"math"
	"slices"
)

// Kind is what sort of implementation something is.
type Kind int

// The kinds, in the order of columns and legends.
const (
	KindNaive Kind = iota
	KindGonum
	KindPeer
	KindWeft
)

// KindOf is that of an implementation. What has another name is one of -peer's.
func KindOf(impl string) Kind {
	switch impl {
	case "naive":
		return KindNaive
	case "gonum":
		return KindGonum
	case "weft", "frozen":
		return KindWeft
	default:
		return KindPeer
	}
}

// Way is one way to compute cases: an implementation with so many workers.
type Way struct {
	Impl    string
	Workers int
}

// ByWeft is weft with so many workers.
func ByWeft(workers int) Way { return Way{"weft", workers} }

// Way is the row's. naive is always of one core, and gonum of all where it pays.
func (r Row) Way() Way {
	if KindOf(r.Impl) < KindPeer {
		return Way{r.Impl, 1}
	}
	return Way{r.Impl, r.Workers}
}

// Kind is the implementation's.
func (w Way) Kind() Kind { return KindOf(w.Impl) }

func (w Way) String() string {
	if w.Workers <= 1 {
		return w.Impl
	}
	return fmt.Sprint(w.Impl, " ×", w.Workers)
}

// Line is one case by all ways that it was measured in.
type Line struct {
	Row // the first of them
	By  map[Way]Row
}

// Pivot turns rows into lines of a table and the ways that are its columns. Lines, and ways of one
// kind, keep the order of rows.
func Pivot(rows []Row) (lines []Line, ways []Way) {
	at := map[string]int{}
	for _, r := range rows {
		i, ok := at[r.Key()]
		if !ok {
			i = len(lines)
			at[r.Key()] = i
			lines = append(lines, Line{r, map[Way]Row{}})
		}
		w := r.Way()
		lines[i].By[w] = r
		if !slices.Contains(ways, w) {
			ways = append(ways, w)
		}
	}
	slices.SortStableFunc(ways, func(v, w Way) int { return int(v.Kind() - w.Kind()) })
	return lines, ways
}

// Speedup is the time of a way over weft's best: of any workers beside naive and gonum, and of as
// many beside a peer. It is NaN where there is neither. It is unsure where either time is.
func (l Line) Speedup(w Way) (times float64, unsure bool) {
	theirs, ok := l.By[w]
	if !ok {
		return math.NaN(), false
	}
	least := math.NaN()
	var ours Row
	for other, r := range l.By {
		if other.Kind() == KindWeft && (w.Kind() < KindPeer || other.Workers == w.Workers) && !(least <= r.Spread().Center) {
			ours, least = r, r.Spread().Center
		}
	}
	times = theirs.Spread().Center / least
	return times, !math.IsNaN(times) && (theirs.Unsure() || ours.Unsure())
}
