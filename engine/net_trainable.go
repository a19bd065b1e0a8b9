package engine

// SetTrainable says whether training changes layer l, as it does unless told otherwise. Of a layer
// that is not trainable
//
//   - W[l] and b[l] stay to the bit, and their places in an optimizer's state: [Optimizer.Step],
//     [Network.Update], [Pass.BackwardUpdate] and [Fit] pass them over, decay with them
//   - γ and β of a [Norm] stay too, and the running means of BatchNorm, which the layer goes by in training as elsewhere
//   - dW[l] and db[l], dγ and dβ are not computed but set to 0, and so count for nothing in [Pass.ClipGrads]
//
// A backward pass ends at the lowest layer that is trainable, and leaves DZ of those below as it was,
// unless [Config] asks for an InputGradient. Forward passes are as ever but for BatchNorm, with dropout. Nothing else
// may use the network meanwhile. Model files and checkpoints keep it; a network
// that [Network.Freeze] returns does not train.
//
// An optimizer has one count of steps. Adam's first steps of a layer that is made trainable late are
// up to (1-β₁)/√(1-β₂) times as large as those of step 1, 3.2 times with its customary numbers:
// a [NewOptimizer] then, or a [Warmup], is the remedy.
func (n *Network[T]) SetTrainable(l int, trainable bool) {
	n.check(l, 1)
	if n.fixed == nil {
		n.fixed = make([]bool, n.Depth())
	}
	n.fixed[l-1] = !trainable
}

// Trainable reports whether training changes layer l.
func (n *Network[T]) Trainable(l int) bool {
	n.check(l, 1)
	return n.learns(l)
}
