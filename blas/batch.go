package blas

import (
	"fmt"
	"runtime"

	"weft/kernels"
)

// Batch computes count products, the A of each stepA elements behind that of the one before, and so B and C. With a
// step of 0 all share an A or a B. No product's C may overlap another's: stepC is at least what C reaches over, or
// they lie side by side in rows of LDC elements. Many products are shared with the plan's workers; the bits of each are those
// that Do computes. Batch panics if count or a step is below 0, a slice is too short, or Cs overlap.
func (p *GemmPlan[T]) Batch(count int, a []T, stepA int, b []T, stepB int, c []T, stepC int) {
	if count < 0 || stepA < 0 || stepB < 0 || stepC < 0 {
		panic(fmt.Sprintf("blas: a batch of %d with steps %d, %d, %d, want none below 0", count, stepA, stepB, stepC))
	}
	if count == 0 {
		return
	}
	s := &p.shape
	if beside := area(count-1, stepC) <= s.LDC-s.N && stepC >= s.N; count > 1 && p.lenC > 0 && stepC < p.lenC && !beside {
		panic(fmt.Sprintf("blas: %d Cs of %d elements %d apart overlap, in rows %d apart", count, p.lenC, stepC, s.LDC))
	}
	for _, x := range []struct {
		name               string
		have, step, length int
	}{{"a", len(a), stepA, p.lenA}, {"b", len(b), stepB, p.lenB}, {"c", len(c), stepC, p.lenC}} {
		if before := area(count-1, x.step); x.have < x.length || before > x.have-x.length {
			panic(fmt.Sprintf("blas: %s has %d elements, want at least %d for each of %d products %d apart", x.name, x.have, x.length, count, x.step))
		}
	}
	p.share(batch[T]{plan: p, count: count, a: a, b: b, c: c, stepA: stepA, stepB: stepB, stepC: stepC})
}

// Each computes a product for every element of a, b and c, which are equally long. No product's C may
// overlap another's.
func (p *GemmPlan[T]) Each(a, b, c [][]T) {
	if len(a) != len(b) || len(a) != len(c) {
		panic(fmt.Sprintf("blas: %d As, %d Bs and %d Cs, want as many of each", len(a), len(b), len(c)))
	}
	for i := range a {
		if len(a[i]) < p.lenA || len(b[i]) < p.lenB || len(c[i]) < p.lenC {
			p.refuse(len(a[i]), len(b[i]), len(c[i]))
		}
	}
	p.share(batch[T]{plan: p, count: len(a), as: a, bs: b, cs: c})
}

// batch is products in progress: strided ones, or those of slices of slices.
type batch[T kernels.Float] struct {
	plan                *GemmPlan[T]
	a, b, c             []T
	stepA, stepB, stepC int
	as, bs, cs          [][]T
	count, parts        int
}

// share has workers compute the products of b, or this goroutine alone where they are few.
func (p *GemmPlan[T]) share(b batch[T]) {
	s, shares := &p.shape, p.pool.Shares()
	if b.count < 2 || shares < 2 || float64(b.count)*workOf(s.M, s.N, s.K) < multiplyAlone {
		b.run(0, b.count)
		return
	}
	b.parts = min(b.count, shares*turns)
	task, ok := p.batches.Get().(*batch[T])
	if !ok {
		task = new(batch[T])
	}
	*task = b
	p.pool.Run(task.parts, task)
	*task = batch[T]{} // keeps no caller's memory alive
	p.batches.Put(task)
}

// Do computes a part of the products.
func (b *batch[T]) Do(_, part int) { b.run(piece(b.count, b.parts, part)) }

// run computes products from one to another.
func (b *batch[T]) run(from, to int) {
	p, s := b.plan, &b.plan.shape
	switch {
	case b.as != nil:
		for i := from; i < to; i++ {
			p.Do(b.as[i], b.bs[i], b.cs[i])
		}
	case p.first.tile != nil:
		most := max(1, min(batchCall, callWork/(s.M*s.N*s.K)))
		for ; from < to; from += most {
			b.call(from, min(most, to-from))
		}
	default:
		for i := from; i < to; i++ {
			p.planned(b.a[i*b.stepA:], b.b[i*b.stepB:], b.c[i*b.stepC:])
		}
	}
}

// call has tiles compute so many products. Like panels it is where a goroutine gives way.
//
//go:noinline
func (b *batch[T]) call(from, products int) {
	x, y, z := b.a[from*b.stepA:], b.b[from*b.stepB:], b.c[from*b.stepC:]
	for _, t := range []*tileCall[T]{&b.plan.first, &b.plan.second} {
		if t.tile == nil {
			return
		}
		q := t.product
		q.Repeat(products-1, b.stepA, b.stepB, b.stepC)
		t.tile(kernels.Hide(&q), &x[0], &y[t.column], &z[t.column])
		runtime.KeepAlive(&q)
	}
}
