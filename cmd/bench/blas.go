package main

import (
	"context"
	"fmt"
	"strings"

	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/bench"
	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

// blas measures gonum's routines over weft.
func (s *session) blas(ctx context.Context) error {
	return s.byType(
		func() error { return routines[float32](ctx, s, "float32") },
		func() error { return routines[float64](ctx, s, "float64") })
}

func routines[T kernels.Float](ctx context.Context, s *session, typ string) error {
	cases := bench.RoutineCases[T]()
	plan := s.plan
	plan.Time = s.routines
	t := s.begin("routines, "+typ, len(cases)*len(s.effort.orders))
	defer t.close()
	theirs := bench.RoutinesOf[T](gonum.Implementation{})
	for _, c := range cases {
		for _, n := range s.effort.orders {
			row := s.row("blas", typ, strings.ReplaceAll(c.Name, " ", "-"), fmt.Sprint(n), 0, "")
			if s.wants(row) {
				all := []contender{{impl: "gonum", workers: s.pool.Limit(), run: c.Call(theirs, n)}}
				var ours *bench.Routines[T]
				for _, crew := range s.crews(1) {
					ours = bench.RoutinesOf[T](gonumblas.New(s.set, workers.New(crew.n)))
					if err := c.Agree(ours, theirs, n); err != nil {
						return err
					}
					all = append(all, contender{impl: "weft", workers: crew.n, run: c.Call(ours, n)})
				}
				for _, l := range s.having(c.Symbol()) {
					peers := bench.PeerRoutines[T](l)
					all = append(all, s.beside(l, c.Call(peers, n), func() error { return c.Agree(peers, ours, n) })...)
				}
				if err := compete[T](ctx, s, plan, row, all...); err != nil {
					return err
				}
			}
			t.step()
		}
	}
	return t.print("blas", typ, "")
}
