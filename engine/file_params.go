package engine

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"

	"weft.example/engine/safetensors"
	"weft.example/internal/files"
	"weft.example/kernels"
)

// SequentialNames are the names that PyTorch has for W[l] and b[l] in an
// nn.Sequential(Linear, activation, Linear, …): 0.weight and 0.bias, 2.weight and 2.bias, and so
// on, since activations count as modules too.
func SequentialNames(l int) (weight, bias string) {
	at := strconv.Itoa(2 * (l - 1))
	return at + ".weight", at + ".bias"
}

// Sequential is how an nn.Sequential of PyTorch has the network: a Linear for each layer, its [Norm] if
// there is one, and the activation, Identity too. So 0.weight and 0.bias are W[1] and b[1], and 1.weight,
// 1.bias, 1.running_mean and 1.running_var those of a BatchNorm1d behind it. Dropout modules are not counted.
func (n *Network[T]) Sequential() ParamsConfig {
	at := make([]int, n.Depth()) // the Linear of each layer
	for i := 1; i < n.Depth(); i++ {
		at[i] = at[i-1] + 2
		if n.norms[i-1].Norm != NoNorm {
			at[i]++
		}
	}
	return ParamsConfig{
		Names: func(l int) (weight, bias string) {
			linear := strconv.Itoa(at[l-1])
			return linear + ".weight", linear + ".bias"
		},
		NormNames: func(l int) (gamma, beta, mean, variance string) {
			norm := strconv.Itoa(at[l-1] + 1)
			return norm + ".weight", norm + ".bias", norm + ".running_mean", norm + ".running_var"
		},
	}
}

// ParamsConfig is how a file of another program has parameters. The zero value is as [Network.Save]
// has them.
type ParamsConfig struct {
	// Names returns the names of W[l] and b[l]. A bias without one, "", is zeros. With nil,
	// names are [Network.Save]'s.
	Names func(l int) (weight, bias string)

	// NormNames returns the names of γ, β and the running mean and variance of a layer with a [Norm]; the
	// last two are of BatchNorm alone. One without a name, "", has the values of [New]. With nil, names
	// are [Network.Save]'s if those of Names are, else a Norm is an error.
	NormNames func(l int) (gamma, beta, mean, variance string)

	// InOut has weights as n_{l-1} × n_l, in × out, as kernels of Keras' Dense and coefs_ of
	// scikit-learn are.
	InOut bool

	// DType is the type of what is written: F16, BF16, F32 or F64, or T's where it is "".
	// Reading goes by the file.
	DType safetensors.DType
}

// names are those of the arrays of layer l.
func (c ParamsConfig) names(l int, norm Norm) (names [numArrays]string, err error) {
	if c.Names == nil && c.NormNames == nil {
		return arrayNames(l - 1), nil
	}
	if c.Names == nil {
		names = arrayNames(l - 1)
	} else {
		names[weightArray], names[biasArray] = c.Names(l)
	}
	switch {
	case norm == NoNorm:
	case c.NormNames == nil:
		return names, fmt.Errorf("layer %d has normalisation %v, and there are no NormNames; Network.Sequential has those of PyTorch", l, norm)
	default:
		names[gammaArray], names[betaArray], names[meanArray], names[varianceArray] = c.NormNames(l)
	}
	return names, nil
}

// unnamed is what arrays without a name are full of.
func unnamed[T kernels.Float]() [numArrays]T {
	return [numArrays]T{gammaArray: 1, varianceArray: 1}
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
	into := n.Clone()
	for l := 1; l <= n.Depth(); l++ {
		names, err := c.names(l, n.Norm(l))
		if err != nil {
			return err
		}
		for kind, data := range into.arraysOf(l) {
			if data == nil {
				continue
			}
			if names[kind] == "" && kind != weightArray {
				fill(data, unnamed[T]()[kind])
				continue
			}
			s := shape{names[kind], []int{len(data)}}
			if kind == weightArray {
				s.dims = []int{n.Units(l), n.Units(l - 1)}
			}
			if err := readArray(f, s, data, c.InOut); err != nil {
				return fmt.Errorf("layer %d: %w", l, err)
			}
		}
	}
	if err := checkSum(f); err != nil {
		return err
	}
	copy(n.params, into.params)
	copy(n.running, into.running)
	return nil
}

// named returns the parameters, and running means and variances, as tensors in the form of c.
func (n *Network[T]) named(c ParamsConfig) ([]safetensors.Tensor, error) {
	var list []safetensors.Tensor
	dtype := cmp.Or(c.DType, safetensors.DTypeOf[T]())
	for l := 1; l <= n.Depth(); l++ {
		names, err := c.names(l, n.Norm(l))
		if err != nil {
			return nil, err
		}
		for kind, data := range n.arraysOf(l) {
			none := unnamed[T]()[kind]
			switch other := func(v T) bool { return v != none }; {
			case data == nil:
			case kind == weightArray:
				list = append(list, weightsAs(names[kind], dtype, data, n.Units(l), n.Units(l-1), c.InOut))
			case names[kind] != "":
				list = append(list, safetensors.As(names[kind], dtype, data, n.Units(l)))
			case slices.ContainsFunc(data, other):
				i := slices.IndexFunc(data, other)
				return nil, fmt.Errorf("%s(%d)[%d] is %v, and it has no name", arrayMethods()[kind], l, i, data[i])
			}
		}
	}
	return list, nil
}

// weightsAs is a tensor of W[l], transposed with inOut.
func weightsAs[T kernels.Float](name string, dtype safetensors.DType, w []T, units, inputs int, inOut bool) safetensors.Tensor {
	if !inOut {
		return safetensors.As(name, dtype, w, units, inputs)
	}
	turned := make([]T, len(w))
	transpose(turned, w, units, inputs)
	return safetensors.As(name, dtype, turned, inputs, units)
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
