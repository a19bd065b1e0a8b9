package engine

// Weights is a type of weights narrower than float32, of which a [Narrow] is made.
type Weights int

const (
	// BF16 is bfloat16, the upper half of a float32: 8 bits of precision. Weights are rounded to nearest even. Inputs and
	// outputs of layers stay float32, and so do sums.
	BF16 Weights = iota

	// Int8 is whole numbers of -127 to 127, with a scale for each unit. Inputs of a layer are rounded to 256 steps from the
	// least to the greatest of an example, 0 among them, as ONNX's DynamicQuantizeLinear does. Sums are whole.
	Int8

	numWeights
)

// String returns the name, "bf16" or "int8".
func (w Weights) String() string {
	if w < 0 || w >= numWeights {
		return "unknown"
	}
	return [numWeights]string{"bf16", "int8"}[w]
}
