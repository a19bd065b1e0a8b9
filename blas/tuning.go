package blas

// Every tuned number of the package. A speed in a comment names the CPU that it was measured on:
//
//	Zen 3            AVX2, L1 32 KiB, L2 512 KiB, L3 32 MiB
//	Zen 5            AVX2 and AVX-512, L1 48 KiB, L2 1 MiB, L3 32 MiB
//	Emerald Rapids   AVX-512, 16 threads on 8 cores
//
// A number in bytes holds for float32 and float64 alike.

// Caches.
const (
	line = 64   // bytes
	page = 4096 // bytes between lines that share a set of L1
	// ways is how many lines of one operand a set of L1 holds beside those of the other operands.
	ways = 6

	// usualL1 and usualL2 are Zen 5's. They stand for a size that the CPU does not tell. A smaller L2 than leastL2 is
	// taken for leastL2, a larger one than mostL2 for mostL2: several cores may share it.
	usualL1 = 48 << 10
	usualL2 = 1 << 20
	leastL2 = 256 << 10
	mostL2  = 1 << 20
)

// Blocks. A block of B fills half of L2. Its depth is large enough that beginning a tile and writing it costs little.
const (
	packedDepth = 4 << 10 // bytes of a row of A, with B packed
	placeDepth  = 2 << 10 // bytes of a row of A, with B in place
	packASteps  = 256     // steps of the depth, with A packed for each block of columns. Blocks of B are wider then: more panels share the cost.
	keepDepth   = 2 << 10 // bytes of a row of A, with a block of A packed and kept
	keepColumns = 256     // the least columns for which a block of A is kept
	keepRows    = 96      // the least rows of A of which a block is kept
	narrowSteps = 2048    // steps of the depth, with a narrow B in place

	// Wide and shallow blocks of a far B in place, see alongB.
	alongLeast = 32      // steps of the depth: with fewer C costs more than B
	alongMost  = 64      // steps of the depth
	alongTiles = 16      // rows of A, in tiles of MR
	alongRow   = 1 << 10 // bytes of a row of B
	alongNear  = 5 << 20 // bytes of B: a smaller one is near
	alongTall  = 8       // rows of A, in tiles of MR: so many or more lose with a near B

	// alongRowsFar is the bytes of a B in place from which one row of C is computed along rows of B, also where tiles are wide.
	alongRowsFar = 3 << 20

	// blockBytes are the bytes of a block of rows of A: no more than a core's share of L3. 2 to 8 MiB are level. A
	// single block is 3 % slower for float64 3000 cubed (Zen 5).
	blockBytes = 4 << 20
	// spaceBytes are the bytes of the packing space for A.
	spaceBytes = 2 << 20

	// shallow is the depth up to which a block of B is packed as a single panel. Such a block has few rows, and one call
	// goes along all of them.
	shallow = 32
	// shallowRows is the rows of C up to which a shallow block of B fills half of L1 instead of half of L2. float32
	// 16x10000x16 with a B to transpose goes from 147 to 155 GFLOP/s. With more rows of C, shorter rows of B
	// would lose (Zen 5).
	shallowRows = 64

	// bandBytes are the bytes of the rows of C between two calls of an epilogue. The first of them is still in L1 or L2
	// when the last is written.
	bandBytes = 32 << 10
)

// leastPacked is the rows of C from which a prepacked B pays. A tile of fewer rows has too few sums to hide the latency
// of a multiply-add.
const leastPacked = 4

// The transposed form: the most of a chunk of Cᵀ, 112 by 128.
const (
	chunkRows  = 112
	chunkArea  = chunkRows * 128 // elements
	chunkDepth = 128             // the least depth of a block of Aᵀ as wide as a chunk
	// turnedDepth is the most depth of tiles that are turned.
	turnedDepth = 512
)

// Inner products.
const (
	// dotBytes are the bytes of a row that are taken at a time. The tiles come back to up to eight rows, which stay in
	// L1.
	dotBytes = 4 << 10
	// shortRow is the bytes of a row up to which a tile takes little time. Fewer calls, each of a longer run of tiles,
	// are then faster.
	shortRow = 2 << 10
	// loadBound is the loads for each multiply-add from which loads bound a tile.
	loadBound = 0.6
	// vectorBytes of a vector stay in L1 together with as many bytes of a row. Longer vectors are cut into pieces of at
	// most half of vectorBytes.
	vectorBytes = 16 << 10
	// rowBytes is the least bytes of a row of B for which VecMat pays. It goes along several such rows at a time, for one
	// row of C.
	rowBytes = 1 << 10
)

// How far ahead to fetch, and from which size on a matrix is far.
const (
	// aheadBytes is how far ahead a long vector is fetched. It comes from L3 at 115 to 120 GB/s, the most there is (Zen 5).
	aheadBytes = 4 << 10
	// rowsAhead is how far ahead the kernel for a matrix and a vector fetches each of the rows that it reads side by side. From L3
	// they come at 27 GB/s, a single one with aheadBytes at 24; from memory at 15.5 and 8.7 (Emerald Rapids).
	rowsAhead = 1 << 10
	// panelAhead is how far ahead, in bytes, tiles fetch prepacked panels from L3. That is some 300 cycles. float64
	// 256x1024x1024 goes from 124 to 132 GFLOP/s. Panels in L2 lose 1 % (Zen 5).
	panelAhead = 4 << 10
	// followed is the quarters of a block of prepacked panels that are taken where tiles fetch the next block to L2. float32 16x512x784
	// goes from 111 to 122 GFLOP/s from L3, 32x512x784 from 124 to 139, 64x512x784 from 142 to 152, float64 32x512x784 from 62 to 67
	// (Emerald Rapids). Many rows of A, which are read again for each block, lose by it.
	followed = 3
	// streamAhead is how many rows ahead tiles fetch a far B. streamRows is the most rows of such a tile: it multiplies
	// as fast as B can be read. With 4 rows of 1 KiB, the widest tile, L3 is read at 115 GB/s, without fetching at 95
	// (Zen 5).
	streamRows  = 4
	streamAhead = 4
	// alongAhead is how far ahead, in bytes, tiles fetch B in wide and shallow blocks. With 64 bytes it comes too late:
	// float64 6x4000x500 goes from 38 to 34 GFLOP/s. 256 bytes lose 3 %, 512 bytes 10 % (Zen 3).
	alongAhead = 128
	// writeAhead is how far ahead, in bytes, an update brings C to L1. A C in L2 or L3 is written at 115 to 120 GB/s.
	// Tiles write rows side by side, at 95 to 110 GB/s (Zen 5).
	writeAhead = 2 << 10
	// memoryAhead is the same for a C from memory. Syr2 of float64 4096 by 4096, lower, goes from 6.2 to 4.8 ms with it
	// (Emerald Rapids). Ger of float64 1024 by 1024 goes from 300 to 220 µs where L3 has lost its matrix (Zen 5).
	memoryAhead = 8 << 10
	// nearBytes are the bytes of C up to which tiles are faster than an update, since C is in L1 (Zen 5).
	nearBytes = 32 << 10
	// updateDepth is the depth up to which slim tiles are slower than an update, where C has so many bytes: they end
	// too soon. float32 512x512x2, added to C, goes from 26 to 32 GFLOP/s, float64 512x512x3 from 22 to 25. A depth
	// of 4 loses as often as it gains, and a C of 3 MB and more loses a quarter (Zen 3).
	updateDepth = 3
	updateLeast = 128 << 10
	updateMost  = 5 << 19
	// farBytes are the bytes of C from which C comes from memory. A C of 19 MB loses by what helps a C from memory
	// (Zen 5).
	farBytes = 24 << 20
	// farDepth is the depth from which the sums take as long as C takes to memory.
	farDepth = 32
	// fetchBytes are the bytes of a matrix from which inner products fetch the rows of their next band. float64
	// 4096x20x784 goes from 66 to 90 GFLOP/s. A smaller matrix comes from L3 in time by itself (Zen 5).
	fetchBytes = 8 << 20
	// enoughSums is the rows of a matrix from which their sums, one each, hide the latency of multiply-adds.
	enoughSums = 4
	// hardwareStreams is the number of rows, read side by side, that the CPU fetches ahead by itself.
	hardwareStreams = 8
	// conflictRows is the number of rows of A that share one set of L1 and do not evict each other. The set holds B's
	// lines too.
	conflictRows = 8
)

// blockRows is the most rows of a block of a triangle or of a band.
const blockRows = 8

// Bytes of a triangle, as many as of its square, or of a band, from which it is not read down its rows, a few columns at a time.
// Transposed and times a vector, float64 packed 400 by 400 takes 13.3 µs so, and 12.4 from end to end, 1024 by 1024 174 and 163;
// float32 dense 1024 by 1024 77 and 77, 1448 by 1448 255 and 209 (Emerald Rapids). farBand is that of a CPU that likes many streams.
// Zen 5 has bands of farDense: gbmv of float32 2048 by 2048, transposed, takes 145 µs from end to end, and 300 down its rows.
const (
	farPacked = 5 << 18
	farDense  = 8 << 20 // rows that are not transposed go side by side, too
	farBand   = 12 << 20
)

// A triangle, transposed, in strips of columns.
const (
	stripRow = 1 << 10 // the least bytes of a row of one; those of 2 KiB are level (Zen 5), of 1 KiB a third faster (Zen 3)
	stripFew = 4       // a strip has so many times the columns that a ramp takes, if no tile takes them
)

// outerStrips are the bytes of a lower triangle from which Update, which fetches ahead, is faster than RampOuter: float64 syr of
// 64 takes 0.75 µs by the latter, and 1.1, of 1024 220 and 200 (Emerald Rapids).
const outerStrips = 2 << 20

// outerStripsOneLine is the same where a tile takes one line, whose Update has more instructions: float64 syr2 of an upper 1024 by 1024 takes
// 193 µs by RampOuter2, and 251, of 64 0.99 and 1.67, float32 lower 1024 86 and 106 (Zen 3).
const outerStripsOneLine = 12 << 20

// outerNear is the bytes of a dense matrix up to which RampOuter takes few columns of a triangle at a time, down all rows, if it
// keeps the vectors in registers. Float64 syr of an upper 128 by 128 takes 0.92 µs so, and 1.29 along whole rows, syr2 1.16 and 1.70; of
// 256 3.3 and 3.6, 3.9 and 4.9. Syr of a lower one is level (Zen 5).
const outerNear = 1 << 20

// outerUpper is the same for an upper one, whose rows begin anywhere, and one product, on CPUs that like many streams. Others have
// none where masks are cheap: float64 syr2 of an upper 1024 by 1024 takes 63 µs by RampOuter2, and 119 by Update, of 2048 575 and 970,
// packed 676 and 889. Nor have they for one product with a packed lower one: 2048 by 2048 takes 346 µs so, and 417 by Update (Zen 5).
const outerUpper = 16 << 20

// Rows of a dense triangle that are as long as longRow are fetched longRowAhead ahead, others by whole rows. Syr of float64 2896 by
// 2896 is read and written at 16 GB/s each so, and at 9, float32 2048 by 2048, whose rows are shorter, at 16.4 instead of 17.5
// (Emerald Rapids).
const (
	longRow      = 12 << 10 // bytes
	longRowAhead = 1 << 10  // bytes
)

// outerRows are the rows of a triangle from which RampOuter2 is faster than Update: float64 syr2 of an upper one of 64 takes 0.96
// µs by the former, and 0.87, of 128 2.2 and 2.6 (Emerald Rapids).
const outerRows = 96

// Columns that rows of a triangle or a band have in common.
const (
	commonRows = 64 // rows, at most

	leastCommon = 128 // columns from which they go side by side
)

// rampLeast is the least columns that a call counts for a row of a ramp.
const rampLeast = 16

// outerLeast is the least columns that a call of an update counts for a row of a triangle.
const outerLeast = 128

// gerLeast is the least elements of a matrix that workers share to add x·yᵀ.
const gerLeast = 1 << 16

// trmvLeast is the least elements of a square whose triangle workers share, or of a band. float64 512 by 512 goes from 13.7 to 9.6 to 11 µs
// by two (Zen 5).
const trmvLeast = 1 << 17

// A symmetric matrix times a vector.
const (
	// symvLeast is the least columns that a call counts for a group of rows.
	symvLeast = 128
	// symvShort is the most columns of the few rows beside the groups that Go computes.
	symvShort = 32
	// symvNear is the bytes of the rows of a band that are gone along twice.
	symvNear = 512 << 10
	// symvAhead is how far ahead, in bytes, each of four rows is fetched. float64 512 by 512 and larger lose 5 to 10 % by
	// 384 bytes or more, and 3 % without (Zen 3).
	symvAhead = 128
	// symvFarAhead is the same for a triangle from memory. float64 4096 by 4096 is read at 15.5 GB/s with it, and at 12 (Emerald
	// Rapids).
	symvFarAhead = 1 << 10
	// symvStrip is the elements of a strip of rows that one worker takes.
	symvStrip = 1 << 16
	// symvLeastShared is the least elements of a triangle that is cut. float64 320 by 320 goes from 9.5 to 6 µs by two workers
	// (Emerald Rapids).
	symvLeastShared = 1 << 15
)

// nearRow is the least bytes of a row of a matrix that is gone along by kernels of ramps, from L2.
const nearRow = 512

// A large matrix times a vector, in strips of rows.
const (
	// gemvStrip is the elements of a strip that one worker takes, also of Ger, of at least gemvStripRows. float64 512 by 512 goes from 34 to
	// 11 µs by two workers, each of which has half of it in its L2 (Emerald Rapids).
	gemvStrip     = 1 << 17
	gemvStripRows = 64
	// gemvLeast is the least elements that are cut: half of them take as long as a worker takes to come. float64 320 by 320 goes
	// from 8 to 5 µs.
	gemvLeast = 1 << 16
	// mostStrips is the most strips, also of a symmetric matrix.
	mostStrips = 8
)

// What forms cost, in multiply-adds of vectors, and factors of that cost. BenchmarkPlans has the grounds (Zen 5).
const (
	packCost      = 9.6  // to pack a vector of A or B
	keepCost      = 3.84 // to pack one meanwhile, by a tile
	transposeCost = 16   // to transpose a vector of C
	turnCost      = 8    // the same tile by tile, see turned.go
	gatherCost    = 2.5  // to add up the lanes of an inner product, for each element of C
	readCost      = 0.02 // to read an element of A or B
	secondCost    = 1000 // to set up a second product

	// Factors.
	dotCost      = 1.17 // inner products: both operands move on with each step
	dotFar       = 1.15 // inner products with a matrix from afar
	loneCost     = 1.15 // a tile one vector wide: it has as many loads as multiply-adds
	conflictCost = 1.06 // rows that share a set of L1
	loneConflict = 1.07 // the same in a tile one vector wide, which has the most rows
	evictedCost  = 1.25 // rows in place that L1 loses (Zen 3)
	flatCost     = 1.25 // a B that comes from L2 again for every few rows of A (Zen 3)
)

// Workers.
const (
	// multiplyAlone is the work from which waking a worker saves more than it costs: some 10 µs of one core.
	multiplyAlone = 3 << 18
	// multiplyReady is the work from which sharing with a worker that is awake saves more than it costs: some 3 µs of one
	// core.
	multiplyReady = 3 << 17
	// moveWork is the multiply-adds that take as long as one element takes to be moved.
	moveWork = 4
	// farMoveWork is the same where the elements do not fit L2. They come from L3 at 13 (Emerald Rapids) or 2 (Zen 3).
	farMoveWork = 8

	// turns is the number of parts for each worker, where parts are large enough. A worker that comes late, or shares
	// its core with other processes, takes fewer.
	turns = 4
	// turnsPacking is the same where parts pack for themselves. float64 1024 cubed gains 8 % by fewer parts. Others have
	// more: products of 50 µs would lose 20 % by fewer (Zen 5).
	turnsPacking = 2
	// turnsPackingA is the same where they pack A too. float64 512 cubed, both transposed, takes 1.02 times as long in two parts, and
	// 1.11 in four (Emerald Rapids).
	turnsPackingA = 1
	// partWork is the least work of a part, in multiply-adds.
	partWork = 1 << 19
	// partSide is the least rows and columns of a part: the rows of two tiles. With smaller parts each worker would read B
	// almost as often as one worker alone. Half of partSide holds where there would be fewer parts than workers:
	// float32 209x20x12288 goes from 440 to 660 GFLOP/s on 16 workers (Emerald Rapids).
	partSide = 24
	// fewVectors is the most depth of an update by few vectors.
	fewVectors = 32
	// longBytes are the least bytes of a part where C is a single row and each worker gets such a part. Tiles for one row
	// are as wide. float32 1x1024x1024 goes from 60 to 98 GFLOP/s on two workers, 1x1536x1024 from 98 to 115. Two to
	// four rows lose as often as they gain, and so does AVX2 (Zen 5).
	longBytes = 1 << 10
	// lateCost is the share of a worker's turn that the others wait for it.
	lateCost = 0.1
	// rowCost is what each row of C in a part adds, in multiply-adds of vectors. It favours long rows, which memory reads
	// faster, where there is little to multiply.
	rowCost = 4
)

// Small products. A plan takes 200 ns, and waking a worker takes longer. Neither pays for these.
const (
	smallWork  = 64 * 64 * 64 // multiply-adds: 2 µs
	smallSides = 1 << 12
	smallDepth = 256
	smallPack  = 1 << 14 // elements of B that are packed for one
	fewPacked  = 64      // elements of B that are packed to the stack
	fewLanes   = 16      // of the longest vector for that

	// aloneWork is the multiply-adds of a matrix and a vector up to which a plan does not pay.
	aloneWork = multiplyReady
)

// What small products cost, in eighths of a multiply-add of vectors (Zen 3).
const (
	tileStep  = 8   // a vector of a tile
	loneStep  = 12  // the same in a tile one vector wide, which has more loads than multiply-adds
	dotStep   = 10  // a vector of a dot product
	dotGather = 20  // adding up the lanes of a dot product
	dotPack   = 800 // packing a vector of each column of B, for dot products: a call
	tilePack  = 32  // packing a vector of B, for tiles

	// leastTile is the multiply-adds in flight that hide the latency of one. A tile with fewer takes as long.
	leastTile = 8
	// fewSteps is the rows times depth up to which a tile narrower than a vector costs no more than choosing another way. One
	// that is at least half a vector wide, and up to two vectors deep, is surely the cheapest: float32 12 cubed goes from 71 to
	// 58 ns (Emerald Rapids).
	fewSteps = 128
)

// Triangles (Zen 3).
const (
	// squareSide is the most rows of a triangle that is computed by way of the whole square. float64 Syrk of 32 by 32 takes 1.3 µs so,
	// and 1.6 in strips, Syr2k 1.4 and 2.4 (Zen 5).
	squareSide = 32
	// diagonalSide is the most columns of a block with B in place.
	diagonalSide = 64
	// leastBlocks is about the least number of blocks of columns that workers share. One worker takes as wide blocks as fit, and reads
	// rows beside them less often: float64 Syrk of a transposed 512 by 512 goes from 0.845 of Gemm's rate to 0.88 (Emerald Rapids).
	leastBlocks = 4
	// packRows is the rows of C that take as long as to pack a block of B.
	packRows = 10
)

// A product with a symmetric matrix.
const (
	// symmetricSide is about the most rows of a symmetric matrix that are laid out as a whole: 2 MiB in float64.
	symmetricSide = 512
	// symmetricRows is the least rows of the matrix that a worker lays out for a part of its own, which packs all that they meet.
	symmetricRows = 64
)

// Triangular systems (Zen 3).
const (
	leafRows    = 32      // rows of a triangle up to which a system is computed where it lies
	solverBytes = 1 << 10 // bytes of a row of a triangle up to which a system is computed without products
	placeRows   = 128     // rows up to which such a B is computed where it lies, unless it conflicts in L1
	acrossRows  = 64      // rows up to which a triangle with contiguous columns is not laid out
	laidColumns = 16      // columns of B from which it pays to lay out a triangle, or to have a large one
	// systemColumns is the least columns of a part: each reads all of A.
	systemColumns = 32
	mostPanel     = 64 // columns of B that are computed at a time, at most
	backColumns   = 64 // of a B with contiguous columns, that are written at a time unless they share sets

	// Small systems, see few.go.
	fewColumns = 1 << 9  // columns of B
	fewTurned  = 1 << 11 // elements of B, where its columns are contiguous
	fewMoves   = 64      // elements that are transposed one by one
)
