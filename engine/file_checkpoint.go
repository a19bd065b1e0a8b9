package engine

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"weft.example/engine/safetensors"
	"weft.example/internal/files"
	"weft.example/kernels"
)

// SaveCheckpoint writes what training goes on from to a file, as
// [Network.Save] does: the network, the optimiser's slabs, its count of steps, and
// a seed for the order of the examples, or whatever else is drawn. [Load] reads the
// network of such a file. Slab m is tensors optimizer.m.layers.0.weight, and so
// on. It panics if the slabs are not of n's size.
func SaveCheckpoint[T kernels.Float](path string, n *Network[T], opt Resumable[T], seed uint64) error {
	n.own()
	dtype := safetensors.DTypeOf[T]()
	tensors, metadata := n.tensors(dtype), n.describe()
	metadata[keyTrainable] = n.trainables()
	metadata[keySteps] = strconv.Itoa(opt.Steps())
	metadata[keySeed] = strconv.FormatUint(seed, 10)
	for _, s := range n.checkSlabs(opt) {
		tensors = append(tensors, n.parameters(optimizerPrefix+s.Name+".", s.Data).tensors(dtype)...)
	}
	err := files.Replace(path, func(w io.Writer) error { return writeSummed(w, tensors, metadata) })
	if err != nil {
		return fmt.Errorf("engine: saving %s: %w", path, inner{err})
	}
	return nil
}

// LoadCheckpoint fills a network and its optimiser from a file that
// [SaveCheckpoint] wrote with others of the same architecture and names of
// slabs, and returns the seed; [Network.About] is the file's, as is which layers are trainable. Training then goes on with the same bits,
// unless the file is of another element type: numbers are converted then, as [Load] does it. After an
// error both are as they were. It panics if the slabs are not of n's size. The file
// need not be trusted; what [Load] refuses, but for its size, is an error here too.
func LoadCheckpoint[T kernels.Float](path string, n *Network[T], opt Resumable[T]) (seed uint64, err error) {
	n.own()
	err = files.Read(path, func(r io.ReaderAt, size int64) (err error) {
		seed, err = n.readCheckpoint(opt, r, size)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("engine: loading %s: %w", path, inner{err})
	}
	return seed, nil
}

func (n *Network[T]) readCheckpoint(opt Resumable[T], r io.ReaderAt, size int64) (seed uint64, err error) {
	f, err := safetensors.Open(r, size)
	if err != nil {
		return 0, err
	}
	if err := n.checkArchitecture(f); err != nil {
		return 0, err
	}
	steps, err := number(keySteps, f.Metadata[keySteps], strconv.IntSize-1)
	if err != nil {
		return 0, err
	}
	if seed, err = number(keySeed, f.Metadata[keySeed], 64); err != nil {
		return 0, err
	}
	to := []arrays[T]{n.parameters("", n.params), n.statistics()}
	for _, s := range n.checkSlabs(opt) {
		to = append(to, n.parameters(optimizerPrefix+s.Name+".", s.Data))
	}
	from, err := readSlabs(f, to)
	if err != nil {
		return 0, err
	}
	fixed, err := n.readTrainables(f.Metadata)
	if err != nil {
		return 0, err
	}
	about, err := n.readAbout(f.Metadata)
	if err != nil {
		return 0, err
	}
	for i, s := range to {
		copy(s.slab, from[i])
	}
	if fixed != nil {
		n.fixed = fixed
	}
	n.about = about
	opt.SetSteps(int(steps))
	return seed, nil
}

// readSlabs returns what the slabs of arrays are to be filled with.
func readSlabs[T kernels.Float](f *safetensors.File, to []arrays[T]) (from [][]T, err error) {
	var known []shape
	for _, a := range to {
		if err := checkShapes(f, a.prefix, a.shapes, dtypeOf(f)); err != nil {
			return nil, err
		}
		for _, s := range a.shapes {
			known = append(known, shape{name: a.prefix + s.name})
		}
		a.slab = make([]T, len(a.slab))
		if err := a.read(f); err != nil {
			return nil, err
		}
		from = append(from, a.slab)
	}
	if err := checkNames(f, known); err != nil {
		return nil, err
	}
	if err := checkSum(f); err != nil {
		return nil, err
	}
	return from, nil
}

// checkArchitecture wants a file's metadata to describe n.
func (n *Network[T]) checkArchitecture(f *safetensors.File) error {
	inputs, layers, err := architecture(f)
	if err != nil {
		return err
	}
	layers, err = withNumbers[T](layers)
	if err != nil {
		return err
	}
	if want := n.describe(); inputs != n.units[0] || !slices.Equal(layers, n.layers()) {
		for _, k := range layerKeys() {
			if have, want := k.texts(layers), k.texts(n.layers()); len(layers) == n.Depth() && have != want {
				return fmt.Errorf("the network has %s %.80s, want %.80s", k.what, have, want)
			}
		}
		return fmt.Errorf("the network has %d inputs, units %.80s, activations %.80s; want %d, %s, %s", inputs,
			f.Metadata[keyUnits], f.Metadata[keyActivations], n.units[0], want[keyUnits], want[keyActivations])
	}
	return nil
}

// checkSlabs returns the slabs of an optimiser of n.
func (n *Network[T]) checkSlabs(opt Resumable[T]) []Slab[T] {
	slabs := opt.State()
	for _, s := range slabs {
		if len(s.Data) != n.layout.size {
			panic(fmt.Sprintf("engine: slab %q has %d elements, want the network's %d", s.Name, len(s.Data), n.layout.size))
		}
	}
	return slabs
}
