package blas

import (
	"weft.example/internal/checked"
	"weft.example/kernels"
)

// Gathered are two vectors for routines that want elements side by side: those given, or copies of them in a workspace.
type Gathered[T kernels.Float] struct {
	X, Y   []T           // may be longer
	w      *Workspace[T] // that has the copies, or nil
	spaces *Spaces[T]    // that has w
	y      vector[T]     // that Store writes to
}

// Gather makes g of n elements of x and m of y. It checks nothing, as Product. Done must follow.
func (s *Spaces[T]) Gather(_ checked.Operands, g *Gathered[T], n int, x []T, incX, m int, y []T, incY int) {
	g.X, g.Y = x, y
	if incX != 1 || incY != 1 {
		g.spaces, g.y = s, vector[T]{y, m, incY}
		g.copy(&vector[T]{x, n, incX})
	}
}

// copy copies what does not lie side by side.
func (g *Gathered[T]) copy(x *vector[T]) {
	g.w = g.spaces.Get()
	room := g.w.vectorsOf(x.n + g.y.n)
	if x.inc != 1 {
		g.X = room[g.y.n : g.y.n+x.n]
		x.loadTo(g.X)
	}
	if g.y.inc != 1 {
		g.Y = room[:g.y.n]
		g.y.loadTo(g.Y)
	}
}

// Store writes Y to where it came from.
func (g *Gathered[T]) Store() {
	if g.w != nil && g.y.inc != 1 {
		g.y.store(g.Y)
	}
}

// Done ends the use of X and Y.
func (g *Gathered[T]) Done() {
	if g.w != nil {
		g.spaces.Put(g.w)
	}
}
