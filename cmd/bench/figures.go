package main

import (
	"fmt"
	"math"

	"weft.example/bench/results"
)

// signed prints a share of the whole as percent with its sign.
func signed(share float64) string { return fmt.Sprintf("%+.1f%%", 100*share) }

func times(x float64) string { return results.Figure(x) + "×" }

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
