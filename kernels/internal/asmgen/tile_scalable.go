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

// announceScalable is announce for a scalable machine.
func (t *tile) announceScalable() {
	few := t.newLabel("few")
	t.arg(t.temp, nLeft)
	t.jumpUpTo(t.temp, columns, few)
	t.arg(t.temp, columns)
	t.label(few)
	t.machine.(scalable).exactly(t.temp)
}

// stripStep multiplies a column of A by a row of B and adds. It loads the row first: that takes longest.
func (t *tile) stripStep(l loop) {
	b := t.spare[0]
	t.take(l, b, 0)
	for i := range l.m {
		t.row(t.scalar[i], i)
	}
	for i := range l.m {
		t.fma(t.acc(i, 0), b, t.scalar[i])
	}
}
