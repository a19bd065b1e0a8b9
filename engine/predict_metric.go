package engine

import "weft.example/kernels"

// Metric adds up predictions and their labels, to tell how good they are. Those of package metrics
// are metrics, and so may be one of the caller's own.
type Metric[T kernels.Float] interface {
	// Reset forgets what has been added.
	Reset()

	// Add adds m examples: prediction is Ŷ, m × n_L, as [Pass.Predict] has it, and y their labels. Both
	// are views, which must be neither changed nor kept.
	Add(prediction []T, y Labels[T])
}
