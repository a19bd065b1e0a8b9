package scale

import (
	"fmt"

	"weft.example/engine"
	"weft.example/kernels"
)

// Fold returns a copy of the network that takes raw inputs x and computes what net does of
// (x - Shift)/Scale. Its first layer is, with σ for Scale and μ for Shift,
//
//	W' = W·diag(1/σ)    each element divided in float64 and rounded to T
//	b' = b - W'·μ       the sum in float64, of the rounded W', in the order of the columns, rounded to T
//
// so that the rounding of W' weighs x - μ and not x. Nothing tells of a scaling in the copy's
// About, which is net's otherwise.
//
// In exact arithmetic both are equal. In T a unit of the folded layer sums W'·x, of numbers that are |μ|/σ
// times as large, so it loses as many digits as that ratio has: a float32 column with |μ| above
// 1000·σ is better transformed before.
//
// A folded network is not for engine.Int8, which has one scale for all columns of an example: freeze net itself, and
// Transform its inputs.
//
// An error is a Scaler of another number of columns than net has inputs, and an element of W' or b'
// that is not finite in T.
func (s *Scaler[T]) Fold(net *engine.Network[T]) (*engine.Network[T], error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	n := net.Units(0)
	if len(s.Shift) != n {
		return nil, fmt.Errorf("scale: %d columns, want %d, the network's inputs", len(s.Shift), n)
	}
	folded := net.Clone()
	w, b := folded.W(1), folded.B(1)
	for i := range b {
		row, sum := w[i*n:(i+1)*n], float64(b[i])
		for j := range row {
			row[j] = T(float64(row[j]) / s.Scale[j])
			if !finite(float64(row[j])) {
				return nil, fmt.Errorf("scale: weight %d of unit %d is %v when it is folded, want a finite number in %T", j, i, row[j], T(0))
			}
			sum -= float64(float64(row[j]) * s.Shift[j]) // the same bits on CPUs that fuse
		}
		if b[i] = T(sum); !finite(float64(b[i])) {
			return nil, fmt.Errorf("scale: the bias of unit %d is %v when it is folded, want a finite number in %T", i, b[i], T(0))
		}
	}
	about := folded.About()
	about.InputShift, about.InputScale = nil, nil
	return folded, folded.SetAbout(about)
}

// Freeze returns the network folded with the scaling that it has been told of, frozen: its
// predictors take raw inputs. An error is that of [Of] or [Scaler.Fold].
func Freeze[T kernels.Float](net *engine.Network[T]) (*engine.Frozen[T], error) {
	s, err := Of(net)
	if err != nil {
		return nil, err
	}
	folded, err := s.Fold(net)
	if err != nil {
		return nil, err
	}
	return folded.Freeze(), nil
}
