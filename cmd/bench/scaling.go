package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/schollz/progressbar/v3"

	"weft.example/bench"
	"weft.example/blas"
	"weft.example/kernels"
	"weft.example/workers"
)

// scaling prints products and passes by the number of workers.
func (s *session) scaling(ctx context.Context) error {
	if err := scalingTable[float32](ctx, s, "float32"); err != nil {
		return err
	}
	fmt.Fprintln(s.out)
	return scalingTable[float64](ctx, s, "float64")
}

// crews returns one worker, twice as many, and so on to all.
func crews(all *workers.Pool) []*workers.Pool {
	var crews []*workers.Pool
	for n := 1; n < all.Limit(); n *= 2 {
		crews = append(crews, workers.New(n))
	}
	return append(crews, all)
}

// curve is a table whose rows are rates by the number of workers.
type curve struct {
	*session
	*tabwriter.Writer
	bar *progressbar.ProgressBar
}

func scalingTable[T kernels.Float](ctx context.Context, s *session, name string) error {
	crews := crews(s.pool)
	c := curve{s, s.table(), s.progress("scaling, "+name, 1+len(s.shared.products)+2*len(s.shared.networks))}
	defer c.bar.Close()
	fmt.Fprintf(s.out, "Scaling, %s, GFLOP/s by workers, and how many times one worker's. The peak is that of multiply-adds in registers.\n\n", name)
	fmt.Fprint(c, "what\t")
	for _, crew := range crews {
		fmt.Fprintf(c, "\t%10s\t", fmt.Sprint("×", crew.Limit()))
	}
	fmt.Fprintln(c)
	if err := peakCurve[T](ctx, c, crews); err != nil {
		return err
	}
	for _, p := range s.shared.products {
		if err := gemmCurve[T](ctx, c, crews, p); err != nil {
			return err
		}
	}
	for _, n := range s.shared.networks {
		if err := passesCurves[T](ctx, c, crews, n); err != nil {
			return err
		}
	}
	_ = c.bar.Finish()
	return c.Flush()
}

// row measures one function for each number of workers; the first is of one worker.
func (c curve) row(ctx context.Context, what, how string, flops func(crew int) float64, fs []func()) error {
	t, err := c.plan.Compare(ctx, fs...)
	if err != nil {
		return err
	}
	fmt.Fprintf(c, "%s\t%s", what, how)
	one := flops(0) / t[0]
	for i := range t {
		rate := flops(i) / t[i]
		fmt.Fprintf(c, "\t%8.1f\t%5.2f", rate/1e9, rate/one)
	}
	fmt.Fprintln(c)
	return c.bar.Add(1)
}

// calls are a task whose parts call one function.
type calls func()

func (f calls) Do(_, _ int) { f() }

// peakCurve prints what as many cores have together: a ceiling that a shared power budget,
// or two workers on one core, bring down.
func peakCurve[T kernels.Float](ctx context.Context, c curve, crews []*workers.Pool) error {
	const repeats = 100
	call, flops := bench.PeakCall[T](c.set)
	long := calls(func() {
		for range repeats {
			call()
		}
	})
	fs := make([]func(), len(crews))
	for i, crew := range crews {
		fs[i] = func() { crew.Run(crew.Limit(), long) }
	}
	return c.row(ctx, "FMA peak", "", func(i int) float64 { return repeats * flops * float64(crews[i].Limit()) }, fs)
}

func gemmCurve[T kernels.Float](ctx context.Context, c curve, crews []*workers.Pool, p bench.GemmCase) error {
	g := bench.NewGemm[T](p)
	fs := make([]func(), len(crews))
	for i, crew := range crews {
		w := blas.NewWorkspace[T](c.set, crew)
		fs[i] = func() { g.Weft(w) }
		fs[i]()
		if err := g.Check(); err != nil {
			return err
		}
	}
	return c.row(ctx, p.Name, fmt.Sprintf("%d×%d×%d", p.M, p.N, p.K), func(int) float64 { return p.Flops() }, fs)
}

func passesCurves[T kernels.Float](ctx context.Context, c curve, crews []*workers.Pool, n bench.NetworkCase) error {
	forward, backward := make([]func(), len(crews)), make([]func(), len(crews))
	for i, crew := range crews {
		net, err := bench.NewNetwork[T](n, c.set, crew)
		if err != nil {
			return err
		}
		if err := net.Check(); err != nil {
			return err
		}
		forward[i], backward[i] = net.WeftForward, net.WeftBackward
	}
	if err := c.row(ctx, n.Name, "forward", func(int) float64 { return n.ForwardFlops() }, forward); err != nil {
		return err
	}
	return c.row(ctx, "", "backward", func(int) float64 { return n.BackwardFlops() }, backward)
}
