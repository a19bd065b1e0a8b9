package schur

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"

	"weft.example/blas/gonumblas"
	"weft.example/kernels"
	"weft.example/workers"
)

// TestRotation holds length and direction at all scales.
func TestRotation(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, scale := range []float64{1, 1e300, 1e-300, 1e-308, 0} {
		for range 100 {
			x0, x1, x2 := rng.NormFloat64()*scale, rng.NormFloat64()*scale, rng.NormFloat64()*scale
			switch rng.IntN(4) {
			case 0:
				x2 = 0
			case 1:
				x1, x2 = 0, 0
			case 2:
				x0 *= 1e-200
			}
			q, r := newRotations(x0, x1, x2)
			if norm := math.Hypot(x0, math.Hypot(x1, x2)); !(math.Abs(math.Abs(r)-norm) <= 4*epsilon*norm+4*5e-324) {
				t.Errorf("(%g, %g, %g): r is %g, want %g", x0, x1, x2, r, norm)
			}
			for _, g := range []rotation{q.lower, q.upper} {
				if off := g.c*g.c + g.s*g.s - 1; !(math.Abs(off) <= 4*epsilon) {
					t.Errorf("(%g, %g, %g): c² + s² - 1 = %g", x0, x1, x2, off)
				}
			}
			a := []float64{x0, x1, x2}
			q.columns(a, 3, 1)
			if small := 8*epsilon*math.Abs(r) + 4*5e-324; !(math.Abs(a[0]-r) <= small && math.Abs(a[1]) <= small && math.Abs(a[2]) <= small) {
				t.Errorf("(%g, %g, %g) becomes %v, want %g and zeros", x0, x1, x2, a, r)
			}
		}
	}
}

// TestRows compares rotations of three rows with those of the same columns, of every Set and of short rows and long ones.
func TestRows(t *testing.T) {
	for _, set := range kernels.Available() {
		bl := gonumblas.New(set, workers.New(1))
		rng := rand.New(rand.NewPCG(2, 0))
		for _, n := range []int{0, 1, 7, 23, 24, 25, 70} {
			q, _ := newRotations(rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64())
			rows, columns := make([]float64, 3*n), make([]float64, 3*n)
			for i := range rows {
				rows[i] = rng.NormFloat64()
				columns[i%max(1, n)*3+i/max(1, n)] = rows[i]
			}
			q.rows(bl, rows[:n], rows[n:2*n], rows[2*n:])
			q.columns(columns, 3, n)
			for i, x := range rows {
				if want := columns[i%n*3+i/n]; math.Abs(x-want) > 8*epsilon*3 {
					t.Errorf("%s: n=%d: element %d is %g, want %g", set.Name, n, i, x, want)
				}
			}
		}
	}
}

// TestSylvester holds the residual against rounding of T and X, with eigenvalues in common too: there X is large, or scale small.
func TestSylvester(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	for range 2000 {
		n1, n2 := 1+rng.IntN(2), 1+rng.IntN(2)
		var d [16]float64
		for i := range n1 + n2 {
			for j := range n1 + n2 {
				if i < n1 || j >= n1 {
					d[i*4+j] = rng.NormFloat64()
				}
			}
		}
		common := rng.IntN(4) == 0 && n1 == n2
		if common {
			for i := range n1 {
				copy(d[(n1+i)*4+n1:][:n1], d[i*4:][:n1])
			}
		}
		if rng.IntN(3) == 0 { // one right-hand side that would overflow X
			d[n1] *= 1e300
		}
		x, scale := sylvester(n1, n2, &d)
		if !(scale > 0 && scale <= 1) {
			t.Fatalf("scale is %g", scale)
		}
		for r := range n1 {
			for c := range n2 {
				sum, size := -scale*d[r*4+n1+c], scale*math.Abs(d[r*4+n1+c])
				most := 0.0
				for _, v := range x {
					most = max(most, math.Abs(v))
				}
				for k := range n1 {
					sum += d[r*4+k] * x[k*2+c]
				}
				for k := range n2 {
					sum -= x[r*2+k] * d[(n1+k)*4+n1+c]
				}
				size += 20 * most
				if !(math.Abs(sum) <= 64*epsilon*size) || math.IsInf(most, 0) {
					t.Fatalf("%d and %d rows, common %v: the residual of X=%v is %g, of %g", n1, n2, common, x, sum, size)
				}
			}
		}
	}
}

// quasi makes a Schur form of blocks of one and two rows. Eigenvalues of neighbours are as far apart as gap says.
func quasi(n int, gap float64, rng *rand.Rand) []float64 {
	t := make([]float64, n*n)
	for i := range n {
		for j := i + 1; j < n; j++ {
			t[i*n+j] = rng.NormFloat64()
		}
	}
	for i := 0; i < n; i++ {
		t[i*n+i] = 1 + gap*rng.NormFloat64()
		if i+1 < n && rng.IntN(2) == 0 {
			t[(i+1)*n+i+1] = t[i*n+i]
			t[i*n+i+1] = math.Exp(gap * rng.NormFloat64())
			t[(i+1)*n+i] = -math.Exp(gap * rng.NormFloat64())
			if rng.IntN(3) == 0 { // almost two equal real eigenvalues
				t[(i+1)*n+i] *= 1e-16
			}
			i++
		}
	}
	return t
}

// TestExchange holds Qᵀ·T·Q against T, Q against being orthogonal, and T against Schur's form, with eigenvalues that are apart, close
// and, but for rounding, the same. Those that are apart have to be exchanged.
func TestExchange(t *testing.T) {
	bl := gonumblas.Implementation{}
	rng := rand.New(rand.NewPCG(4, 0))
	refused := map[float64]int{}
	for _, gap := range []float64{1, 1e-3, 1e-7, 1e-13, 1e-16, 0} {
		for range 300 {
			n := 2 + rng.IntN(30)
			a := quasi(n, gap, rng)
			got, q := slices.Clone(a), make([]float64, n*n)
			for i := range n {
				q[i*n+i] = 1
			}
			from, to := rng.IntN(n), rng.IntN(n)
			first, last, ok := Exchange(bl, n, got, n, q, n, from, to)
			name := fmt.Sprintf("gap %g, n=%d, %d to %d (%d to %d, %v)", gap, n, from, to, first, last, ok)
			if !ok {
				refused[gap]++
			}
			checkSchur(t, name, n, got)
			checkSimilar(t, name, n, a, got, q)
			if one := first+1 == n || a[(first+1)*n+first] == 0; one && ok && got[last*n+last] != a[first*n+first] {
				t.Errorf("%s: the eigenvalue %v became %v", name, a[first*n+first], got[last*n+last])
			}
			if ok && gap == 1 {
				if d := a[first*n+first] - got[last*n+last]; math.Abs(d) > 1e-6 {
					t.Errorf("%s: the diagonal's %v became %v", name, a[first*n+first], got[last*n+last])
				}
			}
		}
	}
	if refused[1] > 0 || refused[1e-3] > 9 {
		t.Errorf("refused of 300 by gaps: %v", refused)
	}
}

// TestSwapRefused wants blocks as they were where rounding would leave too much below the diagonal: their eigenvalues are 3e-5 apart and
// their elements by eighteen orders.
func TestSwapRefused(t *testing.T) {
	const n = 4
	a := []float64{
		1, 6.520314111686249e+08, -9.428213309851165e-05, 0.012125893396146975,
		-1.3098518751041393e-09, 1, 148.8384806355432, 9.498391328561098,
		0, 0, 0.9999670365073657, 6.520091279968331e+08,
		0, 0, -1.3097837930044032e-09, 0.9999670365073657,
	}
	got := slices.Clone(a)
	p := problem{n: n, h: got, ldh: n, full: true}
	if p.swap(0, 2, 2) || !slices.Equal(a, got) {
		t.Errorf("blocks became %v", got)
	}
}

// checkSchur wants zeros below the diagonal blocks, and blocks of two rows in standard form.
func checkSchur(t *testing.T, name string, n int, a []float64) {
	t.Helper()
	for i := range n {
		for j := range i {
			if j < i-1 && a[i*n+j] != 0 || j == i-1 && j > 0 && a[i*n+j] != 0 && a[j*n+j-1] != 0 {
				t.Errorf("%s: element %d, %d is %v", name, i, j, a[i*n+j])
				return
			}
		}
		if i > 0 && a[i*n+i-1] != 0 && (a[i*n+i] != a[(i-1)*n+i-1] || a[i*n+i-1]*a[(i-1)*n+i] >= 0) {
			t.Errorf("%s: rows %d and %d are not in standard form", name, i-1, i)
		}
	}
}

// checkSimilar holds |Qᵀ·A·Q - T| and |QᵀQ - I| against 40·n·ε, of a Frobenius norm.
func checkSimilar(t *testing.T, name string, n int, a, b, q []float64) {
	t.Helper()
	bl := gonumblas.Implementation{}
	aq, c, g := make([]float64, n*n), slices.Clone(b), make([]float64, n*n)
	bl.Dgemm(blas.NoTrans, blas.NoTrans, n, n, n, 1, a, n, q, n, 0, aq, n)
	bl.Dgemm(blas.Trans, blas.NoTrans, n, n, n, -1, q, n, aq, n, 1, c, n)
	bl.Dgemm(blas.Trans, blas.NoTrans, n, n, n, 1, q, n, q, n, 0, g, n)
	for i := range n {
		g[i*n+i]--
	}
	norm := bl.Dnrm2(n*n, a, 1)
	if off := bl.Dnrm2(n*n, c, 1); !(off <= 40*float64(n)*epsilon*norm) {
		t.Errorf("%s: |QᵀAQ - T| = %g of %g", name, off, norm)
	}
	if off := bl.Dnrm2(n*n, g, 1); !(off <= 40*float64(n)*epsilon) {
		t.Errorf("%s: |QᵀQ - I| = %g", name, off)
	}
}

// TestDecompose holds Z·T·Zᵀ against H for matrices on which deflation and shifts have trouble, and eigenvalues alone against those of
// T.
func TestDecompose(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 0))
	matrices := map[string]func(i, j, n int) float64{
		"random":   func(i, j, n int) float64 { return rng.NormFloat64() },
		"cyclic":   func(i, j, n int) float64 { return indicator(i == (j+1)%n) },
		"grcar":    func(i, j, n int) float64 { return indicator(i <= j && j <= i+3) - indicator(i == j+1) },
		"clement":  func(i, j, n int) float64 { return indicator(i == j+1)*float64(i) + indicator(j == i+1)*float64(n-j) },
		"split":    func(i, j, n int) float64 { return rng.NormFloat64() * (1 - indicator(i == j+1 && i%9 == 4)) },
		"weak":     func(i, j, n int) float64 { return rng.NormFloat64() * (1 - (1-1e-12)*indicator(i == j+1)) },
		"graded":   func(i, j, n int) float64 { return rng.NormFloat64() * math.Ldexp(1, -(i+j)/8) },
		"vanishes": func(i, j, n int) float64 { return rng.NormFloat64() * (1 - indicator(i == j+1)*(1-1e-160)) },
	}
	bl := gonumblas.Implementation{}
	for name, f := range matrices {
		for _, n := range []int{1, 2, 3, 20, small, small + 1, 160, 260} {
			h := make([]float64, n*n)
			for i := range n {
				for j := max(0, i-1); j < n; j++ {
					h[i*n+j] = f(i, j, n)
				}
			}
			got, z, wr, wi := slices.Clone(h), make([]float64, n*n), make([]float64, n), make([]float64, n)
			for i := range n {
				z[i*n+i] = 1
			}
			work := make([]float64, Workspace(n))
			if k := Decompose(bl, true, n, 0, n-1, got, n, wr, wi, z, n, 0, n, work); k != 0 {
				t.Errorf("%s: n=%d: %d rows are left", name, n, k)
				continue
			}
			checkSchur(t, name, n, got)
			checkSimilar(t, fmt.Sprint(name, " n=", n), n, h, got, z)
			sum, trace := 0.0, 0.0
			for i := range n {
				sum += wr[i]
				trace += h[i*n+i]
			}
			values := slices.Clone(h)
			if k := Decompose(bl, false, n, 0, n-1, values, n, wr, wi, nil, 1, 0, 0, work); k != 0 {
				t.Errorf("%s: n=%d: %d rows are left without vectors", name, n, k)
			}
			alone := 0.0
			for _, v := range wr {
				alone += v
			}
			if bound := 40 * float64(n) * epsilon * bl.Dnrm2(n*n, h, 1); !(math.Abs(sum-trace) <= bound && math.Abs(alone-trace) <= bound) {
				t.Errorf("%s: n=%d: the trace is %v, eigenvalues sum to %v and %v", name, n, trace, sum, alone)
			}
		}
	}
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// TestRevive wants a bulge that went, on a subdiagonal that is negligible, made again, and one on any other left alone. Either way what
// is there is similar to what was.
func TestRevive(t *testing.T) {
	const n, k = 8, 2
	rng := rand.New(rand.NewPCG(6, 0))
	for _, sub := range []float64{1e-19, 1e-12, 1e-6, 1} {
		h, z := make([]float64, n*n), make([]float64, n*n)
		for i := range n {
			for j := max(0, i-1); j < n; j++ {
				h[i*n+j] = rng.NormFloat64()
			}
			z[i*n+i] = 1
		}
		h[(k+1)*n+k] = sub
		got := slices.Clone(h)
		g := region{h: got, ldh: n, right: n, u: z, ldu: n}
		g.step(pair{0.3, 0.4, 0.3, -0.4}, k, n-1, 0, n)
		if made, want := got[(k+3)*n+k+1] != 0, sub < 1e-16; made != want {
			t.Errorf("a subdiagonal of %g: a bulge is %v, want %v", sub, made, want)
		}
		q := make([]float64, n*n) // z is Zᵀ
		for i := range n {
			for j := range n {
				q[j*n+i] = z[i*n+j]
			}
		}
		checkSimilar(t, fmt.Sprint("a subdiagonal of ", sub), n, h, got, q)
	}
}

// TestDeflationOfPairs wants both elements of a spike beside two conjugates looked at.
func TestDeflationOfPairs(t *testing.T) {
	for _, tip := range [][2]float64{{0.5, 1e-30}, {1e-30, 0.5}, {1e-30, 1e-30}} {
		w := problem{n: 2, h: []float64{1, 2, -2, 1}, ldh: 2, full: true, z: []float64{tip[0], 0, tip[1], 0}, ldz: 2, zhi: 2}
		want := 2
		if tip[0]+tip[1] < 1e-20 {
			want = 0
		}
		if kept := w.test(1, 0); kept != want {
			t.Errorf("a spike of %v: %d are kept, want %d", tip, kept, want)
		}
	}
}

// TestReordering wants what does not deflate exchanged with what does.
func TestReordering(t *testing.T) {
	const n = 3
	w := problem{n: n, h: []float64{1, 1, 1, 0, 2, 1, 0, 0, 3}, ldh: n, full: true, z: []float64{0, 1, 0, 0, 0, 1, 1, 0, 0}, ldz: n, zhi: n}
	if kept := w.test(1, 0); kept < 1 || w.h[0] != 3 {
		t.Errorf("%d are kept, the first of them %v, want 3", kept, w.h[0])
	}
}

// TestDecomposeNotFinite wants a matrix with a NaN or Inf refused as it is.
func TestDecomposeNotFinite(t *testing.T) {
	const n = 6
	for _, x := range []float64{math.NaN(), math.Inf(1)} {
		h, w := make([]float64, n*n), make([]float64, 2*n)
		h[2*n+4] = x
		if k := Decompose(gonumblas.Implementation{}, true, n, 0, n-1, h, n, w, w[n:], nil, 1, 0, 0, nil); k != n {
			t.Errorf("%v: %d rows are left, want %d", x, k, n)
		}
	}
}
