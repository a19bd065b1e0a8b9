package engine

import (
	"fmt"
	"maps"
	"slices"
)

// About is what a network's numbers mean. [Network.SetAbout] gives it to a network, every model
// file and checkpoint keeps it under the file's checksum, and what reads one returns it. All
// texts are UTF-8. What is empty is not known, and not in the file.
type About struct {
	// Loss is the name of the loss that the network was trained with, as [Loss.String]
	// returns and [ParseLoss] reads it.
	Loss string

	// Classes names the classes in the order of their indices: n_L of them, or 2 of a single
	// output.
	Classes []string

	// Columns names the n_0 inputs in their order.
	Columns []string

	// InputShift and InputScale say that the network was trained on inputs (x - InputShift)/InputScale of each
	// column: n_0 finite numbers each, those of InputScale not 0. Nothing in this package applies
	// them: package scale does, on each example or folded into the first layer.
	InputShift, InputScale []float64

	// Keys are the caller's own. Keys that begin with "weft.", and "format", are refused. Those
	// of a file without a checksum, which weft never writes, are not read.
	Keys map[string]string
}

// clone returns a copy that shares nothing.
func (a About) clone() About {
	a.Classes, a.Columns = slices.Clone(a.Classes), slices.Clone(a.Columns)
	a.InputShift, a.InputScale = slices.Clone(a.InputShift), slices.Clone(a.InputScale)
	a.Keys = maps.Clone(a.Keys)
	return a
}

// checkScale wants neither InputShift nor InputScale, or one of each for each input.
func (a *About) checkScale(inputs int) error {
	if len(a.InputShift) == 0 && len(a.InputScale) == 0 {
		return nil
	}
	if len(a.InputShift) != inputs || len(a.InputScale) != inputs {
		return fmt.Errorf("shifts of %d inputs and scales of %d, want %d of each", len(a.InputShift), len(a.InputScale), inputs)
	}
	if i := spoilt(a.InputShift); i >= 0 {
		return fmt.Errorf("input %d has shift %v, want a finite number", i, a.InputShift[i])
	}
	for i, s := range a.InputScale {
		if s == 0 || !finite(s) {
			return fmt.Errorf("input %d has scale %v, want a finite number that is not 0", i, s)
		}
	}
	return nil
}
