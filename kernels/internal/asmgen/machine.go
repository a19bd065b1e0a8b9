package asmgen

// reg is a general-purpose register by number. vec is a vector register by number; on a scalable
// machine it is a group of registers. A negative vec is a scalar register (see scalarReg), or a
// constant in memory where a machine has too few registers.
type (
	reg int
	vec int
)

// isa is one instruction set for one element type.
type isa struct {
	name     string // in file names, "avx512"
	title    string // in symbols, "AVX512"
	arch     string // "amd64"
	elem     int    // bytes in an element
	bytes    int    // bytes in a vector, 0 where scalable
	regs     int    // vector registers a kernel may use
	integers int    // registers likewise

	// vectors[m-1] is the width, in vectors, of the widest register tile of m rows. Blocks use the tile of mr rows.
	// Long rows are swept with a tile that is sweep vectors wide.
	vectors   []int
	mr, sweep int
	// dots[m-1] is the most rows of B in a dot tile of m rows of A.
	dots []int
	// narrow is the tiles of products with narrow weights, none where the reference computes those.
	narrow narrowShape
	// masks says that a partial vector costs no more than a whole one. One loop then serves both.
	masks bool
	// evex says that instructions have the encoding of AVX-512, with 32 registers, whatever the size of vectors. scalef
	// says that one instruction multiplies by 2ⁿ.
	evex, scalef bool
	// maskedLoads says that a partial vector can be loaded at once.
	maskedLoads bool
	// streams says that there are stores past the caches. NEON has no such flag: its stores take pairs of registers,
	// and are in no order with other stores.
	streams bool
	// panelSteps is how many steps the loop of a tile along a packed panel takes at a time, or 0 where it has no such loop.
	panelSteps int
	// windows says that there are masks in memory, windowed.
	windows bool
	// scalable says that the length of vectors is known at run time alone, and that a kernel may use several registers
	// as one vector.
	scalable bool
	// scalars is how many scalar registers a kernel may use. One operand of arithmetic may be one.
	scalars int

	lower func(*asm, *isa) machine
}

// most is the most rows of a tile that is n wide. widths[m-1] is the greatest width of m rows.
func most(widths []int, n int) int {
	m := len(widths)
	for widths[m-1] < n {
		m--
	}
	return m
}

func (s *isa) lanes() int { return s.bytes / s.elem }

// apart tells whether a partial vector needs code of its own.
func (s *isa) apart() bool { return !s.masks && !s.scalable }

// wideMasks tells whether vectors have four lanes of 16 bytes, and masks.
func (s *isa) wideMasks() bool { return s.masks && s.bytes == 64 }

// scalarReg is scalar register i.
func scalarReg(i int) vec { return vec(-1 - i) }

// nv is the vectors of the tile of mr rows.
func (s *isa) nv() int { return s.vectors[s.mr-1] }

// float names the element type in symbols.
func (s *isa) float() string {
	if s.elem == 4 {
		return "F32"
	}
	return "F64"
}

// goType is the element type as Go spells it.
func (s *isa) goType() string {
	if s.elem == 4 {
		return "float32"
	}
	return "float64"
}

// extent is how much of a vector is loaded.
type extent int

const (
	wholeVector   extent = iota
	partialVector        // the elements that tail announced
	firstElement         // and zeros behind it
)

// partOf is the extent of a vector that is partial or not.
func partOf(partial bool) extent {
	if partial {
		return partialVector
	}
	return wholeVector
}

// machine spells operations for one instruction set and element type. Destinations come first. Displacements are in
// bytes. A vector operation works on every lane.
type machine interface {
	// Integers and jumps.
	arg(r reg, p param)
	mov(d, s reg)
	set(r reg, n int)
	add(d, s reg)
	sub(d, s reg)
	mul(d, s reg)
	addImm(r reg, n int)
	shift(r reg, n int)        // left or, with n below 0, right
	remainder(d, r reg, n int) // d = r mod n, a power of two
	jump(label string)
	jumpZero(r reg, label string)
	jumpNonzero(r reg, label string)
	jumpLess(r reg, n int, label string) // if r < n
	jumpEqual(r reg, n int, label string)
	jumpUnequal(r reg, n int, label string)
	jumpPositive(r reg, label string)
	jumpAtLeast(r reg, n int, label string)
	jumpUpTo(r reg, p param, label string) // if r <= p
	countdown(r reg, label string)         // r--, and jump unless it is zero
	last(r reg, label string)              // r--, and jump if it is zero
	jumpOne(p param, label string)         // if the scalar is 1
	jumpNotOne(p param, label string)
	jumpNought(p param, label string) // if the scalar is +0 or -0
	jumpNotNought(p param, label string)
	jumpFewer(p param, n int, l string) // if the word is less than n
	bump(p param, n int)                // adds n to an argument
	jumpMore(label string)              // if the last bump left more than 0
	addTo(p param, s reg)               // adds s to an argument
	addFrom(d reg, p param)             // adds an argument to d
	setTo(p param, s reg)               // makes s the argument
	align()                             // of a loop's head
	ret()
	finish() // the file: declares the tables that its functions use

	// Memory.
	load(v vec, p reg, disp int)
	loadAnd(v vec, p reg, disp int, mask vec) // what is there, & mask
	store(p reg, disp int, v vec)
	prefetch(p reg, disp int)       // of a cache line to L1
	prefetchAt(p, by reg, disp int) // the same, by further on
	prefetchFar(p reg)              // to L2
	broadcastArg(v vec, p param)
	constant(v vec, bits uint64)
	pooled(r *regs, bits uint64) vec // a constant in a free register or, where registers are few, in memory

	// The rows of A in a tile: m of them, stride bytes apart, from p on. Rows are
	// read in rising order. v may be a scalar register.
	rows(m int, p, stride reg)
	rowRegs(m int) []reg // that the machine takes for it
	row(v vec, i int)    // repeats the element of row i
	step(by reg)         // moves to the next element of every row

	// The rows of two matrices in a dot tile, sets 0 and 1: m of them, stride bytes
	// apart, from p on. Rows are read in rising order.
	ladder(set, m int, p, stride reg)
	ladderRegs(set, m int) []reg             // that the machine takes for it
	rung(v vec, set, i, disp int, of extent) // loads of row i, disp bytes on
	climb(set, bytes int)                    // moves on along every row or, where scalable, behind a strip of it
	fold(v, t vec)                           // adds a vector's 16-byte lanes up to the first or, where scalable, all up to an element; t is spare
	loadFew(v vec, p reg, disp, n int)       // n elements, at most 16 bytes; where scalable, what follows works on n
	storeFew(p reg, disp int, v vec, n int)

	// Arithmetic. A pooled constant may stand for c and, in operations without a
	// c, for y.
	zero(v vec)
	copyv(d, c vec)                // d = c
	fma(acc, x, y vec)             // acc += x·y
	product(d, y, zero vec)        // d = d·y + zero, which is +0: never -0
	fnma(acc, x, y vec)            // acc -= x·y
	poly(p, x, c vec)              // p = p·x + c
	addv(d, x, y vec)              // d = x + y
	subv(d, x, y vec)              // d = x - y
	mulv(d, x, y vec)              // d = x·y
	divv(d, x, y vec)              // d = x/y
	sqrtv(d, x vec)                // d = √x
	orv(d, x, y vec)               // d = x | y, bit by bit
	andv(d, x, y vec)              // d = x & y, bit by bit
	jumpAny(x, y, t vec, l string) // if x = y in any lane; t is spare
	raise(d, x, t vec)             // d = x > d ? x : d, which is d where x is NaN; d is a number, t is spare
	atLeast(d, x, c vec)           // d = x < c ? c : x, which is x at NaN; d is not x
	atMost(d, x, c vec)            // d = x > c ? c : x, which is x at NaN; d is not x
	gate(d, x, y, t vec)           // d = y <= 0 ? +0 : x, so that NaN in y opens it; t is spare
	pick(d, x, y, low, t vec)      // d = y <= 0 ? low : x, which is x at NaN; t is spare
	bySign(d, x, neg, c, t vec)    // d = sign bit of x set ? neg : c; t is spare
	pow2(d, n vec, c *exp)         // d = 2ⁿ for whole n, if that is normal
	scale(p, n, t, u vec, c *exp)  // p = p·2ⁿ for whole n, rounded once; t, u are spare

	// small is p = p·x, where the result may be subnormal.
	small(p, x vec, c *exp)

	// split makes 2ⁿ, for whole n, of t and u, which are normal or 0. It multiplies each p by t. Where one instruction
	// multiplies by 2ⁿ, it does that, and returns false: u is none then.
	split(n, t, u vec, c *exp, ps ...vec) bool
}

// fixed is what machines can whose vectors have lanes of 16 bytes, and a length that the generator knows.
//
// The tail operations touch the n elements that tail announced: at least one and fewer than a vector or, where
// isa.masks is set, up to a vector. With masked loads the elements behind are 0. Else they are one of the n.
type fixed interface {
	tail(n reg)                                   // which leaves less than a vector in n
	tailWhole()                                   // tail of a whole vector
	jumpPartial(n param, whole int, label string) // if tail announced less than a vector, and so n is less than whole
	loadTail(v vec, p reg, disp int)
	storeTail(p reg, disp int, v vec)

	element0(d, x vec, i int)           // d's first element = element i of x's first 16 bytes
	most(v, t vec)                      // v's first element = the greatest of v, which has no NaN; t is spare
	zip(d, x, y vec, high, double bool) // interleaves the low or high halves of each lane, by elements of 4 or 8 bytes

	// Transposition. Rows lie in groups of w. (g, r) reaches the first row of group g and the w-1 after it. The last of
	// m rows stands for those that the last group lacks.
	grid(p, stride reg, w, groups int, m param)
	gridRegs(groups int) []reg   // that the machine takes for it
	full(m param)                // announces stores of m elements to put
	piece(v vec, g, r, disp int) // loads 16 bytes of row (g, r) to lane g of v
	fetchCell(g, r, disp int)    // prefetches row (g, r)
	advance(groups, bytes int)   // along the rows
	advanceBy(groups int, by reg)
	put(p reg, v vec)               // stores m elements or, lacking masks, a vector
	element(to, from reg, disp int) // copies one element
}

// masked is what machines can that have isa.masks.
type masked interface {
	tailOrWhole(n reg, before int)        // tail of n-before, or of a whole vector if that is less
	halfCell(v vec, g, r, disp, half int) // loads half of v from row (g, r); half 0 also clears the other one
	lanes4(d, x, y vec, pick int)         // two lanes of x and two of y, by two bits of pick each

	// Vectors side by side, at most four, of which each has a part. Parts are numbered from 1.
	parts(n reg, vectors int)                  // of the first n elements
	partsIn(from, to, t, all reg, vectors int) // of elements from ... to-1; t is spare, and all collects a bit for each element
	partsOf(all reg, vectors int)              // of the elements that have a bit
	loadPart(v vec, p reg, disp, part int)     // with zeros beside it
	lane(d, v, t vec, n reg)                   // d = element n mod lanes of v, repeated; t is spare
	fmaPart(acc, x vec, p reg, disp, part int)
	storePart(p reg, disp int, v vec, part int)
}

// windowed is what machines can that have isa.windows. The mask of a few vectors side by side is a window of a table, and that of one of them
// a vector of the window.
type windowed interface {
	windowBefore(w, n reg)                     // w = the window of the columns in front of n, at most args.RampColumns
	windowFrom(w, n reg)                       // w = the window of column n and those behind it
	maskOf(v vec, w reg, j int)                // v = the mask of vector j
	maskAnd(v vec, w reg, j int)               // v &= the mask of vector j
	loadMasked(v vec, p reg, disp int, m vec)  // with zeros for what is masked
	storeMasked(p reg, disp int, v vec, m vec) // what is not masked
	least(d, s reg)                            // d = s if that is less
	greatest(d, s reg)                         // d = s if that is more
	elementOf(d, v, t vec, n reg)              // d = element n mod lanes of v, repeated; t is spare
}

// solving is what machines can that have a RampSolveRows. Lanes, which are elements here, have a bit each: the first ones or the last.
type solving interface {
	loadOnly(v vec, p reg, disp int, lanes uint64)        // with zeros beside
	fmaOnly(acc, x, t vec, p reg, disp int, lanes uint64) // acc += x·what p+disp points to; t is spare
	fnmaOnly(acc, x, y, t vec, lanes uint64)              // acc -= x·y; t is spare
	laneAt(d, v, t vec, i reg, n int)                     // d = element n of v, repeated; t and i are spare
	turnLanes(v, t []vec)                                 // transposes the 16 bytes that v has in rows and columns; t is as many spare ones
	addLanes(d vec, v, t []vec)                           // the l-th 16 bytes of d = all of v[l], added up; t is spare
}

// stepping is what machines can that have isa.panelSteps.
type stepping interface {
	rowOn(v vec, i, disp int)          // row, disp bytes on
	loadOn(v vec, p, by reg, disp int) // loads what is as much further on as by says
	addTwice(d, by reg)                // d += 2·by
}

// streaming is what machines can that have isa.streams.
type streaming interface {
	storeFar(p reg, disp int, v vec) // past the caches; p+disp is aligned
}

// scalable is what machines can that have isa.scalable.
type scalable interface {
	group(registers int, keep bool)     // begins code whose vectors are of so many registers, 1, 2, 4 or 8; keep: what is beyond a strip stays
	whole()                             // what follows works on whole vectors
	strip(n reg)                        // what follows works on as many of n elements as a vector has, and n is so many less
	exactly(n reg)                      // what follows works on n elements, at most a vector
	behind(p reg)                       // moves p on behind the strip
	lengthTo(p param, vectors int)      // sets p to the elements of so many vectors of one register
	storeScalar(p reg, disp int, v vec) // one element
	loadEvery(v vec, p, stride reg)     // elements that lie stride bytes apart
	greatestOf(v vec)                   // every lane becomes the greatest
}
