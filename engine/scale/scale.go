package scale

import (
	"fmt"
	"math"

	"weft.example/engine"
	"weft.example/kernels"
)

// Scaler takes x of column j to (x - Shift[j])/Scale[j]. It computes in float64 and rounds once
// to T. Both slices have an element for each column, finite, those of Scale not 0. Any number of goroutines may
// use it while nothing changes it.
type Scaler[T kernels.Float] struct{ Shift, Scale []float64 }

// Standard is [Columns.Standard] of the rows of x.
func Standard[T kernels.Float](x []T, columns int) (*Scaler[T], error) {
	c := NewColumns[T](columns)
	if err := c.Add(x); err != nil {
		return nil, err
	}
	return c.Standard()
}

// MinMax is [Columns.MinMax] of the rows of x.
func MinMax[T kernels.Float](x []T, columns int, low, high float64) (*Scaler[T], error) {
	c := NewColumns[T](columns)
	if err := c.Add(x); err != nil {
		return nil, err
	}
	return c.MinMax(low, high)
}

// Of returns the Scaler that the network has been told it was trained with ([engine.About]), or an
// error if it has been told of none.
func Of[T kernels.Float](net *engine.Network[T]) (*Scaler[T], error) {
	about := net.About()
	if len(about.InputScale) == 0 {
		return nil, fmt.Errorf("scale: nothing tells how the network's inputs were scaled, want InputShift and InputScale in its About")
	}
	return &Scaler[T]{about.InputShift, about.InputScale}, nil
}

// Transform writes (x - Shift)/Scale of the rows of x, m × the number of columns, to dst, which has
// at least as many elements. dst may be x, and must not overlap it otherwise. NaN stays
// NaN, and ±Inf infinite. It panics where sizes do not fit, and allocates nothing.
func (s *Scaler[T]) Transform(dst, x []T) {
	n := s.columns(dst, x)
	for i := 0; i < len(x); i += n {
		to := dst[i : i+n]
		for j, v := range x[i : i+n] {
			to[j] = T((float64(v) - s.Shift[j]) / s.Scale[j])
		}
	}
}

// Inverse undoes [Scaler.Transform] but for rounding: it writes x·Scale + Shift of the rows of x
// to dst. dst may be x, as there.
func (s *Scaler[T]) Inverse(dst, x []T) {
	n := s.columns(dst, x)
	for i := 0; i < len(x); i += n {
		to := dst[i : i+n]
		for j, v := range x[i : i+n] {
			to[j] = T(float64(float64(v)*s.Scale[j]) + s.Shift[j]) // the same bits on CPUs that fuse
		}
	}
}

// columns returns how many there are, if x has whole rows of them and dst as many elements.
func (s *Scaler[T]) columns(dst, x []T) int {
	n := len(s.Shift)
	if n == 0 || len(s.Scale) != n {
		panic(fmt.Sprintf("scale: %d shifts and %d scales, want as many of each and at least 1", n, len(s.Scale)))
	}
	wholeRows(len(x), n)
	if len(dst) < len(x) {
		panic(fmt.Sprintf("scale: len(dst) = %d, want at least len(x) = %d", len(dst), len(x)))
	}
	return n
}

// check tells what is wrong with shifts and scales, or is nil.
func (s *Scaler[T]) check() error {
	if len(s.Shift) != len(s.Scale) {
		return fmt.Errorf("scale: %d shifts and %d scales, want as many of each", len(s.Shift), len(s.Scale))
	}
	for j, shift := range s.Shift {
		if scale := s.Scale[j]; !finite(shift) || !finite(scale) || scale == 0 {
			return fmt.Errorf("scale: column %d has shift %v and scale %v, want finite numbers, the latter not 0", j, shift, scale)
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
