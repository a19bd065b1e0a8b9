package reflect

import (
	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
)

// Triangle computes T from V and the factors tau of its reflectors.
//
// The strict upper triangle S of VᵀV gives it: T⁻¹ = D⁻¹ + S with the diagonal D of tau (Puglisi, Modification of the Householder
// Method Based on the Compact WY Representation, 1992; Joffrain, Low, Quintana-Ortí, van de Geijn and Van Zee, Accumulating
// Householder Transformations, Revisited, 2006). S is one product of half the flops. A tau of zero, whose reflector is I, leaves zeros.
func (h Block) Triangle(bl gonumblas.Implementation, tau []float64) {
	h.gram(bl)
	triangle(bl, h.K, h.T, h.LDT, tau)
}

// gram makes T the strict upper triangle of VᵀV.
func (h Block) gram(bl gonumblas.Implementation) {
	if h.Whole {
		bl.Dsyrk(blas.Upper, blas.NoTrans, h.K, h.N, 1, h.V, h.LDV, 0, h.T, h.LDT)
		return
	}
	_, turned, rest := h.parts()
	if h.N > h.K {
		bl.Dsyrk(blas.Upper, turned, h.K, h.N-h.K, 1, rest, h.LDV, 0, h.T, h.LDT)
	} else {
		for i := range h.K {
			clear(h.T[i*h.LDT+i : i*h.LDT+h.K])
		}
	}
	if h.Store == Rows {
		h.gramOfRows()
		return
	}
	for p := range h.K { // row p of V's leading square: v, 1
		v := h.V[p*h.LDV:][:p]
		for i, x := range v {
			t := h.T[i*h.LDT:][:p+1]
			for j := i + 1; j < p; j++ {
				t[j] += x * v[j]
			}
			t[p] += x
		}
	}
}

// gramOfRows adds the part of V's leading square, stored by rows.
func (h Block) gramOfRows() {
	for i := range h.K {
		vi := h.V[i*h.LDV:][:h.K]
		t := h.T[i*h.LDT:][:h.K]
		for j := i + 1; j < h.K; j++ {
			vj := h.V[j*h.LDV:][:h.K]
			sum := vi[j]
			for p := j + 1; p < len(vj); p++ {
				sum += vi[p] * vj[p]
			}
			t[j] += sum
		}
	}
}

// leafK is the most rows of a triangle that are computed in plain loops.
const leafK = 16

// triangle turns S into T: halves, and between them T₁₂ = -T₁·S₁₂·T₂.
func triangle(bl gonumblas.Implementation, k int, t []float64, ldt int, tau []float64) {
	if k <= leafK {
		leafTriangle(k, t, ldt, tau)
		return
	}
	k1 := k / 2
	triangle(bl, k1, t, ldt, tau)
	triangle(bl, k-k1, t[k1*ldt+k1:], ldt, tau[k1:])
	between(bl, k1, k-k1, t, ldt)
}

// between computes T₁₂ = -T₁·T₁₂·T₂.
func between(bl gonumblas.Implementation, k1, k2 int, t []float64, ldt int) {
	bl.Dtrmm(blas.Left, blas.Upper, blas.NoTrans, blas.NonUnit, k1, k2, -1, t, ldt, t[k1:], ldt)
	bl.Dtrmm(blas.Right, blas.Upper, blas.NoTrans, blas.NonUnit, k1, k2, 1, t[k1*ldt+k1:], ldt, t[k1:], ldt)
}

// leafTriangle goes from the last row to the first: row i of T is tau[i]·(e[i] - Σ S[i,p]·row p), p > i.
func leafTriangle(k int, t []float64, ldt int, tau []float64) {
	for i := k - 1; i >= 0; i-- {
		var row [leafK]float64
		s := t[i*ldt:][:k]
		for p := i + 1; p < k; p++ {
			x, below := -tau[i]*s[p], t[p*ldt:][:k]
			for j := p; j < len(below); j++ {
				row[j] += x * below[j]
			}
		}
		s[i] = tau[i]
		copy(s[i+1:], row[i+1:k])
	}
}
