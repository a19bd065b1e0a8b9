package engine

import (
	"math"

	"weft.example/kernels"
)

// narrowAct applies an activation to all of z.
//
// With weights of Int8 it has the same bits in every Set. Kernels have that for activations that are a multiplication at most. The
// others are interpolated in hidden layers, and computed one by one at the output.
type narrowAct interface{ apply(z []float32) }

type noAct struct{}

func (noAct) apply([]float32) {}

// kernelAct is the Set's.
type kernelAct struct {
	forward func(n int, y, x *float32)
}

func (a kernelAct) apply(z []float32) {
	for i := 0; i < len(z); i += kernels.MaxElements {
		a.forward(min(len(z)-i, kernels.MaxElements), &z[i], &z[i])
	}
}

// exactAct rounds what float64 makes of it.
type exactAct struct{ act kernels.Act }

func (a exactAct) apply(z []float32) {
	for i, v := range z {
		z[i] = float32(activated(a.act, float64(v)))
	}
}

// tableAct interpolates between points that are 1/tableSteps apart. Where the second derivative is at most 0.8, as GELU's, the error is
// 0.8/(8·128²), 6.1e-6.
type tableAct struct {
	at    []float32 // g of -tableEnd, …, tableEnd
	grows bool      // beyond, where it is the identity
}

const (
	tableEnd    = 16
	tableSteps  = 128
	tableMiddle = tableEnd * tableSteps
)

func newTableAct(act kernels.Act) tableAct {
	t := tableAct{at: make([]float32, 2*tableMiddle+1)}
	for i := range t.at {
		t.at[i] = float32(activated(act, float64(i)/tableSteps-tableEnd))
	}
	t.grows = act != kernels.Sigmoid && act != kernels.Tanh
	return t
}

func (t tableAct) apply(z []float32) {
	last := t.at[len(t.at)-1]
	for i, v := range z {
		switch {
		case v != v:
		case v >= tableEnd && t.grows:
			z[i] = v
		case v >= tableEnd:
			z[i] = last
		case v <= -tableEnd:
			z[i] = t.at[0]
		default:
			x := v * tableSteps // exact, and so is what is left of it
			j := min(int(x+tableMiddle), len(t.at)-2)
			z[i] = t.at[j] + float32((x-float32(j-tableMiddle))*(t.at[j+1]-t.at[j]))
		}
	}
}

// activated is g(z) in float64, by operations whose roundings are the same everywhere: a conversion keeps a product from being
// fused with a sum.
func activated(act kernels.Act, z float64) float64 {
	if math.IsInf(z, -1) && act != kernels.Sigmoid && act != kernels.Tanh {
		return math.Copysign(0, -1)
	}
	switch act {
	case kernels.Sigmoid:
		return exactLogistic(z)
	case kernels.Tanh:
		if math.Abs(z) < 0x1p-12 {
			return z - float64(z*float64(z*z))/3
		}
		e := exactExp(-2 * math.Abs(z))
		return math.Copysign((1-e)/(1+e), z)
	case kernels.SiLU:
		return z * exactLogistic(z)
	case kernels.GELUTanh:
		cube := float64(0.044715 * float64(z*float64(z*z)))
		return z * exactLogistic(2*math.Sqrt(2/math.Pi)*(z+cube))
	case kernels.GELU:
		return z * exactNormal(z)
	}
	panic("engine: an activation that a kernel has")
}

// exactLogistic is 1/(1+e⁻ᶻ).
func exactLogistic(z float64) float64 { return 1 / (1 + exactExp(-z)) }

// exactExp is eˣ, by x = n·ln 2 + r and Σ rᵏ/k!.
func exactExp(x float64) float64 {
	const high, low = 0x1.62e42fefa38p-1, 0x1.ef35793c7673p-45 // of ln 2, the former with room for n
	switch {
	case x != x:
		return x
	case x > 710:
		return math.Inf(1)
	case x < -746:
		return 0
	}
	n := math.RoundToEven(x * (1 / math.Ln2))
	r := x - float64(n*high) - float64(n*low)
	p := 1.0
	for k := 14.0; k > 0; k-- {
		p = 1 + float64(p*r)/k
	}
	return math.Ldexp(p, int(n))
}

// exactNormal is the normal distribution Φ(z) = ½ + φ(z)·Σ z²ᵏ⁺¹/(1·3·…·(2k+1)), whose terms have one sign.
func exactNormal(z float64) float64 {
	if z != z || math.Abs(z) > 9 {
		return math.Max(0, math.Min(1, z))
	}
	square := float64(z * z)
	term, sum := z, z
	for k := 3.0; math.Abs(term) > 0x1p-60*math.Abs(sum); k += 2 {
		term = float64(term*square) / k
		sum += term
	}
	return 0.5 + float64(exactExp(-square/2)/math.Sqrt(2*math.Pi)*sum)
}
