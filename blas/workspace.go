package blas

import (
	"weft.example/internal/inuse"
	"weft.example/kernels"
	"weft.example/workers"
)

// Workspace multiplies matrices of one element type with one Set's kernels. It belongs to one goroutine at a time. A
// product panics
//
//   - in a workspace that is in use, by another goroutine or by the product whose epilogue this is,
//   - in a copy of a workspace, which would pack to the same memory.
//
// For each worker that may take part, a workspace holds packing space: as much as the largest product so far wanted, at
// most 2.5 MiB. Small products want none. A workspace that has multiplied by a symmetric matrix holds up to 2.2 MiB more for each. One
// that has computed a Syr2k of transposed matrices holds up to half of L2 more for each worker, and one that has computed a Syrk or
// Syr2k of few columns up to 1.3 MiB.
type Workspace[T kernels.Float] struct {
	self    *Workspace[T] // itself; in a copy, the original
	kernels *kernels.Kernels[T]
	machine machine
	pool    *workers.Pool
	scratch []scratch[T] // by worker
	operand []T          // an operand as a routine lays it out for its products
	vectors []T          // copies of a product's vectors
	job     job[T]
	update  triangle[T] // that the workers compute
	solver  solver[T]   // in progress
	system  system[T]   // whose columns the workers compute
	columns axis        // of the system, in their parts

	symmetric symmetric[T] // that the workers multiply by

	crew []*Workspace[T] // by worker, for parts that have products of their own

	then  Epilogue // of the job, or nil
	inUse inuse.Word
}

// scratch is one worker's packing space.
type scratch[T kernels.Float] struct {
	a, b   []T
	across []T // a second b
	square []T // on the diagonal of a triangle, and its transpose
}

// NewWorkspace returns a workspace that uses the kernels of set and shares
// work in pool, or with nobody if that is nil.
func NewWorkspace[T kernels.Float](set *kernels.Set, pool *workers.Pool) *Workspace[T] {
	if pool == nil {
		pool = workers.New(1)
	}
	k := kernels.Of[T](set)
	w := &Workspace[T]{kernels: k, machine: machineOf(k, cachesHere()), pool: pool}
	w.self = w
	return w
}

// job is the product in progress, divided into a grid of parts over C. Where B is prepacked, b has all of its panels.
type job[T kernels.Float] struct {
	problem[T]
	plan
	grid grid
}

// enter begins the use of a workspace, and leave ends it. Two products at a time would compute each other's parts.
func (w *Workspace[T]) enter() {
	if w.self != w {
		panic("blas: a copy of a Workspace, want the one that NewWorkspace returned")
	}
	if !w.inUse.Enter() {
		panic("blas: Workspace is in use, by another goroutine or by the product whose epilogue this is")
	}
}

// leave forgets a product, so that no memory of the caller stays alive.
func (w *Workspace[T]) leave() {
	w.then, w.job = nil, job[T]{}
	w.inUse.Leave()
}

// Reserve allocates packing space for products of up to m by n by k, and for as many workers as may run now. None of
// those products allocates later.
func (w *Workspace[T]) Reserve(m, n, k int) {
	w.enter()
	defer w.leave()
	w.reserve(w.pool.Limit(), m, n, k)
}

// reserve allocates packing space for all workers. It is not left to each worker: which of them come in time is chance.
func (w *Workspace[T]) reserve(workers, m, n, k int) {
	x := &w.machine
	slack := x.lanes // see pack
	chunks := 2*chunkArea + slack
	lenA := min(x.spaceA, area(m, k)) + slack
	lenB := min(x.blockB, max(area(n, k), chunks)) + slack
	for len(w.scratch) < workers {
		w.scratch = append(w.scratch, scratch[T]{})
	}
	for i := range w.scratch[:workers] {
		s := &w.scratch[i]
		if len(s.a) < lenA {
			s.a = Make[T](lenA)
		}
		if len(s.b) < lenB {
			s.b = Make[T](lenB)
		}
	}
}

// muster makes a workspace for each worker, where parts have products of up to m by n by k of their own, and lay out up to room elements.
// They have the packing space of their worker.
func (w *Workspace[T]) muster(crew, m, n, k, room int) {
	w.reserve(crew, m, n, k)
	for len(w.crew) < crew {
		own := &Workspace[T]{kernels: w.kernels, machine: w.machine, pool: workers.New(1)}
		own.self = own
		w.crew = append(w.crew, own)
	}
	for i, own := range w.crew[:crew] {
		own.scratch = w.scratch[i : i+1 : i+1]
		own.room(room)
	}
}

// room returns n elements of memory that no product uses for its packing.
func (w *Workspace[T]) room(n int) []T {
	if len(w.operand) < n {
		w.operand = Make[T](n)
	}
	return w.operand[:n]
}

// Epilogue goes over rows i0 … i1-1 and columns j0 … j1-1 of a product.
type Epilogue func(i0, i1, j0, j1 int)

// final tells the epilogue, if there is one, of elements that are final.
//
// It is called from Go, and is no part of the tiles' stores. From cache it costs 1/k of the product or so. It serves
// every form of product, and any function.
func (w *Workspace[T]) final(x *problem[T]) {
	if w.then != nil {
		w.then(x.i, x.i+x.m, x.j, x.j+x.n)
	}
}
