package engine

import (
	"fmt"
	"io"
	"math"
	"slices"

	"weft.example/blas"
	"weft.example/engine/safetensors"
	"weft.example/internal/files"
	"weft.example/kernels"
)

// dtype is what files have weights as.
func (w Weights) dtype() safetensors.DType {
	return [numWeights]safetensors.DType{safetensors.BF16, safetensors.I8}[w]
}

// Save writes the network to a file in the safetensors format as [Network.Save] does, and as carefully, with its weights as they
// are: layers.0.weight of BF16 or I8, n_1 × n_0, layers.0.bias of F32 and, of Int8, layers.0.scale of F32, n_1;
// γ and β of [LayerNorm] are norms.0.weight and norms.0.bias. [LoadNarrow] reads it.
func (f *Narrow) Save(path string) error {
	metadata := f.outline().describe()
	metadata[keyWeights] = f.weights.String()
	var tensors []safetensors.Tensor
	for i := range f.layers {
		ly := &f.layers[i]
		names := arrayNames(i)
		tensors = append(append(tensors, safetensors.Of(names[biasArray], ly.bias[:ly.out], ly.out)), ly.tensors(i, ly.in, ly.out)...)
		if ly.norm != nil {
			tensors = append(tensors, safetensors.Of(names[gammaArray], ly.norm.gamma, ly.out), safetensors.Of(names[betaArray], ly.norm.beta, ly.out))
		}
	}
	err := files.Replace(path, func(w io.Writer) error { return writeSummed(w, tensors, metadata) })
	if err != nil {
		return fmt.Errorf("engine: saving %s: %w", path, inner{err})
	}
	return nil
}

func (w *bf16Weights) tensors(layer, in, out int) []safetensors.Tensor {
	data := make([]float32, in*out)
	for i := range data {
		data[i] = math.Float32frombits(uint32(w.At(i/in, i%in)) << 16)
	}
	return []safetensors.Tensor{safetensors.As(arrayNames(layer)[0], safetensors.BF16, data, out, in)}
}

func (w *int8Weights) tensors(layer, in, out int) []safetensors.Tensor {
	data := make([]int8, in*out)
	for i := range data {
		data[i] = w.At(i/in, i%in)
	}
	return []safetensors.Tensor{safetensors.OfBytes(arrayNames(layer)[0], data, out, in), safetensors.Of(scaleName(layer), w.scale[:out], out)}
}

func scaleName(layer int) string { return fmt.Sprintf("layers.%d.scale", layer) }

// LoadNarrow returns the network of a file that [Narrow.Save] wrote, bit by bit, to compute with the kernels of set. Errors
// are [Load]'s, and a checksum must be there. The file need not be trusted. LoadNarrow allocates at most 64 times as much as a file has: weights fill vectors of 16 units.
func LoadNarrow(set *kernels.Set, path string) (*Narrow, error) {
	var n *Narrow
	err := files.Read(path, func(r io.ReaderAt, size int64) (err error) {
		n, err = readNarrow(set, r, size)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("engine: loading %s: %w", path, inner{err})
	}
	return n, nil
}

func readNarrow(set *kernels.Set, r io.ReaderAt, size int64) (*Narrow, error) {
	if size > MaxFile {
		return nil, fmt.Errorf("a file of %d bytes, want at most %d", size, int64(MaxFile))
	}
	file, err := safetensors.Open(r, size)
	if err != nil {
		return nil, err
	}
	inputs, layers, err := architecture(file, keyWeights, keyChecksum)
	if err != nil {
		return nil, err
	}
	n := &Narrow{weights: Weights(slices.Index([]string{BF16.String(), Int8.String()}, file.Metadata[keyWeights]))}
	if n.weights < 0 {
		return nil, fmt.Errorf("metadata %q are %.80q, want %q or %q", keyWeights, file.Metadata[keyWeights], BF16, Int8)
	}
	if err := n.checkFile(file, inputs, layers); err != nil {
		return nil, err
	}
	if err := checkSum(file); err != nil {
		return nil, err
	}
	if n.net, err = outline[float32](set, inputs, layers); err != nil {
		return nil, err
	}
	if n.net.about, err = n.net.readAbout(file.Metadata); err != nil {
		return nil, err
	}
	kn := kernels.NarrowOf(set)
	for i := range layers {
		ly := narrowLayer{in: n.net.units[i], out: n.net.units[i+1], act: n.net.acts[i]}
		if n.weights == BF16 {
			ly.narrowWeights, err = readBF16(file, kn, n.net.fn, i, ly.in, ly.out)
		} else {
			ly.narrowWeights, err = readInt8(file, kn, i, ly.in, ly.out)
		}
		if err != nil {
			return nil, err
		}
		ly.bias = blas.Make[float32](ly.Outputs())
		if err := safetensors.Read(file, arrayNames(i)[1], ly.bias[:ly.out]); err != nil {
			return nil, err
		}
		if ly.norm, err = readNarrowNorm(file, i, layers[i]); err != nil {
			return nil, err
		}
		n.layers = append(n.layers, ly)
	}
	return n, nil
}

// checkFile wants a file to have each array of the layers, of its type and shape, and no other tensors.
func (n *Narrow) checkFile(f *safetensors.File, inputs int, layers []Layer) error {
	var all []shape
	var bytes float64
	for i, l := range layers {
		if normRows()[l.Norm].tracked {
			return fmt.Errorf("layer %d has normalisation %v, which narrow weights have in them already", i+1, l.Norm)
		}
		for kind, s := range appendShapes(nil, i, inputs, l) {
			dtype := safetensors.F32
			if kind == weightArray {
				dtype = n.weights.dtype()
			}
			all = append(all, s)
			if err := checkTensor(f, s, dtype); err != nil {
				return err
			}
		}
		if n.weights == Int8 {
			scale := shape{scaleName(i), []int{l.Units}}
			all = append(all, scale)
			if err := checkTensor(f, scale, safetensors.F32); err != nil {
				return err
			}
		}
		bytes += max(float64(l.Units), kernels.PanelOutputs) * max(float64(inputs), 4) * 2
		inputs = l.Units
	}
	if bytes > MaxFile {
		return fmt.Errorf("a network of %.0f bytes, want at most %d", bytes, int64(MaxFile))
	}
	return checkNames(f, all)
}

func checkTensor(f *safetensors.File, s shape, dtype safetensors.DType) error {
	t, ok := f.Lookup(s.name)
	switch {
	case !ok:
		return fmt.Errorf("no tensor %.80q", s.name)
	case t.DType != dtype:
		return fmt.Errorf("tensor %.80q is of %.80s, want %s", s.name, t.DType, dtype)
	case !slices.Equal(t.Shape, s.dims):
		return fmt.Errorf("tensor %.80q has a shape of %d sizes, %v, want %v", s.name, len(t.Shape), t.Shape[:min(len(t.Shape), 4)], s.dims)
	}
	return nil
}

func readBF16(f *safetensors.File, kn *kernels.Narrow, fn *kernels.Functions[float32], layer, in, out int) (narrowWeights, error) {
	w := make([]float32, in*out)
	if err := safetensors.Read(f, arrayNames(layer)[0], w); err != nil {
		return nil, err
	}
	return bf16Of(kn, fn, in, out, w), nil
}

func readInt8(f *safetensors.File, kn *kernels.Narrow, layer, in, out int) (narrowWeights, error) {
	if in > mostInt8 {
		return nil, fmt.Errorf("layer %d: %d inputs, want at most %d", layer+1, in, mostInt8)
	}
	q, scales := make([]int8, in*out), make([]float32, out)
	if err := safetensors.ReadBytes(f, arrayNames(layer)[0], q); err != nil {
		return nil, err
	}
	if err := safetensors.Read(f, scaleName(layer), scales); err != nil {
		return nil, err
	}
	if i := slices.Index(q, -128); i >= 0 {
		return nil, fmt.Errorf("tensor %.80q has -128 as element %d, want -127 to 127", arrayNames(layer)[0], i)
	}
	return int8From(kn, in, out, q, scales), nil
}

// readNarrowNorm returns LayerNorm of layer i+1 of a file that has been checked, or nil.
func readNarrowNorm(f *safetensors.File, i int, l Layer) (*rowNorm[float32], error) {
	if l.Norm != LayerNorm {
		return nil, nil
	}
	l, err := withNorm[float32](l)
	if err != nil {
		return nil, err
	}
	w, names := newNarrowNorm(l.NormEpsilon, l.Units), arrayNames(i)
	if err := safetensors.Read(f, names[gammaArray], w.gamma); err != nil {
		return nil, err
	}
	return w, safetensors.Read(f, names[betaArray], w.beta)
}
