package engine

import (
	"errors"
	"fmt"
	"math"

	"weft.example/blas"
	"weft.example/internal/inuse"
	"weft.example/kernels"
)

// Optimizer updates a network's parameters by a [Rule], and holds what the rule
// carries from step to step: one element for each parameter in each [Slab].
// [NewOptimizer] allocates it all. It belongs to one goroutine at a time: a step panics
// while another runs.
type Optimizer[T kernels.Float] struct {
	self   *Optimizer[T] // which each and move are bound to
	net    *Network[T]
	rule   Rule
	steps  int
	state  []Slab[T]
	pieces []piece
	inUse  inuse.Word

	// Of the step under way.
	now   scalars[T]
	grads []T
	each  portion // of the pieces
	move  func(piece)
}

// Slab is a part of an optimizer's state, one element for each of
// [Network.Params]. The elements between arrays are zero and must stay so.
type Slab[T kernels.Float] struct {
	Name string
	Data []T
}

// piece is parameters from … to-1, part of one array and few enough for one call
// of a kernel.
type piece struct {
	from, to int
	layer    int
	decays   bool // weights do, biases, γ and β do not
}

// scalars are a kernel's arguments in one step.
type scalars[T kernels.Float] struct {
	rate, beta1, rest1, beta2, rest2, corr, eps, decay, keep, shrink T
}

// NewOptimizer returns an optimizer that has taken no step, with its state zero.
func NewOptimizer[T kernels.Float](net *Network[T], rule Rule) (*Optimizer[T], error) {
	net.own()
	if err := validate[T](rule); err != nil {
		return nil, err
	}
	o := &Optimizer[T]{net: net, rule: rule}
	o.self = o
	for _, name := range methods()[rule.Method].state {
		o.state = append(o.state, Slab[T]{name, blas.Make[T](net.layout.size)})
	}
	for l := 1; l <= net.Depth(); l++ {
		o.cut(l, net.layout.weights[l-1], true)
		o.cut(l, net.layout.biases[l-1], false)
		o.cut(l, net.layout.gammas[l-1], false)
		o.cut(l, net.layout.betas[l-1], false)
	}
	o.each = o.eachPiece
	o.move = [NumMethods]func(piece){
		SGD: o.sgd, Momentum: o.momentum, Nesterov: o.nesterov, RMSProp: o.rmsProp, Adam: o.adam, AdamW: o.adam,
	}[rule.Method]
	return o, nil
}

// cut divides an array of a layer into pieces, from its end: a backward pass has left that in the cache.
func (o *Optimizer[T]) cut(layer int, e extent[T], decays bool) {
	for to := e.to; to > e.from; to -= kernels.MaxElements {
		o.pieces = append(o.pieces, piece{max(e.from, to-kernels.MaxElements), to, layer, decays})
	}
}

// Step moves the parameters of all layers that are trainable by the gradients that the last backward pass of p
// left, at the given rate α. p must be a pass of the optimizer's network, and
// nothing else may use the network meanwhile. The workers of p share the step.
//
// It panics, with nothing changed and no step counted, unless the rate and what
// the rule makes of it are finite in T, and each slab of State has an element for
// each of [Network.Params].
func (o *Optimizer[T]) Step(rate float64, p *Pass[T]) {
	o.enter()
	defer o.leave()
	now, err := o.next(rate, p)
	if err != nil {
		panic(err.Error())
	}
	p.enter()
	defer p.leave()
	o.steps++
	o.now, o.grads = now, p.grads
	p.spread(len(o.pieces), 1, o.each)
}

// next returns what the step to come needs, or why it cannot be taken.
func (o *Optimizer[T]) next(rate float64, p *Pass[T]) (now scalars[T], err error) {
	switch {
	case o == nil:
		return now, errors.New("engine: the optimizer is nil")
	case o.self != o:
		return now, errors.New("engine: Step of a copy of an optimizer, want one that NewOptimizer returned")
	case p.net != o.net:
		return now, errors.New("engine: Step with a pass of another network")
	case o.steps == math.MaxInt:
		return now, fmt.Errorf("engine: a step after %d, want an int to count it", o.steps)
	}
	o.net.own()
	p.own()
	for _, s := range o.state {
		if len(s.Data) != o.net.layout.size {
			return now, fmt.Errorf("engine: slab %q has %d elements, want the network's %d", s.Name, len(s.Data), o.net.layout.size)
		}
	}
	if err := rateError[T](rate); err != nil {
		return now, err
	}
	now = scalarsOf[T](o.rule, rate, o.steps+1)
	if !finite(now.rate) || !finite(now.keep) {
		return now, fmt.Errorf("engine: %v at a rate of %v with Decay = %v has factors %v and %v in step %d, want finite ones in %T",
			o.rule.Method, rate, o.rule.Decay, now.rate, now.keep, o.steps+1, now.rate)
	}
	if !finite(now.shrink) {
		return now, fmt.Errorf("engine: %v at a rate of %v with L1 = %v takes %v off weights, want a finite number in %T",
			o.rule.Method, rate, o.rule.L1, now.shrink, now.shrink)
	}
	return now, nil
}

func (o *Optimizer[T]) enter() {
	if o != nil && !o.inUse.Enter() {
		panic("engine: the optimizer is in use by another goroutine, want one step at a time")
	}
}

func (o *Optimizer[T]) leave() {
	if o != nil {
		o.inUse.Leave()
	}
}

// scalarsOf computes, in float64, what step t needs.
func scalarsOf[T kernels.Float](r Rule, rate float64, t int) scalars[T] {
	s := scalars[T]{
		rate: T(rate), beta1: T(r.Beta1), rest1: T(1 - r.Beta1), beta2: T(r.Beta2), rest2: T(1 - r.Beta2),
		eps: T(r.Epsilon), decay: T(r.Decay), keep: 1, shrink: T(rate * r.L1),
	}
	switch r.Method {
	case SGD, AdamW:
		s.keep, s.decay = T(1-rate*r.Decay), 0
	}
	switch r.Method {
	case Adam, AdamW:
		s.rate = T(rate / (1 - math.Pow(r.Beta1, float64(t))))
		s.corr = T(1 / math.Sqrt(1-math.Pow(r.Beta2, float64(t))))
	}
	return s
}

func (o *Optimizer[T]) eachPiece(from, to int) {
	for _, pc := range o.pieces[from:to] {
		if !o.net.learns(pc.layer) {
			continue
		}
		o.move(pc)
		if pc.decays && o.now.shrink > 0 {
			shrink(o.net.params[pc.from:pc.to], o.now.shrink)
		}
	}
}

// shrink brings each of x nearer to 0 by some amount, but not beyond it.
func shrink[T kernels.Float](x []T, by T) {
	for i, v := range x {
		switch {
		case v > by:
			x[i] = v - by
		case v < -by:
			x[i] = v + by
		case v == v: // NaN stays
			x[i] = 0
		}
	}
}

// decay returns the kernels' decay and keep for a piece.
func (o *Optimizer[T]) decay(pc piece) (decay, keep T) {
	if pc.decays {
		return o.now.decay, o.now.keep
	}
	return 0, 1
}

func (o *Optimizer[T]) sgd(pc piece) {
	w := &o.net.params[pc.from]
	if _, keep := o.decay(pc); keep != 1 {
		o.net.kn.Scale(pc.to-pc.from, keep, w)
	}
	o.net.kn.Axpy(pc.to-pc.from, -o.now.rate, w, &o.grads[pc.from])
}

func (o *Optimizer[T]) momentum(pc piece) {
	i, s := pc.from, &o.now
	decay, _ := o.decay(pc)
	o.net.fn.Steps.Momentum(pc.to-i, s.rate, s.beta1, decay, &o.net.params[i], &o.state[0].Data[i], &o.grads[i])
}

func (o *Optimizer[T]) nesterov(pc piece) {
	i, s := pc.from, &o.now
	decay, _ := o.decay(pc)
	o.net.fn.Steps.Nesterov(pc.to-i, s.rate, s.beta1, decay, &o.net.params[i], &o.state[0].Data[i], &o.grads[i])
}

func (o *Optimizer[T]) rmsProp(pc piece) {
	i, s := pc.from, &o.now
	decay, _ := o.decay(pc)
	o.net.fn.Steps.RMSProp(pc.to-i, s.rate, s.beta2, s.rest2, s.eps, decay, &o.net.params[i], &o.state[0].Data[i], &o.grads[i])
}

func (o *Optimizer[T]) adam(pc piece) {
	i, s := pc.from, &o.now
	decay, keep := o.decay(pc)
	o.net.fn.Steps.Adam(pc.to-i, s.rate, s.rest1, s.beta2, s.rest2, s.corr, s.eps, decay, keep,
		&o.net.params[i], &o.state[0].Data[i], &o.state[1].Data[i], &o.grads[i])
}

// Rule returns the rule.
func (o *Optimizer[T]) Rule() Rule { return o.rule }

// State returns what the rule carries from step to step, to read and write:
// "momentum" of Momentum and Nesterov, "v" of RMSProp, "m" and "v" of Adam and
// AdamW, nothing of SGD. With it and [Optimizer.Steps] another optimizer of the
// same rule goes on to the bit where this one is. The list is the optimizer's own:
// a Data that is put in the place of one is used from there on, and must have as
// many elements and lie apart from all others.
func (o *Optimizer[T]) State() []Slab[T] { return o.state }

// Steps returns the number of steps taken.
func (o *Optimizer[T]) Steps() int { return o.steps }

// SetSteps makes t the number of steps taken, which Adam's corrections of bias
// follow from.
func (o *Optimizer[T]) SetSteps(t int) {
	if t < 0 {
		panic(fmt.Sprintf("engine: SetSteps(%d), want at least 0", t))
	}
	o.enter()
	defer o.leave()
	o.steps = t
}

// String describes the optimizer in a line.
func (o *Optimizer[T]) String() string {
	if o.steps == 1 {
		return fmt.Sprintf("%v of %v: 1 step", o.rule.Method, o.net)
	}
	return fmt.Sprintf("%v of %v: %d steps", o.rule.Method, o.net, o.steps)
}
