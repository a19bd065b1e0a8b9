package blas

// Every tuned number of the package. Speeds behind a number name the CPU that they were measured on:
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
	// ways of a set of L1 that one operand may have beside the others.
	ways = 6

	// A cache whose size the CPU does not tell has what Zen 5 has. An L2 beyond mostL2, which several cores may
	// share, is taken for one as large.
	usualL1 = 48 << 10
	usualL2 = 1 << 20
	leastL2 = 256 << 10
	mostL2  = 1 << 20
)

// Blocks. A block of B fills half of L2. Steps of the depth are enough that to begin a tile and to write it costs
// little.
const (
	packedDepth = 4 << 10 // bytes of a row of A, with B packed
	placeDepth  = 2 << 10 // bytes of a row of A, with B in place
	packASteps  = 256     // of the depth, with A packed too: more panels share what it costs
	narrowSteps = 2048    // of the depth, with B in place and narrow

	// blockBytes of A are a block of rows: no more than a core's share of L3. 2 to 8 MiB are level. All of
	// float64 3000 cubed is 3 % slower (Zen 5).
	blockBytes = 4 << 20
	// spaceBytes of A are packed at a time where they are kept.
	spaceBytes = 2 << 20

	// shallow is the depth up to which a block of B is packed as a single panel. Its rows are few, and to go along
	// them is one call.
	shallow = 32
	// shallowRows is the rows of C up to which such a block is half of L1 and not of L2. float32 16x10000x16 with a
	// B to transpose goes from 147 to 155 GFLOP/s. More rows would be cut short (Zen 5).
	shallowRows = 64

	// bandBytes of rows of C are in L1 and L2 yet when the last of them is written, for an epilogue.
	bandBytes = 32 << 10
)

// leastPacked is the rows of C from which a tile on rows of a prepacked B has sums enough to hide the latency of a
// multiply-add.
const leastPacked = 4

// The transposed form: a chunk of Cᵀ has at most so many rows and elements, 112 by 128.
const (
	chunkRows  = 112
	chunkArea  = chunkRows * 128
	chunkDepth = 128 // steps that a block of Aᵀ as wide as a chunk has at least
)

// Inner products.
const (
	// dotBytes of a row are taken at a time. Up to eight rows, which the tiles come back to, stay in L1.
	dotBytes = 4 << 10
	// shortRow is the bytes of a row up to which a tile takes so little time that the fewer calls, of longer
	// runs, the better.
	shortRow = 2 << 10
	// loadBound is the loads for each multiply-add from which loads bound a tile.
	loadBound = 0.6
	// vectorBytes of a vector, and as much of a row, stay in L1 together. Longer rows are taken in pieces, less
	// than half of that.
	vectorBytes = 16 << 10
	// rowBytes is the least of a row of B for which to go along several at a time pays, for one row of C.
	rowBytes = 1 << 10
)

// How far ahead to fetch, and from which size on a matrix is far.
const (
	// aheadBytes ahead, rows of a matrix that meets a vector come from L3 at 115 to 120 GB/s, the most there
	// is. Side by side, as tiles of inner products read them, they come at 85 to 105 (Zen 5).
	aheadBytes = 4 << 10
	// panelAhead bytes ahead, some 300 cycles, tiles fetch panels from L3: float64 256x1024x1024 goes from 124
	// to 132 GFLOP/s. Panels in L2 lose 1 % (Zen 5).
	panelAhead = 4 << 10
	// streamAhead rows ahead, tiles of at most streamRows rows fetch a far B. They multiply no slower than it can be
	// read: 4 rows of 1 KiB, the widest, read L3 at 115 GB/s, without it at 95 (Zen 5).
	streamRows  = 4
	streamAhead = 4
	// writeAhead is the bytes ahead of its writing at which an update brings C to L1: from L2 and L3 that
	// writes at 115 to 120 GB/s. Tiles, which write rows side by side, take 95 to 110 (Zen 5).
	writeAhead  = 2 << 10
	memoryAhead = 8 << 10 // the same of a C from memory
	// nearBytes is the C up to which tiles are faster than an update: it is in L1 (Zen 5).
	nearBytes = 32 << 10
	// farBytes is the C from which it comes from memory. A C of 19 MB loses by what helps there (Zen 5).
	farBytes = 24 << 20
	// farDepth is the depth from which sums take as long as C's way to memory.
	farDepth = 32
	// fetchBytes is the matrix from which inner products fetch the rows of their next band. float64
	// 4096x20x784 goes from 66 to 90 GFLOP/s. What lies in L3 comes in time by itself (Zen 5).
	fetchBytes = 8 << 20
	// hardwareStreams rows, side by side, are what the CPU fetches ahead by itself.
	hardwareStreams = 8
	// conflictRows is the rows of A of which L1 holds a line each, all in one set, beside B's.
	conflictRows = 8
)

// What forms cost, in multiply-adds of vectors; BenchmarkPlans has the grounds (Zen 5).
const (
	packCost      = 9.6  // a vector of A or B, to be packed
	keepCost      = 3.84 // the same, if a tile does it as it goes
	transposeCost = 16   // a vector of C, to be transposed
	gatherCost    = 2.5  // an element of C, to add up the lanes of an inner product
	readCost      = 0.02 // an element of A or B
	dotCost       = 1.17 // of inner products, times, both of whose operands have to be read on
	dotFar        = 1.15 // of inner products, times, with a matrix from afar
	loneCost      = 1.15 // of a tile's only vector, times, which as many loads go with
	conflictCost  = 1.06 // of rows that share a set of L1, times
	loneConflict  = 1.07 // of the same, times, where a tile has most of them: it is a vector wide
	evictedCost   = 1.25 // of rows in place that L1 loses, times (Zen 3)
	flatCost      = 1.25 // of a B that comes from L2 for each few rows of A, times (Zen 3)
	secondCost    = 1000 // to set up a second product
)

// Workers.
const (
	// multiplyAlone is the work below which to wake a worker costs more than it saves: some 10 µs of one core.
	multiplyAlone = 3 << 18
	// multiplyReady is the work below which to share with a worker that is awake costs more: some 3 µs.
	multiplyReady = 3 << 17
	// moveWork is the multiply-adds that an element takes as long as, where it only has to be moved.
	moveWork = 4

	// turns is how many parts each worker is given to take, where they are large enough. One that comes late, or
	// shares its core with others, takes fewer.
	turns = 4
	// turnsPacking is the same where parts pack for themselves. float64 1024 cubed gains 8 % by fewer. What is
	// done in 50 µs would lose 20 % (Zen 5).
	turnsPacking = 2
	// partWork is the least work of a part, in multiply-adds.
	partWork = 1 << 19
	// partSide is the least side of a part that C is cut to: two tiles' rows, or each worker would read B almost as
	// often as one alone. Half of that holds where there would be fewer parts than workers: float32 209x20x12288
	// goes from 440 to 660 GFLOP/s on 16 (Emerald Rapids).
	partSide = 24
	// longBytes is the least of a part of a single row of C, if there is one for each worker: tiles for one row are
	// as wide. float32 1x1024x1024 goes from 60 to 98 GFLOP/s on two, 1x1536x1024 from 98 to 115. Two to four
	// rows, and AVX2, lose as often as they gain (Zen 5).
	longBytes = 1 << 10
	// lateCost is the share of a worker's turn that the others wait for it.
	lateCost = 0.1
	// rowCost is what each row of C in a part adds, in multiply-adds of vectors. Where there is little to multiply,
	// memory likes long rows.
	rowCost = 4
)

// Small products: so small that a plan, which takes 200 ns, and help cannot pay.
const (
	smallWork  = 64 * 64 * 64 // multiply-adds: 2 µs
	smallSides = 1 << 12
	smallDepth = 256
	smallPack  = 1 << 14 // elements of B that are packed for one
)

// What small products cost, in eighths of a multiply-add of vectors (Zen 3).
const (
	leastTile = 8   // multiply-adds are in flight, or the tile waits for the last
	dotStep   = 10  // a vector of a dot product
	dotGather = 20  // the lanes of one, added up
	dotPack   = 8   // an element of B, for dot products
	tilePack  = 32  // a vector of B, for tiles
	fewSteps  = 128 // of a narrow tile cost no more than to think of anything else
)
