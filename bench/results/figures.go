package results

import (
	"fmt"
	"math"
)

// Figure prints three digits.
func Figure(x float64) string {
	decimals := 3
	if x > 0 {
		decimals = min(max(2-int(math.Floor(math.Log10(x))), 0), 9)
	}
	return fmt.Sprintf("%.*f", decimals, x)
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
