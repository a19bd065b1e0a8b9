package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"weft.example/bench/results"
	"weft.example/kernels"
)

// trainView shows a run while it goes on: a line after each epoch, and on a terminal one that moves.
type trainView[T kernels.Float] struct {
	*session
	run   *training[T]
	bar   *progressbar.ProgressBar
	start time.Time
	from  int // epochs that were done before
}

// newTrainView prints what is to come.
func newTrainView[T kernels.Float](s *session, r *training[T]) *trainView[T] {
	v := &trainView[T]{session: s, run: r, start: time.Now(), from: len(r.Done)}
	what := fmt.Sprintf("%d classes", r.outputs)
	if r.amounts() {
		what = "amounts"
	}
	words := fmt.Sprintf("%s: %d examples to train on and %d to validate by, %d inputs, %s.\n", r.Data, r.train.N, r.held.N, r.inputs, what)
	words += fmt.Sprintf("%v; %s, rate %v, %s, batches of %d, seed %d; %s, %d workers", r.net, r.Optimizer, r.Rate, r.Schedule, r.Batch, r.Seed, s.set.Name, s.pool.Limit())
	if r.ranks > 1 {
		words += fmt.Sprintf(" on each of %d ranks", r.ranks)
	}
	fmt.Fprintln(s.out, s.style.wrap(words+"."))
	if n := len(r.Done); n > 0 || r.Part.Steps > 0 {
		fmt.Fprintf(s.out, "Going on behind epoch %d and %d of %d steps.\n", n, r.Part.Steps, r.batches.Steps())
	}
	fmt.Fprintln(s.out)
	fmt.Fprintln(s.out, s.style.strong(v.line("epoch", "loss", r.scoreName(), "val loss", "val "+r.scoreName(), "examples/s", "left")))
	v.bar = progressbar.NewOptions((r.Epochs-v.from)*r.train.N-r.Part.Examples,
		progressbar.OptionSetWriter(s.terminal), progressbar.OptionSetVisibility(s.terminal != io.Discard),
		progressbar.OptionSetWidth(20), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString("examples"))
	return v
}

// scoreName is what an epoch's score is.
func (r *training[T]) scoreName() string {
	if r.amounts() {
		return "MAE"
	}
	return "accuracy"
}

// line sets cells side by side.
func (v *trainView[T]) line(epoch, loss, score, heldLoss, heldScore, rate, left string) string {
	cells := []string{fmt.Sprintf("%9s", epoch), fmt.Sprintf("%9s", loss), fmt.Sprintf("%9s", score)}
	if v.run.held.N > 0 {
		cells = append(cells, fmt.Sprintf("%9s", heldLoss), fmt.Sprintf("%12s", heldScore))
	}
	return strings.Join(append(cells, fmt.Sprintf("%10s", rate), fmt.Sprintf("%7s", left)), "  ")
}

func (v *trainView[T]) step(examples int) { _ = v.bar.Add(examples) }

// epoch prints the line of the epoch that is done.
func (v *trainView[T]) epoch() {
	n := len(v.run.Done)
	e := v.run.Done[n-1]
	left := time.Since(v.start) / time.Duration(n-v.from) * time.Duration(v.run.Epochs-n)
	_ = v.bar.Clear()
	fmt.Fprintln(v.out, v.line(fmt.Sprintf("%d/%d", n, v.run.Epochs), fmt.Sprintf("%.4f", e.Loss), v.score(e.Score), fmt.Sprintf("%.4f", e.HeldLoss), v.score(e.HeldScore),
		short(float64(v.run.train.N)/e.Seconds), left.Round(time.Second).String()))
	v.bar.Describe(fmt.Sprintf("epoch %d", n+1))
}

func (v *trainView[T]) score(x float64) string {
	if v.run.amounts() {
		return results.Figure(x)
	}
	return fmt.Sprintf("%.2f%%", 100*x)
}

// end says where the network is, and how to use it.
func (v *trainView[T]) end(path string) {
	_ = v.bar.Clear()
	r := v.run
	if !r.over() {
		fmt.Fprintf(v.out, "\nStopped in epoch %d, behind %d of %d steps.\n", len(r.Done)+1, r.Part.Steps, r.batches.Steps())
		if path != "" {
			fmt.Fprintf(v.out, "bench train -resume %s goes on from there.\n", path)
		}
		return
	}
	if n := len(r.Done); n < r.Epochs {
		fmt.Fprintf(v.out, "\nDone behind epoch %d, since that of the lowest validation loss was %d.\n", n, n-r.waited())
	}
	if v.best != "" && r.waited() < len(r.Done)-v.from {
		fmt.Fprintf(v.out, "\n%s has the network of epoch %d.\n", v.best, len(r.Done)-r.waited())
	}
	if path != "" {
		fmt.Fprintf(v.out, "\nbench predict %s CSV predicts with this network.\n", path)
	}
}

func (v *trainView[T]) close() { _ = v.bar.Close() }

// short prints three digits and a letter for thousands and millions.
func short(x float64) string {
	switch {
	case math.IsInf(x, 0) || math.IsNaN(x):
		return "–"
	case x >= 1e6:
		return results.Figure(x/1e6) + "M"
	case x >= 1e3:
		return results.Figure(x/1e3) + "k"
	}
	return results.Figure(x)
}

// addTo adds the run to the results: an epoch's time, and its losses and scores.
func (r *training[T]) addTo(s *session) {
	row := s.row("train", r.DType, r.Data, r.shape(), float64(r.train.N), "examples")
	row.Impl, row.Workers, row.Allocs = "weft", s.pool.Limit()*r.ranks, -1
	curves := []struct {
		name string
		of   func(e epoch) float64
		has  bool
	}{
		{"loss", func(e epoch) float64 { return e.Loss }, true},
		{r.scoreName(), func(e epoch) float64 { return e.Score }, true},
		{"validation loss", func(e epoch) float64 { return e.HeldLoss }, r.held.N > 0},
		{"validation " + r.scoreName(), func(e epoch) float64 { return e.HeldScore }, r.held.N > 0},
	}
	for _, e := range r.Done {
		row.Seconds = append(row.Seconds, e.Seconds)
	}
	for _, c := range curves {
		if !c.has {
			continue
		}
		series := results.Series{Name: c.name, By: "epoch", At: upTo(len(r.Done))}
		for _, e := range r.Done {
			series.Values = append(series.Values, c.of(e))
		}
		row.Series = append(row.Series, series)
	}
	s.results.Rows = append(s.results.Rows, row)
}

// shape is the network's units, inputs first.
func (r *training[T]) shape() string {
	var units []string
	for l := range r.net.Depth() + 1 {
		units = append(units, fmt.Sprint(r.net.Units(l)))
	}
	return strings.Join(units, "-")
}
