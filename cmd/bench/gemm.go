package main

import (
	"context"
	"fmt"

	"weft.example/bench"
	"weft.example/blas"
	"weft.example/kernels"
)

// gemm prints the matrix products.
func (s *session) gemm(ctx context.Context) error {
	if err := gemmTable[float32](ctx, s, "float32"); err != nil {
		return err
	}
	fmt.Fprintln(s.out)
	return gemmTable[float64](ctx, s, "float64")
}

func gemmTable[T kernels.Float](ctx context.Context, s *session, name string) error {
	bar := s.progress("matrix products, "+name, len(s.products))
	defer bar.Close()
	fmt.Fprintf(s.out, "Matrix products, %s, GFLOP/s. naive and %%peak are of one core, whose peak is measured in turn with them; gonum uses all, as does weft ×%d.\n\n",
		name, s.pool.Limit())
	w := s.table()
	fmt.Fprintf(w, "product\t     m×n×k\t  naive\t  gonum\t   weft\t%%peak\tweft ×%d\tto gonum\n", s.pool.Limit())
	for _, c := range s.products {
		t, err := gemmTimes[T](ctx, s, c)
		if err != nil {
			return err
		}
		rate := func(seconds float64) float64 { return c.Flops() / seconds / 1e9 }
		fmt.Fprintf(w, "%s\t%d×%d×%d\t%7.2f\t%7.2f\t%7.2f\t%5.1f\t%7.2f\t%7.1f×\n", c.Name, c.M, c.N, c.K,
			rate(t.naive), rate(t.gonum), rate(t.weft), 100*rate(t.weft)/(t.peak/1e9), rate(t.all), t.gonum/t.all)
		_ = bar.Add(1)
	}
	_ = bar.Finish()
	return w.Flush()
}

// times are seconds of one call, by each path; all is weft with all workers. peak is the
// FLOP/s that one core had in registers meanwhile.
type times struct{ naive, gonum, weft, all, peak float64 }

// gemmTimes checks each path's product once and measures it.
func gemmTimes[T kernels.Float](ctx context.Context, s *session, c bench.GemmCase) (times, error) {
	g := bench.NewGemm[T](c)
	alone, shared := blas.NewWorkspace[T](s.set, nil), blas.NewWorkspace[T](s.set, s.pool)
	fs := []func(){g.Naive, g.Gonum, func() { g.Weft(alone) }, func() { g.Weft(shared) }}
	for _, f := range fs[1:] { // the naive product is the plainest there is
		f()
		if err := g.Check(); err != nil {
			return times{}, err
		}
	}
	peak, flops := bench.PeakCall[T](s.set)
	t, err := s.plan.Compare(ctx, append(fs, peak)...)
	if err != nil {
		return times{}, err
	}
	return times{t[0], t[1], t[2], t[3], flops / t[4]}, nil
}
