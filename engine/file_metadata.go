package engine

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"weft.example/engine/safetensors"
	"weft.example/kernels"
)

// describe returns the metadata that architecture and readAbout read.
func (n *Network[T]) describe() map[string]string {
	var units, acts []string
	for _, l := range n.layers() {
		units = append(units, strconv.Itoa(l.Units))
		acts = append(acts, l.Act.String())
	}
	metadata := map[string]string{
		keyFormat:      "pt",
		keyVersion:     fileVersion,
		keyDType:       string(safetensors.DTypeOf[T]()),
		keyInputs:      strconv.Itoa(n.units[0]),
		keyUnits:       strings.Join(units, ","),
		keyActivations: strings.Join(acts, ","),
	}
	for _, k := range layerKeys() {
		if texts := k.texts(n.layers()); k.always || texts != k.texts(make([]Layer, n.Depth())) {
			metadata[k.key] = texts
		}
	}
	if slices.Contains(n.fixed, true) {
		metadata[keyTrainable] = n.trainables()
	}
	n.about.write(metadata)
	return metadata
}

// writeSummed writes tensors and metadata with their checksum.
func writeSummed(w io.Writer, tensors []safetensors.Tensor, metadata map[string]string) error {
	metadata[keyChecksum] = fmt.Sprintf("%016x", safetensors.Sum(tensors, metadata, keyChecksum))
	return safetensors.Write(w, tensors, metadata)
}

// checkSum wants a file to be as it was written, where it has a checksum.
func checkSum(f *safetensors.File) error {
	have, ok := f.Metadata[keyChecksum]
	if !ok {
		return nil
	}
	sum, err := f.Sum(keyChecksum)
	if err != nil {
		return err
	}
	if want := fmt.Sprintf("%016x", sum); have != want {
		return fmt.Errorf("the file is damaged: metadata %q are %.80q, but it sums to %q", keyChecksum, have, want)
	}
	return nil
}

// checkKeys wants the metadata that a network has, and also others, and of weft's none that are not
// known here: a network without what they ask for would be another.
func checkKeys(metadata map[string]string, also ...string) error {
	must := append([]string{keyVersion, keyDType, keyInputs, keyUnits, keyActivations}, also...)
	may := []string{keyTrainable, keySteps, keySeed, keyChecksum, keyLoss, keyClasses, keyColumns, keyShift, keyScale}
	for _, k := range layerKeys() {
		may = append(may, k.key)
	}
	for _, key := range must {
		if _, ok := metadata[key]; !ok {
			return fmt.Errorf("no metadata %q", key)
		}
	}
	for key := range metadata {
		if strings.HasPrefix(key, keyPrefix) && !slices.Contains(must, key) && !slices.Contains(may, key) {
			return fmt.Errorf("metadata %.80q are not ones that are read", key)
		}
	}
	return nil
}

// architecture returns what a file's metadata, also those that only some networks have, say of a network. Sizes may be
// any that an int holds. No list is longer than that of the file's tensors.
func architecture(f *safetensors.File, also ...string) (inputs int, layers []Layer, err error) {
	metadata := f.Metadata
	if err := checkKeys(metadata, also...); err != nil {
		return 0, nil, err
	}
	if v := metadata[keyVersion]; v != fileVersion {
		return 0, nil, fmt.Errorf("metadata %q are %.80q, want %q", keyVersion, v, fileVersion)
	}
	if !dtypeOf(f).Readable() {
		return 0, nil, fmt.Errorf("the network is of %.80q, want F16, BF16, F32 or F64", metadata[keyDType])
	}
	first, err := number(keyInputs, metadata[keyInputs], strconv.IntSize-1)
	if err != nil {
		return 0, nil, err
	}
	if err := checkCounts(f); err != nil {
		return 0, nil, err
	}
	units := strings.Split(metadata[keyUnits], ",")
	acts := strings.Split(metadata[keyActivations], ",")
	layers = make([]Layer, len(units))
	for i := range layers {
		n, err := number(keyUnits, units[i], strconv.IntSize-1)
		if err != nil {
			return 0, nil, err
		}
		act, err := kernels.ParseAct(acts[i])
		if err != nil {
			return 0, nil, fmt.Errorf("metadata %q: %w", keyActivations, err)
		}
		layers[i] = Layer{Units: int(n), Act: act}
	}
	for _, k := range layerKeys() {
		text, ok := metadata[k.key]
		if !ok {
			continue
		}
		for i, text := range strings.Split(text, ",") {
			if err := k.set(&layers[i], text); err != nil {
				return 0, nil, fmt.Errorf("metadata %q have %.80q, want %w", k.key, text, err)
			}
		}
	}
	return int(first), layers, nil
}

// dtypeOf is the type that a file's metadata give the network's tensors.
func dtypeOf(f *safetensors.File) safetensors.DType { return safetensors.DType(f.Metadata[keyDType]) }

// checkCounts wants the lists of a file's metadata as long as each other, and weights
// and biases in the file for as many layers.
func checkCounts(f *safetensors.File) error {
	count := func(key string) int { return strings.Count(f.Metadata[key], ",") + 1 }
	layers, acts := count(keyUnits), count(keyActivations)
	if layers != acts {
		return fmt.Errorf("metadata have %d units and %d activations", layers, acts)
	}
	for _, k := range layerKeys() {
		if _, ok := f.Metadata[k.key]; ok && layers != count(k.key) {
			return fmt.Errorf("metadata have %d units and %d %s", layers, count(k.key), k.what)
		}
	}
	for i := 0; len(f.Tensors)/2 < layers; i++ { // one lacks, and is named
		names := arrayNames(i)
		for _, name := range names[:gammaArray] {
			if _, ok := f.Lookup(name); !ok {
				return fmt.Errorf("no tensor %.80q, with %d units in the metadata", name, layers)
			}
		}
	}
	return nil
}

// layerKey is a list of what layers may have, in metadata that may lack.
type layerKey struct {
	key, what string
	always    bool // it is written though no layer has it
	text      func(l *Layer) string
	set       func(l *Layer, text string) error // to what New checks, or what is wanted
}

// texts is the list of layers.
func (k layerKey) texts(layers []Layer) string {
	var texts []string
	for i := range layers {
		texts = append(texts, k.text(&layers[i]))
	}
	return strings.Join(texts, ",")
}

func layerKeys() []layerKey {
	return []layerKey{
		numberKey(keyDropouts, "shares of dropout", true, func(l *Layer) *float64 { return &l.Dropout }),
		numberKey(keySlopes, "slopes", false, func(l *Layer) *float64 { return &l.Slope }),
		{keyNorms, "normalisations", false, func(l *Layer) string { return l.Norm.String() }, func(l *Layer, text string) (err error) {
			l.Norm, err = parseNorm(text)
			return err
		}},
		numberKey(keyEpsilons, "epsilons", false, func(l *Layer) *float64 { return &l.NormEpsilon }),
		numberKey(keyMomenta, "momenta", false, func(l *Layer) *float64 { return &l.NormMomentum }),
	}
}

// numberKey is a list of numbers.
func numberKey(key, what string, always bool, of func(l *Layer) *float64) layerKey {
	return layerKey{key, what, always,
		func(l *Layer) string { return strconv.FormatFloat(*of(l), 'g', -1, 64) },
		func(l *Layer, text string) (err error) {
			if *of(l), err = strconv.ParseFloat(text, 64); err != nil {
				return errors.New("a number")
			}
			return nil
		}}
}

// number returns a number of metadata, which fits in as many bits.
func number(key, text string, bits int) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, bits)
	if err != nil {
		return 0, fmt.Errorf("metadata %q have %.80q, want an integer from 0 to 1<<%d - 1", key, text, bits)
	}
	return n, nil
}
