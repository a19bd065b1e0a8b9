package main

import (
	"fmt"
	"testing"

	"weft.example/bench/results"
)

// TestColumns wants yardsticks first, weft's figures behind, and the ratio to the best of weft's.
func TestColumns(t *testing.T) {
	row := func(impl string, workers int, seconds float64) results.Row {
		return results.Row{Case: "c", Shape: "s", Impl: impl, Workers: workers, Seconds: []float64{seconds}, Work: 4e9, Peak: 8e9}
	}
	v := view{value: gigaRate, against: "gonum", ofPeak: true}
	got := ""
	for _, c := range v.columns([]results.Row{row("weft", 1, 1), row("weft", 2, 0.5), row("gonum", 2, 4), row("naive", 1, 8)}) {
		got += fmt.Sprint(c.head, "=", c.cells[0], " ")
	}
	if want := "case=c shape=s naive=0.500 gonum=1.00 weft=4.00 ±=– peak=50% ×2=8.00 /gonum=8.00× "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
