package results

import "fmt"

// Figure prints three digits, and three behind the point below 1.
func Figure(x float64) string {
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

// Duration prints seconds with a unit.
func Duration(seconds float64) string {
	unit := "s"
	for _, smaller := range []string{"ms", "µs", "ns"} {
		if seconds >= 1 {
			break
		}
		seconds, unit = 1e3*seconds, smaller
	}
	return Figure(seconds) + " " + unit
}
