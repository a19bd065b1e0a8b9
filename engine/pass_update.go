package engine

import (
	"fmt"

	"weft.example/kernels"
)

// Update takes a step of gradient descent with the gradients that the last
// backward pass of p left: W[l] -= rate·dW[l], b[l] -= rate·db[l]. p must be a pass
// of n; nothing else may use n meanwhile.
func (n *Network[T]) Update(rate T, p *Pass[T]) {
	n.own()
	if p == nil || p.net != n {
		panic("engine: Update with a pass of another network")
	}
	checkRate(rate)
	p.enter()
	defer p.leave()
	p.rate = rate
	p.spread(len(n.params), kernels.MaxElements, p.update)
}

// updatePortion updates what of a slab is parameters of layers that learn.
func (p *Pass[T]) updatePortion(from, to int) {
	n := p.net
	if n.fixed == nil {
		n.kn.Axpy(to-from, -p.rate, &n.params[from], &p.grads[from])
		return
	}
	for l := 1; l <= n.Depth(); l++ {
		from, to := max(from, n.layout.weights[l-1].from), min(to, n.layout.end(l))
		if from < to && n.learns(l) {
			n.kn.Axpy(to-from, -p.rate, &n.params[from], &p.grads[from])
		}
	}
}

// BackwardUpdate is BackwardLoss and a step of gradient descent at the given
// rate in one,
//
//	W[l] -= rate·dW[l], b[l] -= rate·db[l]
//
// which adds each gradient to its parameter where it is computed and stores it
// nowhere: Grads keeps what it had. Beside [Network.Update] after [Pass.BackwardLoss] it
// spares three ways through memory of the size of the parameters, which at small
// batches is most of a step, and rounds otherwise. Nothing else may use the
// network meanwhile.
func (p *Pass[T]) BackwardUpdate(loss Loss, y Labels[T], rate T) {
	p.enter()
	defer p.leave()
	p.checkMode()
	checkRate(rate)
	p.sink = sink[T]{p.net.params, 1, 0}
	if p.m > 0 {
		p.sink.scale = -rate / T(p.m)
	}
	p.descendLoss(loss, y)
}

// checkRate panics unless the rate is finite: any other would spoil all parameters.
func checkRate[T kernels.Float](rate T) {
	if err := rateError[T](float64(rate)); err != nil {
		panic(err.Error())
	}
}

// rateError tells that a rate is not finite in T, or is nil.
func rateError[T kernels.Float](rate float64) error {
	if finite(T(rate)) {
		return nil
	}
	return fmt.Errorf("engine: a rate of %v, want a finite one in %T", rate, T(0))
}
