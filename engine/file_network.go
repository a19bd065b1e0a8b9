package engine

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"weft.example/engine/safetensors"
	"weft.example/internal/files"
	"weft.example/kernels"
)

// Save writes the network to a file in the safetensors format, for [Load] and
// for PyTorch's and Hugging Face's loaders: W[1] is tensor layers.0.weight, n_1 ×
// n_0, b[1] is layers.0.bias, n_1, and so on to layers.L-1, as PyTorch names what
// is in a ModuleList of Linear modules called layers. γ and β of a [Norm] are norms.0.weight and
// norms.0.bias, the running means and variances norms.0.running_mean and norms.0.running_var. The metadata have the
// architecture, what [Network.SetAbout] has told, the layers that are not trainable and a checksum of all. Nothing may change n meanwhile.
//
//   - The file takes its name only when it is whole and on the disk. After an
//     error, what was there before is still there.
//   - Until then it is .NAME.*.tmp in the same directory, of NAME no more than the
//     first 100 bytes. After an error or a panic that is removed. It stays when the
//     process is killed; whoever starts again may delete what has such a name.
//   - A file that was there before keeps its permissions, and its owner and group
//     where the process may give them; where not, the group may do no more than all
//     may. Bits such as setuid are dropped. Another hard link has the old contents.
//   - A symbolic link is followed, also to a file that is yet to be made.
//   - What is no regular file, as a directory, a FIFO or a device, is an error and
//     left as it is. [Network.WriteTo] writes to anything.
func (n *Network[T]) Save(path string) error {
	return n.SaveAs(path, safetensors.DTypeOf[T]())
}

// SaveAs is [Network.Save] with the parameters as F16, BF16, F32 or F64, rounded to nearest even.
// [Load] makes a network of either T of any of these. A finite number that is too large for the
// type, as 65520 is for F16, is an error that names the tensor and the element.
func (n *Network[T]) SaveAs(path string, dtype safetensors.DType) error {
	n.own()
	metadata := n.describe()
	metadata[keyDType] = string(dtype)
	err := files.Replace(path, func(w io.Writer) error {
		return writeSummed(w, n.tensors(dtype), metadata)
	})
	if err != nil {
		return fmt.Errorf("engine: saving %s: %w", path, inner{err})
	}
	return nil
}

// WriteTo writes what Save does, and returns how many bytes w took.
func (n *Network[T]) WriteTo(w io.Writer) (int64, error) {
	n.own()
	c := &counter{w: w}
	if err := writeSummed(c, n.tensors(safetensors.DTypeOf[T]()), n.describe()); err != nil {
		return c.n, fmt.Errorf("engine: %w", err)
	}
	return c.n, nil
}

// MaxFile is the most bytes of a file that [Load] and [ReadNetwork] read, 16 GiB. A
// file may claim any size and take no room on the disk, and a program that asks for
// more memory than there is ends. [ReadNetworkWithin] has a limit of the caller's.
const MaxFile = 1 << 34

// Load returns the network of a file that [Network.Save] or [SaveCheckpoint]
// wrote, bit by bit, to compute with the kernels of set, and with it what the file tells
// ([Network.About]). A file of F16, BF16, F32 or F64 that is not T is converted, exactly or rounded to
// nearest even. An error is
//
//   - a finite number that is too large for T,
//   - one that was damaged since, by its checksum; one without a checksum is loaded,
//   - one with metadata of weft's, or tensors, that are not known here,
//   - one larger than [MaxFile], or a network of T that is,
//   - what is no regular file; it is not opened.
//
// The file need not be trusted. Beside the network Load allocates at most 8 bytes for
// each of the file's header, up to 100 MB, and a mebibyte.
func Load[T kernels.Float](set *kernels.Set, path string) (*Network[T], error) {
	var n *Network[T]
	err := files.Read(path, func(r io.ReaderAt, size int64) (err error) {
		n, err = readNetwork[T](set, r, size, MaxFile)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("engine: loading %s: %w", path, inner{err})
	}
	return n, nil
}

// ReadNetwork is [Load] from the size bytes that r holds.
func ReadNetwork[T kernels.Float](set *kernels.Set, r io.ReaderAt, size int64) (*Network[T], error) {
	return ReadNetworkWithin[T](set, r, size, MaxFile)
}

// ReadNetworkWithin is [ReadNetwork] of at most limit bytes, of the file and of the network, instead
// of [MaxFile]. There must be memory for as many.
func ReadNetworkWithin[T kernels.Float](set *kernels.Set, r io.ReaderAt, size, limit int64) (*Network[T], error) {
	n, err := readNetwork[T](set, r, size, limit)
	if err != nil {
		return nil, fmt.Errorf("engine: %w", inner{err})
	}
	return n, nil
}

func readNetwork[T kernels.Float](set *kernels.Set, r io.ReaderAt, size, limit int64) (*Network[T], error) {
	if size > limit {
		return nil, fmt.Errorf("a file of %d bytes, want at most %d", size, limit)
	}
	f, err := safetensors.Open(r, size)
	if err != nil {
		return nil, err
	}
	inputs, layers, err := architecture(f)
	if err != nil {
		return nil, err
	}
	// What is held against the file is not larger than the file, so only then is
	// there memory for it.
	want := append(shapes(inputs, layers), statisticShapes(layers)...)
	if err := checkShapes(f, "", want, dtypeOf(f)); err != nil {
		return nil, err
	}
	if bytes := memory[T](want); bytes > limit {
		return nil, fmt.Errorf("a network of %d bytes, want at most %d", bytes, limit)
	}
	if err := checkNames(f, want, optimizerPrefix); err != nil {
		return nil, err
	}
	if err := checkSum(f); err != nil {
		return nil, err
	}
	n, err := New[T](set, inputs, layers...)
	if err != nil {
		return nil, err
	}
	if n.fixed, err = n.readTrainables(f.Metadata); err != nil {
		return nil, err
	}
	if n.about, err = n.readAbout(f.Metadata); err != nil {
		return nil, err
	}
	if err := n.parameters("", n.params).read(f); err != nil {
		return nil, err
	}
	return n, n.statistics().read(f)
}

// counter counts the bytes that w takes.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// checkNames wants no tensors but those of the shapes, and those whose names
// begin with one of others.
func checkNames(f *safetensors.File, shapes []shape, others ...string) error {
	known := make(map[string]bool, len(shapes))
	for _, s := range shapes {
		known[s.name] = true
	}
	for _, t := range f.Tensors {
		begins := func(prefix string) bool { return strings.HasPrefix(t.Name, prefix) }
		if !known[t.Name] && !slices.ContainsFunc(others, begins) {
			return fmt.Errorf("tensor %.80q is not one that is read", t.Name)
		}
	}
	return nil
}
