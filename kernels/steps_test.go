package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// step is a kernel of Steps with scalars as an optimiser has them.
type step[T Float] struct {
	name string
	call func(s *Steps[T], n int, w, m, v, dw *T)
}

func steps[T Float]() []step[T] {
	var list []step[T]
	for _, decay := range []T{0, 0.3} {
		list = append(list,
			step[T]{"momentum", func(s *Steps[T], n int, w, _, v, dw *T) { s.Momentum(n, 0.1, 0.9, decay, w, v, dw) }},
			step[T]{"nesterov", func(s *Steps[T], n int, w, _, v, dw *T) { s.Nesterov(n, 0.1, 0.9, decay, w, v, dw) }},
			step[T]{"rmsprop", func(s *Steps[T], n int, w, _, v, dw *T) { s.RMSProp(n, 0.1, 0.99, 0.01, 1e-8, decay, w, v, dw) }},
			step[T]{"adam", func(s *Steps[T], n int, w, m, v, dw *T) {
				s.Adam(n, 0.1, 0.1, 0.999, 0.001, 22.4, 1e-8, decay, 1-decay/8, w, m, v, dw)
			}},
		)
	}
	return list
}

// stepArgs are the operands w, m, v and dw; only Adam has m.
type stepArgs[T Float] [4][]T

func drawSteps[T Float](rng *rand.Rand, n int) stepArgs[T] {
	a := stepArgs[T]{uniform[T](rng, n), uniform[T](rng, n), uniform[T](rng, n), uniform[T](rng, n)}
	for i, v := range a[2] {
		a[2][i] = T(math.Abs(float64(v))) // a mean of squares
	}
	return a
}

// checkSteps wants the bits of the reference at every size and placement, and
// with every pair of special inputs at every place in a vector.
func checkSteps[T Float](r *rooms[T], k *table[T]) error {
	rng := rand.New(rand.NewPCG(9, 0))
	list := specials[T]()
	ref := &FunctionsOf[T](reference()).Steps
	for _, s := range steps[T]() {
		for _, n := range sizes(k.Gemm.Lanes) {
			args := drawSteps[T](rng, n)
			for p := range placements {
				if err := s.try(r, k, ref, p, args); err != nil {
					return fmt.Errorf("%s: n = %d, placement %d: %w", s.name, n, p, err)
				}
			}
		}
		n := 2*k.Gemm.Lanes + 3
		for from := range list {
			for other := range list {
				args := drawSteps[T](rng, n)
				pair := rng.Perm(len(args))
				args[pair[0]], args[pair[1]] = rotated(list, n, from), rotated(list, n, other)
				if err := s.try(r, k, ref, placement(from%int(placements)), args); err != nil {
					return fmt.Errorf("%s: special inputs: %w", s.name, err)
				}
			}
		}
	}
	return nil
}

func (s step[T]) try(r *rooms[T], k *table[T], ref *Steps[T], p placement, args stepArgs[T]) error {
	n := len(args[0])
	var in [len(args)]operand[T]
	var want stepArgs[T]
	for i := range args {
		in[i] = r[i].output(n, p)
		if i == 3 {
			in[i] = r[i].input(n, p)
		}
		copy(in[i].x, args[i])
		want[i] = slices.Clone(args[i])
	}
	if err := faultless(func() { s.call(&k.Steps, n, in[0].first, in[1].first, in[2].first, in[3].first) }); err != nil {
		return err
	}
	for i := range n {
		s.call(ref, 1, &want[0][i], &want[1][i], &want[2][i], &want[3][i])
	}
	for i, name := range []string{"w", "m", "v", "dw"} {
		for j, got := range in[i].x {
			if !same(got, want[i][j]) {
				return fmt.Errorf("%s[%d] from %v, %v, %v, %v = %v, want %v", name, j, args[0][j], args[1][j], args[2][j], args[3][j], got, want[i][j])
			}
		}
		if err := in[i].intact(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func scaleCase[T Float]() elementwise[T] {
	const alpha = 0.3
	return elementwise[T]{
		name: "scale",
		call: func(k *table[T], n int, out, _, _ *T) { k.Scale(n, alpha, out) },
		want: func(out, _, _ T) (T, float64) { return out * alpha, 0 },
	}
}

// TestStepsByHand states the reference in numbers that are exact in binary.
func TestStepsByHand(t *testing.T) {
	forEach(t, func(t *testing.T, s *Set) {
		testStepsByHand(t, &FunctionsOf[float32](s).Steps)
		testStepsByHand(t, &FunctionsOf[float64](s).Steps)
	})
}

func testStepsByHand[T Float](t *testing.T, s *Steps[T]) {
	t.Helper()
	for _, c := range []struct {
		name string
		call func(w, m, v, dw *T)
		want [3]T // w, m, v from 2, 1, 4 and dw = 3 with decay 1/2: d = 4
	}{
		{"momentum", func(w, _, v, dw *T) { s.Momentum(1, 0.25, 0.5, 0.5, w, v, dw) }, [3]T{0.5, 1, 6}},
		{"nesterov", func(w, _, v, dw *T) { s.Nesterov(1, 0.25, 0.5, 0.5, w, v, dw) }, [3]T{0.25, 1, 6}},
		{"rmsprop", func(w, _, v, dw *T) { s.RMSProp(1, 0.5, 0.25, 0.5, 1, 0.5, w, v, dw) }, [3]T{1.5, 1, 9}},
		{"adam", func(w, m, v, dw *T) { s.Adam(1, 0.5, 0.5, 0.25, 0.5, 2, 2, 0.5, 0.5, w, m, v, dw) }, [3]T{0.84375, 2.5, 9}},
	} {
		w, m, v, dw := T(2), T(1), T(4), T(3)
		c.call(&w, &m, &v, &dw)
		if got := [3]T{w, m, v}; got != c.want {
			t.Errorf("%T: %s: w, m, v = %v, want %v", w, c.name, got, c.want)
		}
	}
}
