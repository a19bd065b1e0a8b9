package bench

import (
	"fmt"
	"math/rand/v2"
	"time"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// RankStep is a step of training, of one process or of one of many ranks, which knows how long it waits for the others.
type RankStep struct {
	descent  *engine.Descent[float32]
	net      *engine.Network[float32]
	share    engine.Data[float32]
	examples int
	waits    *waits // or nil
	steps    int
	taken    time.Duration
}

// NewRankStep returns the step with the case's batch on each rank, and random parameters and examples, the same on all. With c nil there
// is one process. Apart from the backward pass, sums are started behind it.
func NewRankStep(nc NetworkCase, set *kernels.Set, pool *workers.Pool, c engine.Cluster, apart bool) (*RankStep, error) {
	net, err := newNetwork[float32](nc, set)
	if err != nil {
		return nil, err
	}
	opt, err := engine.NewOptimizer(net, engine.SGD.Rule())
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(1, uint64(nc.Inputs)))
	s := &RankStep{net: net, examples: nc.Batch, share: engine.Data[float32]{N: nc.Batch, X: random[float32](rng, nc.Batch*nc.Inputs)}}
	s.share.Labels.Values = make([]float32, nc.Batch*net.Units(net.Depth()))
	for i := range s.share.Labels.Values {
		s.share.Labels.Values[i] = float32(rng.IntN(2))
	}
	cfg := engine.FitConfig[float32]{Rate: engine.ConstantRate(stepRate), Stepper: opt, Workers: pool}
	if c != nil {
		s.examples *= c.Size()
		s.waits = &waits{Cluster: c, apart: apart}
		cfg.Cluster = s.waits
	}
	cfg.Batch = s.examples
	if s.descent, err = engine.NewDescent(net, cfg); err != nil {
		return nil, fmt.Errorf("bench: %s: %w", nc.Name, err)
	}
	if s.waits != nil {
		s.waits.bytes, s.waits.waited = 0, 0
	}
	return s, nil
}

// Take takes the step.
func (s *RankStep) Take() error {
	start := time.Now()
	_, err := s.descent.Step(s.share, s.examples)
	s.taken += time.Since(start)
	s.steps++
	return err
}

// Waits is the share of the steps so far in which the rank was in its cluster's methods, and Bytes is what a step sums.
func (s *RankStep) Waits() float64 { return s.waits.waited.Seconds() / s.taken.Seconds() }
func (s *RankStep) Bytes() int     { return s.waits.bytes / s.steps }

// waits is a cluster that counts the bytes of sums and the time that its methods take.
type waits struct {
	engine.Cluster
	apart  bool
	held   [][]float32 // sums that Wait starts
	bytes  int
	waited time.Duration
}

func (w *waits) since(start time.Time) { w.waited += time.Since(start) }

func (w *waits) StartSum32(x []float32) error {
	defer w.since(time.Now())
	w.bytes += 4 * len(x)
	if w.apart {
		w.held = append(w.held, x)
		return nil
	}
	return w.Cluster.StartSum32(x)
}

func (w *waits) StartSum64(x []float64) error {
	defer w.since(time.Now())
	w.bytes += 8 * len(x)
	return w.Cluster.StartSum64(x)
}

func (w *waits) Progress() error {
	defer w.since(time.Now())
	return w.Cluster.Progress()
}

func (w *waits) Wait() error {
	defer w.since(time.Now())
	for _, x := range w.held {
		if err := w.Cluster.StartSum32(x); err != nil {
			return err
		}
	}
	w.held = w.held[:0]
	return w.Cluster.Wait()
}

func (w *waits) Sum(x []float64) error {
	defer w.since(time.Now())
	w.bytes += 8 * len(x)
	return w.Cluster.Sum(x)
}
