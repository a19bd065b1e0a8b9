package kernels

// Act names an activation g.
type Act int

// The activations.
const (
	Identity Act = iota // g(z) = z
	ReLU                // g(z) = max(z, 0)
	Sigmoid             // g(z) = 1 / (1 + e⁻ᶻ)

	NumActs
)

// String returns the name of the activation, "relu" for one.
func (a Act) String() string {
	if a < 0 || a >= NumActs {
		return "unknown"
	}
	return [NumActs]string{"identity", "relu", "sigmoid"}[a]
}

// Activation is one activation's pair of kernels.
type Activation[T Float] struct {
	// Forward computes y[i] = g(x[i]), i < n. y may be x.
	//
	// ReLU is x where x > 0 or x is NaN, else +0. Sigmoid has full relative
	// accuracy in both tails, subnormal results included; it maps ±0 to 1/2,
	// -Inf to 0, +Inf to 1 and NaN to NaN.
	Forward func(n int, y, x *T)

	// Backward computes dx[i] = dy[i] * g′ with g′ taken from the output y[i] = g(x[i]),
	// i < n. dx may be dy or y.
	//
	// ReLU's is dy where y > 0 or y is NaN, else +0 whatever dy: g′(0) = 0, and
	// the input z serves as well as the output. Sigmoid's is dy·(y·(1-y)).
	Backward func(n int, dx, dy, y *T)
}
