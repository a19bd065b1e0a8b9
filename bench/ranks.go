package bench

import (
	"math/rand/v2"
	"unsafe"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// Sums are sums over ranks, as a rank starts them and waits for them.
type Sums struct {
	Start          func(x []float32) error
	Progress, Wait func() error
}

// RankStep is a step of training by one of many ranks: its examples, and gradients that are summed.
type RankStep struct {
	NetworkCase
	sums   Sums
	net    *engine.Network[float32]
	pass   *engine.Pass[float32]
	x, y   []float32
	layers [][]float32 // each layer's gradients
}

// NewRankStep returns the step with random parameters, the same on all ranks.
func NewRankStep(c NetworkCase, set *kernels.Set, pool *workers.Pool, sums Sums) (*RankStep, error) {
	net, pass, err := newPass[float32](c, set, pool)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(1, uint64(c.Inputs)))
	s := &RankStep{NetworkCase: c, sums: sums, net: net, pass: pass}
	s.x, s.y = random[float32](rng, c.Batch*c.Inputs), random[float32](rng, c.Batch*net.Units(net.Depth()))
	pass.Forward(s.x, c.Batch)
	grads := pass.Grads()
	end := len(grads)
	for l := net.Depth(); l > 0; l-- {
		from := (uintptr(unsafe.Pointer(&pass.DW(l)[0])) - uintptr(unsafe.Pointer(&grads[0]))) / unsafe.Sizeof(grads[0])
		s.layers = append(s.layers, grads[from:end:end])
		end = int(from)
	}
	return s, nil
}

// Alone takes the step without the others.
func (s *RankStep) Alone() error {
	s.forward()
	for l := s.net.Depth(); l > 0; l-- {
		s.pass.BackwardLayer(l)
	}
	s.net.Update(stepRate, s.pass)
	return nil
}

// Overlapped starts each layer's sum as soon as its gradients are there.
func (s *RankStep) Overlapped() error {
	s.forward()
	for i, layer := range s.layers {
		s.pass.BackwardLayer(s.net.Depth() - i)
		if err := s.sums.Start(layer); err != nil {
			return err
		}
		if err := s.sums.Progress(); err != nil {
			return err
		}
	}
	return s.end()
}

// Apart sums all gradients behind the backward pass.
func (s *RankStep) Apart() error {
	s.forward()
	for l := s.net.Depth(); l > 0; l-- {
		s.pass.BackwardLayer(l)
	}
	for _, layer := range s.layers {
		if err := s.sums.Start(layer); err != nil {
			return err
		}
	}
	return s.end()
}

func (s *RankStep) forward() {
	s.pass.Forward(s.x, s.Batch)
	copy(s.pass.DZ(s.net.Depth()), s.y)
}

func (s *RankStep) end() error {
	if err := s.sums.Wait(); err != nil {
		return err
	}
	s.net.Update(stepRate, s.pass)
	return nil
}
