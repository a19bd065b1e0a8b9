package engine

import (
	"fmt"
	"slices"
	"strconv"
	"unsafe"

	"weft/engine/safetensors"
	"weft/kernels"
)

// shape is an array of a network, as files have it.
type shape struct {
	name string
	dims []int
}

const anyType safetensors.DType = ""

// arrayNames are those of W[i+1] and b[i+1]; files count layers from 0.
func arrayNames(i int) [2]string {
	at := "layers." + strconv.Itoa(i)
	return [2]string{at + ".weight", at + ".bias"}
}

// shapes lists the arrays of a network, W[1], b[1], W[2], ….
func shapes(inputs int, layers []Layer) []shape {
	list := make([]shape, 0, 2*len(layers))
	for i, l := range layers {
		names := arrayNames(i)
		list = append(list, shape{names[0], []int{l.Units, inputs}}, shape{names[1], []int{l.Units}})
		inputs = l.Units
	}
	return list
}

// layers are the arguments of the New that made the network.
func (n *Network[T]) layers() []Layer {
	list := make([]Layer, 0, len(n.acts))
	for i, act := range n.acts {
		list = append(list, Layer{Units: n.units[i+1], Act: act, Dropout: n.drops[i]})
	}
	return list
}

// arrays calls visit for each array of a slab, without what lies between them.
func (n *Network[T]) arrays(slab []T, visit func(s shape, data []T) error) error {
	for i, s := range shapes(n.units[0], n.layers()) {
		e := n.layout.weights[i/2]
		if i%2 == 1 {
			e = n.layout.biases[i/2]
		}
		if err := visit(s, e.of(slab)); err != nil {
			return err
		}
	}
	return nil
}

// tensors returns the arrays of a slab, to be written with a prefix to their
// names.
func (n *Network[T]) tensors(prefix string, slab []T) []safetensors.Tensor {
	return n.tensorsAs(safetensors.DTypeOf[T](), prefix, slab)
}

// tensorsAs is tensors to be written as a type.
func (n *Network[T]) tensorsAs(dtype safetensors.DType, prefix string, slab []T) []safetensors.Tensor {
	var list []safetensors.Tensor
	_ = n.arrays(slab, func(s shape, data []T) error {
		list = append(list, safetensors.As(prefix+s.name, dtype, data, s.dims...))
		return nil
	})
	return list
}

// read fills the arrays of a slab from tensors that checkShapes has seen.
func (n *Network[T]) read(f *safetensors.File, prefix string, slab []T) error {
	return n.arrays(slab, func(s shape, data []T) error {
		return safetensors.Read(f, prefix+s.name, data)
	})
}

// checkShapes wants a file to have each array as a tensor of a type, or with anyType of any that is
// read.
func checkShapes(f *safetensors.File, prefix string, shapes []shape, dtype safetensors.DType) error {
	for _, s := range shapes {
		name := prefix + s.name
		t, ok := f.Lookup(name)
		switch {
		case !ok:
			return fmt.Errorf("no tensor %.80q", name)
		case !t.DType.Readable():
			return fmt.Errorf("tensor %.80q is of %.80s, want F16, BF16, F32 or F64", name, t.DType)
		case dtype != anyType && t.DType != dtype:
			return fmt.Errorf("tensor %.80q is of %s, want %s", name, t.DType, dtype)
		case !slices.Equal(t.Shape, s.dims):
			return fmt.Errorf("tensor %.80q has a shape of %d sizes, %v, want %v", name, len(t.Shape), t.Shape[:min(len(t.Shape), 4)], s.dims)
		}
	}
	return nil
}

// memory is the bytes that arrays take as T. Their elements are at most those of a file.
func memory[T kernels.Float](shapes []shape) (bytes int64) {
	for _, s := range shapes {
		elements := int64(unsafe.Sizeof(T(0)))
		for _, d := range s.dims {
			elements *= int64(d)
		}
		bytes += elements
	}
	return bytes
}
