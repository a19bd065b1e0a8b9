package main

import (
	"fmt"
	"math"
)

// figure prints three digits.
func figure(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	case x >= 1:
		return fmt.Sprintf("%.2f", x)
	default:
		return fmt.Sprintf("%.3f", x)
	}
}

// duration prints seconds with a unit.
func duration(seconds float64) string {
	unit := "s"
	for _, smaller := range []string{"ms", "µs", "ns"} {
		if seconds >= 1 {
			break
		}
		seconds, unit = 1e3*seconds, smaller
	}
	return figure(seconds) + " " + unit
}

// signed prints a share of the whole as percent with its sign.
func signed(share float64) string { return fmt.Sprintf("%+.1f%%", 100*share) }

func times(x float64) string { return figure(x) + "×" }

// percent is a whole number, or a dash where there were too few rounds to tell.
func percent(x float64) string {
	switch {
	case math.IsInf(x, 0) || math.IsNaN(x):
		return "–"
	case x >= 1000:
		return ">10×"
	default:
		return fmt.Sprintf("%.0f%%", x)
	}
}
