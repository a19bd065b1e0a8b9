package bench

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"

	"weft.example/engine"
	"weft.example/kernels"
	"weft.example/workers"
)

// Network is a NetworkCase by both paths, with the same parameters and batch.
type Network[T kernels.Float] struct {
	NetworkCase
	net    *engine.Network[T]
	pass   *engine.Pass[T]
	frozen *engine.Predictor[T]
	naive  *Naive[T]
	cache  *Cache[T]
	grads  *Grads[T]
	x, y   []T
}

// NewNetwork returns the case with random parameters, examples and labels, the
// same each time, for any of the workers. Both forward passes have been run.
func NewNetwork[T kernels.Float](c NetworkCase, set *kernels.Set, pool *workers.Pool) (*Network[T], error) {
	net, err := newNetwork[T](c, set)
	if err != nil {
		return nil, err
	}
	pass, err := net.NewPass(c.Batch, engine.Config{Workers: pool})
	if err != nil {
		return nil, fmt.Errorf("bench: %s: %w", c.Name, err)
	}
	frozen, err := net.Freeze().NewPredictor(c.Batch, engine.Config{Workers: pool})
	if err != nil {
		return nil, fmt.Errorf("bench: %s: %w", c.Name, err)
	}
	rng := rand.New(rand.NewPCG(1, uint64(c.Inputs)))
	n := &Network[T]{NetworkCase: c, net: net, pass: pass, frozen: frozen, naive: NaiveOf(net)}
	n.x = random[T](rng, c.Batch*c.Inputs)
	n.y = make([]T, c.Batch*net.Units(net.Depth()))
	for i := range n.y {
		n.y[i] = T(rng.IntN(2))
	}
	n.WeftForward()
	n.NaiveForward()
	return n, nil
}

// newNetwork returns the case's network with random parameters, the same each time.
func newNetwork[T kernels.Float](c NetworkCase, set *kernels.Set) (*engine.Network[T], error) {
	net, err := engine.New[T](set, c.Inputs, c.Layers...)
	if err != nil {
		return nil, fmt.Errorf("bench: %s: %w", c.Name, err)
	}
	net.Init(1)
	return net, nil
}

// WeftForward runs weft's forward pass.
func (n *Network[T]) WeftForward() { n.pass.Forward(n.x, n.Batch) }

// WeftBackward runs weft's backward pass.
func (n *Network[T]) WeftBackward() { n.pass.Backward(n.y) }

// WeftBoth runs one after the other: at small batches neither finds in cache what it left there.
func (n *Network[T]) WeftBoth() {
	n.WeftForward()
	n.WeftBackward()
}

// WeftPredict computes the output with the weights packed beforehand.
func (n *Network[T]) WeftPredict() []T { return n.frozen.Forward(n.x, n.Batch) }

// stepRate is small enough to leave a network as it is for any number of steps,
// and is not 0, at which there is nothing to compute.
const stepRate = 1e-12

// WeftStep runs weft's forward pass, its backward pass and an update.
func (n *Network[T]) WeftStep() {
	n.WeftBoth()
	n.net.Update(stepRate, n.pass)
}

// WeftFusedStep is the same without gradients of its own.
func (n *Network[T]) WeftFusedStep() {
	n.WeftForward()
	n.pass.BackwardUpdate(engine.CrossEntropy, engine.Labels[T]{Values: n.y}, stepRate)
}

// NaiveForward runs the naive forward pass.
func (n *Network[T]) NaiveForward() { n.cache = n.naive.Forward(n.x, n.Batch) }

// NaiveBackward runs the naive backward pass.
func (n *Network[T]) NaiveBackward() { n.grads = n.naive.Backward(n.cache, n.y) }

// Check compares the outputs and gradients of both paths.
func (n *Network[T]) Check() error {
	n.WeftForward()
	n.WeftBackward()
	n.NaiveForward()
	n.NaiveBackward()
	if err := near(n.pass.A(n.net.Depth()), n.cache.Output()); err != nil {
		return fmt.Errorf("bench: %s: output: %w", n.Name, err)
	}
	if err := near(n.WeftPredict(), n.cache.Output()); err != nil {
		return fmt.Errorf("bench: %s: prediction: %w", n.Name, err)
	}
	for l := 1; l <= n.net.Depth(); l++ {
		if err := near(n.pass.DW(l), n.grads.W[l]); err != nil {
			return fmt.Errorf("bench: %s: dW[%d]: %w", n.Name, l, err)
		}
		if err := near(n.pass.DB(l), n.grads.B[l]); err != nil {
			return fmt.Errorf("bench: %s: db[%d]: %w", n.Name, l, err)
		}
	}
	return nil
}

// near reports vectors whose difference is not small beside them. Where a Z is
// almost 0, rounding decides which side of ReLU's kink it is on, and a whole
// term of a gradient comes or goes; float32 has to allow for that.
func near[T kernels.Float](got, want []T) error {
	if epsilon[T]() > 1e-10 {
		return within(2e-2, got, want)
	}
	return within(1e-10, got, want)
}

// within reports vectors whose difference is more than a bound beside them.
func within[T kernels.Float](bound float64, got, want []T) error {
	g, w := Float64s(got), Float64s(want)
	diff := floats.Distance(g, w, 2) / floats.Norm(w, 2)
	if !(diff <= bound) { // NaN fails
		return fmt.Errorf("relative difference %.1e, want at most %.0e", diff, bound)
	}
	return nil
}

// Float64s returns the values as float64.
func Float64s[T kernels.Float](xs []T) []float64 { return convert[float64](xs) }

// convert returns the values as another type, rounded where it is narrower.
func convert[To, From kernels.Float](xs []From) []To {
	s := make([]To, len(xs))
	for i, x := range xs {
		s[i] = To(x)
	}
	return s
}
