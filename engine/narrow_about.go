package engine

import "fmt"

// About returns a copy of what the network was told, or the file tells: as [Network.About], names of classes, and how the inputs
// are to be scaled.
func (f *Narrow) About() About { return f.outline().about.clone() }

// Depth returns the number of layers, L.
func (f *Narrow) Depth() int { return f.outline().Depth() }

// Units returns n_l, for l from 0, the inputs, to L.
func (f *Narrow) Units(l int) int { return f.outline().Units(l) }

// String describes the frozen network in a line.
func (f *Narrow) String() string { return fmt.Sprintf("frozen in %v %v", f.weights, f.net) }

// outline is the network without parameters. It panics if f is the zero value.
func (f *Narrow) outline() *Network[float32] {
	if f.net == nil {
		panic("engine: a Narrow of no network, want one that FreezeNarrow returned")
	}
	return f.net
}
