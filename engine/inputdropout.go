package engine

import (
	"fmt"

	"weft/kernels"
)

// inputDropout is the dropout of a pass's input, as that of a layer is of its outputs:
//
//	A[0] = X ⊙ M/(1-r)
//	dA[0] = dA ⊙ M/(1-r)
type inputDropout[T kernels.Float] struct {
	dropout[T]
	room []T     // for A[0], as X is the caller's
	of   []T     // what rows drops of
	rows portion // of A[0] or dA[0]
}

// checkDropout returns an error unless an input may have the dropout.
func checkDropout(rate float64) error {
	if !(rate >= 0 && rate < 1) {
		return fmt.Errorf("engine: an input with dropout %v, want at least 0 and below 1", rate)
	}
	return nil
}

// dropInput makes A[0] of X, in training, by a mask of its own.
func (p *Pass[T]) dropInput() {
	d := &p.input
	if d.on = p.training && d.rate > 0; !d.on {
		return
	}
	d.key = mix(p.maskKey) // as of a layer 0
	copy(d.room, p.x)
	p.x = d.room[:len(p.x)]
	p.dropInputOf(p.x)
}

// dropInputOf multiplies m rows by the mask, if there is one.
func (p *Pass[T]) dropInputOf(x []T) {
	if p.input.on {
		p.input.of = x
		p.spread(p.m, rowsPerPart(p.net.units[0]), p.input.rows)
	}
}

func (p *Pass[T]) dropInputRows(from, to int) {
	n := p.net.units[0]
	p.input.apply(p.input.of, from*n, to*n)
}
