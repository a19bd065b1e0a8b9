package engine

import (
	"fmt"

	"weft.example/kernels"
)

// answers are the output of a batch, of a pass or of a predictor, and what makes predictions
// of it.
type answers[T kernels.Float] struct {
	table *[NumLosses]lossRow[T]
	net   *Network[T]
	m     int
	a     []T // A[L]
}

func (p *Pass[T]) answers() answers[T] {
	return answers[T]{&p.losses.table, p.net, p.m, p.A(p.net.Depth())}
}

// units is n_L.
func (o *answers[T]) units() int { return o.net.units[o.net.Depth()] }

// row returns the row of a loss that fits the network.
func (o *answers[T]) row(loss Loss) *lossRow[T] {
	if err := loss.mismatch(o.net.Act(o.net.Depth())); err != nil {
		panic(err.Error())
	}
	return &o.table[loss]
}

// predict writes Ŷ to dst.
func (o *answers[T]) predict(loss Loss, dst []T) {
	row, n := o.row(loss), o.units()
	if len(dst) < len(o.a) {
		panic(fmt.Sprintf("engine: len(dst) = %d, want at least m·nL = %d", len(dst), len(o.a)))
	}
	dst = dst[:len(o.a)]
	if overlap(dst, o.a) {
		panic(fmt.Sprintf("engine: dst overlaps A[%d], which predictions leave as it is", o.net.Depth()))
	}
	size := rowsPerPart(n) * n
	for i := 0; i < len(dst); i += size {
		end := min(i+size, len(dst))
		row.predict(o.net.fn, n, dst[i:end], o.a[i:end])
	}
}

// classes writes the likeliest class of each example to dst.
func (o *answers[T]) classes(loss Loss, dst []int) {
	row, n := o.row(loss), o.units()
	if len(dst) < o.m {
		panic(fmt.Sprintf("engine: len(dst) = %d, want at least m = %d", len(dst), o.m))
	}
	for i := range o.m {
		dst[i] = likeliest(o.a[i*n:(i+1)*n], row.even, classesOf(loss, n))
	}
}
