package engine

import (
	"fmt"
	"strconv"
	"strings"

	"weft/engine/safetensors"
	"weft/kernels"
)

// Metadata of a file: texts, as the format has it. Units, activations and shares
// of dropout are lists from layer 1 to L with commas between; the last may lack.
const (
	keyFormat      = "format" // "pt", without which Hugging Face's loaders refuse a file
	keyVersion     = "weft.version"
	keyDType       = "weft.dtype"
	keyInputs      = "weft.inputs"
	keyUnits       = "weft.units"
	keyActivations = "weft.activations"
	keyDropouts    = "weft.dropouts"

	fileVersion = "1"
)

// describe returns the metadata that architecture reads.
func (n *Network[T]) describe() map[string]string {
	var units, acts, dropouts []string
	for _, l := range n.layers() {
		units = append(units, strconv.Itoa(l.Units))
		acts = append(acts, l.Act.String())
		dropouts = append(dropouts, strconv.FormatFloat(l.Dropout, 'g', -1, 64))
	}
	return map[string]string{
		keyFormat:      "pt",
		keyVersion:     fileVersion,
		keyDType:       string(safetensors.DTypeOf[T]()),
		keyInputs:      strconv.Itoa(n.units[0]),
		keyUnits:       strings.Join(units, ","),
		keyActivations: strings.Join(acts, ","),
		keyDropouts:    strings.Join(dropouts, ","),
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
		layers = append(layers, Layer{Units: int(n), Act: act})
	}
	if text, ok := metadata[keyDropouts]; ok {
		if err := dropouts(layers, strings.Split(text, ",")); err != nil {
			return 0, nil, err
		}
	}
	return int(first), layers, nil
}

// dropouts sets the layers' shares of dropout, which New checks.
func dropouts(layers []Layer, texts []string) error {
	if len(texts) != len(layers) {
		return fmt.Errorf("metadata have %d units and %d shares of dropout", len(layers), len(texts))
	}
	for i, text := range texts {
		r, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return fmt.Errorf("metadata %q have %.80q, want a number", keyDropouts, text)
		}
		layers[i].Dropout = r
	}
	return nil
}

// number returns a number of metadata, which fits in as many bits.
func number(key, text string, bits int) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, bits)
	if err != nil {
		return 0, fmt.Errorf("metadata %q have %.80q, want an integer from 0 to 1<<%d - 1", key, text, bits)
	}
	return n, nil
}
