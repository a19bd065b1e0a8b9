package asmgen

// What differs in tiles where the length of vectors is known at run time alone. A group of columns
// is one vector of as many registers as it takes, of 1, 2, 4 or 8, and of the last only what there
// is: nothing of a tile is there twice, for a partial group as well. Elements of A are scalar registers.

// columns is a local variable, those of a whole group, where a tile of fixed vectors has count.
var columns = param{name: "columns", in: local, off: 48}

// groupOf is the registers of a vector that holds v vectors of one.
func groupOf(v int) int {
	g := 1
	for g < v {
		g *= 2
	}
	return g
}

// beginScalable begins a function.
func (t *tile) beginScalable() {
	t.across = 1
	t.machine.(scalable).group(groupOf(t.v), false)
	t.machine.(scalable).lengthTo(columns, t.v)
}

// announceScalable is announce.
func (t *tile) announceScalable() {
	few := t.newLabel("few")
	t.arg(tileSpare, nLeft)
	t.jumpUpTo(tileSpare, columns, few)
	t.arg(tileSpare, columns)
	t.label(few)
	t.machine.(scalable).exactly(tileSpare)
}

// stripStep multiplies and adds a column of A and a row of B. The row is loaded first, as it takes longest.
func (t *tile) stripStep(l loop) {
	b := t.spare(0)
	t.take(l, b, 0)
	for i := range l.m {
		t.row(scalarReg(i), i)
	}
	for i := range l.m {
		t.fma(t.acc(i, 0), b, scalarReg(i))
	}
}
