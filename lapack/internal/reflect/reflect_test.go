package reflect_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/lapack/internal/reflect"
	"weft.example/lapack/internal/scratch"
	"weft.example/workers"
)

// TestGenerate wants H·(alpha, x) = (beta, 0) with an orthogonal H, at all scales.
func TestGenerate(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, n := range []int{1, 2, 3, 10, 100} {
		for _, scale := range []float64{1, 1e300, 1e-300, 1e-310, 0} {
			for _, inc := range []int{1, 3} {
				alpha, x := rng.NormFloat64()*scale, make([]float64, (n-1)*inc)
				for i := range x {
					x[i] = rng.NormFloat64() * scale / float64(n)
				}
				v := append([]float64(nil), x...)
				norm := math.Abs(alpha)
				for i := 0; i < len(x); i += inc {
					norm = math.Hypot(norm, x[i])
				}
				beta, tau := reflect.Generate(gonumblas.Implementation{}, n, alpha, v, inc)
				if off := math.Abs(math.Abs(beta) - norm); off > 1e-15*float64(n)*norm+float64(n)*5e-324 {
					t.Errorf("n=%d scale=%g: |beta| is %g, want %g", n, scale, math.Abs(beta), norm)
				}
				if n == 1 || scale == 0 {
					if tau != 0 {
						t.Errorf("n=%d scale=%g: tau is %g, want 0", n, scale, tau)
					}
					continue
				}
				vv, vx := 1.0, alpha
				for i := 0; i < len(x); i += inc {
					vv += v[i] * v[i]
					vx += v[i] * x[i]
				}
				if off := math.Abs(tau*vv - 2); off > 1e-14 {
					t.Errorf("n=%d scale=%g: tau·vᵀv is %g, want 2", n, scale, tau*vv)
				}
				small := 1e-15*float64(n)*norm + 1e-323
				for i := 0; i < len(x); i += inc {
					if got := x[i] - tau*vx*v[i]; math.Abs(got) > small {
						t.Errorf("n=%d scale=%g: element %d becomes %g", n, scale, i, got)
					}
				}
			}
		}
	}
}

// TestBlock compares what a block does with its reflectors, one after the other, for every Set.
func TestBlock(t *testing.T) {
	for _, set := range kernels.Available() {
		bl := gonumblas.New(set, workers.New(1))
		t.Run(set.Name, func(t *testing.T) {
			for _, size := range [][2]int{{1, 1}, {2, 1}, {5, 5}, {17, 8}, {40, 33}, {64, 64}, {130, 48}} {
				for _, c := range []int{1, 7, 30, 100} {
					for _, store := range []reflect.Storage{reflect.Columns, reflect.Rows} {
						for _, trans := range []blas.Transpose{blas.NoTrans, blas.Trans} {
							for _, room := range []int{size[1], size[1] * 11, reflect.Room(size[1], c)} {
								testBlock(t, bl, size[0], size[1], c, store, trans, room)
							}
						}
					}
				}
			}
		})
	}
}

// block makes a block whose V has NaN outside of its vectors. One reflector in nine is I.
func block(rng *rand.Rand, n, k int, store reflect.Storage) (h reflect.Block, tau []float64, vectors [][]float64) {
	rs, cs, ld := 1, n+3, n+3
	if store == reflect.Columns {
		rs, cs, ld = k+3, 1, k+3
	}
	v := make([]float64, n*rs+k*cs)
	for i := range v {
		v[i] = math.NaN()
	}
	tau = make([]float64, k)
	for j := range k {
		x, vv := make([]float64, n), 1.0
		x[j] = 1
		for i := j + 1; i < n; i++ {
			x[i] = rng.NormFloat64()
			vv += x[i] * x[i]
			v[i*rs+j*cs] = x[i]
		}
		if tau[j] = 2 / vv; j%9 == 4 {
			tau[j] = 0
		}
		vectors = append(vectors, x)
	}
	h = reflect.Block{Store: store, N: n, K: k, V: v, LDV: ld, T: make([]float64, k*(k+2)), LDT: k + 2}
	for i := range h.T {
		h.T[i] = math.NaN()
	}
	return h, tau, vectors
}

func testBlock(t *testing.T, bl gonumblas.Implementation, n, k, c int, store reflect.Storage, trans blas.Transpose, room int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(uint64(n*1000+k), uint64(c)))
	h, tau, vectors := block(rng, n, k, store)
	h.Triangle(bl, tau)
	testApplied(t, bl, h, vectors, tau, c, trans, room)
	whole := h.Copy(bl, make([]float64, k*scratch.Stride(n)))
	for i := range h.T {
		h.T[i] = math.NaN()
	}
	whole.Triangle(bl, tau)
	testApplied(t, bl, whole, vectors, tau, c, trans, room)
}

// testApplied compares what h does to a matrix, on either side, with what its vectors do.
func testApplied(t *testing.T, bl gonumblas.Implementation, h reflect.Block, vectors [][]float64, tau []float64, c int, trans blas.Transpose, room int) {
	t.Helper()
	n, k := h.N, h.K
	rng := rand.New(rand.NewPCG(uint64(n), uint64(c)))
	work := make([]float64, room)
	for _, side := range []blas.Side{blas.Left, blas.Right} {
		rows, cols := n, c
		if side == blas.Right {
			rows, cols = c, n
		}
		ld := cols + 2
		got := make([]float64, rows*ld)
		for i := range got {
			got[i] = rng.NormFloat64()
		}
		want := append([]float64(nil), got...)
		element, other := ld, 1
		if side == blas.Right {
			element, other = 1, ld
		}
		for s := range k {
			i := s
			if (side == blas.Left) == (trans == blas.NoTrans) {
				i = k - 1 - s
			}
			apply(want, n, c, element, other, vectors[i], tau[i])
		}
		if side == blas.Left {
			h.Left(bl, trans, c, got, ld, work)
		} else {
			h.Right(bl, trans, c, got, ld, work)
		}
		for i := range got {
			if off := math.Abs(got[i] - want[i]); !(off <= 1e-14*float64(n+k)) {
				t.Errorf("%s: element %d is %g, want %g", fmt.Sprint(n, k, c, h.Store, h.Whole, string(side), string(trans), room), i, got[i], want[i])
				return
			}
		}
	}
}

// apply reflects c vectors of n elements.
func apply(a []float64, n, c, element, other int, v []float64, tau float64) {
	for j := range c {
		sum := 0.0
		for i := range n {
			sum += v[i] * a[i*element+j*other]
		}
		for i := range n {
			a[i*element+j*other] -= tau * sum * v[i]
		}
	}
}

// complete returns a block stored by rows with all of its V.
func complete(h reflect.Block) reflect.Block {
	h.V, h.T = slices.Clone(h.V), make([]float64, len(h.T))
	return h.Complete()
}

// TestJoin compares T of two halves with T of the whole.
func TestJoin(t *testing.T) {
	bl := gonumblas.Implementation{}
	rng := rand.New(rand.NewPCG(3, 0))
	for _, size := range [][3]int{{2, 2, 1}, {9, 5, 2}, {40, 32, 16}, {33, 33, 8}} {
		n, k, k1 := size[0], size[1], size[2]
		h, tau, _ := block(rng, n, k, reflect.Rows)
		h.Triangle(bl, tau)
		got := complete(h)
		got.Part(0, k1).Triangle(bl, tau)
		got.Part(k1, k).Triangle(bl, tau[k1:])
		got.Join(bl, k1)
		for i := range k {
			for j := i; j < k; j++ {
				if off := math.Abs(got.T[i*h.LDT+j] - h.T[i*h.LDT+j]); !(off <= 1e-14*float64(n)) {
					t.Errorf("%v: T[%d,%d] is %g, want %g", size, i, j, got.T[i*h.LDT+j], h.T[i*h.LDT+j])
				}
			}
		}
	}
}
