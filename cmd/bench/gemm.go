package main

import (
	"context"

	"weft.example/bench"
	"weft.example/blas"
	"weft.example/kernels"
)

// gemm measures the matrix products.
func (s *session) gemm(ctx context.Context) error {
	return s.byType(
		func() error { return gemm[float32](ctx, s, "float32") },
		func() error { return gemm[float64](ctx, s, "float64") })
}

func gemm[T kernels.Float](ctx context.Context, s *session, typ string) error {
	t := s.begin("matrix products, "+typ, len(s.products))
	defer t.close()
	for _, c := range s.products {
		row := s.row("gemm", typ, c.Name, c.Shape(), c.Flops(), "FLOP")
		row.Intensity = c.Flops() / c.Bytes(sizeOf[T]())
		if s.wants(row) {
			g := bench.NewGemm[T](c)
			all := []contender{
				{impl: "naive", workers: 1, run: g.Naive, check: g.Check},
				{impl: "gonum", workers: s.pool.Limit(), run: g.Gonum, check: g.Check},
			}
			for _, crew := range s.crews(1, s.pool.Limit()) {
				w := blas.NewWorkspace[T](s.set, crew.pool)
				all = append(all, contender{impl: "weft", workers: crew.n, run: func() { g.Weft(w) }, check: g.Check})
			}
			for _, l := range s.having(bench.GemmSymbol[T]()) {
				theirs := bench.PeerRoutines[T](l)
				all = append(all, s.beside(l, func() { g.By(theirs) }, g.Check)...)
			}
			if err := compete[T](ctx, s, s.plan, row, all...); err != nil {
				return err
			}
		}
		t.step()
	}
	return t.print("gemm", typ, "")
}
