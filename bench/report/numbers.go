package report

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"weft.example/bench/results"
)

// threeDigits prints so many, and two of what is below 1.
func threeDigits(x float64) string {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return "–"
	case x < 1:
		return strconv.FormatFloat(x, 'g', 2, 64)
	default:
		return results.Figure(x)
	}
}

func ratio(x float64) string { return threeDigits(x) + "×" }

// spread is how far the confidence interval of the row's median goes, nothing with too few rounds.
func spread(r results.Row) string {
	p := results.Percent(r.Spread())
	switch {
	case math.IsInf(p, 0) || math.IsNaN(p):
		return ""
	case p >= 1000:
		return "± > 10×"
	default:
		return fmt.Sprintf("± %.0f %%", p)
	}
}

// plain prints a number of an axis: all its digits, and none behind the last that counts.
func plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func day(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }
