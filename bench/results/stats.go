package results

import (
	"fmt"
	"math"
	"slices"

	"golang.org/x/perf/benchmath"
)

// confidence is that of intervals.
const confidence = 0.95

// Spread is the median of the row's seconds between the ends of its confidence interval, by order
// statistics alone: times have no distribution that a formula knows.
func (r Row) Spread() benchmath.Summary {
	return benchmath.AssumeNothing.Summary(r.sample(), confidence)
}

// sample is the row's seconds in order; the row keeps the order of rounds.
func (r Row) sample() *benchmath.Sample {
	return benchmath.NewSample(slices.Clone(r.Seconds), &benchmath.DefaultThresholds)
}

// Percent is the farther end of the interval in percent of the median. It is infinite with fewer
// rounds than an interval takes.
func Percent(s benchmath.Summary) float64 {
	return 100 * max(s.Hi/s.Center-1, 1-s.Lo/s.Center)
}

// unsure is how many percent of the median its interval may go before the median says little.
const unsure = 25

// Unsure says whether so few rounds agree on the row's time that ratios to it say little.
func (r Row) Unsure() bool {
	p := Percent(r.Spread())
	return p > unsure && !math.IsInf(p, 1)
}

// unsureShare is of rows, of which some are so on any machine.
const unsureShare = 0.1

func countUnsure(rows []Row) (n int) {
	for _, r := range rows {
		if len(r.Seconds) > 0 && r.Unsure() {
			n++
		}
	}
	return n
}

// steady is how far the peak may move, of its greatest.
const steady = 0.05

// Steadiness warns where one core's peak, which was measured in turn with each case, moved so far
// that rows cannot be compared, from the least median to the best round, and where many rows are unsure. It is empty
// where all is well.
func Steadiness(rows []Row) []string {
	type kind struct{ isa, typ string }
	type ends struct{ least, most float64 }
	var kinds []kind
	peaks := map[kind]ends{}
	for _, r := range rows {
		if r.Peak <= 0 {
			continue
		}
		k := kind{r.ISA, r.Type}
		p, ok := peaks[k]
		if !ok {
			kinds = append(kinds, k)
			p = ends{math.Inf(1), 0}
		}
		peaks[k] = ends{min(p.least, r.Peak), max(p.most, r.Peak, r.PeakBest)}
	}
	warnings := []string{}
	for _, k := range kinds {
		p := peaks[k]
		if moved := 1 - p.least/p.most; moved > steady {
			warnings = append(warnings, fmt.Sprintf("the %s peak of one core moved by %.0f %% meanwhile, from %.0f to %.0f GFLOP/s: this machine is busy, so do not compare rows closely",
				k.typ, 100*moved, p.least/1e9, p.most/1e9))
		}
	}
	if n := countUnsure(rows); float64(n) > unsureShare*float64(len(rows)) {
		warnings = append(warnings, fmt.Sprintf("%d of %d medians are unsure by more than %d %%, and ratios to them have a ≈: a longer -time may tell, or a machine that does nothing else", n, len(rows), unsure))
	}
	return warnings
}
