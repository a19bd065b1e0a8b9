package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"
)

// vectorInputs are x at every size round the first vectors and rows of AbsMax, random and special, with special numbers at
// every place in a vector.
func vectorInputs[T Float](lanes int, try func(x []T) error) error {
	rng := rand.New(rand.NewPCG(14, 0))
	for _, n := range append(sizes(lanes), AbsMaxRow-1, AbsMaxRow, AbsMaxRow+1, 3*AbsMaxRow, 3*AbsMaxRow+5) {
		if err := try(uniform[T](rng, n)); err != nil {
			return fmt.Errorf("n = %d: %w", n, err)
		}
	}
	list := specials[T]()
	for from := range list {
		for _, n := range []int{1, 3, 2*lanes + 3, AbsMaxRow + 3} {
			if err := try(rotated(list, n, from)); err != nil {
				return fmt.Errorf("special inputs, n = %d: %w", n, err)
			}
		}
	}
	return nil
}

// reduce calls a kernel that makes out of x, with x and out in every placement.
func reduce[T Float](r *rooms[T], x, out []T, call func(n int, x, out *T), look func(out []T) error) error {
	for p := range placements {
		in, to := r[0].input(len(x), p), r[1].output(len(out), p)
		copy(in.x, x)
		copy(to.x, out)
		if err := faultless(func() { call(len(x), in.first, to.first) }); err != nil {
			return fmt.Errorf("placement %d: %w", p, err)
		}
		for _, err := range []error{in.unchanged(x), to.intact(), look(to.x)} {
			if err != nil {
				return fmt.Errorf("placement %d: %w", p, err)
			}
		}
	}
	return nil
}

// checkVecVec has x in every placement, and y at the other end of its room. Where a number is huge no product is negative: there
// the order would tell whether a sum overflows.
func checkVecVec[T Float](r *rooms[T], k *table[T]) error {
	return vectorInputs(k.Gemm.Lanes, func(x []T) error {
		y := make([]T, len(x))
		want, bound := 2.5, 2.5
		huge := slices.ContainsFunc(x, func(v T) bool { return math.Abs(float64(v)) > 1e9 })
		for i, v := range x {
			if y[i] = T(i%5)/4 - 0.375; huge {
				y[i] = T(math.Copysign(float64(y[i]), float64(v)))
			}
			want += float64(v) * float64(y[i])
			bound += math.Abs(float64(v) * float64(y[i]))
		}
		for p := range placements {
			other := r[2].input(len(y), placements-1-p)
			copy(other.x, y)
			call := func(n int, x, out *T) { k.VecVec(n, x, other.first, out) }
			if err := reduce(r, x, []T{2.5}, call, func(out []T) error {
				if !near(out[0], T(want), float64(len(x)+1)*eps[T]()*bound) {
					return fmt.Errorf("inner product %v, want %v", out[0], want)
				}
				return other.unchanged(y)
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

func checkAbsSum[T Float](r *rooms[T], k *table[T]) error {
	return vectorInputs(k.Gemm.Lanes, func(x []T) error {
		want := 2.5
		for _, v := range x {
			want += math.Abs(float64(v))
		}
		return reduce(r, x, []T{2.5}, k.AbsSum, func(out []T) error {
			if !near(out[0], T(want), float64(len(x)+1)*eps[T]()*want) {
				return fmt.Errorf("sum of magnitudes %v, want %v", out[0], want)
			}
			return nil
		})
	})
}

func checkAbsMax[T Float](r *rooms[T], k *table[T]) error {
	return vectorInputs(k.Gemm.Lanes, func(x []T) error {
		want := make([]T, 0, len(x))
		for row := range slices.Chunk(x, AbsMaxRow) {
			var most T
			for _, v := range row {
				if v = T(math.Abs(float64(v))); v > most {
					most = v
				}
			}
			want = append(want, most)
		}
		return reduce(r, x, make([]T, len(want)), k.AbsMax, func(out []T) error {
			for i, got := range out {
				if !same(got, want[i]) {
					return fmt.Errorf("greatest magnitude of row %d: %v, want %v", i, got, want[i])
				}
			}
			return nil
		})
	})
}

// checkAbsFind looks for each magnitude there is, for one that there is not, and for NaN.
func checkAbsFind[T Float](r *rooms[T], k *table[T]) error {
	most := 8 * k.Gemm.Lanes // of the vectors at a time
	return vectorInputs(k.Gemm.Lanes, func(x []T) error {
		for i, v := range append([]T{123, T(math.NaN())}, x...) {
			if i > 40 && i%7 > 0 {
				continue
			}
			v = T(math.Abs(float64(v)))
			first := slices.IndexFunc(x, func(w T) bool { return w == v || w == -v })
			in := r[0].input(len(x), placement(i%int(placements)))
			copy(in.x, x)
			left := -1
			if err := faultless(func() { k.AbsFind(len(x), v, in.first, &left) }); err != nil {
				return err
			}
			if err := in.unchanged(x); err != nil {
				return err
			}
			behind := len(x) - left
			if first < 0 && left >= 0 && left < most || first >= behind && first-behind < most && behind >= 0 {
				continue
			}
			return fmt.Errorf("%v, first at %d of %d: %d left", v, first, len(x), left)
		}
		return nil
	})
}

// checkPair wants the bits of the reference of a kernel that changes both x and y.
func checkPair[T Float](r *rooms[T], lanes int, call, reference func(n int, x, y *T)) error {
	return vectorInputs(lanes, func(x []T) error {
		list := specials[T]()
		for other := range list {
			y := rotated(list, len(x), other)
			wantX, wantY := slices.Clone(x), slices.Clone(y)
			reference(len(x), unsafe.SliceData(wantX), unsafe.SliceData(wantY))
			if err := tryPair(r, placement(other%int(placements)), call, x, y, wantX, wantY); err != nil {
				return err
			}
		}
		return nil
	})
}

func tryPair[T Float](r *rooms[T], p placement, call func(n int, x, y *T), x, y, wantX, wantY []T) error {
	px, py := r[0].output(len(x), p), r[1].output(len(y), p)
	copy(px.x, x)
	copy(py.x, y)
	if err := faultless(func() { call(len(x), px.first, py.first) }); err != nil {
		return err
	}
	for i := range x {
		if !same(px.x[i], wantX[i]) || !same(py.x[i], wantY[i]) {
			return fmt.Errorf("placement %d, element %d of %v, %v = %v, %v, want %v, %v", p, i, x[i], y[i], px.x[i], py.x[i], wantX[i], wantY[i])
		}
	}
	if err := px.intact(); err != nil {
		return fmt.Errorf("x: %w", err)
	}
	if err := py.intact(); err != nil {
		return fmt.Errorf("y: %w", err)
	}
	return nil
}

func checkRotate[T Float](r *rooms[T], k *table[T]) error {
	for _, h := range [][4]T{{0.6, 0.8, -0.8, 0.6}, {1, 3, 1.0 / 3, 1}} {
		of := func(rotate func(n int, h11, h12, h21, h22 T, x, y *T)) func(n int, x, y *T) {
			return func(n int, x, y *T) { rotate(n, h[0], h[1], h[2], h[3], x, y) }
		}
		if err := checkPair(r, k.Gemm.Lanes, of(k.Rotate), of(rotate[T])); err != nil {
			return fmt.Errorf("by %v: %w", h, err)
		}
	}
	return nil
}

func checkSwap[T Float](r *rooms[T], k *table[T]) error {
	return checkPair(r, k.Gemm.Lanes, k.Swap, func(n int, x, y *T) {
		z := slices.Clone(vec(x, n))
		copy(vec(x, n), vec(y, n))
		copy(vec(y, n), z)
	})
}

// TestRotateByHand states the reference in numbers that are exact in binary.
func TestRotateByHand(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		x, y := 3.0, 5.0
		if Of[float64](s).Rotate(1, 2, 7, 0.5, -1, &x, &y); x != 41 || y != -3.5 {
			t.Errorf("x, y = %v, %v, want 41, -3.5", x, y)
		}
	})
}
