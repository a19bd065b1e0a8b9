package engine

import (
	"fmt"

	"weft.example/kernels"
)

// Data are N labelled examples, the rows of X, N × n_0.
type Data[T kernels.Float] struct {
	N      int
	X      []T
	Labels Labels[T]
}

// mismatch tells why the data are none for a network and a loss, or is nil.
func (d *Data[T]) mismatch(loss Loss, n *Network[T]) error {
	if d.N < 0 {
		return fmt.Errorf("engine: %d examples, want at least 0", d.N)
	}
	if limit := most[T]() / max(n.units[0], n.units[n.Depth()]); d.N > limit {
		return fmt.Errorf("engine: %d examples, want at most %d", d.N, limit)
	}
	if want := d.N * n.units[0]; len(d.X) < want {
		return fmt.Errorf("engine: len(X) = %d, want at least N·n0 = %d", len(d.X), want)
	}
	if err := loss.mismatch(n.Act(n.Depth())); err != nil {
		return err
	}
	return d.Labels.mismatch(loss, d.N, n.units[n.Depth()])
}

// check tells which of the data, or of their labels and weights, are none to train a
// network with, or is nil. With anyLabels, labels may be any that the loss's formula takes.
func (d *Data[T]) check(loss Loss, n *Network[T], anyLabels bool) error {
	if err := d.mismatch(loss, n); err != nil {
		return err
	}
	labels := loss.labels()
	if anyLabels {
		labels = finiteLabels()
	}
	return d.Labels.check(labels, d.N, n.units[n.Depth()])
}

// notFinite tells of the first example of n inputs that X has a number for which is
// not finite, or is nil.
func (d *Data[T]) notFinite(n int) error {
	if i := spoilt(d.X[:d.N*n]); i >= 0 {
		return fmt.Errorf("engine: example %d has %v as input %d, want finite numbers", i/n, d.X[i], i%n)
	}
	return nil
}
