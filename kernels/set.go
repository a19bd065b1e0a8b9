package kernels

//go:generate go test ./internal/asmgen -run TestGenerated -generate

import (
	"fmt"
	"math/bits"
	"os"
	"strings"

	"github.com/klauspost/cpuid/v2"
)

// Float is an element type that has kernels.
type Float interface{ float32 | float64 }

// Set is every kernel for one instruction set: complete, no field nil.
type Set struct {
	Name string // "generic", "avx2", "avx512", "neon"
	F32  Kernels[float32]
	F64  Kernels[float64]
}

// String returns the name.
func (s *Set) String() string { return s.Name }

// Kernels are the kernels of one element type. Pointers are to the first of
// the elements a formula names; i, j count from 0.
type Kernels[T Float] struct {
	Gemm Gemm[T]

	// Dot[m-1][n-1] are tiles of m rows of A and n rows of B; more of one, fewer of
	// the other.
	Dot [][]Dot[T]

	// MatVec computes y[i*incy] = beta*y[i*incy] + alpha * Σp a[i*lda+p]*x[p], i < m, p < k,
	// from one end of a to the other, each sum in the same order, which is not
	// Dot's. With beta zero y is not read; with k zero neither are a and x. Meanwhile it
	// brings a[i*lda+p+ahead] to L1; no address there need be valid.
	MatVec func(m, k int, alpha T, a *T, lda int, x *T, beta T, y *T, incy int, ahead int)

	// VecMat computes y[j] = beta*y[j] + alpha * Σp x[p*incx]*b[p*ldb+j], j < n, p < k, for a k
	// that VecMatRows divides, and so many rows of b at a time, from one end to the other. To
	// the bit it is Tiles of pieces so deep. With beta zero y is not read.
	VecMat func(k, n int, alpha T, x *T, incx int, b *T, ldb int, beta T, y *T)

	// Rank[k-1] computes a product of a small depth k,
	//
	//	c[i*ldc+j] = beta*c[i*ldc+j] + alpha * Σp a[i*ars+p*aks]*b[p*bks+j]    i < m, j < n, p < k
	//
	// from one end of c to the other and to the bit as Tiles do. With beta zero c is not
	// read. Meanwhile it brings c[i*ldc+j+ahead] to L1; no address there need be valid.
	Rank []Rank[T]

	// Copy copies a matrix: dst[i*ldd+j] = src[i*lds+j], i < m, j < n.
	Copy func(m, n int, dst *T, ldd int, src *T, lds int)

	// Transpose[m-1] transposes m rows, 1 ≤ m ≤ Gemm.Lanes: dst[p*ldd+i] = src[i*lds+p],
	// i < m, p < k, in rising order of p. For each p it may overwrite the
	// elements of dst up to p*ldd+Gemm.Lanes.
	Transpose []func(k int, dst *T, ldd int, src *T, lds int)

	// AddRow adds a row to each of m rows: y[i*ldy+j] += row[j], j < n.
	AddRow func(m, n int, y *T, ldy int, row *T)

	// AddRowReLU is AddRow followed by ReLU: y[i*ldy+j] = ReLU(y[i*ldy+j] + row[j]), j < n.
	AddRowReLU func(m, n int, y *T, ldy int, row *T)

	// SumRows adds scaled column sums: sum[j] += alpha * Σi x[i*ldx+j], i < m, j < n,
	// i in rising order.
	SumRows func(m, n int, alpha T, x *T, ldx int, sum *T)

	// Axpy computes y[i] += alpha*x[i], i < n.
	Axpy func(n int, alpha T, y, x *T)

	// Sub computes z[i] = x[i] - y[i], i < n. z may be x or y.
	Sub func(n int, z, x, y *T)

	// Scale computes x[i] *= alpha, i < n.
	Scale func(n int, alpha T, x *T)

	// Steps are the steps of optimisers.
	Steps Steps[T]

	// Exp computes y[i] = e^x[i], i < n. y may be x. It is within 2 units in the last
	// place, over all inputs of float32 within 1.08 on AVX2 and AVX-512, subnormal
	// results included; it maps ±0 to 1, -Inf to 0, +Inf and what
	// overflows to +Inf and NaN to NaN.
	Exp func(n int, y, x *T)

	// Softplus computes y[i] = ln(1+e^x[i]), i < n. y may be x. It is within 3 units in
	// the last place in float32, over all inputs within 2.80 on AVX2 and AVX-512, and
	// 2.5 in float64, subnormal results included; it maps ±0 to ln 2, -Inf to 0, +Inf to +Inf and NaN to NaN.
	Softplus func(n int, y, x *T)

	// Softmax computes y[i*ldy+j] = e^x[i*ldx+j] / Σk e^x[i*ldx+k], i < m and j, k < n,
	// with the greatest element of a row subtracted first, so that nothing
	// overflows. y may be x, if ldy is ldx. A row that holds NaN or +Inf, or
	// nothing but -Inf, becomes NaN; elsewhere -Inf becomes 0. Rows may be of any
	// number and length, since it takes them piece by piece, in Go.
	Softmax func(m, n int, y *T, ldy int, x *T, ldx int)

	// Act are the activations, indexed by Act.
	Act [NumActs]Activation[T]

	// Peak does nothing but independent multiply-adds in registers, n rounds of
	// PeakFlops floating-point operations each: the ceiling to measure others by.
	Peak      func(n int)
	PeakFlops int
}

// VecMatRows is the rows of a matrix that VecMat goes along at a time.
const VecMatRows = 8

// MaxElements bounds the elements that one call of an element-wise kernel
// should be given, so that it stays near 10 µs; the slowest, float64's GELU on
// AVX2, takes some 25.
const MaxElements = 8192

// Tile computes a strip of a matrix product, m rows by any number of columns,
//
//	C[i,j] = beta*C[i,j] + alpha * Σp A[i,p]·B[p,j]    i < m, j < n, p < k
//
// with A[i,p] = a[i*ars+p*aks], B[p,j] = b[p*bks+j] and C[i,j] = c[i*ldc+j]; m belongs
// to the function, as does the width v·Lanes of the register tile that it moves
// along the strip. The last step must be wider than (v-1)·Lanes. p runs in
// rising order, and the sum of a C[i,j] does not depend on the shape of the
// tile it is in. With beta zero C is not read; with k zero neither are A and B.
type Tile[T Float] = func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int)

// PackTile is a Tile of a single step that also leaves packed[p*m+i] = A[i,p], where ars
// must be 1, or packed[p*n+j] = B[p,j]. packed must not overlap an operand.
type PackTile[T Float] = func(k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int, packed *T)

// Dot computes a tile of products of rows with rows,
//
//	C[i,j] = beta*C[i,j] + alpha * Σp A[i,p]·B[j,p]    i < m, j < n, p < k
//
// with A[i,p] = a[i*lda+p], B[j,p] = b[j*ldb+p] and C[i,j] = c[i*ldc+j]; m and n belong to
// the function. The order of the sum is the same in every tile, and not
// Tile's. With beta zero C is not read; with k zero neither are A and B.
//
// It computes so many tiles, at least one, each as elements further in a, bs in b and cs in
// c than the one before. Meanwhile large tiles bring next[p] and next[nexts+p], p < k, to
// L2, and each after it the two rows after those; no address there need be valid, but one
// that is not, or is far for nothing, costs time.
type Dot[T Float] = func(k int, alpha T, a *T, lda int, b *T, ldb int, beta T, c *T, ldc int, next *T, nexts int, tiles, as, bs, cs int)

// Rank adds a product of small depth, which belongs to the function, to a matrix.
type Rank[T Float] = func(m, n int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, ahead int)

// Gemm is a family of register tiles: one per number of rows and of vectors.
type Gemm[T Float] struct {
	MR, NR int         // rows and columns of the tile for blocks, the widest of so many rows
	Sweep  int         // vectors of the tile to sweep along long rows with
	Lanes  int         // columns in one vector
	Tiles  [][]Tile[T] // Tiles[m-1][v-1] has m rows and v vectors; more rows, fewer vectors

	// Far[m-1] is the widest of Tiles[m-1] for a C that outgrows the caches: with beta
	// zero it writes whole steps past them, if the CPU can. Rows of C must begin at
	// multiples of a vector's size in memory. There are none for large m.
	Far []Tile[T]

	// Stream are the first of Tiles for a B that outgrows L2: of few rows, which multiply
	// no slower than B can be read.
	Stream [][]Tile[T]

	// Panel are Tiles[MR-1] for packed panels of B that lie one after the other: where a
	// step's rows of B, bks apart, end, those of the next begin. More steps than one must
	// be whole.
	Panel []Tile[T]

	// FarPanel are Panel for a B that outgrows L2.
	FarPanel []Tile[T]

	// PackA and PackB are Tiles[MR-1] that leave A or B packed.
	PackA, PackB []PackTile[T]
}

// Vectors returns the number of vectors that n columns take. Lanes is a power
// of two, and a division would take as long as a small product.
func (g *Gemm[T]) Vectors(n int) int {
	return (n + g.Lanes - 1) >> bits.TrailingZeros(uint(g.Lanes))
}

// Single returns the tile that computes m ≥ 1 rows of n ≥ 1 columns in one step, or
// nil if there is none.
func (g *Gemm[T]) Single(m, n int) Tile[T] {
	if m <= len(g.Tiles) {
		if tiles, v := g.Tiles[m-1], g.Vectors(n); v <= len(tiles) {
			return tiles[v-1]
		}
	}
	return nil
}

// Of returns the kernels of s for element type T.
func Of[T Float](s *Set) *Kernels[T] {
	var k any = &s.F32
	if _, ok := any(T(0)).(float64); ok {
		k = &s.F64
	}
	return k.(*Kernels[T])
}

// tier is what one instruction set adds to the tiers before it.
type tier struct {
	name  string
	needs []cpuid.FeatureID
	apply func(*Set)
}

// Available returns every Set this CPU runs, the weakest first; the first is
// always the Go reference, "generic".
func Available() []*Set {
	sets := []*Set{reference()}
	for _, t := range tiers() {
		if cpuid.CPU.Supports(t.needs...) {
			s := *sets[len(sets)-1]
			s.Name = t.name
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
