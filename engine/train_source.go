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
	// [FitConfig].From has to be 0. Ranks of a [Cluster] may have other numbers each, which are known if all are.
	Steps int
}

// sourceMismatch tells what is wrong with the source or the configuration, or is nil.
func (c *FitConfig[T]) sourceMismatch(net *Network[T], source Source[T], validations int) error {
	switch {
	case source.Epoch == nil:
		return errors.New("engine: Fit from a Source without Epoch")
	case source.Steps < 0:
		return fmt.Errorf("engine: Fit from a Source of %d steps, want at least 0", source.Steps)
	case c.From > 0 && source.Steps == 0:
		return fmt.Errorf("engine: Fit from epoch %d of a Source of unknown Steps, want 0", c.From)
	}
	return c.mismatch(net, validations)
}

// Source yields mini-batches of d, of the given size but for the last, in the order of [Batches]: as of a rank's part of the examples, in memory,
// for [FitSource]. It panics if d does not fit the network, or the size is below 1.
func (d Data[T]) Source(net *Network[T], size int, seed uint64) Source[T] {
	return d.source(net, size, seed, nil)
}

// source yields a rank's share of each of d's mini-batches of up to the given size, in another order each epoch.
func (d Data[T]) source(net *Network[T], size int, seed uint64, t *team) Source[T] {
	rank, ranks := t.place()
	_, most := Share(size, 0, ranks)
	batches, batch := NewBatches(d.N, size, seed), net.NewBatch(most)
	epoch := func(number int) iter.Seq2[Data[T], error] {
		return func(yield func(Data[T], error) bool) {
			for rows := range batches.Epoch(number) {
				from, to := Share(len(rows), rank, ranks)
				x, y := batch.Gather(d, rows[from:to])
				if !yield(Data[T]{to - from, x, y}, nil) {
					return
				}
			}
		}
	}
	return Source[T]{epoch, batches.Steps()}
}

// checked is the source with an error in the place of a mini-batch that is none.
func (s Source[T]) checked(net *Network[T], cfg *FitConfig[T], t *team) Source[T] {
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
					err = cfg.batchMismatch(net, &d, t)
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

// padded is the source of a rank, that goes on with mini-batches of no examples behind its last: the rank has to take part in the others'
// steps. steps are the most of any rank, or 0 where they are not known: then there is no end.
func (s Source[T]) padded(steps int) Source[T] {
	epoch := s.Epoch
	return Source[T]{Steps: steps, Epoch: func(number int) iter.Seq2[Data[T], error] {
		return func(yield func(Data[T], error) bool) {
			n := 0
			for d, err := range epoch(number) {
				if n++; !yield(d, err) {
					return
				}
			}
			for ; steps == 0 || n < steps; n++ {
				if !yield(Data[T]{}, nil) {
					return
				}
			}
		}
	}}
}

// batchMismatch tells what is wrong with a mini-batch, or is nil.
func (c *FitConfig[T]) batchMismatch(net *Network[T], d *Data[T], t *team) error {
	least, most := 1, c.Batch
	if t != nil {
		from, to := Share(c.Batch, t.Rank(), t.Size())
		least, most = 0, to-from
	}
	if d.N < least || d.N > most {
		return fmt.Errorf("engine: a mini-batch of %d examples, want %d to %d", d.N, least, most)
	}
	if d.N == 1 && t == nil && net.wantsBatch() {
		return fmt.Errorf("engine: a mini-batch of %d example, want at least 2 for BatchNorm", d.N)
	}
	return c.dataMismatch(net, d)
}
