package asmgen

// How a tile sums, and what it brings near before it wants it.

// From fetchDepth on a tile's sum takes long enough to bring C near, and the rest of the
// product little enough time not to have it there. It is fetched so many steps before
// the end, since B would drive it out of L1 again: 1 to 2 % of large products beside
// fetching at the beginning (Zen 5).
const (
	fetchDepth = 128
	fetchSteps = 64
)

// streamRows is the most rows of tiles that fetch a B from afar: with more it takes as
// long to multiply as to read.
const streamRows = 4

// besides tells whether a tile of m rows fetches what the next group will want of a row of B: where
// loads do not bound the loop, or memory does. Where rows lie far apart the caches foresee none of it.
// It is fetched one by one: a burst of 16 is slower by a tenth. For one row it halves the rate of
// a B in L2. To fetch the rows of A below, which the next strip will want, brought nothing (Zen 5).
func (t *tile) besides(m int) bool { return m > 1 && (m+2*t.v <= m*t.v || t.v > 5) }

// lastVector is how the sums of a group of columns take its last vector, which may be partial.
type lastVector int

const (
	twoLoops lastVector = iota // a loop for whole groups, and one for others
	byMask                     // one loop, which loads it by a mask
	byBranch                   // one loop, which branches
)

// lastVector chooses what costs nothing:
//
//   - a mask, which takes Intel an arithmetic port, where latencies bound the loop, or memory;
//   - a branch, where multiply-adds, two a cycle, bound the loop, with four instructions decoded a cycle. NEON
//     loads a partial vector by five instructions and has a register to branch by.
func (t *tile) lastVector(m int, far bool) lastVector {
	switch {
	case t.maskedLoads && (far || m*t.v < 8):
		return byMask
	case !t.maskedLoads || t.masks && m+t.v+6 <= m*t.v:
		return byBranch
	}
	return twoLoops
}

// loop is one way to go through the depth.
type loop struct {
	m       int
	partial bool      // the last vector is
	either  *[]func() // if not nil: the last vector is or is not; what is out of line then
	fetch   func(disp int)
	follow  bool // it fetches what follows, at t.c
	pack    packing
}

// sums emits the sums of tiles of m rows, and what goes on to their tail. Level with it
// (Zen 5) are a loop of four steps, and multiply-adds that repeat the element of A as they load it.
func (t *tile) sums(m int) {
	t.label(t.at("sums%d", m))
	t.machine.rows(m, t.a, t.ars)
	if t.scalable { // how many lines there are to fetch is not known
		t.steps(t.newLabel("step"), loop{m: m})
		t.jump(t.at("finish"))
		return
	}
	ahead := func(disp int) { t.prefetchAt(t.b, t.ahead, disp) }
	near, far := ahead, t.newLabel("far")
	if !t.besides(m) {
		near = nil
	}
	both := near == nil && m <= streamRows
	if both {
		t.jumpUnequal(t.ahead, t.v*t.bytes, far)
		t.loops(loop{m: m, fetch: near}, t.newLabel("near"), false)
		t.loops(loop{m: m, fetch: ahead}, far, true)
	} else {
		start := t.newLabel("near")
		if t.follows(m) {
			t.following(loop{m: m, fetch: near, follow: true}, start)
		}
		t.alongPanel(m, start)
		t.loops(loop{m: m, fetch: near}, start, false)
	}
}

// follows tells whether a tile of m rows fetches what follows, if that is asked for: a tile of blocks whose rows of B are more
// than a line. All of a panel would come from L3 in its time, one line for each row comes from L3 in time.
func (t *tile) follows(m int) bool {
	return t.packs() && streamRows < m && m <= t.mr && t.v*t.bytes > line
}

// following emits a loop that fetches what follows, and goes on to another one where C is fetched or nothing follows.
func (t *tile) following(l loop, other string) {
	t.jumpNonzero(t.c, other)
	t.param(t.c, "p")
	t.bytesOf(t.c, t.c, "follow")
	t.jumpZero(t.c, other)
	t.machine.add(t.c, t.b)
	t.loops(l, t.newLabel("follow"), false)
}

// loops emits the loops of a way to go through the depth, which begins at a label.
func (t *tile) loops(l loop, start string, far bool) {
	switch t.lastVector(l.m, far) {
	case twoLoops:
		masked := t.newLabel("masked")
		t.label(start)
		t.jumpFewer(nLeft, t.v*t.lanes(), masked)
		t.steps(t.newLabel("whole"), l)
		if t.apart() {
			t.jumpZero(t.c, t.at("fetch"))
			t.jump(t.at("finish"))
		} else {
			t.jump(t.at("summed"))
		}
		l.partial = true
		t.steps(masked, l)
	case byMask:
		l.partial = true
		t.steps(start, l)
	case byBranch:
		l.either = new([]func())
		t.steps(start, l)
	}
	t.jump(t.at("summed"))
	if l.either != nil {
		for _, partial := range *l.either {
			partial()
		}
	}
}

// zeroSums begins the sums of a tile of any height. CPUs do away with most of it as they rename registers.
func (t *tile) zeroSums() {
	for _, sum := range t.sum {
		t.zero(sum)
	}
}

// fetchC starts to bring the tile's rows of C into L1, and goes back to its sums.
func (t *tile) fetchC() {
	t.label(t.at("fetch"))
	t.param(t.c, "p")
	t.bytesOf(t.k, t.c, "ldc")
	t.arg(t.c, height)
	t.setTo(count, t.c)
	t.param(t.c, "c")
	next := t.newLabel("next")
	t.label(next)
	for off := 0; off < t.v*t.bytes; off += line {
		t.prefetch(t.c, off)
	}
	t.machine.add(t.c, t.k)
	t.bump(count, -1)
	t.jumpMore(next)
	t.set(t.k, fetchSteps)
	t.arg(t.temp, height) // which is not 0
	t.mov(t.c, t.temp)
	t.jump(t.at("summing"))
}

// steps is the loop of t.k steps, which begins at a label.
func (t *tile) steps(start string, l loop) {
	t.align()
	t.label(start)
	if l.follow {
		t.prefetchFar(t.c)
		t.addImm(t.c, line)
	}
	switch {
	case t.scalable:
		t.stripStep(l)
	case l.m == 1 && l.either == nil:
		x, b := t.spare[0], t.spare[1]
		t.row(x, 0)
		for j := range t.v {
			t.fetch(l, j)
			t.vector(l, j).fma(t.acc(0, j), x, b, t.b)
		}
	case l.m < t.v:
		for i := range l.m {
			t.row(t.spare[i], i)
		}
		b := t.spare[l.m]
		for j := range t.v {
			t.take(l, b, j)
			for i := range l.m {
				t.fma(t.acc(i, j), b, t.spare[i])
			}
		}
	default:
		for j := range t.v {
			t.take(l, t.spare[j], j)
		}
		x := t.spare[t.v]
		for i := range l.m {
			if t.v == 1 {
				fmaRow(t.machine, t.acc(i, 0), t.spare[0], x, i)
				continue
			}
			t.row(x, i)
			for j := range t.v {
				t.fma(t.acc(i, j), t.spare[j], x)
			}
		}
	}
	if l.pack == packsA {
		t.packColumn(l.m)
	}
	t.step(t.aks)
	t.machine.add(t.b, t.bks)
	if l.pack == packsB {
		t.machine.add(t.packed, t.packedRow)
	}
	t.countdown(t.k, start)
	if l.follow {
		t.set(t.c, 0)
	}
}

// fetch fetches a vector of B where a line begins.
func (t *tile) fetch(l loop, j int) {
	if disp := j * t.bytes; disp%line == 0 && l.fetch != nil {
		l.fetch(disp)
	}
}

// vector is where a vector of B is.
func (t *tile) vector(l loop, j int) mover {
	return mover{mc: t.machine, disp: j * t.bytes, tail: l.partial && j == t.v-1}
}

// take loads a vector of B, and fetches one.
func (t *tile) take(l loop, r vec, j int) {
	t.fetch(l, j)
	at := t.vector(l, j)
	if l.either != nil && j == t.v-1 {
		t.takeEither(l, r, at)
		return
	}
	at.load(r, t.b)
	if l.pack == packsB {
		at.store(t.packed, r)
	}
}

// takeEither loads a vector of B that may be partial, out of line if it is.
func (t *tile) takeEither(l loop, r vec, at mover) {
	partly, taken := t.newLabel("partly"), t.newLabel("taken")
	t.machine.(fixed).jumpPartial(nLeft, t.v*t.lanes(), partly)
	at.load(r, t.b)
	t.label(taken)
	*l.either = append(*l.either, func() {
		t.label(partly)
		at.tail = true
		at.load(r, t.b)
		t.jump(taken)
	})
}
