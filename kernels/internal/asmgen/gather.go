package asmgen

// gather leaves the sums of n registers, at most 16 bytes, in the first.
func (t *dotTile) gather(r func(l int) vec, n int) { gather(t.machine, t.elem, t.spare, r, n) }

// gather leaves the sums of n registers, at most 16 bytes, in the first. Two of spare are overwritten.
func gather(mc machine, elem int, spare []vec, r func(l int) vec, n int) {
	gatherLanes(mc, elem, spare, r, n)
	mc.fold(r(0), spare[0])
}

// gatherLanes leaves the sums of each lane of n registers in the first.
func gatherLanes(mc machine, elem int, spare []vec, r func(l int) vec, n int) {
	for l := 0; l < n; l += 2 {
		pairwise(mc, r(l), r(l), r(min(l+1, n-1)), spare, elem == 8)
	}
	if elem == 4 {
		y := r(0)
		if n > 2 {
			y = r(2)
		}
		pairwise(mc, r(0), r(0), y, spare, true)
	}
}

// pairwise adds the low and the high half of each 16 bytes of x, and those of y. It interleaves the
// sums in d: by 8 bytes with double, else by 4.
func pairwise(mc machine, d, x, y vec, spare []vec, double bool) {
	mc.(fixed).zip(spare[0], x, y, false, double)
	mc.(fixed).zip(spare[1], x, y, true, double)
	mc.addv(d, spare[0], spare[1])
}
