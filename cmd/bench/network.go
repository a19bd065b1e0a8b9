package main

import (
	"context"
	"fmt"

	"weft.example/bench"
	"weft.example/bench/peers"
	"weft.example/kernels"
)

// network measures the forward and backward passes of whole networks.
func (s *session) network(ctx context.Context) error {
	return s.byType(
		func() error { return networks[float32](ctx, s, "float32") },
		func() error { return networks[float64](ctx, s, "float64") })
}

func networks[T kernels.Float](ctx context.Context, s *session, typ string) error {
	t := s.begin("passes, "+typ, len(s.nets))
	defer t.close()
	for _, c := range s.nets {
		if err := passes[T](ctx, s, typ, c); err != nil {
			return err
		}
		t.step()
	}
	for i, pass := range []string{"forward", "backward"} {
		if i > 0 {
			fmt.Fprintln(s.out)
		}
		if err := t.print("network", typ, pass); err != nil {
			return err
		}
	}
	return nil
}

func title(word string) string { return string(word[0]-'a'+'A') + word[1:] }

// passes checks one network by all paths and measures both of its passes.
func passes[T kernels.Float](ctx context.Context, s *session, typ string, c bench.NetworkCase) error {
	forward := s.row("network", typ, c.Name, c.Shape(), c.ForwardFlops(), "FLOP")
	backward := s.row("network", typ, c.Name, c.Shape(), c.BackwardFlops(), "FLOP")
	forward.Pass, backward.Pass = "forward", "backward"
	forward.Intensity, backward.Intensity = c.ForwardFlops()/c.ForwardBytes(sizeOf[T]()), c.BackwardFlops()/c.BackwardBytes(sizeOf[T]())
	if !s.wants(forward) && !s.wants(backward) {
		return nil
	}
	var ahead, back []contender
	for i, crew := range s.crews(1, s.pool.Limit()) {
		n, err := bench.NewNetwork[T](c, s.set, crew.pool)
		if err != nil {
			return err
		}
		if err := n.Check(); err != nil {
			return err
		}
		if i == 0 {
			ahead = append(ahead, contender{impl: "naive", workers: 1, run: n.NaiveForward, counted: true})
			back = append(back, contender{impl: "naive", workers: 1, run: n.NaiveBackward, counted: true})
		}
		ahead = append(ahead, contender{impl: "weft", workers: crew.n, run: n.WeftForward, counted: true})
		if i == 0 && s.wants(forward) {
			beside, stop, err := sessions(s, n, crew.n)
			defer stop()
			if err != nil {
				return err
			}
			ahead = append(ahead, beside...)
		}
		back = append(back, contender{impl: "weft", workers: crew.n, run: n.WeftBackward, counted: true})
	}
	if s.wants(forward) {
		if err := compete[T](ctx, s, s.plan, forward, ahead...); err != nil {
			return err
		}
	}
	if !s.wants(backward) {
		return nil
	}
	return compete[T](ctx, s, s.plan, backward, back...)
}

// sessions are the network in ONNX Runtime, of one thread, and weft's with its weights packed
// beforehand, which compares with it. stop gives the former back.
func sessions[T kernels.Float](s *session, n *bench.Network[T], workers int) (all []contender, stop func(), err error) {
	var open []*peers.Session
	stop = func() {
		for _, session := range open {
			session.Close()
		}
	}
	for _, l := range s.having(peers.RuntimeSymbol) {
		session, err := n.Session(l)
		if err != nil {
			return nil, stop, fmt.Errorf("%s is wrong: %w", l.Name, err)
		}
		open = append(open, session)
		loop := bench.Loop(session.Call().Repeat)
		all = append(all, contender{impl: l.Name, workers: 1, run: loop.Once, loop: loop})
	}
	if len(all) > 0 {
		all = append(all, contender{impl: "frozen", workers: workers, run: func() { n.WeftPredict() }, counted: true})
	}
	return all, stop, nil
}
