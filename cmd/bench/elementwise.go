package main

import (
	"context"

	"weft.example/bench"
	"weft.example/kernels"
)

// elementwise measures the element-wise kernels, on one core.
func (s *session) elementwise(ctx context.Context) error {
	return s.byType(
		func() error { return elementwise[float32](ctx, s, "float32") },
		func() error { return elementwise[float64](ctx, s, "float64") })
}

func elementwise[T kernels.Float](ctx context.Context, s *session, typ string) error {
	ops := bench.ElementwiseOps[T]()
	t := s.begin("element-wise, "+typ, len(ops)*len(s.sizes))
	defer t.close()
	arrays := make([]*bench.Arrays[T], len(s.sizes))
	for i, size := range s.sizes {
		arrays[i] = bench.NewArrays[T](size)
	}
	for _, op := range ops {
		for _, a := range arrays {
			e := bench.Elementwise[T]{ElementwiseOp: op, K: bench.KernelsOf[T](s.set), Arrays: a}
			row := s.row("elementwise", typ, op.Name, a.Size.Name, float64(e.Bytes()), "B")
			row.Intensity = e.Intensity()
			if s.wants(row) {
				if err := compete[T](ctx, s, s.plan, row, elementwiseContenders(e)...); err != nil {
					return err
				}
			}
			t.step()
		}
	}
	return t.print("elementwise", typ, "")
}

func elementwiseContenders[T kernels.Float](e bench.Elementwise[T]) []contender {
	checked := func(impl string, f func()) contender {
		return contender{impl: impl, workers: 1, run: f, check: func() error { return e.Check(f) }}
	}
	all := []contender{{impl: "naive", workers: 1, run: e.Naive}}
	if e.HasGonum() {
		all = append(all, checked("gonum", e.Gonum))
	}
	return append(all, checked("weft", e.Weft))
}
