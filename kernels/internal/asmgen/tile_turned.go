package asmgen

import "slices"

// Tiles of whose sums Cᵀ is made. They have masks, and rows for a vector of it or almost.

// turnedWidths is how many widths of tiles turn, from one vector on. A vector has four lanes of 16 bytes.
func (s *isa) turnedWidths() int {
	v := 0
	for s.masks && s.bytes == 64 && v < s.vectors[0] && 8*most(s.vectors, v+1) >= 7*s.lanes() {
		v++
	}
	return v
}

// turns tells whether tiles of that width do.
func (t *tile) turns() bool { return t.v <= t.turnedWidths() }

// turned emits the tail of a tile that is turned in its registers: a row of C is a column of sums. Squares of the tile's rows and a
// vector of columns go one after the other. Where rows are fewer than a vector has elements, other vectors take their places.
func (t *tile) turned() {
	beta, spare, _ := t.factors()
	t.label(t.at("turned"))
	t.arg(t.temp, height)
	t.machine.(masked).tailOrWhole(t.temp, 0)
	t.arg(t.height, nLeft)
	free := t.others()
	for j := range t.v {
		var square []vec
		for i := range min(t.rows, t.lanes()) {
			square = append(square, t.acc(i, j))
		}
		square = append(square, free[:t.lanes()-len(square)]...)
		rows := t.turnSquare(square, &spare)
		add, next, c := t.newLabel("add"), t.newLabel("square"), mover{mc: t.machine, tail: true}
		if j == t.v-1 {
			next = t.at("stored")
		}
		each := func(row func(v vec)) {
			for i, v := range rows {
				row(v)
				if j < t.v-1 || i < len(rows)-1 {
					t.last(t.height, t.at("stored"))
					t.machine.add(t.c, t.ldc)
				}
			}
			t.jump(next)
		}
		t.jumpNotNought(t.of(t.p, "beta"), add)
		each(func(v vec) { c.store(t.c, v) })
		t.label(add)
		each(func(v vec) {
			c.fma(v, beta, spare, t.c)
			c.store(t.c, v)
		})
		if j < t.v-1 {
			t.label(next)
			free = rows
		}
	}
}

// others are vectors that take the places of rows in the first square: neither sums, nor where beta is, nor the spare one.
func (t *tile) others() (list []vec) {
	for v := range vec(t.regs) {
		if !slices.Contains(t.sum, v) && !slices.Contains(t.spare[:2], v) {
			list = append(list, v)
		}
	}
	return list
}

// turnSquare returns the columns of a square, in the same vectors but one and the spare one.
func (t *tile) turnSquare(rows []vec, spare *vec) []vec {
	both := func(x, y *vec, to func(d, x, y vec, second bool)) {
		to(*spare, *x, *y, false)
		to(*y, *x, *y, true)
		*x, *spare = *spare, *x
	}
	zip := func(double bool) func(d, x, y vec, second bool) {
		return func(d, x, y vec, second bool) { t.machine.(fixed).zip(d, x, y, second, double) }
	}
	lanes := func(d, x, y vec, second bool) { // 0 and 2 of each, or 1 and 3
		t.machine.(masked).lanes4(d, x, y, map[bool]int{false: 0x88, true: 0xdd}[second])
	}
	w := 16 / t.elem
	for r := rows; len(r) > 0; r = r[w:] {
		if w == 4 {
			both(&r[0], &r[1], zip(false))
			both(&r[2], &r[3], zip(false))
			both(&r[0], &r[2], zip(true))
			both(&r[1], &r[3], zip(true))
			r[1], r[2] = r[2], r[1]
			continue
		}
		both(&r[0], &r[1], zip(true))
	}
	columns := make([]vec, len(rows)) // lane q of vector e of each group has column w·q+e
	for e := range w {
		x := [4]vec{rows[e], rows[w+e], rows[2*w+e], rows[3*w+e]}
		both(&x[0], &x[1], lanes)
		both(&x[2], &x[3], lanes)
		both(&x[0], &x[2], lanes)
		both(&x[1], &x[3], lanes)
		columns[e], columns[w+e], columns[2*w+e], columns[3*w+e] = x[0], x[1], x[2], x[3]
	}
	return columns
}
