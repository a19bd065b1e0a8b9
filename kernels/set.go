package kernels

//go:generate go test ./internal/asmgen -run TestGenerated -generate

import (
	"fmt"
	"math/bits"
	"os"
	"strings"

	"weft.example/kernels/internal/args"
)

// Float is an element type that has kernels.
type Float interface{ float32 | float64 }

// Set is the kernels of one instruction set. It is complete: no field is nil. Kernels of products are
// its fields. FunctionsOf has the others, so that a program that only multiplies is linked without them.
type Set struct {
	Name string // "generic", "avx2", "avx512", "neon", "rvv"
	F32  Kernels[float32]
	F64  Kernels[float64]

	tiers int // how many of tiers are behind it, those that this CPU does not run among them
}

// String returns the name.
func (s *Set) String() string { return s.Name }

// Kernels are the kernels of one element type that products are made of. Pointers are to
// the first of the elements a formula names; i, j count from 0.
type Kernels[T Float] struct {
	Gemm Gemm[T]

	// Dot is the tiles of dot products.
	Dot Inner[T]

	// MatVec computes y[i*incy] = beta*y[i*incy] + alpha * Σp A[i,p]*x[p], i < m, p < k, a few rows side by side. Row 1 is lda
	// elements behind row 0, and each further one bend more behind the one before. Every sum has the same order, which is not
	// that of Dot. With beta zero y is not read. With k zero a and x are not read. Meanwhile MatVec prefetches the element of
	// each row that is ahead further on to L1. No address there need be valid.
	MatVec func(m, k int, alpha T, a *T, lda, bend int, x *T, beta T, y *T, incy int, ahead int)

	// MatVecT computes y[p] += alpha * Σi A[i,p]*x[i], i < m, p < k, a few rows side by side. Rows are as MatVec's.
	MatVecT func(m, k int, alpha T, a *T, lda, bend int, x, y *T)

	// SymvRows adds a part of a symmetric matrix times a vector to y: groups of rows, without what is left of their squares
	// on the diagonal or, of a lower triangle, right of them. For row r of a group and its columns j it computes
	//
	//   yi[r] += Alpha * Σj A[r,j]*x[j]
	//   y[j] += Alpha * Σr A[r,j]*xi[r]
	//
	// and yi += Alpha * S * xi with the square S, of which it reads one triangle. It reads A once, group after group. Row r of
	// the first one begins at a, and xi and yi are SymvGroup elements further on with each group. The order of a sum depends
	// on the number of columns alone.
	SymvRows func(p *Symv[T], a, x, y, xi, yi *T)

	// RampDots computes r[i] = Beta*r[i] + Alpha * Σj A[i,j]*v[j] for the rows of a Ramp. With Beta zero r is not read. The order
	// of a sum depends on the length of the row alone.
	RampDots func(p *Ramp[T], a, v, r *T)

	// RampAxpy computes v[j] += Alpha * Σi r[i]*A[i,j] for the rows of a Ramp. No row has columns below 0, or from that on that
	// RampVectors and RampColumns allow. r must not overlap v. Beta is ignored.
	RampAxpy func(p *Ramp[T], a, v, r *T)

	// RampOuter computes A[i,j] += Alpha*r[i]*v[j] for the rows of a Ramp. Beta is ignored.
	RampOuter func(p *Ramp[T], a, v, r *T)
	// RampOuter2 adds two such products: the second vector is Apart elements behind v, and its multiples are so behind r.
	RampOuter2 func(p *Ramp[T], a, v, r *T)
	// OuterColumns is the most columns of which RampOuter and RampOuter2 keep v in registers, where the rows have no others, LDA is
	// no less and Bend is 0. It is 1 if they never do.
	OuterColumns int

	// RampSolve computes v[d] *= f[d], and then v[j] += Alpha*v[d]*A[i,j], for one row of a Ramp after the other and its own column
	// d. Rows and columns are equally many, and no more than RampAxpy's columns. Either
	//
	//   - FromStep is 1, ToStep 0, and From 1: row i has the columns behind the own one, i,
	//   - or FromStep is 0, ToStep -1, From 0, and To M-1: row i has those in front of the own one, M-1-i.
	RampSolve func(p *Ramp[T], a, v, f *T)

	// RampSolveRows computes v[d] = f[k]*(v[d] - Σj A[i,j]*v[j]) for one row of a Ramp after the other and its own column d, which is the
	// k-th of those from the lowest one on. M is a multiple of SolvedRows. Either
	//
	//   - ToStep is 1, and row i has columns in front of the own one, To+i,
	//   - or FromStep is -1, and row i has columns behind the own one, From-1-i.
	//
	// At the other end the step is 0 or, if rows have SolvedRows columns or more, the same. Alpha and Beta are ignored.
	RampSolveRows func(p *Ramp[T], a, v, f *T)
	// SolvedRows is the rows that RampSolveRows takes together, or 1 if other ways are faster.
	SolvedRows int

	// VecVec computes sum[0] += Σ x[i]*y[i], i < n. Products are added up in the lanes of some vectors, so the order of a sum
	// depends on n alone.
	VecVec func(n int, x, y, sum *T)

	// Update[k-1] computes a Product of a small depth k from one end of C to the other. It gives
	// the bits that Tiles give, but B[p,j] in row i of C is b[i*BGS+p*BKS+j]. So it computes
	//
	//   - an outer product, with BGS zero,
	//   - a vector times a matrix, k rows of it at a time, with LDC zero.
	//
	// Row i has N + i*NStep columns and begins at c[i*LDC + LDCStep*i*(i-1)/2], so it updates a triangle too, or a packed one.
	// Meanwhile it prefetches the element of C that is Ahead further on to L1. No address there
	// need be valid. It ignores K, Rows, Short, Store and Pack.
	Update []Tile[T]

	// Axpy computes y[i] += alpha*x[i], i < n.
	Axpy func(n int, alpha T, y, x *T)

	// Scale computes x[i] *= alpha, i < n.
	Scale func(n int, alpha T, x *T)

	// AbsSum computes sum[0] += Σ |x[i]|, i < n. Magnitudes are added up in the lanes of some vectors, so the order of a
	// sum depends on n alone.
	AbsSum func(n int, x, sum *T)

	// AbsMax computes, for rows of AbsMaxRow elements of x and the rest behind them, top[i] = the greatest |x[j]| in row i
	// that is a number. With none there top[i] is 0.
	AbsMax func(n int, x, top *T)

	// AbsFind looks for |x[i]| = v, i < n, a vector or a few at a time. It computes left[0] = n less the elements of the
	// vectors in front of the first such i. Without one left[0] is less than a vector.
	AbsFind func(n int, v T, x *T, left *int)

	// Rotate computes x[i], y[i] = h11*x[i] + h12*y[i], h21*x[i] + h22*y[i], i < n. Each product and each sum is rounded.
	Rotate func(n int, h11, h12, h21, h22 T, x, y *T)

	// Swap exchanges x[i] and y[i], i < n.
	Swap func(n int, x, y *T)

	// Copy copies a matrix: dst[i*ldd+j] = src[i*lds+j], i < m, j < n.
	Copy func(m, n int, dst *T, ldd int, src *T, lds int)

	// Transpose transposes m rows, 1 ≤ m ≤ Gemm.Lanes: dst[p*ldd+i] = src[i*lds+p], i < m, p < k,
	// in rising order of p. For each p it may overwrite the elements of dst below p*ldd+Gemm.Lanes.
	Transpose func(m, k int, dst *T, ldd int, src *T, lds int)

	// TriangleRows solves a triangular system, or multiplies by its matrix:
	//
	//	B[i,j] = F[i]*B[i,j] + G[i] * Σk A[i,k]*Y[k,j]    k < i, in rising order, i < m, j < n
	//
	// m is at least 1. A[i,k] is a[i*ars+k*aks]. Row i of B begins at b[i*ldb], that of X at x[i*ldx]. F[i] and G[i] are side by
	// side in f. Strides may be negative. Meanwhile it prefetches rows of B beyond both ends. No address there need be valid.
	//
	// Rows are computed in blocks of TriangleBlock. What m leaves over is the first block. The mode tells what Y is:
	//
	//   - TriangleMultiply computes the last row first. Y has the rows of X in front of the block, and in the block B as it
	//     was. x may be b.
	//   - TriangleSolve computes the first row first. Y is B, and x is b.
	//   - TriangleSolveBeside does the same, and copies each row to X. It reads the rows in front of a block there.
	TriangleRows func(m, n, mode int, a *T, ars, aks int, f, x *T, ldx int, b *T, ldb int)
}

// TriangleBlock is the rows that TriangleRows computes together.
const TriangleBlock = args.TriangleBlock

// Modes of TriangleRows.
const (
	TriangleMultiply    = args.TriangleMultiply
	TriangleSolve       = args.TriangleSolve
	TriangleSolveBeside = args.TriangleSolveBeside
)

// AbsMaxRow is the elements of a row of AbsMax.
const AbsMaxRow = args.AbsMaxRow

// Symv is what SymvRows computes.
type Symv[T Float] = args.Symv[T]

// SymvGroup is the rows of a group of SymvRows.
const SymvGroup = args.SymvGroup

// Ramp is the rows that RampDots, RampAxpy, RampOuter and RampOuter2 go along.
type Ramp[T Float] = args.Ramp[T]

// The columns of RampAxpy: as many as so many vectors have, or as that number, if that is more.
const (
	RampVectors = args.RampVectors
	RampColumns = args.RampColumns
)

// Square tells where the squares of SymvRows lie: see Symv.
type Square = args.Square

// Where squares lie.
const (
	SquareNone   = args.SquareNone
	SquareBefore = args.SquareBefore
	SquareBehind = args.SquareBehind
)

// Tile computes a matrix product, one tile of registers at a time. The function sets the width of
// the tile, v vectors. The Product sets its height, Rows. The last group of columns must be wider
// than v-1 vectors. p runs in rising order. The sum of a C[i,j] does not depend on the shape of its
// tile. With Beta zero C is not read. With K zero A and B are not read.
type Tile[T Float] = func(p *Product[T], a, b, c *T)

// Product is what a tile computes.
type Product[T Float] = args.Product[T]

// How a tile stores C, and what it packs: see Product.
const (
	Cached      = args.Cached
	NonTemporal = args.NonTemporal
	Turned      = args.Turned
	Simple      = args.Simple

	PackNone = args.PackNone
	PackA    = args.PackA
	PackB    = args.PackB
)

// DotTile computes tiles of products of rows with rows: see Dots. Every tile sums in the same
// order, which is not Tile's. With Beta zero C is not read. With K zero A and B are not read.
type DotTile[T Float] = func(p *Dots[T], a, b, c, next *T)

// Dots is what a tile of dot products computes.
type Dots[T Float] = args.Dots[T]

// Inner is the tiles of dot products: one family per number of rows of B.
type Inner[T Float] struct {
	Tiles []DotTile[T] // Tiles[n-1] has n rows of B
	Rows  []int        // Rows[n-1] is the most rows of A that it takes: fewer, the more rows of B
}

// Gemm is the register tiles: one family per width. NewGemm makes one.
type Gemm[T Float] struct {
	MR, NR int       // rows and columns of the tile for blocks
	Sweep  int       // vectors of the tile to sweep along long rows with
	Lanes  int       // columns in one vector, a power of two
	Tiles  []Tile[T] // Tiles[v-1] is v vectors wide
	Rows   []int     // Rows[v-1] is the most rows that it takes at a time: fewer, the more vectors
	Turned int       // tiles of up to so many vectors, and up to Lanes rows, can store C Turned; 0 where none can

	log uint8 // of Lanes
}

// NewGemm returns a Gemm whose fields are the arguments of the same names. It panics where lanes is no power of two, or
// where tiles and rows differ in number.
func NewGemm[T Float](mr, nr, sweep, lanes int, tiles []Tile[T], rows []int) Gemm[T] {
	switch {
	case bits.OnesCount(uint(lanes)) != 1:
		panic(fmt.Sprintf("kernels: lanes = %d, want a power of two", lanes))
	case len(tiles) != len(rows):
		panic(fmt.Sprintf("kernels: %d tiles with the rows of %d, want equally many", len(tiles), len(rows)))
	}
	return Gemm[T]{MR: mr, NR: nr, Sweep: sweep, Lanes: lanes, Tiles: tiles, Rows: rows, log: uint8(bits.TrailingZeros(uint(lanes)))}
}

// Vectors returns the number of vectors that n columns take. It shifts: a division would take as
// long as a small product.
func (g *Gemm[T]) Vectors(n int) int { return (n + g.Lanes - 1) >> (g.log & 63) }

// Widest returns the vectors of the widest tile that takes m rows at a time, or 0 if none does.
func (g *Gemm[T]) Widest(m int) int {
	v := len(g.Rows)
	for v > 0 && g.Rows[v-1] < m {
		v--
	}
	return v
}

// Of returns the kernels of products of s for element type T.
func Of[T Float](s *Set) *Kernels[T] {
	var k any = &s.F32
	if _, ok := any(T(0)).(float64); ok {
		k = &s.F64
	}
	return k.(*Kernels[T])
}

// tier is what one instruction set adds to the Set of the tiers before it.
type tier struct {
	name  string
	runs  bool // on this CPU
	apply func(*Set)
}

// Available returns every Set this CPU runs, the weakest first; the first is
// always the Go reference, "generic".
func Available() []*Set {
	sets := []*Set{reference()}
	for i, t := range tiers() {
		if t.runs {
			s := *sets[len(sets)-1]
			s.Name, s.tiers = t.name, i+1
			t.apply(&s)
			sets = append(sets, &s)
		}
	}
	return sets
}

// Best returns the strongest Set this CPU runs.
func Best() *Set {
	sets := Available()
	return sets[len(sets)-1]
}

// Named returns the Set with the given name, or an error that lists those
// this CPU runs.
func Named(name string) (*Set, error) {
	var names []string
	for _, s := range Available() {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return nil, fmt.Errorf("kernels: no instruction set %q here, have %s", name, strings.Join(names, ", "))
}

// ISAEnv is the environment variable that Default obeys.
const ISAEnv = "WEFT_ISA"

// Default returns the Set that $WEFT_ISA names or, where it is unset or empty,
// Best.
func Default() (*Set, error) {
	name := os.Getenv(ISAEnv)
	if name == "" {
		return Best(), nil
	}
	s, err := Named(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ISAEnv, err)
	}
	return s, nil
}
