package engine

import (
	"fmt"

	"weft.example/kernels"
)

// Metric adds up predictions and their labels, to tell how good they are. Those of package metrics
// are metrics, and so may be one of the caller's own.
type Metric[T kernels.Float] interface {
	// Reset forgets what has been added.
	Reset()

	// Add adds m examples: prediction is Ŷ, m × n_L, as [Pass.Predict] has it, and y their labels. Both
	// are views, which must be neither changed nor kept.
	Add(prediction []T, y Labels[T])
}

// Mergeable is a [Metric] that the ranks of a [Cluster] have one of each and put together. Those of package metrics are.
type Mergeable interface {
	// AppendState appends what has been added, as numbers, to x and returns that.
	AppendState(x []float64) []float64

	// MergeState adds what another one like it has appended. What is none of such a one is an error.
	MergeState(x []float64) error
}

// mergeOver makes m what the ranks' metrics are together.
func mergeOver[T kernels.Float](c Cluster, m Metric[T]) error {
	s, ok := m.(Mergeable)
	if !ok {
		return fmt.Errorf("%T cannot be put together, want a Mergeable", m)
	}
	all, err := gatherNumbers(c, s.AppendState(nil))
	if err != nil {
		return err
	}
	m.Reset()
	for _, state := range all {
		if err := s.MergeState(state); err != nil {
			return err
		}
	}
	return nil
}
