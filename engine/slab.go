package engine

import "weft/kernels"

// Slab is a named number for each parameter, in the layout of Network.Params.
type Slab[T kernels.Float] struct {
	Name string
	Data []T
}
