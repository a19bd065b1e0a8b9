package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"
	"unsafe"

	"weft.example/bench"
	"weft.example/bench/peers"
	"weft.example/bench/results"
	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// session is what all sections of the report share.
type session struct {
	options
	effort
	out       io.Writer // of tables and text; io.Discard in another format
	style     style
	stderr    io.Writer
	terminal  io.Writer // for progress; io.Discard where nobody watches
	set       *kernels.Set
	pool      *workers.Pool // all there are
	peers     []*peers.Library
	comm      engine.Cluster // of a command that ranks run, or nil
	notes     []string       // for stderr in the end, each once
	explained bool           // whether a table has said what its heads mean
	results   results.Report
	old       *results.Report // of -compare, or nil
}

// effort is what to measure and how long.
type effort struct {
	plan     bench.Plan
	products []bench.GemmCase
	sizes    []bench.Size
	nets     []bench.NetworkCase
	orders   []int         // of BLAS' and LAPACK's matrices
	routines time.Duration // of a round of one of BLAS' routines, of which there are a hundred
	updates  int           // of the breast-cancer network
	epochs   int           // of MNIST, naive beside weft
	recipes  []recipe      // of MNIST's published results

	largest int                 // elements that ranks sum
	shared  []bench.NetworkCase // that ranks train, each with its largest batch
}

// thorough has the story take a minute, 50 s on a machine that does nothing else, and MNIST's networks as much
// again. It leaves out the widest network, whose naive passes take half a second.
// Seven rounds are enough for a confidence interval of the median, which takes six. Rounds of 7 ms
// are spread no more than those of 10.
func thorough() effort {
	return effort{
		plan:     bench.Plan{Rounds: 7, Time: 7 * time.Millisecond},
		products: bench.GemmCases(),
		sizes:    bench.Sizes(),
		nets:     networksUpTo(5e8),
		orders:   []int{64, 256},
		routines: 2 * time.Millisecond,
		updates:  1000,
		epochs:   10,
		recipes:  recipes(),
		largest:  1 << 24,
		shared: []bench.NetworkCase{
			{Name: "mnist", Batch: 512, Inputs: 784, Layers: bench.Lecture(512, 256, 10)},
			{Name: "wide", Batch: 512, Inputs: 1024, Layers: bench.Lecture(1024, 1024, 1024)},
			{Name: "large", Batch: 512, Inputs: 4096, Layers: bench.Lecture(4096, 4096, 1000)},
		},
	}
}

// quick takes a quarter of that. It leaves out the large products and networks,
// for which the naive loops need a second per 10⁹ operations or longer, and all
// but the smallest of MNIST's networks.
func quick() effort {
	e := thorough()
	e.plan.Time = time.Millisecond
	e.products = slices.DeleteFunc(e.products, func(c bench.GemmCase) bool { return c.Flops() > 5e7 })
	e.nets = networksUpTo(5e7)
	e.orders = []int{64}
	e.routines = 200 * time.Microsecond
	e.updates = 400
	e.epochs = 5
	e.recipes = e.recipes[:1]
	e.largest = 1 << 18
	e.shared = e.shared[:1]
	return e
}

// networksUpTo returns the networks whose forward pass takes at most so many
// operations.
func networksUpTo(flops float64) []bench.NetworkCase {
	return slices.DeleteFunc(bench.NetworkCases(), func(c bench.NetworkCase) bool { return c.ForwardFlops() > flops })
}

// newSession is the session that a job asks for.
func (j job) newSession(out, stderr io.Writer, args []string) (*session, error) {
	set, err := kernels.Default()
	if j.isa != "" {
		set, err = kernels.Named(j.isa)
	}
	if err != nil {
		return nil, usageError{err}
	}
	s := &session{options: j.options, effort: thorough(), out: out, stderr: stderr, terminal: terminal(stderr), set: set, pool: workers.New(0)}
	if s.peers, err = j.openPeers(); err != nil {
		return nil, usageError{err}
	}
	if s.old, err = j.readOld(); err != nil {
		return nil, usageError{err}
	}
	if j.quick {
		s.effort = quick()
	}
	if j.time > 0 {
		s.plan.Time, s.routines = j.time, j.time
	}
	if s.peers != nil { // rounds that short are for a look alone
		s.plan.Settle = min(5*time.Millisecond, 10*s.plan.Time)
	}
	if j.shapes != nil {
		s.products = j.shapes
	}
	if j.networks != nil {
		s.nets, s.shared = j.networks, j.networks
	}
	if j.options.orders != nil {
		s.effort.orders = j.options.orders
	}
	s.results = results.Report{
		Schema: results.Schema, Start: time.Now().UTC().Truncate(time.Second), Command: args,
		Machine: s.machine(), Peers: s.peerList(), Rows: []results.Row{}, Warnings: []string{},
	}
	for _, p := range s.results.Peers {
		if w := oldKernels(p, s.results.Machine.Features); w != "" {
			s.results.Warnings = append(s.results.Warnings, w)
		}
	}
	return s, nil
}

// crew is a number of workers and the pool that has them, nil of one.
type crew struct {
	n    int
	pool *workers.Pool
}

// crews are those of -workers, or else the given ones.
func (s *session) crews(otherwise ...int) (list []crew) {
	ns := s.workers
	if ns == nil {
		ns = otherwise
	}
	for _, n := range slices.Compact(ns) {
		c := crew{n: n}
		if n > 1 {
			c.pool = workers.New(n)
		}
		list = append(list, c)
	}
	return list
}

// contender is one way to compute a case.
type contender struct {
	impl    string
	workers int
	run     func()
	loop    bench.Loop   // run many times; nil where that is a loop in Go
	check   func() error // of what run has just left; nil where that is checked elsewhere
	counted bool         // whether to count allocations
}

// wants says whether -run asks for the case.
func (s *session) wants(row results.Row) bool {
	return s.only == nil || s.only.MatchString(row.Key())
}

// compete checks each contender once and measures them in turn, with the peak of one core among
// them. Each becomes a row.
func compete[T kernels.Float](ctx context.Context, s *session, plan bench.Plan, row results.Row, all ...contender) error {
	peak, flops := bench.PeakCall[T](s.set)
	var loops []bench.Loop
	for _, c := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		if c.check != nil {
			c.run()
			if err := c.check(); err != nil {
				return fmt.Errorf("%s is wrong: %w", c.impl, err)
			}
		}
		if c.loop == nil {
			c.loop = bench.LoopOf(c.run)
		}
		loops = append(loops, c.loop)
	}
	times, err := plan.Loops(ctx, append(loops, bench.LoopOf(peak))...)
	if err != nil {
		return err
	}
	row.Peak, row.PeakBest = flops/bench.Median(times[len(all)]), flops/slices.Min(times[len(all)])
	for i, c := range all {
		row.Impl, row.Workers, row.Seconds, row.Allocs = c.impl, c.workers, times[i], -1
		if c.counted {
			row.Allocs = float64(bench.Allocs(c.run))
		}
		s.results.Rows = append(s.results.Rows, row)
	}
	return nil
}

func sizeOf[T kernels.Float]() int { return int(unsafe.Sizeof(T(0))) }

// row is a case of the session's Set.
func (s *session) row(group, typ, name, shape string, work float64, unit string) results.Row {
	return results.Row{Group: group, ISA: s.set.Name, Type: typ, Case: name, Shape: shape, Work: work, Unit: unit}
}

// byType runs one function for each element type asked for, a blank line between what they print.
func (s *session) byType(f32, f64 func() error) error {
	for i, typ := range s.types {
		if i > 0 {
			fmt.Fprintln(s.out)
		}
		f := f32
		if typ == "float64" {
			f = f64
		}
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}
