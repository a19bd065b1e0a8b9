// Package engine trains and runs dense networks: the forward pass with its
// cache, the backward pass and the update, vectorised over the examples.
//
// # Shapes
//
// A batch holds one example per row: x[i*n0:(i+1)*n0] is example i of m. That is
// the lecture's A[l], n_l × m, stored column by column, so a data set's rows are
// used as they are. W[l] is n_l × n_{l-1}, row-major, a row per unit; b[l] has n_l
// elements; A[l], Z[l] and their gradients are m × n_l here. Layers count from 1
// to L = [Network.Depth], and A[0] is the input.
//
// # Equations
//
//	the lecture, examples in columns              here, examples in rows          method
//	A[0] = X                                      kept, not copied                [Pass.SetInput]
//	Z[l] = W[l]·A[l-1] + b[l], A[l] = g(Z[l])     Z = A_prev·Wᵀ + b               [Pass.ForwardLayer]
//	A[1], …, A[L] = Ŷ                                                             [Pass.Forward]
//	the same of a network that learns no more                                     [Predictor.Predict]
//	J = -1/m Σ Y·ln A[L] + (1-Y)·ln(1-A[L])                                       [Pass.Cost]
//	dA[L] = -Y/A[L] + (1-Y)/(1-A[L])                                              [Pass.CostGradient]
//	dZ[l] = dA[l] ⊙ g′(Z[l])                                                      [Pass.BackwardLayer]
//	dW[l] = 1/m dZ[l]·A[l-1]ᵀ                     dW = dZᵀ·A_prev / m             [Pass.BackwardLayer]
//	db[l] = 1/m Σ dZ[l] over the examples                                         [Pass.BackwardLayer]
//	dA[l-1] = W[l]ᵀ·dZ[l]                         dA_prev = dZ·W                  [Pass.BackwardLayer]
//	dA[L] of the caller, then layers L, …, 1                                      [Pass.BackwardFrom]
//	dZ[L] = A[L] - Y, then layers L, …, 1                                         [Pass.Backward]
//	W[l] -= α·dW[l], b[l] -= α·db[l]                                              [Network.Update]
//	layers L, …, 1 and the update in one                                          [Pass.BackwardUpdate]
//	the same with momentum, RMSProp, Adam, decay                                  [Optimizer.Step]
//
// dZ[L] = A[L] - Y is what dA[L] ⊙ g′ comes to for a sigmoid output under
// cross-entropy. [Pass.Backward] uses it: it has no division, and stays finite
// where the sigmoid has reached 0 or 1. [Pass.Loss] and [Pass.BackwardLoss] do the
// same for each [Loss]: cross-entropy of probabilities, of logits or of their
// softmax, and the mean square.
//
// # Use
//
// A [Network] holds the parameters. It may be shared by any number of passes
// as long as nothing changes it. A [Pass] holds one batch's cache and
// gradients and belongs to one goroutine at a time; its memory is allocated by
// [Network.NewPass], and no method allocates afterwards, but for starting the
// workers when they are first wanted.
//
// Between [Pass.Train] and [Pass.Infer] the hidden layers drop the share of their
// outputs that [Layer] says.
//
// [Fit] is a training loop. Its parts serve other loops too: [Batches] is the
// order of the examples, [Batch] gathers them, [Pass.Evaluate] validates, and
// [Pass.BackwardFrom] starts from the gradient of a loss of one's own.
//
// An [Optimizer] moves a network's parameters by a [Rule] and the gradients of a
// pass, which [Pass.ClipGrads] may have scaled, at the rate of a [Schedule].
//
// A network that is done learning is best frozen ([Network.Freeze]): a
// [Predictor] has its weights packed already, keeps no cache and predicts faster
// than a pass.
//
// Results have the same bits for any number of workers. They differ in
// rounding between instruction sets.
//
// A size that does not fit is a bug in the calling program and panics with
// both numbers. NaN and infinities in the data propagate.
package engine
