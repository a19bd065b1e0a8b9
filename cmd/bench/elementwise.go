package main

import (
	"context"
	"fmt"
	"strings"

	"weft.example/bench"
	"weft.example/kernels"
)

// elementwise prints the element-wise kernels.
func (s *session) elementwise(ctx context.Context) error {
	if err := elementwiseTable[float32](ctx, s, "float32"); err != nil {
		return err
	}
	fmt.Fprintln(s.out)
	return elementwiseTable[float64](ctx, s, "float64")
}

func elementwiseTable[T kernels.Float](ctx context.Context, s *session, name string) error {
	ops := bench.ElementwiseOps[T]()
	arrays := make([]*bench.Arrays[T], len(s.sizes))
	for i, size := range s.sizes {
		arrays[i] = bench.NewArrays[T](size)
	}
	bar := s.progress("element-wise, "+name, len(ops)*len(arrays))
	defer bar.Close()
	fmt.Fprintf(s.out, "Element-wise kernels, %s, GB/s read and written by one core, for arrays in each memory.\n\n", name)
	w := s.table()
	fmt.Fprint(w, "kernel")
	for _, size := range s.sizes {
		fmt.Fprintf(w, "\t%4s: naive\t  weft\tspeed-up", size.Name)
	}
	fmt.Fprintln(w)
	var gonum strings.Builder
	for _, op := range ops {
		fmt.Fprint(w, op.Name)
		for _, a := range arrays {
			e := bench.Elementwise[T]{ElementwiseOp: op, K: bench.KernelsOf[T](s.set), Arrays: a}
			t, err := elementwiseTimes(ctx, s, e)
			if err != nil {
				return err
			}
			rate := func(seconds float64) float64 { return float64(e.Bytes()) / seconds / 1e9 }
			fmt.Fprintf(w, "\t%11.1f\t%6.1f\t%7.1f×", rate(t.naive), rate(t.weft), t.naive/t.weft)
			if e.HasGonum() {
				fmt.Fprintf(&gonum, "  %s %.1f", a.Size.Name, rate(t.gonum))
			}
			_ = bar.Add(1)
		}
		fmt.Fprintln(w)
	}
	_ = bar.Finish()
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(s.out, "\ngonum's axpy:%s\n", gonum.String())
	return err
}

// elementwiseTimes checks each path once and measures it.
func elementwiseTimes[T kernels.Float](ctx context.Context, s *session, e bench.Elementwise[T]) (times, error) {
	fs := []func(){e.Naive, e.Weft}
	if e.HasGonum() {
		fs = append(fs, e.Gonum)
	}
	for _, f := range fs[1:] {
		if err := e.Check(f); err != nil {
			return times{}, err
		}
	}
	t, err := s.plan.Compare(ctx, fs...)
	if err != nil {
		return times{}, err
	}
	r := times{naive: t[0], weft: t[1]}
	if len(t) > 2 {
		r.gonum = t[2]
	}
	return r, nil
}
