package engine

// Predict writes Ŷ, m × n_L, the prediction of a loss's labels, to dst: A[L], or
// the sigmoid or softmax of it where the loss takes logits. dst must not overlap A[L],
// of which the classes, the costs and the gradients still are.
func (p *Pass[T]) Predict(loss Loss, dst []T) {
	p.enter()
	defer p.leave()
	o := p.answers()
	o.predict(loss, dst)
}

// Classes writes the likeliest class of each example to dst, of m elements:
// the first largest output or, with a single one, 1 where Ŷ > ½ and else 0. Among
// several outputs NaN counts as the largest, as in PyTorch's argmax.
func (p *Pass[T]) Classes(loss Loss, dst []int) {
	p.enter()
	defer p.leave()
	o := p.answers()
	o.classes(loss, dst)
}
