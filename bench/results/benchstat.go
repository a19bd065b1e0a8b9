package results

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// WriteBenchstat writes Go's benchmark format, of which each round is one line: benchstat -col /impl
// puts implementations side by side, with its own statistics.
func (r *Report) WriteBenchstat(w io.Writer) error {
	out := benchfmt.NewWriter(w)
	config := []benchfmt.Config{
		{Key: "goos", Value: []byte(r.Machine.OS), File: true},
		{Key: "goarch", Value: []byte(r.Machine.Arch), File: true},
		{Key: "pkg", Value: []byte("weft.example/bench"), File: true},
		{Key: "cpu", Value: []byte(r.Machine.CPU), File: true},
	}
	for _, row := range r.Rows {
		for i, seconds := range row.Seconds {
			result := benchfmt.Result{Config: config, Name: benchfmt.Name(title(row.Name())), Iters: 1, Values: append(row.values(seconds), row.points(i)...)}
			if err := out.Write(&result); err != nil {
				return err
			}
		}
	}
	for _, warning := range r.Warnings {
		if _, err := fmt.Fprintln(w, "#", warning); err != nil {
			return err
		}
	}
	return nil
}

// title begins a benchmark's name as Go wants it: with a capital.
func title(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// values are a round's time, and its rate in the unit of its work.
func (r Row) values(seconds float64) []benchfmt.Value {
	values := []benchfmt.Value{{Value: seconds, Unit: "sec/op", OrigValue: 1e9 * seconds, OrigUnit: "ns/op"}}
	switch r.Unit {
	case "FLOP":
		values = append(values, benchfmt.Value{Value: r.Work / seconds / 1e9, Unit: "GFLOPS"})
	case "B":
		values = append(values, benchfmt.Value{Value: r.Work / seconds, Unit: "B/s", OrigValue: r.Work / seconds / 1e6, OrigUnit: "MB/s"})
	case "examples":
		values = append(values, benchfmt.Value{Value: r.Work / seconds, Unit: "examples/s"})
	}
	if r.Allocs >= 0 {
		values = append(values, benchfmt.Value{Value: r.Allocs, Unit: "allocs/op"})
	}
	return values
}

// points are the series' numbers of a round, where there is one for each round.
func (r Row) points(round int) (values []benchfmt.Value) {
	for _, s := range r.Series {
		if len(s.Values) == len(r.Seconds) {
			values = append(values, benchfmt.Value{Value: s.Values[round], Unit: strings.ReplaceAll(s.Name, " ", "-")})
		}
	}
	return values
}
