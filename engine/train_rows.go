package engine

import (
	"errors"
	"fmt"
	"iter"

	"weft.example/kernels"
)

// Rows are N examples that are read by their numbers, from files, a data base or a function that makes them: of a set that need not be in
// memory. See [FitRows].
type Rows[T kernels.Float] struct {
	N int // of the whole set, on each rank of a cluster

	// Read returns the examples of the given numbers, 0 to N-1, in that order. The Data may be a view that the next Read overwrites. It
	// must not keep numbers. An error ends the training.
	Read func(numbers []int) (Data[T], error)
}

// rowsMismatch tells what is wrong with the rows or the configuration, or is nil.
func (c *FitConfig[T]) rowsMismatch(net *Network[T], rows *Rows[T]) error {
	switch limit := most[T](); {
	case rows.Read == nil:
		return errors.New("engine: FitRows of Rows without Read")
	case rows.N < 1 || rows.N > limit:
		return fmt.Errorf("engine: FitRows on %d examples, want 1 to %d", rows.N, limit)
	}
	return c.batchesMismatch(net, rows.N)
}

// source yields a rank's share of each mini-batch of up to the given size, in another order each epoch.
func (r Rows[T]) source(net *Network[T], size int, cfg FitConfig[T], t *team) Source[T] {
	rank, ranks := t.place()
	batches := NewBatches(r.N, size, cfg.Seed)
	epoch := func(number int) iter.Seq2[Data[T], error] {
		return func(yield func(Data[T], error) bool) {
			for rows := range batches.Epoch(number) {
				from, to := Share(len(rows), rank, ranks)
				if !yield(r.read(net, rows[from:to], &cfg)) {
					return
				}
			}
		}
	}
	return Source[T]{epoch, batches.Steps()}
}

// read is Read that is checked. With an error there are no examples.
func (r Rows[T]) read(net *Network[T], numbers []int, cfg *FitConfig[T]) (Data[T], error) {
	if len(numbers) == 0 {
		return Data[T]{}, nil
	}
	d, err := r.Read(numbers)
	if err == nil && d.N != len(numbers) {
		err = fmt.Errorf("engine: %d examples of Rows, want the %d that are asked for", d.N, len(numbers))
	}
	if err == nil {
		err = cfg.dataMismatch(net, &d)
	}
	if err != nil {
		return Data[T]{}, err
	}
	return d, nil
}
