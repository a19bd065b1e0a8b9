// Package args holds what kernels take by pointer. The package kernels and the packages of assembly below it share these
// types.
package args

// AbsMaxRow is how many elements AbsMax finds the greatest of at a time.
const AbsMaxRow = 128

// TriangleBlock is how many rows of a triangle TriangleRows computes together.
const TriangleBlock = 4

// What TriangleRows does, see there.
const (
	TriangleMultiply = iota
	TriangleSolve
	TriangleSolveBeside
)

// Product is a matrix product as a tile computes it,
//
//	C[i,j] = Beta*C[i,j] + Alpha * Σp A[i,p]·B[p,j]    i < M, j < N, p < K
//
// with A[i,p] = a[i*ARS+p*AKS] and C[i,j] = c[i*LDC+j]. Columns come in groups as wide as the tile. B[p,j] is element
// p*BKS+j of its group's B, j counted from the group's first column. Groups begin BGS apart:
//
//   - the tile's width, where B lies in place,
//   - K times the tile's width, where B is packed in panels.
//
// A tile writes nothing to a Product.
type Product[T float32 | float64] struct {
	M, N, K int

	// Rows is how many rows the tile takes at a time. Once no more than Short are left, it takes one fewer.
	Rows, Short int

	ARS, AKS, BKS, BGS, LDC int

	// Ahead is how many elements before their use a tile prefetches B. No address there need be valid.
	//
	//   - The tile's width is the group beside. Tiles prefetch it where loads do not bound them.
	//   - Other distances are prefetched by tiles of few rows too.
	Ahead int

	Store  Store
	Pack   Pack
	Packed *T

	// More is how many products of the same kind follow. A, B and C of each begin behind those of the one before:
	//
	//   - A by AStep elements behind its row LastRows,
	//   - B by BStep elements,
	//   - C by CStep elements behind its row LastRows.
	More                int
	AStep, BStep, CStep int

	// An update computes NStep more columns in each row than in the one before, and the next row of C is LDCStep further away. Both
	// are 0 in any other product.
	NStep, LDCStep int

	// Follow, unless it is 0, is how many elements behind a group's B something else begins that is wanted soon. With each row of B
	// tiles of blocks bring a line of it to L2, if they have five rows or more and their rows of B are more than a line. No
	// address there need be valid.
	Follow int

	Alpha, Beta T
}

// LastRows is the first of the last rows that the tile takes together.
func (p *Product[T]) LastRows() int {
	if p.Short > 0 {
		return p.M - p.Rows + 1
	}
	return p.M - p.Rows
}

// Repeat makes more products follow. Their A, B and C begin so many elements behind those of the one before.
func (p *Product[T]) Repeat(more, a, b, c int) {
	last := p.LastRows()
	p.More, p.AStep, p.BStep, p.CStep = more, a-last*p.ARS, b, c-last*p.LDC
}

// Store is how a tile stores C.
type Store int

const (
	Cached Store = iota
	// NonTemporal writes past the caches, where Beta is zero, the CPU can, and a group is whole. Rows of C must begin
	// at multiples of a vector's size in memory.
	NonTemporal
	// Turned makes element (i, j) of the product c[j*LDC+i]. The product is a single tile. The CPU can: see Gemm.
	Turned
	// Simple is Cached where a single tile computes the product, Alpha is 1, and Beta, Pack and Short are 0. The tile then looks at none of
	// these.
	Simple
)

// Pack is the operand that a tile packs as it multiplies. The product is then a single tile of MR rows. The tile is from
// half of NR to NR wide.
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
// with A[i,p] = a[i*LDA+p], B[j,p] = b[j*LDB+p] and C[i,j] = c[i*LDC+j]. n belongs to the tile. A call computes so many
// Tiles, at least one. Each is AS elements further in a, BS in b and CS in c than the one before.
//
// Meanwhile large tiles prefetch two rows to L2: next[p] and next[Nexts+p], p < K. Each tile after the first prefetches
// the two rows behind. No address there need be valid. One that is not valid, or far away and of no use, costs time.
type Dots[T float32 | float64] struct {
	M, K          int
	LDA, LDB, LDC int
	Tiles         int
	AS, BS, CS    int
	Nexts         int
	Alpha, Beta   T
}

// SymvGroup is the rows of a group of SymvRows.
const SymvGroup = 4

// Symv is groups of rows of a symmetric matrix as SymvRows computes their product with a vector. Groups have SymvGroup rows
// each. Row r of all of them begins LDA + (r-1)*Bend elements behind row r-1. The first group has N columns, each of the
// others More columns more than the one before. Its columns begin Step further on.
type Symv[T float32 | float64] struct {
	Groups, N, More, Step int

	LDA, Bend int

	// Square tells where the squares on the diagonal lie, if the groups have them.
	Square Square

	// Ahead is how many elements before their use rows are prefetched. No address there need be valid.
	Ahead int

	Alpha T
}

// Square tells where the square on the diagonal lies.
type Square int

const (
	SquareNone   Square = iota
	SquareBefore        // where a points to, in front of the columns, with the elements of the upper triangle
	SquareBehind        // behind the columns, with the elements of the lower triangle
)

// Ramp is rows of A whose first and last columns change evenly, as those of triangles, bands and rectangles do. Row i, of M, has
// columns From + i*FromStep up to, but without, To + i*ToStep, which is never less. Column 0 of it is, or would be, LDA + (i-1)*Bend
// elements behind that of row i-1. Rows share no element.
type Ramp[T float32 | float64] struct {
	M              int
	From, FromStep int
	To, ToStep     int
	LDA, Bend      int
	Apart          int // of RampOuter2: the second vector is so many elements behind the first, and so are its multiples
	Ahead          int // of RampOuter and RampOuter2: the elements of A that are so many behind are fetched, if masks are cheap. No address there need be valid
	Alpha, Beta    T
}

// The columns of RampAxpy: as many as so many vectors have, or as that number, if that is more.
const (
	RampVectors = 4
	RampColumns = 32
)
