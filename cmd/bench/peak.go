package main

import (
	"context"
	"fmt"

	"weft.example/bench"
	"weft.example/bench/results"
	"weft.example/kernels"
	"weft.example/workers"
)

// peak measures the roofline's limits.
func (s *session) peak(ctx context.Context) error {
	return s.byType(
		func() error { return limits[float32](ctx, s, "float32") },
		func() error { return limits[float64](ctx, s, "float64") })
}

func limits[T kernels.Float](ctx context.Context, s *session, typ string) error {
	memories := s.memories()
	t := s.begin("peak, "+typ, 1+len(memories))
	defer t.close()
	crews := s.crews(1, s.pool.Limit())
	call, flops := bench.PeakCall[T](s.set)
	const repeats = 100 // a part is long beside what it takes to share it
	long := s.plan      // this level stands above all that is measured, so that its best round has to be a good one
	long.Rounds *= 5
	for _, crew := range crews {
		row := s.row("peak", typ, "fma", "registers", repeats*flops*float64(crew.n), "FLOP")
		run := together(crew, func(int) {
			for range repeats {
				call()
			}
		})
		if err := compete[T](ctx, s, long, row, contender{impl: "weft", workers: crew.n, run: run}); err != nil {
			return err
		}
	}
	t.step()
	for _, memory := range memories {
		for _, crew := range crews {
			if err := bandwidth[T](ctx, s, typ, memory, crew); err != nil {
				return err
			}
		}
		t.step()
	}
	_ = t.bar.Clear()
	return s.printLimits(typ, t.results.Rows[t.from:])
}

// memories are sizes of arrays: three halves fill a half of each cache, and the last is none's.
func (s *session) memories() []bench.Size {
	const row = 4 << 10 // whole rows of any kernel
	var sizes []bench.Size
	largest := 0
	for _, c := range s.results.Machine.Caches {
		if c.Bytes > 0 && c.Bytes > 4*largest {
			sizes = append(sizes, bench.Size{Name: fmt.Sprint("L", c.Level), Bytes: max(row, min(c.Bytes/4, 64<<20)/row*row)})
			largest = c.Bytes
		}
	}
	return append(sizes, bench.Size{Name: "DRAM", Bytes: min(max(largest, 64<<20), 512<<20)})
}

// bandwidth measures a copy, each worker on arrays of its own: as many bytes read as written.
func bandwidth[T kernels.Float](ctx context.Context, s *session, typ string, memory bench.Size, crew crew) error {
	if crew.n > 1 {
		memory.Bytes = max(4<<10, memory.Bytes/sharers(memory.Name, crew.n)/(4<<10)*(4<<10))
	}
	parts := make([]bench.Elementwise[T], crew.n)
	for i := range parts {
		parts[i] = bench.Elementwise[T]{ElementwiseOp: copyOp[T](), K: bench.KernelsOf[T](s.set), Arrays: bench.NewArrays[T](memory)}
		if err := parts[i].Check(parts[i].Weft); err != nil {
			return err
		}
	}
	row := s.row("peak", typ, "copy", memory.Name, float64(crew.n*parts[0].Bytes()), "B")
	run := together(crew, func(part int) { parts[part].Weft() })
	return compete[T](ctx, s, s.plan, row, contender{impl: "weft", workers: crew.n, run: run})
}

// sharers are how many workers' arrays have to fit in one cache: those of the last level and of memory are all's.
func sharers(memory string, workers int) int {
	if memory == "L1" || memory == "L2" {
		return 1
	}
	return workers
}

func copyOp[T kernels.Float]() bench.ElementwiseOp[T] { return bench.ElementwiseOps[T]()[0] }

// parts are a task whose parts call a function with their number.
type parts func(part int)

func (f parts) Do(_, part int) { f(part) }

// together returns what has each worker of a crew do its part.
func together(crew crew, f parts) func() {
	pool := workers.New(crew.n)
	return func() { pool.Run(crew.n, f) }
}

// printLimits prints the rates, and how many operations a byte has to bring to be worth it.
func (s *session) printLimits(typ string, rows []results.Row) error {
	lines, ways := results.Pivot(rows)
	memories, units := column{head: "limit", left: true}, column{head: "unit", left: true}
	for _, l := range lines {
		memories.cells = append(memories.cells, l.Shape)
		units.cells = append(units.cells, map[string]string{"FLOP": "GFLOP/s", "B": "GB/s"}[l.Unit])
	}
	columns := []column{memories, units}
	for _, w := range ways {
		rate, ridge := column{head: fmt.Sprint("×", w.Workers)}, column{head: "ridge"}
		for _, l := range lines {
			rateOf, ridgeOf := "", ""
			if r, ok := l.By[w]; ok {
				rateOf = results.Figure(gigaRate(r))
				if top, ok := lines[0].By[w]; ok && r.Unit == "B" && top.Unit == "FLOP" { // of registers
					ridgeOf = results.Figure(top.Rate() / r.Rate())
				}
			}
			rate.cells, ridge.cells = append(rate.cells, rateOf), append(ridge.cells, ridgeOf)
		}
		columns = append(columns, rate, ridge)
	}
	title := fmt.Sprintf("Limits by workers, %s: multiply-adds in registers, and copies in each memory, bytes read and written. Of fewer FLOP per byte than ridge, a kernel waits for that memory.", typ)
	_, err := fmt.Fprintf(s.out, "%s\n\n%s\n", s.style.wrap(title), s.style.fold(columns, 2))
	return err
}
