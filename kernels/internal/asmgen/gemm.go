package asmgen

import "fmt"

const gemmDecl = "k int, alpha T, a *T, ars, aks int, b *T, bks int, beta T, c *T, ldc int, n int"

// Integer registers of a tile.
const (
	tileK reg = iota
	tileA
	tileARS
	tileAKS
	tileB
	tileBKS
	tileC
	tileLDC
	tileN     reg = 10    // until the last vector's mask is made
	tileAhead     = tileN // from then on, in a tile that streams, whose rows of A need it not
)

// tile is a register tile of m rows and v vectors of columns. Vector registers:
//
//	0 … m*v-1      the sums: row i, vector j is i*v+j
//	then v         a row of B, and one more to repeat an element of A; or, where
//	               that is fewer, m for a column of A repeated and one for B
//	AVX2's last    the mask of the last vector
//
// so AVX-512 14×2 takes 28+2+1 = 31 of 32, AVX2 6×2 12+2+1+1 = 16 of 16, and
// NEON 8×3 24+3+1 = 28 of 31.
type tile struct {
	*asm
	*isa
	machine
	sig  signature
	kind tileKind
	m, v int
}

// tileKind tells what a tile has to do with memory.
type tileKind int

const (
	nearTile     tileKind = iota
	farTile               // for a C that outgrows the caches: writes whole groups past them, if beta is zero
	streamTile            // for a B that outgrows L2: fetches its rows to come
	panelTile             // for packed panels of B, one after the other
	farPanelTile          // the same for a B that outgrows L2: fetches what is to come
	packATile             // leaves A packed, whose columns are contiguous
	packBTile             // leaves B packed
)

func (kind tileKind) panels() bool { return kind == panelTile || kind == farPanelTile }

// gemm emits the tile, which goes over the columns of B and C group by group:
//
//	c[i*ldc+j] = beta*c[i*ldc+j] + alpha * Σp a[i*ars+p*aks] * b[p*bks+j]
//
// for i < m and j < n. The last group must reach into the tile's last vector. A panel tile's
// group begins in B where the one before it ended. A tile that packs has one group, and
// leaves packed[p*m+i] = a[i+p*aks] or packed[p*n+j] = b[p*bks+j].
func gemm(a *asm, s *isa, mc machine, kind tileKind, m, v int) {
	name, columns := tileName(s, kind, m, v), v*s.lanes()
	if need := m*v + min(m, v) + 1; need > s.regs {
		panic(fmt.Sprintf("%s: the tile needs %d registers of %d", name, need, s.regs))
	}
	sig := function(a, s, name, fmt.Sprintf("Tile of %d rows and groups of %d columns.", m, columns), kind.decl())
	t := &tile{a, s, mc, sig, kind, m, v}
	for _, p := range []struct {
		r    reg
		name string
	}{{tileARS, "ars"}, {tileAKS, "aks"}, {tileBKS, "bks"}, {tileLDC, "ldc"}} {
		mc.arg(p.r, sig.param(p.name))
		mc.shift(p.r, log2(s.elem))
	}
	group, partial := a.newLabel("group"), a.newLabel("partial")
	a.label(group)
	mc.arg(tileN, sig.param("n"))
	if s.masks && kind != farTile {
		mc.tailOrWhole(tileN, (v-1)*s.lanes())
		t.group(true)
		t.next(group)
		mc.ret()
		return
	}
	mc.jumpLess(tileN, columns, partial)
	t.group(false)
	t.next(group)
	mc.ret()
	a.label(partial)
	if v > 1 {
		mc.addImm(tileN, -(v-1)*s.lanes())
	}
	mc.tail(tileN)
	t.group(true)
	mc.ret()
}

// next moves B and C to the next group and jumps if there is one. Their
// pointers and the columns left are kept in the arguments.
func (t *tile) next(group string) {
	if t.kind.panels() {
		t.setTo(t.sig.param("b"), tileB)
	} else {
		t.bump(t.sig.param("b"), t.v*t.bytes)
	}
	t.bump(t.sig.param("c"), t.v*t.bytes)
	t.bump(t.sig.param("n"), -t.v*t.lanes())
	t.jumpMore(group)
}

// group computes one group of columns; partial masks the last vector.
func (t *tile) group(partial bool) {
	t.arg(tileK, t.sig.param("k"))
	t.arg(tileA, t.sig.param("a"))
	t.arg(tileB, t.sig.param("b"))
	for r := range vec(t.m * t.v) {
		t.zero(r)
	}
	t.sum(partial)
	t.finishTile(partial)
}

func (t *tile) acc(i, j int) vec { return vec(i*t.v + j) }

// spare is a register beyond the sums.
func (t *tile) spare(i int) vec { return vec(t.m*t.v + i) }

func (t *tile) get(r vec, p reg, j int, partial bool) {
	mover{t.machine, j * t.bytes, partial && j == t.v-1}.load(r, p)
}

func (t *tile) put(p reg, j int, r vec, partial bool) {
	mover{t.machine, j * t.bytes, partial && j == t.v-1}.store(p, r)
}

// sum adds the products of all k steps to the sums, and leaves C's address in tileC, which
// is 0 where C is yet to be fetched. Level with it (Zen 5) are a loop of four steps, and
// multiply-adds that repeat the element of A as they load it.
func (t *tile) sum(partial bool) {
	loop, summed := t.newLabel("loop"), t.newLabel("summed")
	t.arg(tileC, t.sig.param("c"))
	t.jumpZero(tileK, summed)
	t.rows(t.m, tileA, tileARS)
	if t.kind == streamTile {
		t.mov(tileAhead, tileB)
		for range rowsAhead {
			t.machine.add(tileAhead, tileBKS)
		}
	}
	if t.kind.packs() {
		t.beginPacking()
		t.steps(loop, partial)
		t.endPacking()
		t.label(summed)
		return
	}
	t.jumpLess(tileK, fetchDepth, loop)
	t.addImm(tileK, -fetchSteps)
	t.clear(tileC)
	if partial && t.masks && (t.kind == nearTile || t.kind.panels()) {
		// Intel takes an arithmetic port for a load that is masked.
		masked, stepped := t.newLabel("masked"), t.newLabel("stepped")
		t.label(loop)
		t.jumpFewer(t.sig.param("n"), t.v*t.lanes(), masked)
		t.steps(t.newLabel("whole"), false)
		t.jump(stepped)
		t.steps(masked, true)
		t.label(stepped)
	} else {
		t.steps(loop, partial)
	}
	last := t.newLabel("last")
	t.jumpZero(tileC, last)
	t.jump(summed)
	t.label(last)
	t.fetch()
	t.addImm(tileK, fetchSteps)
	t.jump(loop)
	t.label(summed)
}

// steps is the loop of tileK steps, which begins at a label.
func (t *tile) steps(loop string, partial bool) {
	t.align()
	t.label(loop)
	if t.m < t.v {
		for i := range t.m {
			t.row(t.spare(i), i)
		}
		b := t.spare(t.m)
		for j := range t.v {
			t.take(b, j, partial)
			for i := range t.m {
				t.fma(t.acc(i, j), b, t.spare(i))
			}
		}
	} else {
		for j := range t.v {
			t.take(t.spare(j), j, partial)
		}
		x := t.spare(t.v)
		for i := range t.m {
			t.row(x, i)
			for j := range t.v {
				t.fma(t.acc(i, j), t.spare(j), x)
			}
		}
	}
	if t.kind == packATile {
		t.packColumn()
	}
	t.step(tileAKS)
	t.machine.add(tileB, tileBKS)
	switch t.kind {
	case streamTile:
		t.machine.add(tileAhead, tileBKS)
	case packBTile:
		t.machine.add(tilePacked, tileRow)
	}
	t.countdown(tileK, loop)
}

// finishTile scales the sums by alpha, adds beta*C and stores them.
func (t *tile) finishTile(partial bool) {
	scaled, overwrite, stored := t.newLabel("scaled"), t.newLabel("overwrite"), t.newLabel("stored")
	x, old := t.spare(0), t.spare(1)
	t.jumpOne(t.sig.param("alpha"), scaled)
	t.broadcastArg(x, t.sig.param("alpha"))
	for r := range vec(t.m * t.v) {
		t.mulv(r, r, x)
	}
	t.label(scaled)
	t.jumpNought(t.sig.param("beta"), overwrite)
	t.broadcastArg(x, t.sig.param("beta"))
	t.eachRow(func(i int) {
		for j := range t.v {
			t.get(old, tileC, j, partial)
			t.fma(t.acc(i, j), old, x)
			t.put(tileC, j, t.acc(i, j), partial)
		}
	})
	t.jump(stored)
	t.label(overwrite)
	t.eachRow(func(i int) {
		for j := range t.v {
			if t.kind == farTile && !partial {
				t.storeFar(tileC, j*t.bytes, t.acc(i, j))
			} else {
				t.put(tileC, j, t.acc(i, j), partial)
			}
		}
	})
	t.label(stored)
}

// eachRow walks down the rows of C.
func (t *tile) eachRow(f func(i int)) {
	for i := range t.m {
		f(i)
		if i < t.m-1 {
			t.machine.add(tileC, tileLDC)
		}
	}
}

func tileName(s *isa, kind tileKind, m, v int) string {
	name := [...]string{nearTile: "gemm", farTile: "far", streamTile: "stream", panelTile: "panel", farPanelTile: "farPanel", packATile: "packA", packBTile: "packB"}[kind]
	return fmt.Sprintf("%s%s%s_%dx%d", name, s.float(), s.title, m, v*s.lanes())
}
