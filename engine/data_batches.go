package engine

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"weft.example/kernels"
)

// Batches cuts n examples into mini-batches, in another random order each
// epoch. The zero value has no examples.
type Batches struct {
	order []int
	size  int
	seed  uint64
}

// NewBatches returns the mini-batches of n examples, of the given size each but
// for the last, which holds what is left. A size above n is one of n.
func NewBatches(n, size int, seed uint64) *Batches {
	if limit := most[float64](); n < 0 || n > limit || size < 1 {
		panic(fmt.Sprintf("engine: batches of %d from %d examples, want at least 1 from 0 to %d", size, n, limit))
	}
	return &Batches{make([]int, n), min(size, max(n, 1)), seed}
}

// Epoch yields the rows of each mini-batch, a view that the next Epoch
// overwrites. The order is drawn from the seed and the number of the epoch
// alone, so that training can go on from any epoch as if it had not stopped.
func (b *Batches) Epoch(number int) iter.Seq[[]int] {
	return func(yield func(rows []int) bool) {
		for i := range b.order {
			b.order[i] = i
		}
		rng := rand.New(rand.NewPCG(b.seed, uint64(number)))
		rng.Shuffle(len(b.order), func(i, j int) { b.order[i], b.order[j] = b.order[j], b.order[i] })
		for from := 0; from < len(b.order); from += b.size {
			to := min(from+b.size, len(b.order))
			if !yield(b.order[from:to:to]) {
				return
			}
		}
	}
}

// Steps returns the number of mini-batches in an epoch.
func (b *Batches) Steps() int { return (len(b.order) + b.size - 1) / max(b.size, 1) }

// Batch is room for one mini-batch of a network's examples. The zero value, of no network, has
// none.
type Batch[T kernels.Float] struct {
	inputs, outputs int
	x               []T
	y               Labels[T]
}

// NewBatch returns room for up to size examples of n.
func (n *Network[T]) NewBatch(size int) *Batch[T] {
	n.own()
	in, out := n.units[0], n.units[n.Depth()]
	if limit := most[T]() / (in + out); size < 0 || size > limit {
		panic(fmt.Sprintf("engine: a batch of %d, want 0 to %d", size, limit))
	}
	return &Batch[T]{in, out, make([]T, size*in), Labels[T]{
		Values: make([]T, size*out), Classes: make([]int, size), Weights: make([]T, size),
	}}
}

// Gather copies the given rows of d, at most as many as there is room for, and
// returns their inputs and labels: views that the next Gather overwrites. It panics
// unless rows are from 0 to N-1, d has N examples of the network's sizes and b is not the zero value.
func (b *Batch[T]) Gather(d Data[T], rows []int) (x []T, y Labels[T]) {
	if b.inputs == 0 {
		panic("engine: a Batch of no network, want one that NewBatch returned")
	}
	if len(rows) > len(b.y.Classes) {
		panic(fmt.Sprintf("engine: %d rows, want at most the batch's %d", len(rows), len(b.y.Classes)))
	}
	for _, row := range rows {
		if row < 0 || row >= d.N {
			panic(fmt.Sprintf("engine: row %d, want 0 to N-1 = %d", row, d.N-1))
		}
	}
	if d.X == nil {
		d.X = []T{} // unlike labels it must be there
	}
	return gather("X", b.x, d.X, d.N, b.inputs, rows), Labels[T]{
		Values:  gather("Values", b.y.Values, d.Labels.Values, d.N, b.outputs, rows),
		Classes: gather("Classes", b.y.Classes, d.Labels.Classes, d.N, 1, rows),
		Weights: gather("Weights", b.y.Weights, d.Labels.Weights, d.N, 1, rows),
	}
}

// gather copies rows of src, N × n, to dst, or returns nil for nil.
func gather[E any](name string, dst, src []E, N, n int, rows []int) []E {
	if src == nil {
		return nil
	}
	if len(src)/n < N {
		panic(fmt.Sprintf("engine: %d elements of %s, want at least %d for each of N = %d", len(src), name, n, N))
	}
	for i, row := range rows {
		copy(dst[i*n:(i+1)*n], src[row*n:(row+1)*n])
	}
	return dst[:len(rows)*n]
}

// String describes the batch in a line.
func (b *Batch[T]) String() string {
	return fmt.Sprintf("batch of up to %d examples, %d inputs, %d outputs", len(b.y.Classes), b.inputs, b.outputs)
}

// String describes the batches in a line.
func (b *Batches) String() string {
	noun := "batches"
	if b.Steps() == 1 {
		noun = "batch"
	}
	return fmt.Sprintf("%d %s of up to %d of %d examples", b.Steps(), noun, b.size, len(b.order))
}
