package asmgen

// What differs in tiles where the length of vectors is known at run time alone:
//
//   - A group of columns is one vector of 1, 2, 4 or 8 registers, as many as it takes.
//   - The last group is a shorter vector. So no part of a tile has a second copy for a partial
//     group.
//   - Elements of A are scalar registers.

// columns is a local variable: the columns of a whole group. A tile of fixed vectors has count in its place.
var columns = param{name: "columns", in: local, off: 48}

// groupOf is how many registers a vector needs to hold v vectors of one register.
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

// announceScalable is announce for a scalable machine.
func (t *tile) announceScalable() {
	few := t.newLabel("few")
	t.arg(tileSpare, nLeft)
	t.jumpUpTo(tileSpare, columns, few)
	t.arg(tileSpare, columns)
	t.label(few)
	t.machine.(scalable).exactly(tileSpare)
}

// stripStep multiplies a column of A by a row of B and adds. It loads the row first: that takes longest.
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
