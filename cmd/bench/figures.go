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
