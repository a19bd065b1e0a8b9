package main

import (
	"fmt"
	"testing"

	"weft.example/bench/results"
)

// TestColumns wants yardsticks first, weft's figures behind, and ratios: to the best of weft's beside
// a yardstick, and to its best of as many workers beside a peer.
func TestColumns(t *testing.T) {
	row := func(impl string, workers int, seconds float64) results.Row {
		return results.Row{Case: "c", Shape: "s", Impl: impl, Workers: workers, Seconds: []float64{seconds}, Work: 4e9, Peak: 8e9}
	}
	v := view{value: gigaRate, against: "gonum", ofPeak: true}
	rows := []results.Row{row("weft", 1, 1), row("weft", 2, 0.5), row("gonum", 2, 4), row("naive", 1, 8)}
	beside := []results.Row{row("mkl", 1, 2), row("mkl", 2, 2), row("frozen", 1, 0.8), row("frozen", 4, 0.1), row("mkl", 8, 2)}
	for want, rows := range map[string][]results.Row{
		"case=c shape=s naive=0.500 gonum=1.00 weft=4.00 ±=– peak=50% ×2=8.00 /gonum=8.00× ": rows,
		"case=c shape=s naive=0.500 gonum=1.00 mkl=2.00 mkl×2=2.00 mkl×8=2.00 weft=4.00 ±=– peak=50% ×2=8.00 frozen=5.00 frozen×4=40.0 " +
			"/gonum=40.0× /mkl=2.50× /mkl×2=4.00× /mkl×8= ": append(rows, beside...),
	} {
		got := ""
		for _, c := range v.columns(rows) {
			got += fmt.Sprint(c.head, "=", c.cells[0], " ")
		}
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	rows[2].Seconds = []float64{4, 4, 4, 4, 4, 4, 40}
	columns := v.columns(append(rows, beside...))
	want := "± is how far the 95% interval of weft's median goes, peak weft's share of one core's multiply-adds, ×2 weft by 2 workers, /gonum the time of gonum over weft's best."
	if got := legend(columns); got != want {
		t.Errorf("legend %q, want %q", got, want)
	}
	columns = v.columns(rows)
	if got := columns[len(columns)-1].cells[0]; got != "≈8.00×" {
		t.Errorf("ratio to a time that is unsure: %s", got)
	}
}
