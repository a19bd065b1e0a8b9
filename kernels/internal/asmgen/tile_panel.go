package asmgen

// Tiles along packed panels, by several steps at a time.
//
// A step of AVX2's 6×2 tile is 12 multiply-adds, 8 loads and 5 instructions that count, move on and fetch. Two threads that share a
// core have half of its six instructions a cycle each: a cycle for three. The 12 take six cycles, all 25 take eight. By four steps at a
// time, whose addresses are known, and without a fetch of what the CPU foresees, they are 21.

// alongPanel emits loops of a tile of mr rows, if the machine has such, for a panel whose rows are whole and contiguous, and for an A
// whose rows are contiguous or that is packed as a micropanel. What they leave, and all else, goes to other.
func (t *tile) alongPanel(m int, other string) {
	if t.panelSteps == 0 || m != t.mr || t.v != t.nv() {
		return
	}
	t.jumpUnequal(t.bks, t.v*t.bytes, other)
	t.jumpFewer(nLeft, t.v*t.lanes(), other)
	t.jumpLess(t.k, t.panelSteps, other)
	for _, aks := range []int{t.elem, m * t.elem} {
		next := other
		if aks == t.elem {
			next = t.newLabel("micropanel")
		}
		t.jumpUnequal(t.aks, aks, next)
		far := t.newLabel("far")
		t.jumpUnequal(t.ahead, t.v*t.bytes, far)
		t.panel(m, aks, false, other)
		t.label(far)
		t.panel(m, aks, true, other)
		if next != other {
			t.label(next)
		}
	}
}

// panel is one of those loops. An element of A is aks bytes behind the one before it.
func (t *tile) panel(m, aks int, fetch bool, other string) {
	start := t.newLabel("steps")
	t.align()
	t.label(start)
	for step := range t.panelSteps {
		b, x := step*t.v*t.bytes, t.spare[t.v]
		if fetch {
			t.prefetchAt(t.b, t.ahead, b)
		}
		for j := range t.v {
			t.machine.load(t.spare[j], t.b, b+j*t.bytes)
		}
		for i := range m {
			t.machine.(stepping).rowOn(x, i, step*aks)
			for j := range t.v {
				t.fma(t.acc(i, j), t.spare[j], x)
			}
		}
	}
	t.addImm(t.a, t.panelSteps*aks)
	t.addImm(t.b, t.panelSteps*t.v*t.bytes)
	t.addImm(t.k, -t.panelSteps)
	t.jumpAtLeast(t.k, t.panelSteps, start)
	t.jumpNonzero(t.k, other)
	t.jump(t.at("summed"))
}
