package blas

import (
	"fmt"
	"runtime"

	"weft.example/kernels"
)

// Batch computes count products. A, B and C of product i begin at a[i*stepA], b[i*stepB] and c[i*stepC].
//
//   - A stepA of 0 is one A for all products, a stepB of 0 one B.
//   - No C may overlap another. Either stepC is at least the elements that a C reaches over, or the Cs lie side by side
//     in rows of LDC elements.
//   - The plan's workers share many products. Each product has the bits that Do computes.
//
// Batch panics if count or a step is below 0, a slice is too short, or Cs overlap.
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

// Each computes product i from a[i], b[i] and c[i]. No C may overlap another. Each panics if a, b and c are not equally
// long, or a slice in them is too short.
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

// share has workers compute the products of b. This goroutine computes few products alone.
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

// Do computes one part of the products.
func (b *batch[T]) Do(_, part int) { b.run(piece(b.count, b.parts, part)) }

// run computes products from … to-1.
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

// call has tiles compute as many products from one on, each tile all of them in one call. It is not inlined, so that a
// goroutine gives way here: see preempt.go.
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
