package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"weft.example/internal/long"
	"weft.example/kernels"
)

// limits are shapes whose elements come to about as many as one call of a kernel takes, in
// one row or in several, and shapes of longer rows.
var limits = []struct{ m, n int }{
	{1, kernels.MaxElements - 1}, {kernels.MaxElements - 1, 1}, // 8191 is prime
	{1, kernels.MaxElements}, {2, kernels.MaxElements / 2}, {64, kernels.MaxElements / 64}, {kernels.MaxElements, 1},
	{1, kernels.MaxElements + 1}, {3, (kernels.MaxElements + 1) / 3}, {(kernels.MaxElements + 1) / 3, 3},
	{1, 2 * kernels.MaxElements}, {2, kernels.MaxElements}, {4, kernels.MaxElements / 2}, {128, kernels.MaxElements / 64},
	{2, kernels.MaxElements + 1}, {3, kernels.MaxElements - 1}, {2, 2*kernels.MaxElements + 5}, {257, kernels.MaxElements / 256},
}

// TestRuns wants each element of a block once, in order, and no more of them in a call than
// a kernel takes, nor fewer than it could of adjoining ones.
func TestRuns(t *testing.T) {
	for _, s := range limits {
		for _, c := range [][4]int{{0, s.m, 0, s.n}, {s.m / 2, s.m, 0, s.n}, {0, s.m, 0, s.n - 1}, {0, s.m, s.n / 2, s.n}, {0, 0, 0, s.n}} {
			i0, i1, j0, j1 := c[0], c[1], c[2], c[3]
			next, calls := 0, 0 // of the block's elements
			runs(s.n, i0, i1, j0, j1, func(from, to int) {
				if calls++; to-from < 1 || to-from > kernels.MaxElements {
					t.Errorf("%d × %d, block %v: a call of %d elements", s.m, s.n, c, to-from)
				}
				for at := from; at < to; at++ {
					if want := (i0+next/(j1-j0))*s.n + j0 + next%(j1-j0); at != want {
						t.Fatalf("%d × %d, block %v: element %d, want %d", s.m, s.n, c, at, want)
					}
					next++
				}
			})
			rows, each := i1-i0, j1-j0
			if each == s.n {
				rows, each = 1, rows*each
			}
			if want := rows * ((each + kernels.MaxElements - 1) / kernels.MaxElements); next != (i1-i0)*(j1-j0) || calls != want {
				t.Errorf("%d × %d, block %v: %d elements in %d calls, want %d in %d", s.m, s.n, c, next, calls, (i1-i0)*(j1-j0), want)
			}
		}
	}
}

// TestRowsPerPart wants as many rows as one call of a kernel takes, and at least one.
func TestRowsPerPart(t *testing.T) {
	for _, s := range limits {
		rows := rowsPerPart(s.n)
		if rows < 1 || rows > 1 && rows*s.n > kernels.MaxElements || (rows+1)*s.n <= kernels.MaxElements {
			t.Errorf("%d rows of %d make a part of at most %d", rows, s.n, kernels.MaxElements)
		}
	}
}

// TestLimits passes through wide layers, forward and backward, by every activation, fused and
// not, and wants the bits that each element has alone.
func TestLimits(t *testing.T) {
	for _, set := range kernels.Available() {
		t.Run(set.Name, func(t *testing.T) {
			for i, s := range limits {
				if !long.Tests() && i%6 != 0 {
					continue
				}
				testLimit[float32](t, set, s.m, s.n)
				testLimit[float64](t, set, s.m, s.n)
			}
		})
	}
}

func testLimit[T kernels.Float](t *testing.T, set *kernels.Set, m, n int) {
	rng := rand.New(rand.NewPCG(uint64(m), uint64(n)))
	x := random[T](rng, m)
	for act := range kernels.NumActs {
		net, err := New[T](set, 1, Layer{Units: n, Act: act})
		if err != nil {
			t.Fatal(err)
		}
		copy(net.Params(), random[T](rng, len(net.Params())))
		for _, keepZ := range []bool{false, true} {
			p, err := net.NewPass(m, Config{KeepZ: keepZ})
			if err != nil {
				t.Fatal(err)
			}
			what := fmt.Sprintf("%T, %d × %d, %v, KeepZ %v", x[0], m, n, act, keepZ)
			want := alone(p, x, m, n)
			p.Forward(x, m)
			wantBits(t, what+": A", p.A(1), want)

			dA := random[T](rng, m*n)
			g := kernels.FunctionsOf[T](set).Act[act]
			for i := range dA {
				of := &want[i]
				if g.Input {
					of = &p.Z(1)[i]
				}
				dz := dA[i]
				g.Backward(1, &dz, &dz, of)
				want[i] = dz
			}
			p.BackwardFrom(dA)
			wantBits(t, what+": dZ", p.DZ(1), want)
			complete(t, what, p, x, m, n)
		}
	}
}

// alone returns g(x·w + b), element by element.
func alone[T kernels.Float](p *Pass[T], x []T, m, n int) []T {
	ly := p.layer(1)
	y := make([]T, m*n)
	for i := range m {
		for j := range n {
			z := x[i]*ly.w[j] + 0
			z += ly.b[j]
			ly.act.Forward(1, &y[i*n+j], &z)
		}
	}
	return y
}

// complete takes a block of whole rows, but the first and the last, through the epilogue and wants
// the others left alone.
func complete[T kernels.Float](t *testing.T, what string, p *Pass[T], x []T, m, n int) {
	ly := p.layer(1)
	want := alone(p, x, m, n)
	for i := range m {
		for j := range n {
			ly.z[i*n+j], ly.a[i*n+j] = x[i]*ly.w[j], x[i]*ly.w[j]
			if i == 0 && m > 2 || i == m-1 && m > 1 {
				want[i*n+j] = ly.a[i*n+j]
			}
		}
	}
	from, to := 0, m
	if m > 2 {
		from = 1
	}
	if m > 1 {
		to = m - 1
	}
	ly.finish(from, to, 0, n)
	wantBits(t, what+": rows of the epilogue", p.A(1), want)
}

func random[T kernels.Float](rng *rand.Rand, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = T(4*rng.Float64() - 2)
	}
	return x
}

func wantBits[T kernels.Float](t *testing.T, what string, got, want []T) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] || math.Signbit(float64(got[i])) != math.Signbit(float64(want[i])) {
			t.Errorf("%s: element %d is %v, want %v", what, i, got[i], want[i])
			return
		}
	}
}
