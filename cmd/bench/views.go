package main

import (
	"fmt"

	"weft.example/bench/results"
)

// views are how rows of a group become a table, of one type and pass. Limits have printLimits, and what has neither is told as it goes.
var views = map[string]func(s *session, typ, pass string) view{
	"gemm": func(s *session, typ, _ string) view {
		return view{
			title: fmt.Sprintf("Matrix products, %s, GFLOP/s. naive is of one core; gonum uses all where a product is large.%s", typ, s.ofPeers()),
			value: gigaRate, against: "gonum", ofPeak: true,
		}
	},
	"blas": func(s *session, typ, _ string) view {
		return view{
			title: fmt.Sprintf("gonum's BLAS routines, %s, µs of a call with vectors of n and matrices of n by n.%s", typ, s.ofPeers()),
			value: micros, against: "gonum", shape: "n",
		}
	},
	"lapack": func(s *session, typ, _ string) view {
		return view{
			title: fmt.Sprintf("gonum's LAPACK routines, %s, ms of a call with a matrix of n by n.%s", typ, s.ofPeers()),
			value: millis, against: "gonum", shape: "n",
		}
	},
	"elementwise": func(_ *session, typ, _ string) view {
		return view{
			title: fmt.Sprintf("Element-wise kernels, %s, GB/s read and written by one core, for arrays in each memory.", typ),
			value: gigaRate, against: "naive", shape: "memory",
		}
	},
	"network": func(s *session, typ, pass string) view {
		of := ""
		if pass == "forward" && len(s.results.Peers) > 0 {
			of = s.ofPeers() + " frozen is weft's prediction with weights packed beforehand, as a session's are."
		}
		return view{
			title: fmt.Sprintf("%s passes through networks of ReLU layers and a sigmoid output, %s, µs.%s", title(pass), typ, of),
			value: micros, against: "naive", allocs: true,
		}
	},
}

// printSaved prints the tables of rows that were measured before, in their order.
func (s *session) printSaved(rows []results.Row) error {
	type kind struct{ group, typ, pass string }
	var kinds []kind
	of := map[kind][]results.Row{}
	for _, r := range rows {
		k := kind{r.Group, r.Type, r.Pass}
		if of[k] == nil {
			kinds = append(kinds, k)
		}
		of[k] = append(of[k], r)
	}
	for _, k := range kinds {
		view, known := views[k.group]
		var err error
		switch {
		case len(of[k][0].Seconds) == 0 || k.group == "network" && k.pass == "":
		case known:
			fmt.Fprintln(s.out)
			err = s.printTable(view(s, k.typ, k.pass), of[k])
		case k.group == "peak":
			fmt.Fprintln(s.out)
			err = s.printLimits(k.typ, of[k])
		}
		if err != nil {
			return err
		}
	}
	return nil
}
