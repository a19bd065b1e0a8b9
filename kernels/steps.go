package kernels

// Steps are one step of each optimiser over n parameters w with gradients
// dw, which are only read. w, the state and dw do not overlap. The caller computes the scalars that
// depend on the count of steps. In each formula
//
//	d = dw[i] + decay*w[i]
//
// is the gradient of the cost and the penalty decay/2·Σw². Every product, sum, quotient and root is
// rounded by itself, in the order written. So the bits are the same in every Set.
//
// An element whose w, dw and state are zero keeps them so. eps must be above 0.
type Steps[T Float] struct {
	// Momentum computes v[i] = mu*v[i] + d, then w[i] -= rate*v[i].
	Momentum func(n int, rate, mu, decay T, w, v, dw *T)

	// Nesterov computes v[i] = mu*v[i] + d, then w[i] -= rate*(d + mu*v[i]).
	Nesterov func(n int, rate, mu, decay T, w, v, dw *T)

	// RMSProp computes v[i] = beta*v[i] + rest*d², then w[i] -= rate*(d/(√v[i] + eps)).
	// rest is 1-beta.
	RMSProp func(n int, rate, beta, rest, eps, decay T, w, v, dw *T)

	// Adam computes m[i] += rest1*(d - m[i]) and v[i] = beta2*v[i] + rest2*d², then
	// w[i] = keep*w[i] - rate*(m[i]/(corr*√v[i] + eps)).
	//
	// rest1 is 1-β₁ and rest2 is 1-β₂. The bias towards the zeros that m and v start from is
	// corrected: in step t, counted from 1, rate is α/(1-β₁ᵗ) and corr is 1/√(1-β₂ᵗ). keep is 1,
	// except for AdamW: there it is 1-α·λ, and decay is zero.
	Adam func(n int, rate, rest1, beta2, rest2, corr, eps, decay, keep T, w, m, v, dw *T)
}
