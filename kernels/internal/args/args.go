// Package args holds what kernels take by pointer: kernels and the packages of assembly below it
// share the types.
package args

// Product is a matrix product as a tile computes it,
//
//	C[i,j] = Beta*C[i,j] + Alpha * Σp A[i,p]·B[p,j]    i < M, j < N, p < K
//
// with A[i,p] = a[i*ARS+p*AKS] and C[i,j] = c[i*LDC+j]. Columns come in groups, as wide as the
// tile is; B[p,j] is element p*BKS+j of a group's B, and groups begin BGS apart: the tile's width
// where B lies in place, K times it where B is packed in panels.
//
// A tile writes nothing to a Product.
type Product[T float32 | float64] struct {
	M, N, K int

	// Rows is how many rows the tile takes at a time, and one fewer once no more than Short are left.
	Rows, Short int

	ARS, AKS, BKS, BGS, LDC int

	// Ahead is how many elements of B ahead of its use a tile fetches. The tile's width, which is the group
	// beside, is fetched where loads do not bound the tile, and other distances by tiles of few
	// rows too. No address there need be valid.
	Ahead int

	Store  Store
	Pack   Pack
	Packed *T

	// Simple is 1 where a single tile computes the product, Alpha is 1, Beta 0 and Store, Pack and
	// Short 0. A tile looks at none of them then. 0 is always right.
	Simple int

	// More products of the same kind follow. The next A and C begin AStep and CStep elements behind row LastRows of those
	// before, the next B begins BStep elements behind the one before.
	More                int
	AStep, BStep, CStep int

	Alpha, Beta T
}

// LastRows is the row at which the last rows begin that the tile takes at a time.
func (p *Product[T]) LastRows() int {
	if p.Short > 0 {
		return p.M - p.Rows + 1
	}
	return p.M - p.Rows
}

// Repeat has more products follow, whose A, B and C begin so many elements behind those of the one before.
func (p *Product[T]) Repeat(more, a, b, c int) {
	last := p.LastRows()
	p.More, p.AStep, p.BStep, p.CStep = more, a-last*p.ARS, b, c-last*p.LDC
}

// Store is how a tile stores C.
type Store int

const (
	Cached Store = iota
	// NonTemporal writes past the caches, where Beta is zero, the CPU can, and a group is whole.
	// Rows of C begin at multiples of a vector's size in memory.
	NonTemporal
)

// Pack is which operand a tile leaves packed, as it multiplies a single tile of MR rows and at most NR columns.
type Pack int

const (
	PackNone Pack = iota
	PackA         // Packed[p*M+i] = A[i,p]; ARS is 1
	PackB         // Packed[p*N+j] = B[p,j]
)

// Dots is tiles of products of rows with rows,
//
//	C[i,j] = Beta*C[i,j] + Alpha * Σp A[i,p]·B[j,p]    i < M, j < n, p < K
//
// with A[i,p] = a[i*LDA+p], B[j,p] = b[j*LDB+p] and C[i,j] = c[i*LDC+j]; n belongs to the tile. It
// computes so many Tiles, at least one, each AS elements further in a, BS in b and CS in c than the
// one before.
//
// Meanwhile large tiles bring next[p] and next[Nexts+p], p < K, to L2, and each after it the two
// rows after those; no address there need be valid, but one that is not, or is far for nothing,
// costs time.
type Dots[T float32 | float64] struct {
	M, K          int
	LDA, LDB, LDC int
	Tiles         int
	AS, BS, CS    int
	Nexts         int
	Alpha, Beta   T
}
