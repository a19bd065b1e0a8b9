package asmgen

// gather leaves the sums of n registers, at most 16 bytes, in the first.
func (t *dotTile) gather(r func(l int) vec, n int) { gather(t.machine, t.elem, t.spare(0), r, n) }

// gather leaves the sums of the lanes of n registers, at most 16 bytes, in the first. u and the register
// after it are spare.
func gather(mc machine, elem int, u vec, r func(l int) vec, n int) {
	for l := 0; l < n; l += 2 {
		pairwise(mc, r(l), r(l), r(min(l+1, n-1)), u, elem == 8)
	}
	if elem == 4 {
		y := r(0)
		if n > 2 {
			y = r(2)
		}
		pairwise(mc, r(0), r(0), y, u, true)
	}
	mc.fold(r(0), u)
}

// pairwise adds the low and the high half of each 16 bytes of x, and those of y. It interleaves the
// sums in d: by 8 bytes with double, else by 4.
func pairwise(mc machine, d, x, y, u vec, double bool) {
	mc.(fixed).zip(u, x, y, false, double)
	mc.(fixed).zip(u+1, x, y, true, double)
	mc.addv(d, u, u+1)
}
