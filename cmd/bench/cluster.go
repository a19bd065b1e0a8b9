package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"weft.example/bench"
	"weft.example/bench/results"
	"weft.example/cluster"
	"weft.example/engine"
)

// ranks measures sums over all ranks, and what becomes of steps of training.
func (s *session) ranks(ctx context.Context) error {
	links := bench.Links()
	if s.comm.Size() > 1 {
		here, err := s.sums(ctx)
		if err != nil {
			return err
		}
		links = append([]bench.Link{here}, links...)
		fmt.Fprintln(s.out)
	}
	works, err := s.steps(ctx, links[0])
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out)
	return s.scaling(works, links)
}

// measure is how long one call of each function takes, round by round. They take turns, and all ranks make as many calls.
func (s *session) measure(ctx context.Context, fs ...func() error) ([][]float64, error) {
	const trials = 2 // that find out how many calls there is time for
	calls, seconds := make([]int, len(fs)), make([][]float64, len(fs))
	for round := range trials + s.plan.Rounds {
		for i, f := range fs {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			once, err := s.timed(max(1, calls[i]), f)
			if err != nil {
				return nil, err
			}
			if round >= trials {
				seconds[i] = append(seconds[i], once)
				continue
			}
			mean := []float64{once / float64(s.comm.Size())}
			if err := s.comm.Sum(mean); err != nil {
				return nil, err
			}
			calls[i] = int(s.plan.Time.Seconds() / mean[0])
		}
	}
	return seconds, nil
}

// timed is the mean time of one call, of all ranks together.
func (s *session) timed(calls int, f func() error) (float64, error) {
	if err := s.comm.Barrier(); err != nil {
		return 0, err
	}
	start := time.Now()
	for range calls {
		if err := f(); err != nil {
			return 0, err
		}
	}
	return time.Since(start).Seconds() / float64(calls), nil
}

// sums measures sums of arrays from four bytes on, and returns the link that they go by.
func (s *session) sums(ctx context.Context) (bench.Link, error) {
	comm := s.comm.(*cluster.Comm)
	sizes, bytes, least := column{head: "bytes"}, []float64{}, []float64{}
	micros, spread, fastest, rate, ordered := column{head: "µs"}, column{head: "±"}, column{head: "least"}, column{head: "GB/s"}, column{head: "in order"}
	for n := 1; n <= s.largest; n *= 8 {
		x := make([]float32, n)
		sum := func(inOrder bool) func() error {
			return func() error {
				if err := comm.SetOrder(inOrder); err != nil {
					return err
				}
				if err := comm.StartSum32(x); err != nil {
					return err
				}
				return comm.Wait()
			}
		}
		seconds, err := s.measure(ctx, sum(false), sum(true))
		if err != nil {
			return bench.Link{}, err
		}
		row := s.row("cluster", "float32", "sum", fmt.Sprint(n), 4*float64(n), "B")
		row.Impl, row.Workers, row.Seconds, row.Allocs = "weft", s.comm.Size(), seconds[0], -1
		s.results.Rows = append(s.results.Rows, row)
		bytes, least = append(bytes, 4*float64(n)), append(least, slices.Min(seconds[0]))
		sizes.cells = append(sizes.cells, fmt.Sprint(4*n))
		micros.cells = append(micros.cells, results.Figure(1e6*row.Spread().Center))
		spread.cells = append(spread.cells, percent(results.Percent(row.Spread())))
		fastest.cells = append(fastest.cells, results.Figure(1e6*slices.Min(seconds[0])))
		ordered.cells = append(ordered.cells, results.Figure(1e6*slices.Min(seconds[1])))
		rate.cells = append(rate.cells, results.Figure(4*float64(n)/slices.Min(seconds[0])/1e9))
	}
	if err := comm.SetOrder(false); err != nil {
		return bench.Link{}, err
	}
	link := bench.LinkOf("measured", s.comm.Size(), bytes, least)
	model := column{head: "model, µs"}
	for _, b := range bytes {
		model.cells = append(model.cells, results.Figure(1e6*link.Sum(s.comm.Size(), b)))
	}
	title := fmt.Sprintf("Sums of float32 over %d ranks; this is %v. The rate, the model and sums in the order of the ranks are of the least times: a core is only ever slowed down. The model is 2⌈log₂ n⌉·α + 2(n−1)/n·bytes/β with %v.", comm.Size(), comm, link)
	fmt.Fprintf(s.out, "%s\n\n%s\n", s.style.wrap(title), s.style.fold([]column{sizes, micros, spread, fastest, rate, model, ordered}, 1))
	return link, nil
}

// steps measures steps of training at two batches, and with other ranks what becomes of them.
func (s *session) steps(ctx context.Context, link bench.Link) ([]bench.Work, error) {
	pool := s.crews(1)[0].pool
	ways := []struct {
		name  string
		comm  engine.Cluster
		apart bool
	}{{"alone", nil, false}, {"overlapped", s.comm, false}, {"apart", s.comm, true}}
	if s.comm.Size() == 1 {
		ways = ways[:1]
	}
	names, batches := column{head: "network", left: true}, column{head: "batch"}
	megabytes, costs, model := column{head: "MB"}, column{head: "costs"}, column{head: "model"}
	millis, waits := make([]column, len(ways)), make([]column, len(ways))
	var works []bench.Work
	for _, c := range s.shared {
		var sizes [2]int
		var times [2]float64
		for i, batch := range []int{c.Batch / 4, c.Batch} {
			c.Batch = batch
			var steps []*bench.RankStep
			var fs []func() error
			for _, way := range ways {
				step, err := bench.NewRankStep(c, s.set, pool, way.comm, way.apart)
				if err != nil {
					return nil, err
				}
				steps, fs = append(steps, step), append(fs, step.Take)
			}
			seconds, err := s.measure(ctx, fs...)
			if err != nil {
				return nil, err
			}
			for k, way := range ways {
				row := s.row("cluster", "float32", c.Name, c.Shape(), float64(batch*s.comm.Size()), "examples")
				row.Pass, row.Impl, row.Workers, row.Seconds, row.Allocs = way.name, "weft", s.comm.Size(), seconds[k], -1
				s.results.Rows = append(s.results.Rows, row)
				millis[k].cells = append(millis[k].cells, results.Figure(1e3*slices.Min(seconds[k])))
				if k > 0 {
					waits[k].cells = append(waits[k].cells, fmt.Sprintf("%.0f%%", 100*steps[k].Waits()))
				}
			}
			sizes[i], times[i] = batch, slices.Min(seconds[0])
			names.cells, batches.cells = append(names.cells, c.Shape()), append(batches.cells, fmt.Sprint(batch))
			if len(ways) > 1 {
				megabytes.cells = append(megabytes.cells, results.Figure(float64(steps[1].Bytes())/1e6))
				costs.cells = append(costs.cells, fmt.Sprintf("%.0f%%", 100*max(0, 1-times[i]/slices.Min(seconds[1]))))
			}
		}
		w := bench.WorkOf(c, 4, sizes, times)
		works = append(works, w)
		for _, batch := range sizes {
			model.cells = append(model.cells, fmt.Sprintf("%.0f%%", 100*(1-w.Efficiency(link, s.comm.Size(), float64(batch)))))
		}
	}
	for k, way := range ways {
		millis[k].head, waits[k].head = way.name, "waits"
	}
	title, columns := "Steps of training, float32, by one worker, ms, the least of rounds.", []column{names, batches, millis[0]}
	if len(ways) > 1 {
		title = fmt.Sprintf("Steps of training, float32, batches of each of %d ranks, ms, the least of rounds: alone, with sums that overlap the backward pass, with sums apart from it. waits is the share of a step in which a rank starts sums, moves them on and waits for them. costs is the share that ranks add to a step alone, with sums that overlap, as measured and by the model. MB are summed in a step.", s.comm.Size())
		columns = []column{names, batches, millis[0], millis[1], waits[1], millis[2], waits[2], costs, model, megabytes}
	}
	fmt.Fprintf(s.out, "%s\n\n%s\n", s.style.wrap(title), s.style.fold(columns, 2))
	return works, nil
}

// scaling prints what the model says of more ranks than there are.
func (s *session) scaling(works []bench.Work, links []bench.Link) error {
	const goal = 0.9
	all := []int{2, 4, 8, 16, 64, 256, 1024}
	names, by := column{head: "network", left: true}, column{head: "link", left: true}
	columns := make([]column, len(all))
	for i, n := range all {
		columns[i].head = fmt.Sprint("×", n)
	}
	for _, w := range works {
		for _, l := range links {
			names.cells, by.cells = append(names.cells, w.Name), append(by.cells, l.Name)
			for i, n := range all {
				cell := "–"
				if batch := w.BatchFor(goal, l, n); batch > 0 {
					cell = fmt.Sprint(batch)
				}
				columns[i].cells = append(columns[i].cells, cell)
			}
		}
	}
	title := fmt.Sprintf("By the model, the least batch of each rank with which so many ranks are %.0f%% efficient, for a rank that computes as fast as this worker.", 100*goal)
	fmt.Fprintf(s.out, "%s\n\n%s\n", s.style.wrap(title), s.style.fold(append([]column{names, by}, columns...), 2))
	fmt.Fprintln(s.out)
	for i := range columns {
		columns[i].cells = nil
	}
	for k, w := range works {
		for _, l := range links {
			for i, n := range all {
				columns[i].cells = append(columns[i].cells, fmt.Sprintf("%.0f%%", 100*w.Efficiency(l, n, float64(s.shared[k].Batch))))
			}
		}
	}
	title = fmt.Sprintf("By the model, efficiency with %d examples for each rank.", s.shared[0].Batch)
	_, err := fmt.Fprintf(s.out, "%s\n\n%s\n", s.style.wrap(title), s.style.fold(append([]column{names, by}, columns...), 2))
	return err
}
