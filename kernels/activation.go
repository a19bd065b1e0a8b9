package kernels

// Act names an activation g.
type Act int

// The activations. σ is Sigmoid, and Φ(z) = (1+erf(z/√2))/2.
const (
	Identity  Act = iota // g(z) = z
	ReLU                 // g(z) = max(z, 0)
	Sigmoid              // g(z) = 1 / (1 + e⁻ᶻ)
	LeakyReLU            // g(z) = z > 0 ? z : z/100
	Tanh                 // g(z) = (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ)
	GELU                 // g(z) = z·Φ(z)
	GELUTanh             // g(z) = z/2 · (1 + tanh(√(2/π)·(z + 0.044715z³))), GELU's approximation
	SiLU                 // g(z) = z·σ(z)

	NumActs
)

// String returns the name of the activation, "relu" for one.
func (a Act) String() string {
	if a < 0 || a >= NumActs {
		return "unknown"
	}
	return [NumActs]string{"identity", "relu", "sigmoid", "leaky-relu", "tanh", "gelu", "gelu-tanh", "silu"}[a]
}

// Activation is one activation's pair of kernels.
//
// A CPU may take a hundred cycles where a result is subnormal. On AVX2, NEON and V nothing
// on the way to one is, Exp's and Softplus' included, so that Sigmoid of 90 takes as long
// as of 1; and of -90 too, on a CPU whose multiply-add has no such cost, as Zen 3's. On
// AVX-512 SiLU, Sigmoid, Softplus and GELUTanh compute e^-|x|, or what it is there, itself.
type Activation[T Float] struct {
	// Forward computes y[i] = g(x[i]), i < n. y may be x.
	//
	// ReLU is x where x > 0 or x is NaN, else +0. LeakyReLU is x there, else
	// x/100, within 1 unit in the last place, so that -0 stays.
	//
	// Sigmoid has full relative accuracy in both tails, subnormal results
	// included; it maps ±0 to 1/2, -Inf to 0, +Inf to 1 and NaN to NaN. So has
	// Tanh, which is odd: it maps ±0 to ±0, ±Inf to ±1 and NaN to NaN. Both are
	// within 3 units in the last place in float32 and 2.5 in float64; over all
	// inputs of float32, AVX2 and AVX-512 stay within 2.41 and 2.46.
	//
	// GELU, GELUTanh and SiLU map ±0 to ±0, -Inf to its limit -0, +Inf to +Inf
	// and NaN to NaN. SiLU is within 4 units in the last place, GELU within 8, in float64 4; over all
	// inputs of float32, AVX2 and AVX-512 stay within 3.40 and 4.70.
	// GELUTanh is within half a unit in the last place of 1 where x < 0; there its
	// relative error grows with the exponent to 250 units in the last place at
	// float32's underflow and 1000 at float64's. Elsewhere it is within 2 units.
	Forward func(n int, y, x *T)

	// Backward computes dx[i] = dy[i] * g′ with g′ taken from the output y[i] = g(x[i]),
	// i < n, or from the input if Input is set. dx may be dy or y.
	//
	// ReLU's is dy where y > 0 or y is NaN, else +0 whatever dy: g′(0) = 0, and
	// the input z serves as well as the output. LeakyReLU's is dy there, else
	// dy/100 within 1 unit in the last place, and takes either too. Sigmoid's is
	// dy·(y·(1-y)), within 2 units in the last place of what y makes it. Tanh's is
	// dy·(1-y²), and 1-y² within half a unit in the last place of 1.
	//
	// g′ of GELU, GELUTanh and SiLU is 0 at -Inf and 1 at +Inf, its limits, and
	// within 1 unit in the last place of 1 of the exact g′. The product of dy and g′ is
	// rounded once more.
	Backward func(n int, dx, dy, y *T)

	// Input says that Backward's y is the input x and not the output: GELU,
	// GELUTanh and SiLU fall and rise again, so that their output does not tell.
	Input bool
}
