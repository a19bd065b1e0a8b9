// Package blastest tests implementations of gonum's blas.Float32 and blas.Float64, as gonum's testblas does for float64.
//
// Each routine is called a hundred times, and more with -args -long, with
//
//   - sizes round the edges of vectors and blocks,
//   - every flag, leading dimensions that are larger than a row, increments that are negative or large,
//   - alpha and beta of 0, 1, -1 and others.
//
// A result has to be within a bound that follows from the length of its sums. All that a routine has no business with is
// NaN: the other triangle, a unit diagonal, what lies between rows and between the elements of a vector, C where beta is 0,
// A where alpha is 0. It must not spread, and must stay. Operands begin or end where a page does. The same calls are then
// made with one wrong argument each, and have to panic as gonum's do.
//
// The numbers are the same at every run. A failure prints a call that fails.
package blastest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"weft.example/internal/long"
)

// Float32 tests the routines of an implementation for float32.
func Float32(t *testing.T, impl blas.Float32) {
	test(t, of32(impl), of32(gonum.Implementation{}))
}

// Float64 tests the routines of an implementation for float64.
func Float64(t *testing.T, impl blas.Float64) {
	test(t, of64(impl), of64(gonum.Implementation{}))
}

func test[T float](t *testing.T, ours, theirs *routines[T]) {
	rooms := newRooms[T]()
	for _, x := range tests[T]() {
		t.Run(x.name, func(t *testing.T) {
			if err := x.try(ours, theirs, rooms); err != nil {
				t.Error(err)
			}
		})
	}
}

// tests are all routines, and the largest sizes that some of their calls have: beyond all tiles and blocks.
func tests[T float]() (all []sized[T]) {
	for _, level := range []struct {
		largest  int
		routines []routine[T]
	}{{1000, level1[T]()}, {300, level2[T]()}, {140, level3[T]()}} {
		for _, x := range level.routines {
			all = append(all, sized[T]{x, level.largest})
		}
	}
	return all
}

// sized is a routine to test, up to a size.
type sized[T float] struct {
	routine[T]
	largest int
}

type float interface{ float32 | float64 }

// routine is how one routine is called and what it computes.
type routine[T float] struct {
	name   string
	draw   func(c *call[T])                 // sets the arguments
	run    func(r *routines[T], p *args[T]) // makes the call
	check  func(c *call[T]) error           // compares what it left with what it had
	faults []func(p *args[T])               // arguments that may be wrong
}

// args are the arguments of a call. No routine has all.
type args[T float] struct {
	s               blas.Side
	ul              blas.Uplo
	tA, tB          blas.Transpose
	d               blas.Diag
	m, n, k, kL, kU int
	alpha, beta     T
	a, b, c         []T
	lda, ldb, ldc   int
	x, y            []T
	incX, incY      int
	cos, sin        T
	rotm            blas.Flag
	h               [4]T
	result          float64 // of a function
}

// String has all but the memory.
func (p *args[T]) String() string {
	return fmt.Sprintf("s=%c ul=%c tA=%c tB=%c d=%c m=%d n=%d k=%d kL=%d kU=%d alpha=%v beta=%v len(a)=%d lda=%d len(b)=%d ldb=%d len(c)=%d ldc=%d len(x)=%d incX=%d len(y)=%d incY=%d",
		max(p.s, ' '), max(p.ul, ' '), max(p.tA, ' '), max(p.tB, ' '), max(p.d, ' '), p.m, p.n, p.k, p.kL, p.kU, p.alpha, p.beta,
		len(p.a), p.lda, len(p.b), p.ldb, len(p.c), p.ldc, len(p.x), p.incX, len(p.y), p.incY)
}

// calls is how often each routine is called.
func calls() int {
	switch {
	case testing.Short():
		return 60
	case long.Tests():
		return 250
	}
	return 100
}

// try calls a routine with right arguments, and with wrong ones.
func (x *sized[T]) try(ours, theirs *routines[T], rooms *rooms[T]) error {
	rng := rand.New(rand.NewPCG(20, 26))
	for i := range calls() {
		c := &call[T]{rng: rng, rooms: rooms, largest: 40}
		if i%5 == 0 {
			c.largest = x.largest
		}
		x.draw(c)
		if err := c.make(func() { x.run(ours, &c.args) }); err != nil {
			return fmt.Errorf("%v: %w", &c.args, err)
		}
		if err := x.check(c); err != nil {
			return fmt.Errorf("%v: %w", &c.args, err)
		}
		if err := x.tryFaults(c, ours, theirs); err != nil {
			return err
		}
	}
	return nil
}

// tryFaults makes the call with each wrong argument, and with two.
func (x *routine[T]) tryFaults(c *call[T], ours, theirs *routines[T]) error {
	for i := range x.faults {
		p := c.args
		x.faults[i](&p)
		if j := c.rng.IntN(2 * len(x.faults)); j < len(x.faults) {
			x.faults[j](&p)
		}
		q := p
		got, want := panicOf(func() { x.run(ours, &p) }), panicOf(func() { x.run(theirs, &q) })
		if got != want {
			return fmt.Errorf("%v: panic %q, gonum's is %q", &p, got, want)
		}
	}
	return nil
}

// panicOf returns the text of the panic of f, or "" if there is none.
func panicOf(f func()) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}
