package engine

import (
	"fmt"
	"strconv"
	"strings"

	"weft/engine/safetensors"
	"weft/kernels"
)

// Metadata of a file: texts, as the format has it. Units and activations are
// lists from layer 1 to L with commas between.
const (
	keyFormat      = "format" // "pt", without which Hugging Face's loaders refuse a file
	keyVersion     = "weft.version"
	keyDType       = "weft.dtype"
	keyInputs      = "weft.inputs"
	keyUnits       = "weft.units"
	keyActivations = "weft.activations"

	fileVersion = "1"
)

// describe returns the metadata that architecture reads.
func (n *Network[T]) describe() map[string]string {
	var units, acts []string
	for _, l := range n.layers() {
		units = append(units, strconv.Itoa(l.Units))
		acts = append(acts, l.Act.String())
	}
	return map[string]string{
		keyFormat:      "pt",
		keyVersion:     fileVersion,
		keyDType:       string(safetensors.DTypeOf[T]()),
		keyInputs:      strconv.Itoa(n.units[0]),
		keyUnits:       strings.Join(units, ","),
		keyActivations: strings.Join(acts, ","),
	}
}

// architecture returns what metadata say of a network of T. Sizes may be any
// that an int holds.
func architecture[T kernels.Float](metadata map[string]string) (inputs int, layers []Layer, err error) {
	for _, key := range []string{keyVersion, keyDType, keyInputs, keyUnits, keyActivations} {
		if _, ok := metadata[key]; !ok {
			return 0, nil, fmt.Errorf("no metadata %q", key)
		}
	}
	if v := metadata[keyVersion]; v != fileVersion {
		return 0, nil, fmt.Errorf("metadata %q are %.80q, want %q", keyVersion, v, fileVersion)
	}
	if have, want := metadata[keyDType], safetensors.DTypeOf[T](); have != string(want) {
		return 0, nil, fmt.Errorf("the network is of %.80q, want %q", have, want)
	}
	first, err := number(keyInputs, metadata[keyInputs], strconv.IntSize-1)
	if err != nil {
		return 0, nil, err
	}
	units := strings.Split(metadata[keyUnits], ",")
	acts := strings.Split(metadata[keyActivations], ",")
	if len(units) != len(acts) {
		return 0, nil, fmt.Errorf("metadata have %d units and %d activations", len(units), len(acts))
	}
	for i := range units {
		n, err := number(keyUnits, units[i], strconv.IntSize-1)
		if err != nil {
			return 0, nil, err
		}
		act, err := kernels.ParseAct(acts[i])
		if err != nil {
			return 0, nil, fmt.Errorf("metadata %q: %w", keyActivations, err)
		}
		layers = append(layers, Layer{int(n), act})
	}
	return int(first), layers, nil
}

// number returns a number of metadata, which fits in as many bits.
func number(key, text string, bits int) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, bits)
	if err != nil {
		return 0, fmt.Errorf("metadata %q have %.80q, want an integer from 0 to 1<<%d - 1", key, text, bits)
	}
	return n, nil
}
