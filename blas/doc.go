// Package blas multiplies matrices: it chooses a way, packs, blocks for the caches and divides the work, and leaves the
// arithmetic to one [kernels.Set].
//
// A [Matrix] is a strided view, so a transpose costs nothing and one routine serves all four combinations. A [Workspace]
// holds the packing space; it belongs to one goroutine at a time. A [workers.Pool] has the goroutines that help; any
// number of workspaces may share one.
//
// # The way of a product
//
//  1. [Workspace.Gemm] checks sizes and strides against the lengths of the slices (gemm.go).
//  2. A small product, up to some 64 cubed, goes straight to a tile or to inner products (small.go).
//  3. Any other becomes a problem. select.go chooses its form and what is packed; its head has the table of shape
//     classes. blocks.go makes that a plan, with the kernel, the blocks and the order of loops. plan.String says what
//     runs, and testdata/plans.golden pins it for 200 shapes.
//  4. A grid divides C into parts, which the workers take (split.go).
//  5. Each part goes through the loops (loops.go).
//
// # The five loops
//
// Outer products are the form of most. Each loop keeps something in a cache for the loops inside of it:
//
//	LOOP 5   blocks of rows of A           in L3
//	LOOP 4   pieces of the depth
//	LOOP 3   blocks of columns of B        in L2; packed here, unless B is in place or prepacked
//	LOOP 2   micropanels of A, MR rows     in L1
//	LOOP 1   panels of B, NR columns       one call of a tile goes along many
//	         the tile                      its sums in registers, along the depth
//
// The other forms run loops 5, 4 and 3 in orders of their own. A transposed product computes chunks of Cᵀ = Bᵀ·Aᵀ by outer
// products, where the rows of Aᵀ lie better (swap.go). Inner products have vectors along the depth (inner.go).
//
// # Symmetric matrices
//
// [Workspace.Syrk] and [Workspace.Syr2k] compute one triangle of C in blocks of columns, which the workers share (columns.go). A
// block has a square on the diagonal and a rectangle beside it.
//
//   - A small B is in place, or its columns are laid out as rows. The square is computed in strips of rows: a rectangle each, and a
//     corner beside C (strips.go).
//   - A larger B is packed as panels. Rows of the square are as many as a panel has columns, and meet the panels that lie in the
//     triangle, and their own beside C.
//
// Up to 32 rows a triangle is computed as a whole square beside C. [Workspace.Symm] lays out blocks of a symmetric matrix that
// cross its diagonal. The other blocks are views of the stored triangle or of its transpose (symmparts.go).
//
// # Triangular systems
//
// [Workspace.Trsm] and [Workspace.Trmm] cut a triangle in two triangles and a rectangle, which is a product (halves.go). Columns
// of B are independent of each other, so the workers share them: each computes its columns from the first row to the last, and they
// stay in its cache (systemparts.go). Up to 1 KiB a row, the kernel TriangleRows computes a system without products (solver.go):
//
//   - Up to 32 rows are computed where they lie (leaf.go), and so are more of them unless they conflict in L1.
//   - Otherwise the rows that others need are copied beside B, a panel of columns at a time.
//   - A B with contiguous columns is laid out as rows, a chunk of columns at a time, and back.
//
// gonum's door hands small systems to [Spaces.Few], which makes no views (few.go).
//
// # Vectors
//
// A routine on vectors is calls of one kernel:
//
//	Dot, Norm        VecVec; from 2¹⁵ elements on MatVec, of a matrix of one row, which prefetches
//	Axpy, Scale      those of their names
//	AbsSum           AbsSum
//	Iamax            AbsMax, the greatest magnitude of every 128 elements; AbsFind, the vector that has it
//	Rotate           Rotate, for gonum's Rot and Rotm
//	Swap             Swap
//
// # Triangles, bands and vectors
//
// A [Storage] is one triangle of a matrix, dense, packed or of a band, or a band of any matrix. Rows are equally far apart, but
// those of a packed triangle: each is one element further from the one before, or nearer, than that one was. Those of a band are
// so in a skewed view, with rows one element less apart.
//
// Six kernels go along the rows of a [kernels.Ramp], whose first and last columns move evenly: RampDots multiplies them by a
// vector, RampAxpy their transpose, some columns down all rows, RampOuter adds multiples of a vector to them, RampOuter2 of two
// vectors, RampSolve solves for the transpose of a square on the diagonal, and RampSolveRows for rows with all that they have. A
// triangle is one ramp, dense or packed. A band is three. Others go along a block of rows side by side, through the columns that
// these have in common: MatVec where rows are packed or far, and, of transposes, Update where dense ones are far and MatVecT where
// packed ones are.
//
// Where a CPU reads L2 fastest along one row after the other, a matrix from L2 times a vector is a ramp whose rows all have the same
// columns. A transpose from L2 or L3, or what a triangle has beside squares on its diagonal, goes down strips of columns as wide as a tile
// (gemvalone.go, down.go). AVX2 does the latter alone. It adds x·yᵀ to a matrix
// from L3 by Axpy (ger.go), and to one from memory by tiles (blocks.go).
//
// SymvRows and Update go along many rows of a triangle in one call, with their squares. SymvRows reads each element once.
//
//	routine    kernels                      for gonum's
//	Symv       SymvRows; of a band those    Symv, Spmv, Sbmv
//	           of Gbmv
//	Syr        RampOuter, far lower Update  Syr, Spr
//	Syr2       RampOuter2, few rows and     Syr2, Spr2
//	           far Update
//	Trmv       RampDots, RampAxpy, MatVec,  Trmv, Tbmv, Tpmv
//	           tiles, Update, MatVecT
//	Trsv       those, RampSolve and         Trsv, Tbsv, Tpsv
//	           RampSolveRows
//	Gbmv       those of Trmv                Gbmv
//
// Vectors whose elements are not side by side are copied to a workspace first (gather.go).
//
// # Files
//
// What a file uses stands above it in this list; TestFiles holds them to it.
//
//	tuning.go      every tuned number, and the CPUs it was measured on
//	pages_linux.go large pages of memory
//	pages_other.go none
//	matrix.go      views
//	vector.go      views of vectors
//	pieces.go      lengths cut into pieces, C into a grid
//	problem.go     a product, or a part of one
//	triangle.go    a symmetric C, of which one triangle is stored
//	symmetric.go   a product with a symmetric matrix
//	systems.go     a triangular system and its parts
//	machine.go     what choices go by beside the product
//	cache.go       sizes of caches, set conflicts, residency
//	preempt.go     bounds of one call of assembly
//	plan.go        the words of a plan, and what it goes by
//	far.go         when to go otherwise about operands that are far or share sets
//	blocks.go      what completes a form to a plan: kernel, order and blocks
//	select.go      the table of all choices; the form, and what is packed, by cost
//	parts.go       what a part of the product chooses for itself
//	vectors.go     vectors: inner product, norm, y += alpha·x
//	magnitude.go   sums and the greatest of magnitudes
//	rotate.go      rotations and exchanges of two vectors
//	strided.go     loops of Go for vectors whose elements are not side by side
//	pairs.go       rotations and exchanges of those
//	gathered.go    kernels on those
//	transpose.go   a matrix turned, for factorizations
//	workspace.go   a workspace and the job in it
//	pack.go        packing
//	micro.go       the calls of kernels; loops 2 and 1 with B in place
//	update.go      small depths, and rows of B side by side
//	unpacked.go    operands in place: tiles, updates, or stores past the caches
//	turned.go      the transposed product by tiles that are turned
//	inner.go       inner products, matrix–vector
//	swap.go        the transposed form
//	loops.go       the five loops
//	split.go       parts for workers
//	smalldots.go   dot products without a plan
//	smalltiles.go  tiles without a plan
//	small.go       products without a plan
//	gemm.go        the doors
//	storage.go     a triangle or a band as it is stored, in blocks of rows
//	ramp.go        its rows by kernels that take many, whose ends move evenly
//	down.go        a triangle, transposed, in strips of columns
//	trv.go         a triangle times a vector
//	symv.go        a symmetric matrix times a vector
//	gbmv.go        a band times a vector
//	square.go      a triangle of C from a square beside it
//	strips.go      a block of a triangle in strips of rows
//	columns.go     a triangle in blocks of columns
//	syrk.go        updates of a triangle: Syrk, Syr2k
//	among.go       a part of a product, as the whole has it
//	symmparts.go   that product, whose rows or columns the workers share
//	symm.go        products with a symmetric matrix: Symm
//	leaf.go        few rows of a system
//	solverows.go   rows of a triangle solved together
//	trsv.go        a triangle solved for a vector
//	solver.go      some more
//	halves.go      a system in two halves, and a product between them
//	systemparts.go a system whose columns the workers share
//	trsm.go        triangular solves and products: Trsm, Trmm
//	prepack.go     a B packed once for many products
//	narrow.go      the same of weights narrower than float32
//	spaces.go      workspaces for many goroutines
//	few.go         small systems for gonum's door
//	smallsymm.go   small symmetric products for it
//	gemvalone.go   a matrix times a vector without a plan
//	gemv.go        a matrix times a vector
//	gemvparts.go   a matrix times a vector, whose strips the workers share
//	ger.go         x·yᵀ added to a matrix
//	gerparts.go    rows of a matrix, which workers share, with x·yᵀ added
//	syr.go         x·xᵀ, or x·yᵀ + y·xᵀ, added to a symmetric matrix
//	gather.go      vectors whose elements are not side by side
//	symvparts.go   a symmetric matrix times a vector, whose strips the workers share
//	trvparts.go    a triangle times a vector, whose blocks the workers share
//	gemmplan.go    a product chosen and checked once
//	batch.go       many products
//
// # Room
//
// What comes next has its place, and no wall moves for it:
//
//   - A batch is parts of many problems: batch.go, on split.go's grid.
//   - bf16 is another type of A and B. pack.go widens it as it packs, since B packed is a state of B that loops.go knows; or it
//     is a family of tiles, which micro.go calls.
//
// # Bounds
//
// Every exported function holds sizes and strides against the lengths of its slices before a
// kernel is called, without products that wrap, and panics with both numbers. What proves the
// bounds of each call of a kernel is listed in bounds_test.go. A product of [MaxWork] is refused,
// and so is a second one in a workspace.
//
// # Workers
//
// The workers of a [workers.Pool] share the parts of a product. GOMAXPROCS is read at each
// product, and [workers.New] sets a cap.
//
// Work is divided over the rows and columns of C and never over the depth k, so a result has
// the same bits for any number of workers.
//
// On many cores:
//
//   - The grid takes the numbers of rows and columns of parts that make the largest part cheapest. 64 workers on a large square
//     lay 8 by 8 parts. Each packs an eighth of B for itself. Where parts are 1000 by 1000 that is some 1 % of their time. It
//     needs no barrier, and no memory that two cores write.
//   - On 16 threads of 8 cores (Emerald Rapids) float32 squares from 512 to 2048 run at 88 to 93 % of what as many workers
//     multiply in registers, 128 cubed at 47.
//   - On two sockets the grid doubles what each reads of the other's memory, not what it writes. Rows of C go by the thread
//     that computes them, so pages that the workers touch first lie near. A workspace and a pool per socket, with C divided
//     by rows between them, keep B packed on each side.
//
// # Memory
//
// Beyond its operands a product needs at most 2.5 MiB for each worker that takes part, and copies of vectors that are not
// contiguous, kept by the workspace and used again. Small products, and those whose operands are read where they lie, need none.
// Each worker needs more, at most:
//
//   - 0.3 MiB for a triangle of Trsm or Trmm,
//   - 2.2 MiB for a symmetric matrix,
//   - half of L2 for Syr2k of transposed matrices,
//   - 1.3 MiB for Syrk and Syr2k of few columns, and twice as much as A has where rows of a shallow one share sets of L1.
//
// # Latency
//
// Assembly cannot be interrupted, so calls of it are bounded: by 2¹⁹ multiply-adds, or 9·2¹⁷ of one tile on a narrow and deep
// B, and by 2¹⁷ elements read or moved (preempt.go). Between calls a goroutine gives way to a stop of the world.
package blas
