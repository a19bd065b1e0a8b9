package engine

import (
	"weft/blas"
	"weft/kernels"
)

// Sums over many examples are sums of halves, down to runs that are summed one after the other
// (Higham, 2002, §4.2). So the error of a sum grows with the logarithm of m: one after the other,
// 4 million equal numbers of float32 come to 0.999 of their sum. Where the halves are cut, and so
// the bits, depends on nothing but m.

const (
	// Examples of a product with dZ. Where a layer is small it sums them one after the
	// other, which is off by up to 3e-5 of 4096 equal numbers of float32; of large layers
	// it is some 3e-6. Shorter runs take measurably longer.
	productRun = 4096

	columnRun = 1024 // examples of a column of dZ
)

// leftHalf is the larger part of n examples, the power of two times run that is below n.
func leftHalf(n, run int) int {
	half := run
	for 2*half < n {
		half *= 2
	}
	return half
}

// newRooms returns room for the right half of each sum that is under way: of the columns of a
// layer and, where the examples are more than a run of them, of its products.
func newRooms[T kernels.Float](batch int, layers []layer[T]) (rooms [][]T) {
	columns, products := 0, 0
	for _, ly := range layers {
		columns, products = max(columns, ly.out), max(products, ly.in*ly.out)
	}
	for n := batch; n > columnRun; n = leftHalf(n, columnRun) {
		most := columns
		if n > productRun {
			most = max(columns, products)
		}
		rooms = append(rooms, blas.Make[T](most))
	}
	return rooms
}

// sumProducts computes into = keep·into + scale·dZᵀ·A_prev of examples i0 … i1-1.
func (p *Pass[T]) sumProducts(ly *layer[T], previous []T, i0, i1 int, keep T, into []T, depth int) {
	if i1-i0 <= productRun {
		dz, a := blas.Rows(ly.dz[i0*ly.out:i1*ly.out], ly.out), blas.Rows(previous[i0*ly.in:i1*ly.in], ly.in)
		p.gemm.Gemm(ly.out, ly.in, i1-i0, p.sink.scale, dz.T(), a, keep, into, ly.in)
		return
	}
	half, room := i0+leftHalf(i1-i0, productRun), p.rooms[depth][:len(into)]
	p.sumProducts(ly, previous, i0, half, keep, into, depth)
	p.sumProducts(ly, previous, half, i1, 0, room, depth+1)
	p.sum = sum[T]{into, room}
	p.spread(len(into), kernels.MaxElements, p.add)
}

// sum is one that workers share: into += half.
type sum[T kernels.Float] struct{ into, half []T }

func (p *Pass[T]) addPortion(from, to int) {
	p.k.Axpy(to-from, 1, &p.sum.into[from], &p.sum.half[from])
}

// sumColumns adds columns from … to-1 of examples i0 … i1-1 of dZ, scaled, to into.
func (p *Pass[T]) sumColumns(ly *layer[T], from, to, i0, i1 int, into []T, depth int) {
	if i1-i0 > columnRun {
		half, room := i0+leftHalf(i1-i0, columnRun), p.rooms[depth][:ly.out]
		p.sumColumns(ly, from, to, i0, half, into, depth)
		clear(room[from:to])
		p.sumColumns(ly, from, to, half, i1, room, depth+1)
		p.k.Axpy(to-from, 1, &into[from], &room[from])
		return
	}
	const rows = kernels.MaxElements / columnsPerPart
	for i := i0; i < i1; i += rows {
		p.k.SumRows(min(rows, i1-i), to-from, p.sink.scale, &ly.dz[i*ly.out+from], ly.out, &into[from])
	}
}

// pairwise is the sum of x.
func pairwise(x []float64) (sum float64) {
	const run = 128
	if len(x) > run {
		half := leftHalf(len(x), run)
		return pairwise(x[:half]) + pairwise(x[half:])
	}
	for _, v := range x {
		sum += v
	}
	return sum
}
