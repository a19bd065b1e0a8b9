package main

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/lapack/gonum"

	"weft.example/bench"
	"weft.example/blas/gonumblas"
	"weft.example/lapack/gonumlapack"
	"weft.example/workers"
)

// lapack measures factorizations, eigenvalues and singular values.
func (s *session) lapack(ctx context.Context) error {
	cases := bench.LapackCases()
	t := s.begin("factorizations", len(cases)*len(s.effort.orders))
	defer t.close()
	for _, c := range cases {
		for _, n := range s.effort.orders {
			theirs := bench.NewFactor(c, n, gonum.Implementation{})
			row := s.row("lapack", "float64", c.Name, fmt.Sprint(n), theirs.Work(), "FLOP")
			row.Intensity = theirs.Work() / (2 * 8 * float64(n*n)) // the matrix is read, and written
			if c.Flops == 0 {
				row.Unit = ""
			}
			if s.wants(row) {
				all := []contender{{impl: "gonum", workers: s.pool.Limit(), run: theirs.Run}}
				var ours *bench.Factor
				for _, crew := range s.crews(1, s.pool.Limit()) {
					ours = bench.NewFactor(c, n, gonumlapack.New(gonumblas.New(s.set, workers.New(crew.n))))
					if err := ours.Agree(theirs); err != nil {
						return err
					}
					all = append(all, contender{impl: "weft", workers: crew.n, run: ours.Run})
				}
				for _, l := range s.having(c.Symbols()...) {
					peer := bench.NewPeerFactor(c, n, l)
					for _, workers := range s.peerWorkers(l) {
						run := func() { l.SetWorkers(workers); peer.Run() }
						all = append(all, contender{impl: l.Name, workers: workers, run: run, check: func() error { return peer.Agree(ours) }})
					}
				}
				if err := compete[float64](ctx, s, s.plan, row, all...); err != nil {
					return err
				}
			}
			t.step()
		}
	}
	return t.print("lapack", "float64", "")
}
