package engine

import (
	"fmt"

	"weft/kernels"
)

// Predict writes Ŷ, m × n_L, the prediction of a loss's labels, to dst: A[L], or
// the sigmoid or softmax of it where the loss takes logits. dst may be A[L].
func (p *Pass[T]) Predict(loss Loss, dst []T) {
	row, dst := p.row(loss), p.sized("dst", dst)
	last := p.net.Depth()
	n, a := p.net.units[last], p.A(last)
	size := rowsPerPart(n) * n
	for i := 0; i < len(a); i += size {
		end := min(i+size, len(a))
		row.predict(p.k, n, dst[i:end], a[i:end])
	}
}

// Classes writes the likeliest class of each example to dst, of m elements:
// the first largest output or, with a single one, 1 where Ŷ > ½ and else 0.
func (p *Pass[T]) Classes(loss Loss, dst []int) {
	if len(dst) < p.m {
		panic(fmt.Sprintf("engine: len(dst) = %d, want at least m = %d", len(dst), p.m))
	}
	even := p.row(loss).even
	for i := range p.m {
		dst[i] = p.class(loss, even, i)
	}
}

// Accuracy returns the share of examples whose likeliest class is that of
// their labels, weights aside. The class of Values is the first largest or, of
// a single one, whether it is above ½. An empty batch has accuracy 0.
func (p *Pass[T]) Accuracy(loss Loss, y Labels[T]) float64 {
	even := p.row(loss).even
	n := p.net.units[p.net.Depth()]
	if err := y.mismatch(loss, p.m, n); err != nil {
		panic(err.Error())
	}
	right := 0
	for i := range p.m {
		var want int
		if y.Classes != nil {
			want = y.Classes[i]
		} else {
			want = likeliest(y.Values[i*n:(i+1)*n], 0.5, classesOf(loss, n))
		}
		if p.class(loss, even, i) == want {
			right++
		}
	}
	return float64(right) / float64(max(p.m, 1))
}

// Evaluate returns the loss and the accuracy of all examples of d, which it
// passes forward in batches as large as p holds, dropping nothing; the last of
// them stays.
func (p *Pass[T]) Evaluate(loss Loss, d Data[T]) (cost, accuracy float64) {
	if err := d.mismatch(loss, p.net); err != nil {
		panic(err.Error())
	}
	in, out := p.net.units[0], p.net.units[p.net.Depth()]
	training := p.training
	p.training = false
	for from := 0; from < d.N; from += p.batch {
		to := min(from+p.batch, d.N)
		share, y := float64(to-from)/float64(d.N), d.Labels.rows(from, to, out)
		p.Forward(d.X[from*in:to*in], to-from)
		cost += share * p.Loss(loss, y)
		accuracy += share * p.Accuracy(loss, y)
	}
	p.training = training
	return cost, accuracy
}

// class returns the likeliest class of example i.
func (p *Pass[T]) class(loss Loss, even T, i int) int {
	last := p.net.Depth()
	n := p.net.units[last]
	return likeliest(p.A(last)[i*n:(i+1)*n], even, classesOf(loss, n))
}

// likeliest returns the first largest of x or, where a single one tells two
// classes apart, whether it is above even.
func likeliest[T kernels.Float](x []T, even T, classes int) int {
	if classes > len(x) {
		if x[0] > even {
			return 1
		}
		return 0
	}
	best := 0
	for j, v := range x {
		if v > x[best] {
			best = j
		}
	}
	return best
}
