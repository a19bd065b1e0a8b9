package engine

import (
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

// SaveParams writes n's parameters to a safetensors file, under names of another program, and
// replaces the file as [Network.Save] does: W[l] as the tensor, n_l × n_{l-1}, that names calls
// weight, and b[l] as the one, of n_l elements, that it calls bias. A layer whose bias has the
// name "" has no bias there, and must have none but zeros here. Names that are alike are an error.
//
// [Network.LoadParams] reads such a file, but not [Load]: it does not have the architecture.
// In PyTorch it is model.load_state_dict(safetensors.torch.load_file(path)), with
// [SequentialNames] for an nn.Sequential. Nothing may change n meanwhile.
func (n *Network[T]) SaveParams(path string, names func(l int) (weight, bias string)) error {
	n.own()
	tensors, err := n.named(names)
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

// named returns the parameters as tensors of the given names.
func (n *Network[T]) named(names func(l int) (weight, bias string)) ([]safetensors.Tensor, error) {
	var list []safetensors.Tensor
	for l := 1; l <= n.Depth(); l++ {
		weight, bias := names(l)
		list = append(list, safetensors.Of(weight, n.W(l), n.Units(l), n.Units(l-1)))
		if bias != "" {
			list = append(list, safetensors.Of(bias, n.B(l), n.Units(l)))
		} else if i := slices.IndexFunc(n.B(l), nonzero[T]); i >= 0 {
			return nil, fmt.Errorf("layer %d: bias %d is %v, and it has no name", l, i, n.B(l)[i])
		}
	}
	return list, nil
}

func nonzero[T kernels.Float](v T) bool { return v != 0 }
