package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"weft.example/bench"
	"weft.example/kernels"
)

// passes prints the forward and backward passes of whole networks.
func (s *session) passes(ctx context.Context) error {
	if err := passesTable[float32](ctx, s, "float32"); err != nil {
		return err
	}
	fmt.Fprintln(s.out)
	return passesTable[float64](ctx, s, "float64")
}

func passesTable[T kernels.Float](ctx context.Context, s *session, name string) error {
	bar := s.progress("passes, "+name, len(s.networks))
	defer bar.Close()
	fmt.Fprintf(s.out, "Passes through networks of ReLU layers and a sigmoid output, %s, µs and allocations of one pass.\n\n", name)
	w := s.table()
	fmt.Fprintf(w, "network\tpass\t    naive\tallocs\t     weft\tallocs\t  weft ×%d\tallocs\tspeed-up\tGFLOP/s\n", s.pool.Limit())
	for _, c := range s.networks {
		if err := passesRows[T](ctx, s, w, c); err != nil {
			return err
		}
		_ = bar.Add(1)
	}
	_ = bar.Finish()
	return w.Flush()
}

// passesRows checks one network by all paths and prints its two rows.
func passesRows[T kernels.Float](ctx context.Context, s *session, w *tabwriter.Writer, c bench.NetworkCase) error {
	alone, err := bench.NewNetwork[T](c, s.set, nil)
	if err != nil {
		return err
	}
	shared, err := bench.NewNetwork[T](c, s.set, s.pool)
	if err != nil {
		return err
	}
	for _, n := range []*bench.Network[T]{alone, shared} {
		if err := n.Check(); err != nil {
			return err
		}
	}
	forward := []func(){alone.NaiveForward, alone.WeftForward, shared.WeftForward}
	if err := s.passesRow(ctx, w, c.Name, "forward", c.ForwardFlops(), forward); err != nil {
		return err
	}
	backward := []func(){alone.NaiveBackward, alone.WeftBackward, shared.WeftBackward}
	return s.passesRow(ctx, w, "", "backward", c.BackwardFlops(), backward)
}

// passesRow measures one pass by the naive path, by weft alone and by weft with
// all workers. The speed-up is the best of weft's over the naive path.
func (s *session) passesRow(ctx context.Context, w *tabwriter.Writer, network, pass string, flops float64, fs []func()) error {
	t, err := s.plan.Compare(ctx, fs...)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s\t%s", network, pass)
	for i, f := range fs {
		fmt.Fprintf(w, "\t%9.1f\t%6d", 1e6*t[i], bench.Allocs(f))
	}
	best := min(t[1], t[2])
	fmt.Fprintf(w, "\t%7.1f×\t%7.1f\n", t[0]/best, flops/best/1e9)
	return nil
}
