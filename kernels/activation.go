package kernels

// Act names an activation g.
type Act int

// The activations. σ is Sigmoid, and Φ(z) = (1+erf(z/√2))/2.
const (
	Identity  Act = iota // g(z) = z
	ReLU                 // g(z) = max(z, 0)
	Sigmoid              // g(z) = 1 / (1 + e⁻ᶻ)
	LeakyReLU            // g(z) = z > 0 ? z : z/100; Functions.Leak has other slopes
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
// A CPU may take a hundred cycles for a subnormal result.
//
//   - On AVX2, NEON and V no intermediate result is subnormal, those of Exp and Softplus included.
//     Sigmoid of 90 takes as long as of 1. So does Sigmoid of -90, on a CPU whose multiply-add has
//     no such cost, as Zen 3's.
//   - On AVX-512 SiLU, Sigmoid, Softplus and GELUTanh compute e^-|x| itself, or what stands for it
//     there. That may be subnormal.
type Activation[T Float] struct {
	// Forward computes y[i] = g(x[i]), i < n. y may be x.
	//
	// ReLU is x where x > 0 or x is NaN, else +0. LeakyReLU is x there, and else x/100 within 1
	// unit in the last place, so that -0 stays.
	//
	// Sigmoid and Tanh have full relative accuracy in both tails, subnormal results included. Both
	// are within 3 units in the last place in float32 and 2.5 in float64. Over all inputs of
	// float32, AVX2 and AVX-512 keep Sigmoid within 2.41 and Tanh within 2.46. Sigmoid maps ±0 to
	// 1/2, -Inf to 0, +Inf to 1 and NaN to NaN. Tanh is odd: it maps ±0 to ±0, ±Inf to ±1 and NaN
	// to NaN.
	//
	// GELU, GELUTanh and SiLU map ±0 to ±0, -Inf to its limit -0, +Inf to +Inf and NaN to NaN.
	//
	// SiLU is within 4 units in the last place. GELU is within 8 in float32 and 4 in float64. Over
	// all inputs of float32, AVX2 and AVX-512 keep SiLU within 3.40 and GELU within 4.70.
	//
	// GELUTanh is within 2 units in the last place where x >= 0. Where x < 0 it is within half a
	// unit in the last place of 1. Its relative error there grows with the exponent, to 250 units
	// in the last place at float32's underflow and 1000 at float64's.
	Forward func(n int, y, x *T)

	// Backward computes dx[i] = dy[i] * g′ with g′ taken from the output y[i] = g(x[i]),
	// i < n, or from the input if Input is set. dx may be dy or y.
	//
	// ReLU's is dy where y > 0 or y is NaN, else +0 whatever dy: g′(0) = 0. LeakyReLU's is dy
	// there, else dy/100 within 1 unit in the last place. Both may take the input for the output.
	//
	// Sigmoid's is dy·(y·(1-y)), within 2 units in the last place of what y makes it. Tanh's is
	// dy·(1-y²), and 1-y² is within half a unit in the last place of 1.
	//
	// g′ of GELU, GELUTanh and SiLU is 0 at -Inf and 1 at +Inf, its limits. It is within 1 unit in
	// the last place of 1 of the exact g′. The product of dy and g′ is rounded once more.
	Backward func(n int, dx, dy, y *T)

	// Input says that Backward's y is the input x and not the output. GELU, GELUTanh and SiLU want
	// it: they fall and rise again, so that the output does not tell the input.
	Input bool
}
