package engine

import "strings"

// Metadata of a file: texts, as the format has it. Units, activations and what is in
// [layerKeys] are lists from layer 1 to L with commas between; the latter may lack.
const (
	keyFormat      = "format" // "pt", without which Hugging Face's loaders refuse a file
	keyVersion     = "weft.version"
	keyDType       = "weft.dtype"
	keyInputs      = "weft.inputs"
	keyUnits       = "weft.units"
	keyActivations = "weft.activations"
	keyDropouts    = "weft.dropouts"
	keySlopes      = "weft.slopes"
	keyNorms       = "weft.norms"
	keyEpsilons    = "weft.norm_epsilons"
	keyMomenta     = "weft.norm_momenta"
	keyTrainable   = "weft.trainable" // true or false of each layer; may lack
	keySteps       = "weft.steps"     // of a checkpoint
	keySeed        = "weft.seed"      // of a checkpoint
	keyChecksum    = "weft.checksum"  // 16 hexadecimal digits; may lack

	// Of [About]; any may lack.
	keyLoss    = "weft.loss"
	keyClasses = "weft.classes"
	keyColumns = "weft.columns"
	keyShift   = "weft.shift"
	keyScale   = "weft.scale"

	keyPrefix   = "weft." // of all of these but the first
	fileVersion = "1"
)

// keyWeights has the type of a Narrow's weights. A file that has it is one of [LoadNarrow] alone.
const keyWeights = "weft.weights"

const optimizerPrefix = "optimizer."

// reservedKey reports whether a key of a file's metadata is not the caller's.
func reservedKey(key string) bool { return key == keyFormat || strings.HasPrefix(key, keyPrefix) }
