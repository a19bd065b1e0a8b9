package engine

import (
	"fmt"

	"weft.example/kernels"
)

// Method names the way an [Optimizer] turns gradients into a step.
type Method int

// The methods, with W for any parameter, d = dW + λ·W for its gradient and decay,
// α for the rate, and t for the count of steps from 1 on. λ is [Rule].Decay for
// weights and 0 for biases.
const (
	SGD      Method = iota // W -= α·d
	Momentum               // V = β₁·V + d, W -= α·V
	Nesterov               // V = β₁·V + d, W -= α·(d + β₁·V)
	RMSProp                // V = β₂·V + (1-β₂)·d², W -= α·d/(√V + ε)
	Adam                   // M = β₁·M + (1-β₁)·d, V = β₂·V + (1-β₂)·d², W -= α·M̂/(√V̂ + ε), M̂ = M/(1-β₁ᵗ), V̂ = V/(1-β₂ᵗ)
	AdamW                  // W -= α·λ·W, then Adam's step with d = dW

	NumMethods
)

// Rule is a method with its numbers. [Method.Rule] returns the customary ones.
//
// These are the formulas of PyTorch's optimisers of the same names. Where the
// velocity is a mean, V = β·V + (1-β)·d, Momentum does the same at (1-β) times the
// rate.
type Rule struct {
	Method Method

	// Beta1 is β₁, the momentum or what a step keeps of the mean gradient, from 0
	// to below 1: of Momentum, Nesterov, Adam and AdamW.
	Beta1 float64

	// Beta2 is β₂, what a step keeps of the mean square, from 0 to below 1: of
	// RMSProp, Adam and AdamW.
	Beta2 float64

	// Epsilon is ε, above 0, which bounds a step where the mean square vanishes: of
	// RMSProp, Adam and AdamW.
	Epsilon float64

	// Decay is λ, at least 0: the cost's penalty λ/2·ΣW² or, in AdamW, decay apart
	// from the gradient. Without momentum both are W -= α·λ·W, so a penalty stated
	// as λ/(2m)·ΣW² over m examples is λ/m here. Biases do not decay, nor do γ and β of a [Norm].
	Decay float64

	// L1 is λ₁, at least 0: the cost's penalty λ₁·Σ|W|, of weights and not of biases, γ or β. Each step of
	// any method ends with the proximal map of that (Daubechies, Defrise and De Mol, 2004),
	//
	//	W = sign(W)·max(|W| - α·λ₁, 0)
	//
	// so that weights become 0 and stay there, where the subgradient that other libraries add to
	// dW, λ₁·sign(W), goes to and fro about it. With [SGD] both settle at the same costs. As
	// AdamW's decay, it is no part of d: neither momentum nor V has it.
	L1 float64
}

// method is what there is to know of one but its step.
type method struct {
	name         string
	rule         Rule // customary; a number that is 0 here belongs to other methods, but for Decay
	beta1, beta2 bool // whether it has them; ε goes with β₂
	state        []string
}

func methods() [NumMethods]method {
	return [NumMethods]method{
		SGD:      {name: "sgd"},
		Momentum: {name: "momentum", rule: Rule{Beta1: 0.9}, beta1: true, state: []string{"momentum"}},
		Nesterov: {name: "nesterov", rule: Rule{Beta1: 0.9}, beta1: true, state: []string{"momentum"}},
		RMSProp:  {name: "rmsprop", rule: Rule{Beta2: 0.99, Epsilon: 1e-8}, beta2: true, state: []string{"v"}},
		Adam:     {name: "adam", rule: Rule{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8}, beta1: true, beta2: true, state: []string{"m", "v"}},
		AdamW:    {name: "adamw", rule: Rule{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, Decay: 0.01}, beta1: true, beta2: true, state: []string{"m", "v"}},
	}
}

// String returns the name of the method, "adam" for one.
func (m Method) String() string {
	if m < 0 || m >= NumMethods {
		return "unknown"
	}
	return methods()[m].name
}

// Rule returns the method with PyTorch's numbers and, for the momentum, 0.9. An
// unknown method has none.
func (m Method) Rule() Rule {
	if m < 0 || m >= NumMethods {
		return Rule{Method: m}
	}
	r := methods()[m].rule
	r.Method = m
	return r
}

// validate returns an error unless every number serves the method, as rounded
// to T, and those that it has no use for are 0.
func validate[T kernels.Float](r Rule) error {
	if r.Method < 0 || r.Method >= NumMethods {
		return fmt.Errorf("engine: rule of method %d, want 0 to %d", r.Method, NumMethods-1)
	}
	m := methods()[r.Method]
	for _, c := range []struct {
		name string
		x    float64
		used bool
		ok   bool
		want string
	}{
		{"Beta1", r.Beta1, m.beta1, r.Beta1 >= 0 && T(r.Beta1) < 1, "0 to below 1"},
		{"Beta2", r.Beta2, m.beta2, r.Beta2 >= 0 && T(r.Beta2) < 1, "0 to below 1"},
		{"Epsilon", r.Epsilon, m.beta2, T(r.Epsilon) > 0 && finite(T(r.Epsilon)), "a finite number above 0"},
		{"Decay", r.Decay, true, r.Decay >= 0 && finite(T(r.Decay)), "a finite number of at least 0"},
		{"L1", r.L1, true, r.L1 >= 0 && finite(T(r.L1)), "a finite number of at least 0"},
	} {
		if c.used && !c.ok {
			return fmt.Errorf("engine: %s with %s = %v, want %s", m.name, c.name, c.x, c.want)
		}
		if !c.used && c.x != 0 {
			return fmt.Errorf("engine: %s with %s = %v, which it does not have; want 0", m.name, c.name, c.x)
		}
	}
	return nil
}
