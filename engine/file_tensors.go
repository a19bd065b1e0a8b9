package engine

import (
	"fmt"
	"slices"
	"strconv"
	"unsafe"

	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// shape is an array of a network, as files have it.
type shape struct {
	name string
	dims []int
}

const anyType safetensors.DType = ""

// arrayNames are those of layer i+1; files count layers from 0.
func arrayNames(i int) [numArrays]string {
	layer, norm := "layers."+strconv.Itoa(i), "norms."+strconv.Itoa(i)
	return [numArrays]string{
		layer + ".weight", layer + ".bias",
		norm + ".weight", norm + ".bias", norm + ".running_mean", norm + ".running_var",
	}
}

// shapes lists the parameters of a network, W[1], b[1], γ[1] and β[1] if there is a Norm, W[2], ….
func shapes(inputs int, layers []Layer) []shape {
	list := make([]shape, 0, 4*len(layers))
	for i, l := range layers {
		list = appendShapes(list, i, inputs, l)
		inputs = l.Units
	}
	return list
}

// appendShapes adds the parameters of layer i+1 to a list, in the order of their kinds.
func appendShapes(list []shape, i, inputs int, l Layer) []shape {
	names := arrayNames(i)
	list = append(list, shape{names[weightArray], []int{l.Units, inputs}}, shape{names[biasArray], []int{l.Units}})
	if l.Norm != NoNorm {
		list = append(list, shape{names[gammaArray], []int{l.Units}}, shape{names[betaArray], []int{l.Units}})
	}
	return list
}

// statisticShapes lists the running means and variances of a network.
func statisticShapes(layers []Layer) (list []shape) {
	for i, l := range layers {
		if normRows()[l.Norm].tracked {
			names := arrayNames(i)
			list = append(list, shape{names[meanArray], []int{l.Units}}, shape{names[varianceArray], []int{l.Units}})
		}
	}
	return list
}

// arrays are arrays in a slab, by the names that files have for them.
type arrays[T kernels.Float] struct {
	prefix string // of the names
	shapes []shape
	at     []extent[T]
	slab   []T
}

// parameters are the arrays of a slab in the layout of the parameters.
func (n *Network[T]) parameters(prefix string, slab []T) arrays[T] {
	return arrays[T]{prefix, shapes(n.units[0], n.layers()), n.layout.list, slab}
}

// statistics are the running means and variances.
func (n *Network[T]) statistics() arrays[T] {
	return arrays[T]{"", statisticShapes(n.layers()), n.stats.list, n.running}
}

// tensors returns the arrays, to be written as a type.
func (a arrays[T]) tensors(dtype safetensors.DType) (list []safetensors.Tensor) {
	for i, s := range a.shapes {
		list = append(list, safetensors.As(a.prefix+s.name, dtype, a.at[i].of(a.slab), s.dims...))
	}
	return list
}

// read fills the arrays from tensors that checkShapes has seen.
func (a arrays[T]) read(f *safetensors.File) error {
	for i, s := range a.shapes {
		if err := safetensors.Read(f, a.prefix+s.name, a.at[i].of(a.slab)); err != nil {
			return err
		}
	}
	return nil
}

// tensors returns all arrays of the network, to be written as a type.
func (n *Network[T]) tensors(dtype safetensors.DType) []safetensors.Tensor {
	return append(n.parameters("", n.params).tensors(dtype), n.statistics().tensors(dtype)...)
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
