package blas

import (
	"sync"

	"weft.example/internal/checked"
	"weft.example/kernels"
	"weft.example/workers"
)

// Spaces are workspaces for callers on many goroutines. Each caller takes one for a product. There are at most as many
// as there have been products at a time.
type Spaces[T kernels.Float] struct {
	Kernels *kernels.Kernels[T]
	pool    sync.Pool

	symv, gemv, trmv, ger tasks // of vectors
}

// NewSpaces returns workspaces that use the kernels of set and share work with pool, or with nobody if it is nil.
func NewSpaces[T kernels.Float](set *kernels.Set, pool *workers.Pool) *Spaces[T] {
	return &Spaces[T]{Kernels: kernels.Of[T](set), pool: sync.Pool{New: func() any { return NewWorkspace[T](set, pool) }}}
}

// Get returns a workspace that nobody else has until it is put back.
func (s *Spaces[T]) Get() *Workspace[T] { return s.pool.Get().(*Workspace[T]) }

// Put takes a workspace back.
func (s *Spaces[T]) Put(w *Workspace[T]) { s.pool.Put(w) }

// tasks are room for tasks of one kind, which the workers of a workspace share.
type tasks struct{ sync.Pool }

// take returns a task that is used by nobody else until it is put back.
func take[X any](t *tasks) *X {
	if x, ok := t.Get().(*X); ok {
		return x
	}
	return new(X)
}

// putBack takes a task back, without what it points to: no memory of the caller stays alive.
func putBack[X any](t *tasks, x *X) {
	var none X
	*x = none
	t.Put(x)
}

// Product computes a product.
//
//   - p has the sizes, strides, alpha and beta. Product writes to it.
//   - bcs is how many elements apart columns of B begin.
//   - Product checks nothing: that would take a twentieth of a product of 8 cubed. gonum's interfaces have checked
//     before.
func (s *Spaces[T]) Product(_ checked.Operands, p *kernels.Product[T], bcs int, a, b, c []T) {
	if p.Alpha != 0 && s.small(p, bcs, a, b, c) {
		return
	}
	w := s.Get()
	w.Gemm(p.M, p.N, p.K, p.Alpha, Matrix[T]{a, p.ARS, p.AKS}, Matrix[T]{b, p.BKS, bcs}, p.Beta, c, p.LDC)
	s.Put(w)
}

// small computes a product if it is small, and reports whether it did. It writes to p only then.
func (s *Spaces[T]) small(p *kernels.Product[T], columns int, a, b, c []T) bool {
	how := byTiles
	if columns != 1 || !Tiled(s.Kernels, p.M, p.N, p.K) {
		how = wayOf(s.Kernels, &shape{p.M, p.N, p.K, p.ARS, p.AKS, p.BKS, columns}, p.LDC)
	}
	switch {
	case how == planned:
		return false
	case how == packTiles && p.N*p.K <= fewPacked && s.Kernels.Gemm.Lanes <= fewLanes:
		packFew(s.Kernels, p, columns, a, b, c)
	case how.packs():
		w := s.Get()
		w.packSmall(how, p, columns, a, b, c)
		s.Put(w)
	default:
		small(s.Kernels, how, p, columns, a, b, c)
	}
	return true
}

// Columns are columns From … To-1 of a product: A, and of B and C those columns alone. They may be copies, with other strides where these
// are above 1.
type Columns[T kernels.Float] struct {
	From, To int
	A, B     Matrix[T]
	C        []T
	LDC      int
}

// GemmColumns computes columns of a product of m by n by k alone. All n columns of a, b and c tell how it sums, so that an element has the
// same bits whatever columns are computed with it, and wherever they lie. It checks nothing, as Product. No size is zero, nor alpha.
func (s *Spaces[T]) GemmColumns(_ checked.Operands, x *Columns[T], m, n, k int, alpha T, a, b Matrix[T], beta T, c []T, ldc int) {
	w := s.Get()
	w.enter()
	var all, part problem[T]
	all.set(m, n, k, alpha, beta)
	all.on(&a, &b, c, ldc)
	part.set(m, x.To-x.From, k, alpha, beta)
	part.on(&x.A, &x.B, x.C, x.LDC)
	part.j = x.From
	w.byPlan(&part, &all)
	w.leave()
	s.Put(w)
}
