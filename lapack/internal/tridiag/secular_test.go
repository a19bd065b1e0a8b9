package tridiag

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRoot wants each root strictly between its poles, and f there as small as rounding lets it be, in 200 bits.
func TestRoot(t *testing.T) {
	rng := rand.New(rand.NewPCG(89, 1))
	for range 300 {
		k := 1 + rng.IntN(40)
		poles, weight := make([]float64, k+1), make([]float64, k)
		cluster, tiny := rng.Float64() < 0.3, rng.Float64() < 0.3
		for i := range k {
			poles[i], weight[i] = rng.NormFloat64(), rng.NormFloat64()
			if cluster {
				poles[i] = 1 + (float64(i)+rng.Float64()/2)*1e-13 // none equal: those are deflated
			}
			if tiny && i%2 == 0 {
				weight[i] *= 1e-14
			}
		}
		slices.Sort(poles[:k])
		rho := math.Exp(4 * rng.NormFloat64())
		q := secular{poles, weight, 1 / rho}
		q.bound(rho)
		gap := make([]float64, k)
		for i := range k {
			root, ok := q.root(i, gap)
			if !ok {
				t.Fatalf("root %d of %d: no convergence", i, k)
			}
			if root < poles[i] || root > poles[i+1] {
				t.Fatalf("root %d of %d is %v, its poles %v and %v", i, k, root, poles[i], poles[i+1])
			}
			checkRoot(t, &q, i, gap)
		}
	}
}

func checkRoot(t *testing.T, q *secular, i int, gap []float64) {
	t.Helper()
	f, terms := new(big.Float).SetPrec(200).SetFloat64(q.inverse), q.inverse
	for j, g := range gap {
		if g < 0 != (j <= i) || g == 0 {
			t.Fatalf("root %d of %d: pole %d is at %v", i, len(gap), j, g)
		}
		w := new(big.Float).SetPrec(200).SetFloat64(q.weight[j])
		w.Mul(w, w).Quo(w, new(big.Float).SetFloat64(g))
		f.Add(f, w)
		terms += q.weight[j] * q.weight[j] / math.Abs(g)
	}
	// Rounding of τ alone makes an error of 2 ulp in every term, and the sums some more.
	if v, _ := f.Float64(); math.Abs(v) > ulp*float64(len(gap)+16)*terms {
		t.Fatalf("root %d of %d: f is %.3g where terms are %.3g", i, len(gap), v, terms)
	}
}
