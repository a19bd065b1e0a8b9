package engine

import (
	"errors"
	"fmt"
	"iter"

	"weft.example/kernels"
)

// Source yields mini-batches to train on that need not be in memory together: from files, a channel
// or a generator. Their order is its own business.
type Source[T kernels.Float] struct {
	// Epoch yields the mini-batches of an epoch, of 1 to [FitConfig].Batch examples each. A Data may be
	// a view that the next one overwrites. An error ends the training. Epochs that are functions
	// of their number train to the same bits again.
	Epoch func(number int) iter.Seq2[Data[T], error]

	// Steps is the number of mini-batches in each epoch; another number is an error. With 0 it is not known, and
	// [FitConfig].From has to be 0.
	Steps int
}

// sourceMismatch tells what is wrong with the source or the configuration, or is nil.
func (c *FitConfig[T]) sourceMismatch(net *Network[T], source Source[T]) error {
	switch {
	case source.Epoch == nil:
		return errors.New("engine: Fit from a Source without Epoch")
	case source.Steps < 0:
		return fmt.Errorf("engine: Fit from a Source of %d steps, want at least 0", source.Steps)
	case c.From > 0 && source.Steps == 0:
		return fmt.Errorf("engine: Fit from epoch %d of a Source of unknown Steps, want 0", c.From)
	}
	return c.mismatch(net)
}

// source yields d in mini-batches of up to the given size, in another order each epoch.
func (d Data[T]) source(net *Network[T], size int, seed uint64) Source[T] {
	batches, batch := NewBatches(d.N, size, seed), net.NewBatch(size)
	epoch := func(number int) iter.Seq2[Data[T], error] {
		return func(yield func(Data[T], error) bool) {
			for rows := range batches.Epoch(number) {
				x, y := batch.Gather(d, rows)
				if !yield(Data[T]{len(rows), x, y}, nil) {
					return
				}
			}
		}
	}
	return Source[T]{epoch, batches.Steps()}
}

// checked is the source with an error in the place of a mini-batch that is none.
func (s Source[T]) checked(net *Network[T], cfg *FitConfig[T]) Source[T] {
	epoch := s.Epoch
	s.Epoch = func(number int) iter.Seq2[Data[T], error] {
		return func(yield func(Data[T], error) bool) {
			batches, steps := epoch(number), 0
			if batches == nil {
				yield(Data[T]{}, errors.New("engine: a Source whose Epoch returns nil"))
				return
			}
			for d, err := range batches {
				if steps++; err == nil && s.Steps > 0 && steps > s.Steps {
					err = fmt.Errorf("engine: mini-batch %d of an epoch, want the Source's Steps, %d", steps, s.Steps)
				}
				if err == nil {
					err = cfg.batchMismatch(net, &d)
				}
				if !yield(d, err) {
					return
				}
			}
			if steps < s.Steps {
				yield(Data[T]{}, fmt.Errorf("engine: an epoch of %d mini-batches, want the Source's Steps, %d", steps, s.Steps))
			}
		}
	}
	return s
}

// batchMismatch tells what is wrong with a mini-batch, or is nil.
func (c *FitConfig[T]) batchMismatch(net *Network[T], d *Data[T]) error {
	if d.N < 1 || d.N > c.Batch {
		return fmt.Errorf("engine: a mini-batch of %d examples, want 1 to %d", d.N, c.Batch)
	}
	if d.N == 1 && net.wantsBatch() {
		return fmt.Errorf("engine: a mini-batch of %d example, want at least 2 for BatchNorm", d.N)
	}
	return c.dataMismatch(net, d)
}
