package engine

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"

	"weft/engine/safetensors"
	"weft/internal/files"
	"weft/kernels"
)

// SequentialNames are the names that PyTorch has for W[l] and b[l] in an
// nn.Sequential(Linear, activation, Linear, …): 0.weight and 0.bias, 2.weight and 2.bias, and so
// on, since activations count as modules too.
func SequentialNames(l int) (weight, bias string) {
	at := strconv.Itoa(2 * (l - 1))
	return at + ".weight", at + ".bias"
}

// ParamsConfig is how a file of another program has parameters. The zero value is as [Network.Save]
// has them.
type ParamsConfig struct {
	// Names returns the names of W[l] and b[l]. A bias without one, "", is zeros. With nil,
	// names are [Network.Save]'s.
	Names func(l int) (weight, bias string)

	// InOut has weights as n_{l-1} × n_l, in × out, as kernels of Keras' Dense and coefs_ of
	// scikit-learn are.
	InOut bool

	// DType is the type of what is written: F16, BF16, F32 or F64, or T's where it is "".
	// Reading goes by the file.
	DType safetensors.DType
}

// names are those of W[l] and b[l].
func (c ParamsConfig) names(l int) [2]string {
	if c.Names == nil {
		return arrayNames(l - 1)
	}
	weight, bias := c.Names(l)
	return [2]string{weight, bias}
}

// SaveParams writes n's parameters to a safetensors file, under names of another program, and
// replaces the file as [Network.Save] does: W[l] as the tensor, n_l × n_{l-1}, that names calls
// weight, and b[l] as the one, of n_l elements, that it calls bias. A layer whose bias has the
// name "" has no bias there, and must have none but zeros here. Names that are alike are an error.
// With nil, names are [Network.Save]'s.
//
// [Network.LoadParams] reads such a file, but not [Load]: it does not have the architecture.
// In PyTorch it is model.load_state_dict(safetensors.torch.load_file(path)), with
// [SequentialNames] for an nn.Sequential. Nothing may change n meanwhile.
func (n *Network[T]) SaveParams(path string, names func(l int) (weight, bias string)) error {
	return n.SaveParamsWith(path, ParamsConfig{Names: names})
}

// SaveParamsWith is [Network.SaveParams] in the form of c. Numbers are rounded to nearest even where
// c.DType is narrower than T. A finite one that is too large for it, as 65520 is for F16, is an error
// that names the tensor and the element. With InOut a second copy of the weights is in memory meanwhile.
func (n *Network[T]) SaveParamsWith(path string, c ParamsConfig) error {
	n.own()
	tensors, err := n.named(c)
	if err == nil {
		err = files.Replace(path, func(w io.Writer) error {
			return writeSummed(w, tensors, map[string]string{keyFormat: "pt"})
		})
	}
	if err != nil {
		return fmt.Errorf("engine: saving %s: %w", path, inner{err})
	}
	return nil
}

// LoadParams fills n's parameters from a safetensors file of whatever program: W[l] from
// the tensor, n_l × n_{l-1}, that names calls weight, and b[l] from the one, of n_l
// elements, that it calls bias, or with zeros if it calls none. They are of F16, BF16, F32 or F64,
// converted to T as [Load] does it. [Network.LoadParamsWith] reads transposed weights too. Other
// tensors, of whatever type, and metadata are not read, but for a checksum that is held
// against all. With nil, names are [Network.Save]'s. After an error n is as it was. The
// file need not be trusted, of whatever size. Nothing else may use n meanwhile.
//
// For PyTorch's nn.Sequential(Linear, ReLU, Linear, …) names are [SequentialNames].
func (n *Network[T]) LoadParams(path string, names func(l int) (weight, bias string)) error {
	return n.LoadParamsWith(path, ParamsConfig{Names: names})
}

// LoadParamsWith is [Network.LoadParams] of a file in the form of c.
func (n *Network[T]) LoadParamsWith(path string, c ParamsConfig) error {
	n.own()
	err := files.Read(path, func(r io.ReaderAt, size int64) error { return n.readParams(r, size, c) })
	if err != nil {
		return fmt.Errorf("engine: loading %s: %w", path, inner{err})
	}
	return nil
}

func (n *Network[T]) readParams(r io.ReaderAt, size int64, c ParamsConfig) error {
	f, err := safetensors.Open(r, size)
	if err != nil {
		return err
	}
	slab, i := make([]T, n.layout.size), 0
	err = n.arrays(slab, func(s shape, data []T) error {
		l := i/2 + 1
		s.name = c.names(l)[i%2]
		i++
		if s.name == "" && i%2 == 0 {
			return nil
		}
		if err := readArray(f, s, data, c.InOut); err != nil {
			return fmt.Errorf("layer %d: %w", l, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := checkSum(f); err != nil {
		return err
	}
	copy(n.params, slab)
	return nil
}

// named returns the parameters as tensors in the form of c.
func (n *Network[T]) named(c ParamsConfig) ([]safetensors.Tensor, error) {
	var list []safetensors.Tensor
	dtype := cmp.Or(c.DType, safetensors.DTypeOf[T]())
	for l := 1; l <= n.Depth(); l++ {
		names, w, dims := c.names(l), n.W(l), []int{n.Units(l), n.Units(l - 1)}
		if c.InOut {
			w = make([]T, len(w))
			transpose(w, n.W(l), dims[0], dims[1])
			slices.Reverse(dims)
		}
		list = append(list, safetensors.As(names[0], dtype, w, dims...))
		if names[1] != "" {
			list = append(list, safetensors.As(names[1], dtype, n.B(l), n.Units(l)))
		} else if i := slices.IndexFunc(n.B(l), nonzero[T]); i >= 0 {
			return nil, fmt.Errorf("layer %d: bias %d is %v, and it has no name", l, i, n.B(l)[i])
		}
	}
	return list, nil
}

// readArray fills data with an array of shape s. The file has that transposed with inOut.
func readArray[T kernels.Float](f *safetensors.File, s shape, data []T, inOut bool) error {
	dims := slices.Clone(s.dims)
	slices.Reverse(dims)
	if !inOut || len(dims) < 2 {
		inOut, dims = false, s.dims
	}
	if err := checkShapes(f, "", []shape{{s.name, dims}}, anyType); err != nil {
		return err
	}
	if !inOut {
		return safetensors.Read(f, s.name, data)
	}
	turned := make([]T, len(data))
	if err := safetensors.Read(f, s.name, turned); err != nil {
		return err
	}
	transpose(data, turned, dims[0], dims[1])
	return nil
}

// transpose sets to, columns × rows, to the transpose of from, rows × columns.
func transpose[T kernels.Float](to, from []T, rows, columns int) {
	for i := range rows {
		for j := range columns {
			to[j*rows+i] = from[i*columns+j]
		}
	}
}

func nonzero[T kernels.Float](v T) bool { return v != 0 }
