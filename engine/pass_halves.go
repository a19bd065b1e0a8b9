package engine

import (
	"weft.example/blas"
	"weft.example/kernels"
)

// Sums over many examples are sums of halves, down to runs of blocks that are summed one after
// the other (Higham, 2002, §4.2), so that the error grows with the logarithm of m: one example
// after the other, 4 million equal numbers of float32 come to 0.999 of their sum. Where the sums
// are cut, and so the bits, depends on nothing but m.

const (
	blockOf = kernels.MaxElements / columnsPerPart // 64 examples in a block, one call of a kernel
	runOf   = 512                                  // examples in a run

	// oneProduct is the examples up to which dZᵀ·A_prev is one product. It may be off by 2e-5
	// of equal numbers of float32, in blocks by 1e-6. Blocks are level for large layers, while
	// one of 3 by 3 units takes 12 µs for 4096 examples and not 7 (Zen 3).
	oneProduct = 4096
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
// layer and, where they are summed by halves, of its products.
func newRooms[T kernels.Float](batch int, layers []layer[T]) (rooms [][]T) {
	most := 0
	for _, ly := range layers {
		most = max(most, ly.out)
		if batch > oneProduct {
			most = max(most, ly.in*ly.out)
		}
	}
	for n := batch; n > runOf; n = leftHalf(n, runOf) {
		rooms = append(rooms, blas.Make[T](most))
	}
	return rooms
}

// sumProducts computes into = keep·into + scale·dZᵀ·A_prev of examples i0 … i1-1.
func (p *Pass[T]) sumProducts(ly *layer[T], previous []T, i0, i1 int, keep T, into []T, depth int) {
	if p.m <= oneProduct {
		p.product(ly, previous, i0, i1, keep, into)
		return
	}
	if i1-i0 <= runOf {
		for i := i0; i < i1; i += blockOf {
			p.product(ly, previous, i, min(i+blockOf, i1), keep, into)
			keep = 1
		}
		return
	}
	half, room := i0+leftHalf(i1-i0, runOf), p.rooms[depth][:len(into)]
	p.sumProducts(ly, previous, i0, half, keep, into, depth)
	p.sumProducts(ly, previous, half, i1, 0, room, depth+1)
	p.sum = sum[T]{into, room}
	p.spread(len(into), kernels.MaxElements, p.add)
}

// product is sumProducts in one.
func (p *Pass[T]) product(ly *layer[T], previous []T, i0, i1 int, keep T, into []T) {
	dz, a := blas.Rows(ly.dz[i0*ly.out:i1*ly.out], ly.out), blas.Rows(previous[i0*ly.in:i1*ly.in], ly.in)
	p.gemm.Gemm(ly.out, ly.in, i1-i0, p.sink.scale, dz.T(), a, keep, into, ly.in)
}

func (p *Pass[T]) addPortion(from, to int) {
	p.net.kn.Axpy(to-from, 1, &p.sum.into[from], &p.sum.half[from])
}

// sumColumns adds columns from … to-1 of examples i0 … i1-1 of x, of n columns, times scale to into.
func (p *Pass[T]) sumColumns(x []T, n int, scale T, from, to, i0, i1 int, into []T, depth int) {
	if i1-i0 > runOf {
		half, room := i0+leftHalf(i1-i0, runOf), p.rooms[depth][:n]
		p.sumColumns(x, n, scale, from, to, i0, half, into, depth)
		clear(room[from:to])
		p.sumColumns(x, n, scale, from, to, half, i1, room, depth+1)
		p.net.kn.Axpy(to-from, 1, &into[from], &room[from])
		return
	}
	for i := i0; i < i1; i += blockOf {
		p.net.fn.SumRows(min(blockOf, i1-i), to-from, scale, &x[i*n+from], n, &into[from])
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
